import type { SessionProgress } from '../../worker/contract/agent-protocol.ts'

/** The newest progress at most once per interval; none after the end. */
export class ProgressThrottle {
  readonly #send: (progress: SessionProgress) => void
  readonly #everyMs: number
  #newest: SessionProgress | null = null
  #timer: NodeJS.Timeout | undefined

  constructor(send: (progress: SessionProgress) => void, everyMs = 1000) {
    this.#send = send
    this.#everyMs = everyMs
  }

  report(progress: SessionProgress): void {
    this.#newest = progress
    if (this.#timer === undefined) this.#flush()
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #flush(): void {
    this.#timer = undefined
    if (this.#newest === null) return
    this.#send(this.#newest)
    this.#newest = null
    this.#timer = setTimeout(() => this.#flush(), this.#everyMs)
  }
}
