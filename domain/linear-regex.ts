/**
 * Regular expressions that somebody else typed: matched in time proportional to pattern × text, whatever the pattern.
 * All alternatives are followed at once (Thompson's construction), so nothing is ever tried twice. What cannot be
 * matched that way (back references, look-around) is refused when the pattern is read.
 * Known: literals, `.`, classes, \d \w \s and their opposites, \b \B, groups, |, ^ $, * + ? {m,n} (lazy ones too).
 */
import {
  type Assertion,
  type CharacterTest,
  isWord,
  PatternProblem,
  type RegexNode,
  RegexParser,
} from './regex-parser.ts'
import { fail, ok, type Result } from './result.ts'

export interface LinearRegex {
  /** Whether the pattern is found anywhere in the text. */
  test(text: string): boolean
}

export const MAX_PATTERN_CHARACTERS = 500
/** After repetitions are written out. */
const MAX_STEPS = 3_000

type Step =
  | { op: 'character'; test: CharacterTest }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'assert'; at: Assertion }
  | { op: 'match' }

/** The failure says what is wrong with the pattern, to be read after its name. */
export function compileRegex(pattern: string, options: { ignoreCase: boolean }): Result<LinearRegex, string> {
  if (pattern.length > MAX_PATTERN_CHARACTERS) return fail(`must have at most ${MAX_PATTERN_CHARACTERS} characters`)
  try {
    const steps = new Program().compile(new RegexParser([...pattern], options.ignoreCase).parse())
    return ok({ test: (text) => run(steps, [...text]) })
  } catch (error) {
    if (error instanceof PatternProblem) return fail(error.message)
    throw error
  }
}

class Program {
  readonly #steps: Step[] = []

  compile(root: RegexNode): Step[] {
    this.#write(root)
    this.#push({ op: 'match' })
    return this.#steps
  }

  #write(node: RegexNode): void {
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

  #writeChoice(options: readonly RegexNode[]): void {
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

  #writeRepeat({ body, min, max }: Extract<RegexNode, { kind: 'repeat' }>): void {
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
