/**
 * The WebSocket to the console. It comes back by itself with full jitter, notices a peer that died without a word, and
 * stops for good when the console says that this agent is no more.
 */
import { z } from 'zod'
import {
  type AgentMessage,
  CLOSE_REPLACED,
  CLOSE_REVOKED,
  type ConsoleMessage,
  consoleMessage,
  PING,
  PING_INTERVAL_SECONDS,
  PONG,
} from '../../worker/contract/agent-protocol.ts'
import { backoffMs } from './backoff.ts'
import { probeCredential } from './console-client.ts'

export type ConnectionState =
  | { state: 'connecting' }
  | { state: 'connected'; since: number }
  | { state: 'waiting'; reason: string; since: number; nextTryAt: number }
  | { state: 'stopped' }

/** A console message, but jobs as they came: each is read by itself. */
export type ReceivedMessage =
  | Extract<ConsoleMessage, { type: 'command' | 'ack' | 'response' }>
  | { type: 'welcome'; jobsRev: number; jobs: unknown[]; now: number }
  | { type: 'jobs'; jobsRev: number; jobs: unknown[] }

export interface ConnectionDeps {
  /** The console's public address, without a slash at its end. */
  url: string
  credential: string
  now: () => number
  random: () => number
  sayHello: () => AgentMessage
  onMessage: (message: ReceivedMessage) => void
  onState: (state: ConnectionState) => void
  /** The agent was removed from the console; there is no way back but to enrol again. */
  onRevoked: (reason: string) => void
  log: (message: string) => void
}

const RECONNECT = { firstMs: 1000, lastMs: 30_000 }
/** After another agent took this one's place: the two must not chase each other. */
const SLOW_RECONNECT = { firstMs: 60_000, lastMs: 600_000 }
/** A single refusal of the credential may be the word of something between agent and console. */
const REFUSALS_BELIEVED = 3
const OPEN_WITHIN_MS = 30_000
/** A connection that lasted so long starts the back-off anew when it ends. */
const STABLE_AFTER_MS = 60_000

const withJobs = { jobsRev: z.int(), jobs: z.array(z.unknown()) }
const received = z.union([
  z.object({ type: z.literal('welcome'), now: z.number(), ...withJobs }),
  z.object({ type: z.literal('jobs'), ...withJobs }),
  consoleMessage.options[2],
  consoleMessage.options[3],
  consoleMessage.options[4],
])

export class ConsoleConnection {
  readonly #deps: ConnectionDeps
  #socket: WebSocket | null = null
  #state: ConnectionState = { state: 'connecting' }
  #failures = 0
  #refusals = 0
  #timer: NodeJS.Timeout | undefined
  #isAwaitingPong = false
  #isStopped = false

  constructor(deps: ConnectionDeps) {
    this.#deps = deps
  }

  get isConnected(): boolean {
    return this.#state.state === 'connected'
  }

  start(): void {
    this.#connect()
  }

  /** False: not connected; nothing was sent. */
  send(message: AgentMessage): boolean {
    if (!this.isConnected || this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(JSON.stringify(message))
    return true
  }

  /** Bytes that the network has not taken yet: progress is left out while there are many. */
  get backlogBytes(): number {
    return this.#socket?.bufferedAmount ?? 0
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
    this.#drop('The agent stops', 1001)
    this.#setState({ state: 'stopped' })
  }

  #connect(): void {
    if (this.#isStopped) return
    this.#setState({ state: 'connecting' })
    const address = `${this.#deps.url.replace(/^http/, 'ws')}/agent/v1/connect`
    const socket = new WebSocket(address, connectOptions(this.#deps.credential))
    this.#socket = socket
    let hasOpened = false
    let hasEnded = false
    const end = (code: number, reason: string) => {
      if (hasEnded || this.#socket !== socket) return
      hasEnded = true
      this.#socket = null
      clearTimeout(this.#timer)
      void this.#ended(hasOpened, code, reason)
    }
    socket.addEventListener('open', () => {
      if (this.#socket !== socket) return
      hasOpened = true
      socket.send(JSON.stringify(this.#deps.sayHello()))
    })
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (this.#socket === socket) this.#receive(event.data)
    })
    socket.addEventListener('close', ({ code, reason }) => end(code, reason))
    // A handshake that failed ends with this event alone.
    socket.addEventListener('error', () => end(1006, ''))
    this.#isAwaitingPong = false
    this.#timer = setTimeout(() => {
      this.#drop('No welcome', 1000)
      void this.#ended(hasOpened, 1006, 'The console did not welcome the agent in time')
    }, OPEN_WITHIN_MS)
  }

  #receive(data: unknown): void {
    this.#isAwaitingPong = false
    if (data === PONG || typeof data !== 'string') return
    let json: unknown
    try {
      json = JSON.parse(data)
    } catch {
      this.#deps.log('A message of the console is not JSON; it is left out.')
      return
    }
    const message = received.safeParse(json)
    if (!message.success) {
      this.#deps.log(`A message of the console is not understood by this version: ${z.prettifyError(message.error)}`)
      return
    }
    if (message.data.type === 'welcome') this.#welcomed()
    this.#deps.onMessage(message.data)
  }

  #welcomed(): void {
    if (this.isConnected) return
    clearTimeout(this.#timer)
    this.#refusals = 0
    this.#setState({ state: 'connected', since: this.#deps.now() })
    const beat = () => {
      if (this.#isAwaitingPong) {
        this.#drop('No answer', 1000)
        return void this.#ended(true, 1006, 'The console does not answer any more')
      }
      this.#isAwaitingPong = true
      this.#socket?.send(PING)
      this.#timer = setTimeout(beat, PING_INTERVAL_SECONDS * 1000)
    }
    this.#timer = setTimeout(beat, PING_INTERVAL_SECONDS * 1000)
  }

  async #ended(hasOpened: boolean, code: number, said: string): Promise<void> {
    const wasStable = this.#state.state === 'connected' && this.#deps.now() - this.#state.since > STABLE_AFTER_MS
    if (wasStable) this.#failures = 0
    if (this.#isStopped) return
    if (code === CLOSE_REVOKED) return this.#revoke(said || 'This agent was removed from the console.')
    if (code === CLOSE_REPLACED) {
      return this.#wait(
        'Another agent with the identity of this one has connected. Was this computer cloned? Enrol one of the two again.',
        SLOW_RECONNECT,
      )
    }
    if (hasOpened) return this.#wait(said || `The connection ended (${code})`, RECONNECT)
    await this.#explainRefusal()
  }

  /** Why the handshake failed: the WebSocket does not tell. */
  async #explainRefusal(): Promise<void> {
    const { url, credential } = this.#deps
    const probe = await probeCredential(url, credential)
    if (this.#isStopped) return
    if (!probe.ok) return this.#wait(probe.failure.message, RECONNECT)
    if (probe.value !== 401) {
      this.#refusals = 0
      this.#wait(`The console did not take the connection (HTTP ${probe.value})`, RECONNECT)
      return
    }
    this.#refusals++
    const reason = 'The console does not accept the credential of this computer any more (HTTP 401).'
    if (this.#refusals >= REFUSALS_BELIEVED) this.#revoke(reason)
    else this.#wait(reason, RECONNECT)
  }

  #revoke(reason: string): void {
    this.#isStopped = true
    this.#setState({ state: 'stopped' })
    this.#deps.onRevoked(reason)
  }

  #wait(reason: string, bounds: typeof RECONNECT): void {
    const waitMs = backoffMs(this.#failures++, bounds, this.#deps.random)
    const now = this.#deps.now()
    this.#setState({ state: 'waiting', reason, since: now, nextTryAt: now + waitMs })
    this.#timer = setTimeout(() => this.#connect(), waitMs)
  }

  /** Lets go of the socket, whatever becomes of it. */
  #drop(reason: string, code: number): void {
    const socket = this.#socket
    this.#socket = null
    clearTimeout(this.#timer)
    try {
      socket?.close(code === 1001 ? 1000 : code, reason)
    } catch {
      // It was never open.
    }
  }

  #setState(state: ConnectionState): void {
    this.#state = state
    this.#deps.onState(state)
  }
}

/** Node's WebSocket takes headers beside the protocols; the browser's, whose type it has, does not. */
function connectOptions(credential: string): string[] {
  const options = { headers: { authorization: `Bearer ${credential}` } }
  return options as unknown as string[]
}
