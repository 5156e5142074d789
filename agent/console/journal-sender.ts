/** Sends the journal's facts in their order, a few at a time, and again until they are acknowledged. */
import type { AgentMessage } from '../../worker/contract/agent-protocol.ts'
import type { Journal } from '../state/journal.ts'

const MOST_IN_FLIGHT = 32
const REPEAT_AFTER_MS = 30_000

export class JournalSender {
  readonly #journal: Journal
  readonly #send: (message: AgentMessage) => boolean
  readonly #inFlight = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #drained: (() => void)[] = []

  constructor(journal: Journal, send: (message: AgentMessage) => boolean) {
    this.#journal = journal
    this.#send = send
  }

  /** To be called with each new connection: what the last one had in flight may be lost. */
  restart(): void {
    this.#inFlight.clear()
    this.flush()
  }

  flush(): void {
    for (const entry of this.#journal.pending) {
      if (this.#inFlight.size >= MOST_IN_FLIGHT) break
      if (this.#inFlight.has(entry.entryUid)) continue
      if (!this.#send({ type: 'entry', ...entry })) return
      this.#inFlight.add(entry.entryUid)
    }
    clearTimeout(this.#timer)
    if (this.#inFlight.size > 0) this.#timer = setTimeout(() => this.restart(), REPEAT_AFTER_MS)
  }

  acknowledge(entryUid: string): void {
    this.#journal.acknowledge(entryUid)
    this.#inFlight.delete(entryUid)
    this.flush()
    if (this.#journal.pendingCount === 0) for (const resolve of this.#drained.splice(0)) resolve()
  }

  /** Resolves when nothing is left to send, or the time is over. */
  waitUntilDrained(withinMs: number): Promise<void> {
    if (this.#journal.pendingCount === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs)
      this.#drained.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
