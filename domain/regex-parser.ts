/** Reads the patterns of linear-regex.ts into a tree. */

/** Of a `{m,n}`. */
const MAX_REPEAT = 1_000
const MAX_DEPTH = 50

export type CharacterTest = (character: string) => boolean

export type RegexNode =
  | { kind: 'character'; test: CharacterTest }
  | { kind: 'sequence'; parts: RegexNode[] }
  | { kind: 'choice'; options: RegexNode[] }
  | { kind: 'repeat'; body: RegexNode; min: number; max: number }
  | { kind: 'assertion'; at: Assertion }

export type Assertion = 'start' | 'end' | 'boundary' | 'noBoundary'

/** What is wrong, to be read after the pattern's name. */
export class PatternProblem extends Error {}

const isDigit: CharacterTest = (character) => character >= '0' && character <= '9' && character.length === 1
export const isWord: CharacterTest = (character) => /^\w$/.test(character)
const isSpace: CharacterTest = (character) => /^\s$/.test(character)
const CLASSES: Readonly<Record<string, CharacterTest>> = { d: isDigit, w: isWord, s: isSpace }
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' }

export class RegexParser {
  readonly #pattern: readonly string[]
  readonly #ignoreCase: boolean
  #at = 0
  #depth = 0

  constructor(pattern: readonly string[], ignoreCase: boolean) {
    this.#pattern = pattern
    this.#ignoreCase = ignoreCase
  }

  parse(): RegexNode {
    const node = this.#choice()
    if (this.#at < this.#pattern.length) throw new PatternProblem('has a ")" without its "("')
    return node
  }

  #choice(): RegexNode {
    const options = [this.#sequence()]
    while (this.#take('|')) options.push(this.#sequence())
    const [only] = options
    return options.length === 1 && only !== undefined ? only : { kind: 'choice', options }
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = []
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')'; next = this.#peek())
      parts.push(this.#repeat(this.#atom()))
    return { kind: 'sequence', parts }
  }

  #repeat(body: RegexNode): RegexNode {
    const limits = this.#quantifier()
    if (limits === null) return body
    if (body.kind === 'assertion') throw new PatternProblem('repeats something that matches no character')
    this.#take('?')
    if (this.#quantifier() !== null) throw new PatternProblem('has a repetition of a repetition without a group')
    return { kind: 'repeat', body, ...limits }
  }

  #quantifier(): { min: number; max: number } | null {
    if (this.#take('*')) return { min: 0, max: Number.POSITIVE_INFINITY }
    if (this.#take('+')) return { min: 1, max: Number.POSITIVE_INFINITY }
    if (this.#take('?')) return { min: 0, max: 1 }
    const braces = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.#pattern.slice(this.#at, this.#at + 12).join(''))
    if (braces === null) return null
    this.#at += braces[0].length
    const min = Number(braces[1])
    const max = braces[2] === undefined ? min : braces[3] === '' ? Number.POSITIVE_INFINITY : Number(braces[3])
    if (min > max) throw new PatternProblem('has a repetition whose limits are the wrong way round')
    if (min > MAX_REPEAT || (max !== Number.POSITIVE_INFINITY && max > MAX_REPEAT))
      throw new PatternProblem(`must not repeat more than ${MAX_REPEAT} times`)
    return { min, max }
  }

  #atom(): RegexNode {
    const character = this.#next()
    switch (character) {
      case '.':
        return { kind: 'character', test: (given) => !/^[\n\r\u2028\u2029]$/.test(given) }
      case '^':
        return { kind: 'assertion', at: 'start' }
      case '$':
        return { kind: 'assertion', at: 'end' }
      case '[':
        return { kind: 'character', test: this.#characterClass() }
      case '(':
        return this.#group()
      case '\\':
        return this.#escape()
      case '*':
      case '+':
      case '?':
        throw new PatternProblem('repeats nothing')
      default:
        return { kind: 'character', test: this.#literal(character) }
    }
  }

  #group(): RegexNode {
    if (this.#take('?') && !this.#take(':'))
      throw new PatternProblem('must not look around or name groups; of groups with "?" only "(?:" is known')
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) throw new PatternProblem(`must not nest groups deeper than ${MAX_DEPTH}`)
    const inner = this.#choice()
    if (!this.#take(')')) throw new PatternProblem('has a "(" without its ")"')
    this.#depth -= 1
    return inner
  }

  #escape(): RegexNode {
    if (this.#take('b')) return { kind: 'assertion', at: 'boundary' }
    if (this.#take('B')) return { kind: 'assertion', at: 'noBoundary' }
    const known = this.#escapedClass()
    if (known !== null) return { kind: 'character', test: known }
    return { kind: 'character', test: this.#literal(this.#escapedLiteral()) }
  }

  #escapedClass(): CharacterTest | null {
    const letter = this.#peek() ?? ''
    const test = CLASSES[letter.toLowerCase()]
    if (test === undefined) return null
    this.#at += 1
    return letter === letter.toLowerCase() ? test : (character) => !test(character)
  }

  #escapedLiteral(): string {
    const letter = this.#next()
    const control = CONTROLS[letter]
    if (control !== undefined) return control
    if (isWord(letter)) throw new PatternProblem(`has "\\${letter}", which is not known here`)
    return letter
  }

  #literal(wanted: string): CharacterTest {
    if (!this.#ignoreCase) return (character) => character === wanted
    const folded = wanted.toLowerCase()
    return (character) => character.toLowerCase() === folded
  }

  #characterClass(): CharacterTest {
    const isNegated = this.#take('^')
    const tests: CharacterTest[] = []
    for (let isOpen = true; isOpen; ) {
      if (this.#peek() === undefined) throw new PatternProblem('has a "[" without its "]"')
      if (this.#take(']')) isOpen = false
      else tests.push(this.#classItem())
    }
    const matches: CharacterTest = this.#ignoreCase
      ? (character) => tests.some((test) => test(character.toLowerCase()) || test(character.toUpperCase()))
      : (character) => tests.some((test) => test(character))
    return isNegated ? (character) => !matches(character) : matches
  }

  #classItem(): CharacterTest {
    const first = this.#classCharacter()
    if (typeof first !== 'string') return first
    const isRange = this.#peek() === '-' && this.#pattern[this.#at + 1] !== ']'
    if (!isRange || this.#pattern[this.#at + 1] === undefined) return (character) => character === first
    this.#at += 1
    const last = this.#classCharacter()
    const [low, high] = [first.codePointAt(0) ?? 0, typeof last === 'string' ? (last.codePointAt(0) ?? 0) : -1]
    if (low > high) throw new PatternProblem('has a range in "[ ]" whose ends are the wrong way round')
    return (character) => {
      const code = character.codePointAt(0) ?? -1
      return code >= low && code <= high
    }
  }

  #classCharacter(): string | CharacterTest {
    const character = this.#next()
    if (character !== '\\') return character
    return this.#escapedClass() ?? this.#escapedLiteral()
  }

  #peek(): string | undefined {
    return this.#pattern[this.#at]
  }

  #next(): string {
    const character = this.#pattern[this.#at]
    if (character === undefined) throw new PatternProblem('ends in the middle of something')
    this.#at += 1
    return character
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false
    this.#at += 1
    return true
  }
}
