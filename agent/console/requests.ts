/** Questions to the console over the WebSocket, and what comes back. */
import { fail, ok, type Result } from '../../domain/result.ts'
import type { AgentMessage, AgentRequest, RepositoryAccess } from '../../worker/contract/agent-protocol.ts'
import type { RequestFailure } from '../jobs/session-context.ts'
import type { ReceivedMessage } from './connection.ts'

type Answer = Result<RepositoryAccess | null, RequestFailure>

const ANSWER_WITHIN_MS = 30_000
/** A console that has just gone is often back at once, after a release for example. */
const WAIT_FOR_CONNECTION_MS = 15_000
const RECENTLY_MS = 60_000

export interface RequestsDeps {
  send: (message: AgentMessage) => boolean
  newUid: () => string
  now: () => number
}

export class Requests {
  readonly #deps: RequestsDeps
  readonly #open = new Map<string, (answer: Answer) => void>()
  #connected: (() => void)[] = []
  #isConnected = false
  #awaySince: number
  #awayReason = 'it has not answered yet.'

  constructor(deps: RequestsDeps) {
    this.#deps = deps
    this.#awaySince = deps.now()
  }

  async ask(body: AgentRequest): Promise<Answer> {
    if (!this.#isConnected && this.#deps.now() - this.#awaySince < RECENTLY_MS) await this.#waitForConnection()
    const requestUid = this.#deps.newUid()
    if (!this.#isConnected || !this.#deps.send({ type: 'request', requestUid, body })) return fail(this.#away())
    return await new Promise((resolve) => {
      const settle = (answer: Answer) => {
        clearTimeout(timer)
        this.#open.delete(requestUid)
        resolve(answer)
      }
      const timer = setTimeout(
        () => settle(fail({ code: 'away', message: 'it did not answer in time.' })),
        ANSWER_WITHIN_MS,
      )
      this.#open.set(requestUid, settle)
    })
  }

  settle(response: Extract<ReceivedMessage, { type: 'response' }>): void {
    const settle = this.#open.get(response.requestUid)
    if (response.error !== undefined) settle?.(fail({ code: 'refused', message: response.error }))
    else settle?.(ok(response.access ?? null))
  }

  connected(): void {
    this.#isConnected = true
    for (const resolve of this.#connected.splice(0)) resolve()
  }

  disconnected(reason: string): void {
    if (this.#isConnected) this.#awaySince = this.#deps.now()
    this.#isConnected = false
    this.#awayReason = reason
    for (const settle of [...this.#open.values()]) settle(fail(this.#away()))
  }

  #away(): RequestFailure {
    return { code: 'away', message: this.#awayReason }
  }

  #waitForConnection(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, WAIT_FOR_CONNECTION_MS)
      this.#connected.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}
