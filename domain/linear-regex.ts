/**
 * Regular expressions that somebody else typed: matched in time proportional to pattern × text, whatever the pattern.
 * All alternatives are followed at once (Thompson's construction), so nothing is ever tried twice. What cannot be
 * matched that way (back references, look-around) is refused when the pattern is read.
 * Known: literals, `.`, classes, \d \w \s and their opposites, \b \B, groups, |, ^ $, * + ? {m,n} (lazy ones too).
 */
import { fail, ok, type Result } from './result.ts'

export interface LinearRegex {
  /** Whether the pattern is found anywhere in the text. */
  test(text: string): boolean
}

export const MAX_PATTERN_CHARACTERS = 500
/** After repetitions are written out. */
const MAX_STEPS = 3_000
const MAX_DEPTH = 50
const MAX_REPEAT = 1_000

type CharacterTest = (character: string) => boolean

type Node =
  | { kind: 'character'; test: CharacterTest }
  | { kind: 'sequence'; parts: Node[] }
  | { kind: 'choice'; options: Node[] }
  | { kind: 'repeat'; body: Node; min: number; max: number }
  | { kind: 'assertion'; at: Assertion }

type Assertion = 'start' | 'end' | 'boundary' | 'noBoundary'

type Step =
  | { op: 'character'; test: CharacterTest }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'assert'; at: Assertion }
  | { op: 'match' }

class PatternProblem extends Error {}

/** The failure says what is wrong with the pattern, to be read after its name. */
export function compileRegex(pattern: string, options: { ignoreCase: boolean }): Result<LinearRegex, string> {
  if (pattern.length > MAX_PATTERN_CHARACTERS) return fail(`must have at most ${MAX_PATTERN_CHARACTERS} characters`)
  try {
    const steps = new Program().compile(new Parser([...pattern], options.ignoreCase).parse())
    return ok({ test: (text) => run(steps, [...text]) })
  } catch (error) {
    if (error instanceof PatternProblem) return fail(error.message)
    throw error
  }
}

const isDigit: CharacterTest = (character) => character >= '0' && character <= '9' && character.length === 1
const isWord: CharacterTest = (character) => /^\w$/.test(character)
const isSpace: CharacterTest = (character) => /^\s$/.test(character)
const CLASSES: Readonly<Record<string, CharacterTest>> = { d: isDigit, w: isWord, s: isSpace }
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' }

class Parser {
  readonly #pattern: readonly string[]
  readonly #ignoreCase: boolean
  #at = 0
  #depth = 0

  constructor(pattern: readonly string[], ignoreCase: boolean) {
    this.#pattern = pattern
    this.#ignoreCase = ignoreCase
  }

  parse(): Node {
    const node = this.#choice()
    if (this.#at < this.#pattern.length) throw new PatternProblem('has a ")" without its "("')
    return node
  }

  #choice(): Node {
    const options = [this.#sequence()]
    while (this.#take('|')) options.push(this.#sequence())
    const [only] = options
    return options.length === 1 && only !== undefined ? only : { kind: 'choice', options }
  }

  #sequence(): Node {
    const parts: Node[] = []
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')'; next = this.#peek())
      parts.push(this.#repeat(this.#atom()))
    return { kind: 'sequence', parts }
  }

  #repeat(body: Node): Node {
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

  #atom(): Node {
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

  #group(): Node {
    if (this.#take('?') && !this.#take(':'))
      throw new PatternProblem('must not look around or name groups; of groups with "?" only "(?:" is known')
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) throw new PatternProblem(`must not nest groups deeper than ${MAX_DEPTH}`)
    const inner = this.#choice()
    if (!this.#take(')')) throw new PatternProblem('has a "(" without its ")"')
    this.#depth -= 1
    return inner
  }

  #escape(): Node {
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

class Program {
  readonly #steps: Step[] = []

  compile(root: Node): Step[] {
    this.#write(root)
    this.#push({ op: 'match' })
    return this.#steps
  }

  #write(node: Node): void {
    switch (node.kind) {
      case 'character':
        this.#push({ op: 'character', test: node.test })
        return
      case 'assertion':
        this.#push({ op: 'assert', at: node.at })
        return
      case 'sequence':
        for (const part of node.parts) this.#write(part)
        return
      case 'choice':
        this.#writeChoice(node.options)
        return
      case 'repeat':
        this.#writeRepeat(node)
        return
    }
  }

  #writeChoice(options: readonly Node[]): void {
    const jumps: { op: 'jump'; to: number }[] = []
    for (const [index, option] of options.entries()) {
      const isLast = index === options.length - 1
      const split = { op: 'split' as const, first: this.#steps.length + 1, second: 0 }
      if (!isLast) this.#push(split)
      this.#write(option)
      if (isLast) continue
      const jump = { op: 'jump' as const, to: 0 }
      jumps.push(jump)
      this.#push(jump)
      split.second = this.#steps.length
    }
    for (const jump of jumps) jump.to = this.#steps.length
  }

  #writeRepeat({ body, min, max }: Extract<Node, { kind: 'repeat' }>): void {
    for (let count = 0; count < min; count++) this.#write(body)
    if (max === Number.POSITIVE_INFINITY) {
      const start = this.#steps.length
      const split = { op: 'split' as const, first: start + 1, second: 0 }
      this.#push(split)
      this.#write(body)
      this.#push({ op: 'jump', to: start })
      split.second = this.#steps.length
      return
    }
    const splits: { op: 'split'; first: number; second: number }[] = []
    for (let count = min; count < max; count++) {
      const split = { op: 'split' as const, first: this.#steps.length + 1, second: 0 }
      splits.push(split)
      this.#push(split)
      this.#write(body)
    }
    for (const split of splits) split.second = this.#steps.length
  }

  #push(step: Step): void {
    if (this.#steps.length >= MAX_STEPS) throw new PatternProblem('is too large once its repetitions are written out')
    this.#steps.push(step)
  }
}

function run(steps: readonly Step[], text: readonly string[]): boolean {
  let current = new Set<number>()
  for (let at = 0; at <= text.length; at++) {
    // The pattern may begin anywhere.
    const states = follow(steps, [...current, 0], text, at)
    if (states === 'match') return true
    const next = new Set<number>()
    const character = text[at]
    if (character === undefined) return false
    for (const state of states) {
      const step = steps[state]
      if (step?.op === 'character' && step.test(character)) next.add(state + 1)
    }
    current = next
  }
  return false
}

/** The steps that wait for a character, reached from some steps without one. */
function follow(
  steps: readonly Step[],
  from: readonly number[],
  text: readonly string[],
  at: number,
): Set<number> | 'match' {
  const seen = new Set<number>()
  const waiting = new Set<number>()
  const open = [...from]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (seen.has(state)) continue
    seen.add(state)
    const step = steps[state]
    if (step === undefined) continue
    if (step.op === 'match') return 'match'
    if (step.op === 'character') waiting.add(state)
    if (step.op === 'jump') open.push(step.to)
    if (step.op === 'split') open.push(step.first, step.second)
    if (step.op === 'assert' && holds(step.at, text, at)) open.push(state + 1)
  }
  return waiting
}

function holds(assertion: Assertion, text: readonly string[], at: number): boolean {
  if (assertion === 'start') return at === 0
  if (assertion === 'end') return at === text.length
  const isBoundary = isWord(text[at - 1] ?? '') !== isWord(text[at] ?? '')
  return assertion === 'boundary' ? isBoundary : !isBoundary
}
