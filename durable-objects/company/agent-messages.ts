/** What arrives on an agent's WebSocket. Everything is stored before it is acknowledged, and lists are told afterwards. */
import { z } from 'zod'
import {
  type AgentMessage,
  type AgentRequest,
  agentMessage,
  CLOSE_REVOKED,
  type ConsoleMessage,
} from '../../worker/contract/agent-protocol.ts'
import { logError, logWarning } from '../lib/log.ts'
import { type PresenceContext, welcomeAgent } from './agent-presence.ts'
import { applyEntry, findOwnJob, parkEntry, readEntryUid } from './journal.ts'
import { refreshUsage } from './repositories.ts'
import { escrowPassword, grantRepositoryAccess } from './repository-access.ts'
import { recordProgress } from './sessions.ts'
import type { AgentRecord } from './store/schema.ts'

/** An inventory of 20,000 snapshots stays below; the platform itself takes 32 MiB. */
export const FRAME_LENGTH_LIMIT = 16 * 1024 * 1024

export interface AgentConnection {
  managementAgentUid: string
  send(message: ConsoleMessage): void
  close(code: number, reason: string): void
  /** From now on the agent can be told things. */
  markReady(): void
}

/** `sync` resolves when everything written so far is durable. */
export type MessageContext = PresenceContext & { sync(): Promise<void> }

export async function receiveFrame(ctx: MessageContext, connection: AgentConnection, text: string): Promise<void> {
  const agent = ctx.store.agents.find(connection.managementAgentUid)
  if (agent === null) return connection.close(CLOSE_REVOKED, 'This agent was removed from the console')
  if (text.length > FRAME_LENGTH_LIMIT)
    return connection.close(1009, `A message may have ${FRAME_LENGTH_LIMIT} characters`)
  let frame: unknown
  try {
    frame = JSON.parse(text)
  } catch {
    return connection.close(1007, 'A message must be JSON')
  }
  const message = agentMessage.safeParse(frame)
  if (message.success) await receiveMessage(ctx, connection, agent, message.data)
  else await receiveUnknown(ctx, connection, agent, frame, z.prettifyError(message.error))
}

async function receiveMessage(
  ctx: MessageContext,
  connection: AgentConnection,
  agent: AgentRecord,
  message: AgentMessage,
): Promise<void> {
  switch (message.type) {
    case 'hello':
      connection.markReady()
      welcomeAgent(ctx, agent, message)
      break
    case 'progress': {
      const job = findOwnJob(ctx, agent, message.jobUid)
      const known = ctx.store.sessions.find(message.sessionUid)
      if (job === null || (known !== null && known.jobUid !== job.jobUid)) return
      if (!recordProgress(ctx, agent, job, message)) return
      break
    }
    case 'entry': {
      const reason = applyEntry(ctx, agent, message)
      if (reason !== null) parkEntry(ctx, agent, message.entryUid, reason, message)
      await acknowledge(ctx, connection, message.entryUid)
      const { body } = message
      const writtenUid = reason === null && body.kind === 'sessionFinished' ? body.repositoryUid : null
      if (writtenUid !== null) await refreshUsage(ctx, writtenUid)
      break
    }
    case 'request':
      connection.send(await answerRequest(ctx, agent, message.requestUid, message.body))
      break
  }
  await ctx.outbox.flush()
}

/** Newer agents may say things that this release does not know. Only what is repeated until it is answered needs one. */
async function receiveUnknown(
  ctx: MessageContext,
  connection: AgentConnection,
  agent: AgentRecord,
  frame: unknown,
  reason: string,
): Promise<void> {
  const entryUid = readEntryUid(frame)
  if (entryUid !== null) {
    parkEntry(ctx, agent, entryUid, reason, frame)
    return acknowledge(ctx, connection, entryUid)
  }
  const requestUid = z.object({ type: z.literal('request'), requestUid: z.uuid() }).safeParse(frame)
  if (requestUid.success) {
    const error = `This console does not understand the request: ${reason}`
    return connection.send({ type: 'response', requestUid: requestUid.data.requestUid, error })
  }
  const { companyUid } = ctx
  const { managementAgentUid } = agent
  logWarning('A message of an agent is not understood', { companyUid, managementAgentUid, reason })
}

async function acknowledge(ctx: MessageContext, connection: AgentConnection, entryUid: string): Promise<void> {
  await ctx.sync()
  connection.send({ type: 'ack', entryUid })
}

async function answerRequest(
  ctx: MessageContext,
  agent: AgentRecord,
  requestUid: string,
  body: AgentRequest,
): Promise<ConsoleMessage> {
  try {
    if (body.kind === 'escrowPassword') {
      const escrowed = await escrowPassword(ctx, agent, body.repositoryUid, body.password)
      return escrowed.ok ? { type: 'response', requestUid } : { type: 'response', requestUid, error: escrowed.failure }
    }
    const access = await grantRepositoryAccess(ctx, agent, body)
    if (!access.ok) return { type: 'response', requestUid, error: access.failure }
    return { type: 'response', requestUid, access: access.value }
  } catch (error) {
    const { companyUid } = ctx
    logError('A request of an agent failed', { companyUid, kind: body.kind, error: String(error) })
    return { type: 'response', requestUid, error: 'The console could not do this now. Try again in a minute.' }
  }
}
