import type { LogLine } from '../../worker/contract/agent-protocol.ts'

const MOST_LINES = 500
const LONGEST_LINE = 2000
/** A month of failing sessions must fit a journal that nobody fetches. */
const MOST_CHARACTERS = 256 * 1024

/** The newest lines of a session. */
export class SessionLog {
  readonly #lines: LogLine[] = []
  readonly #now: () => number
  #characters = 0

  constructor(now: () => number) {
    this.#now = now
  }

  get lines(): LogLine[] {
    return [...this.#lines]
  }

  add(level: LogLine['level'], text: string): void {
    const message = text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE - 1)}…` : text
    this.#lines.push({ at: this.#now(), level, message })
    this.#characters += message.length
    while (this.#lines.length > MOST_LINES || this.#characters > MOST_CHARACTERS) {
      this.#characters -= this.#lines.shift()?.message.length ?? 0
    }
  }
}
