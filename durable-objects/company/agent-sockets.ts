/**
 * Hibernating WebSockets of agents and onlookers. Who is at the other end lies in the socket's attachment, since the
 * object's memory does not outlive its sleep; the runtime answers pings without waking it.
 */
import { CLOSE_REPLACED, type ConsoleMessage, PING, PONG } from '../../worker/contract/agent-protocol.ts'
import {
  CLOSE_RENEW,
  LIVE_RENEW_MS,
  type LiveMessage,
  toBackupSession,
} from '../../worker/contract/backup-sessions/live-session.ts'
import type { AgentSockets, LiveSockets } from './context.ts'
import type { SessionRow } from './rpc.ts'

export type Attachment =
  | { kind: 'agent'; managementAgentUid: string; openedAt: number; isReady: boolean }
  | { kind: 'live'; jobUid: string; openedAt: number }

export const LIVE_SOCKETS_PER_JOB = 100
/** Codes that may be received but not sent (RFC 6455, 7.4). */
const UNSENDABLE_CODES = [1005, 1006, 1015]

export function agentTag(managementAgentUid: string): string {
  return `agent:${managementAgentUid}`
}

export function liveTag(jobUid: string): string {
  return `live:${jobUid}`
}

export function readAttachment(socket: WebSocket): Attachment | null {
  return socket.deserializeAttachment() as Attachment | null
}

export class Sockets implements AgentSockets, LiveSockets {
  readonly #ctx: DurableObjectState
  readonly #now: () => number

  constructor(ctx: DurableObjectState, now: () => number) {
    this.#ctx = ctx
    this.#now = now
  }

  /** Takes the agent's new connection; one that it had before is closed. */
  acceptAgent(socket: WebSocket, managementAgentUid: string): void {
    this.close(managementAgentUid, CLOSE_REPLACED, 'Replaced by a newer connection of the same agent')
    this.#ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG))
    this.#ctx.acceptWebSocket(socket, [agentTag(managementAgentUid)])
    attach(socket, { kind: 'agent', managementAgentUid, openedAt: this.#now(), isReady: false })
  }

  /** False: too many look at this job already. */
  acceptLive(socket: WebSocket, jobUid: string): boolean {
    if (this.#open(liveTag(jobUid)).length >= LIVE_SOCKETS_PER_JOB) return false
    this.#ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG))
    this.#ctx.acceptWebSocket(socket, [liveTag(jobUid)])
    attach(socket, { kind: 'live', jobUid, openedAt: this.#now() })
    return true
  }

  /** The agent has said hello: from now on it can be told things. */
  markReady(socket: WebSocket): void {
    const attachment = readAttachment(socket)
    if (attachment?.kind === 'agent') attach(socket, { ...attachment, isReady: true })
  }

  isReady(managementAgentUid: string): boolean {
    return this.#ready(managementAgentUid) !== undefined
  }

  /** Is there any open connection, hello or not? */
  isConnected(managementAgentUid: string): boolean {
    return this.#open(agentTag(managementAgentUid)).length > 0
  }

  send(managementAgentUid: string, message: ConsoleMessage): boolean {
    const socket = this.#ready(managementAgentUid)
    return socket !== undefined && sendText(socket, JSON.stringify(message))
  }

  close(managementAgentUid: string, code: number, reason: string): void {
    for (const socket of this.#open(agentTag(managementAgentUid))) closeSocket(socket, code, reason)
  }

  /** When the agent was last heard of: its last ping, or its connecting. Null: not connected. */
  lastSeenAt(managementAgentUid: string): number | null {
    const times = this.#open(agentTag(managementAgentUid)).map((socket) => {
      const pingedAt = this.#ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0
      return Math.max(pingedAt, readAttachment(socket)?.openedAt ?? 0)
    })
    return times.length === 0 ? null : Math.max(...times)
  }

  listConnectedAgents(): string[] {
    const attachments = this.#ctx.getWebSockets().filter(isOpen).map(readAttachment)
    return [...new Set(attachments.flatMap((at) => (at?.kind === 'agent' ? [at.managementAgentUid] : [])))]
  }

  tellLive(socket: WebSocket, session: SessionRow): void {
    sendText(socket, this.#liveText(session))
  }

  publish(session: SessionRow): void {
    const text = this.#liveText(session)
    for (const socket of this.#open(liveTag(session.jobUid))) {
      const isStale = this.#now() - (readAttachment(socket)?.openedAt ?? 0) > LIVE_RENEW_MS
      if (isStale) closeSocket(socket, CLOSE_RENEW, 'Connect again')
      else sendText(socket, text)
    }
  }

  closeAll(): void {
    for (const socket of this.#ctx.getWebSockets().filter(isOpen)) {
      if (readAttachment(socket)?.kind === 'live') closeSocket(socket, CLOSE_RENEW, 'Connect again')
    }
  }

  #liveText(session: SessionRow): string {
    const message: LiveMessage = { type: 'session', session: toBackupSession(session, this.#now()) }
    return JSON.stringify(message)
  }

  #ready(managementAgentUid: string): WebSocket | undefined {
    return this.#open(agentTag(managementAgentUid)).find((socket) => {
      const attachment = readAttachment(socket)
      return attachment?.kind === 'agent' && attachment.isReady
    })
  }

  #open(tag: string): WebSocket[] {
    return this.#ctx.getWebSockets(tag).filter(isOpen)
  }
}

/** Answers the other side's close frame; without it that side would see an abnormal end. */
export function reciprocateClose(socket: WebSocket, code: number, reason: string): void {
  closeSocket(socket, UNSENDABLE_CODES.includes(code) ? 1000 : code, reason)
}

function attach(socket: WebSocket, attachment: Attachment): void {
  socket.serializeAttachment(attachment)
}

function isOpen(socket: WebSocket): boolean {
  return socket.readyState === WebSocket.OPEN
}

/** False when the socket has died meanwhile; its close event follows. */
function sendText(socket: WebSocket, text: string): boolean {
  try {
    socket.send(text)
    return true
  } catch {
    return false
  }
}

function closeSocket(socket: WebSocket, code: number, reason: string): void {
  try {
    socket.close(code, reason)
  } catch {
    // Closed already, or with a code that may not be sent: there is nobody left to tell.
  }
}
