/** Who is connected, since when, and what is made of it when somebody is not. */
import type { AgentMessage } from '../../worker/contract/agent-protocol.ts'
import { PING_INTERVAL_SECONDS, PROTOCOL_VERSION } from '../../worker/contract/agent-protocol.ts'
import type { Sockets } from './agent-sockets.ts'
import { repeatCommands } from './commands.ts'
import { type CompanyContext, TIMER } from './context.ts'
import { listAgentJobs, refreshJob } from './job-list.ts'
import { publishAgent } from './read-models.ts'
import { declareLost } from './sessions.ts'
import type { AgentRecord, SessionRecord } from './store/schema.ts'
import { settleTasks } from './tasks.ts'

export type Hello = Extract<AgentMessage, { type: 'hello' }>
export type PresenceContext = CompanyContext & {
  agentSockets: Pick<Sockets, 'send' | 'isReady' | 'close' | 'isConnected' | 'lastSeenAt' | 'listConnectedAgents'>
}

/** A connection that broke may be back in a moment: a deploy of the console drops them all at once. */
export const OFFLINE_GRACE_MS = 15_000
/** A connection whose end nobody told of: three pings are missing. */
export const SILENCE_LIMIT_MS = 3 * PING_INTERVAL_SECONDS * 1000 + 5_000
export const SWEEP_INTERVAL_MS = 120_000
/** Lists are told of the last sign of life of connected agents this often, not with each ping. */
export const HEARTBEAT_WRITE_MS = 3_600_000
/** A session that its agent does not name any more: its result may still be on the way in the journal. */
export const LOST_GRACE_MS = 60_000
/** A running session of an agent that has not been there for so long is given up. */
export const ABSENCE_LIMIT_MS = 24 * 3_600_000

const LOST_REASON = 'The agent stopped before it finished this backup, and holds no result of it.'
const ABSENT_REASON = 'The agent has not been heard from for 24 hours since it began this backup.'

/**
 * Takes the agent's hello: what it says of itself, then welcome and the commands that wait for it. Its tag is that of the
 * enrolment, which people may have changed since.
 */
export function welcomeAgent(ctx: PresenceContext, agent: AgentRecord, hello: Hello): void {
  const changes = {
    agentVersion: hello.agentVersion,
    resticVersion: hello.resticVersion,
    resticProblem: hello.resticProblem,
    host: hello.host,
    isOnline: true,
    lastHeartbeatAt: ctx.now(),
  }
  const known = { ...agent, ...changes }
  ctx.transact(() => {
    ctx.store.agents.update(agent.managementAgentUid, changes)
    ctx.timers.cancelTimer(TIMER.agentOffline, agent.managementAgentUid)
    ctx.timers.setTimer({ kind: TIMER.connections, dueAt: ctx.now() + SWEEP_INTERVAL_MS, overwrite: 'ifSooner' })
    watchSessions(ctx, known, new Set(hello.runningSessions.map(({ sessionUid }) => sessionUid)))
    if (hello.host.timeZone !== agent.host.timeZone) {
      for (const { jobUid } of ctx.store.jobs.listByAgent(agent.backupAgentUid)) refreshJob(ctx, jobUid)
      ctx.store.agents.bumpJobsRev(agent.managementAgentUid)
    }
    publishAgent(ctx, known)
  })
  ctx.agentSockets.send(agent.managementAgentUid, {
    type: 'welcome',
    protocol: PROTOCOL_VERSION,
    now: ctx.now(),
    managementAgentUid: agent.managementAgentUid,
    backupAgentUid: agent.backupAgentUid,
    jobsRev: ctx.store.agents.find(agent.managementAgentUid)?.jobsRev ?? agent.jobsRev,
    jobs: listAgentJobs(ctx, known),
  })
  settleTasks(ctx, agent.managementAgentUid, { status: 'Success' })
  repeatCommands(ctx, agent.managementAgentUid)
}

/** A connection ended. `isOrderly`: the agent said goodbye, so it will not be back in a moment. */
export function noteDisconnect(ctx: PresenceContext, managementAgentUid: string, isOrderly: boolean): void {
  if (ctx.agentSockets.isConnected(managementAgentUid)) return
  const agent = ctx.store.agents.find(managementAgentUid)
  if (agent === null || !agent.isOnline) return
  ctx.store.agents.update(managementAgentUid, { lastHeartbeatAt: ctx.now() })
  if (isOrderly) setOffline(ctx, managementAgentUid)
  else ctx.timers.setTimer({ kind: TIMER.agentOffline, key: managementAgentUid, dueAt: ctx.now() + OFFLINE_GRACE_MS })
}

/** Timer, and the end of every way by which an agent is found to be gone. */
export function setOffline(ctx: PresenceContext, managementAgentUid: string): void {
  const agent = ctx.store.agents.find(managementAgentUid)
  if (agent === null || !agent.isOnline || ctx.agentSockets.isConnected(managementAgentUid)) return
  ctx.transact(() => {
    ctx.store.agents.update(managementAgentUid, { isOnline: false })
    ctx.timers.cancelTimer(TIMER.agentOffline, managementAgentUid)
    publishAgent(ctx, { ...agent, isOnline: false })
  })
}

/** Timer: ends connections that have gone silent, and finds agents whose connection vanished with a restart of the runtime. */
export function sweepConnections(ctx: PresenceContext): void {
  const now = ctx.now()
  const isHeartbeatDue = now - Number(ctx.store.readFact('heartbeatsWrittenAt') ?? 0) >= HEARTBEAT_WRITE_MS
  if (isHeartbeatDue) ctx.store.saveFact('heartbeatsWrittenAt', String(now))
  for (const agent of ctx.store.agents.listOnline()) {
    const seenAt = ctx.agentSockets.lastSeenAt(agent.managementAgentUid)
    const isSilent = seenAt === null || now - seenAt > SILENCE_LIMIT_MS
    if (isSilent) {
      if (seenAt !== null) ctx.store.agents.update(agent.managementAgentUid, { lastHeartbeatAt: seenAt })
      ctx.agentSockets.close(agent.managementAgentUid, 1001, 'Nothing was heard for too long')
      setOffline(ctx, agent.managementAgentUid)
    } else if (isHeartbeatDue) {
      ctx.store.agents.update(agent.managementAgentUid, { lastHeartbeatAt: seenAt })
      publishAgent(ctx, { ...agent, lastHeartbeatAt: seenAt })
    }
  }
  if (ctx.store.agents.listOnline().length > 0) {
    ctx.timers.setTimer({ kind: TIMER.connections, dueAt: now + SWEEP_INTERVAL_MS })
  }
}

/** Timer: the grace of a session that its agent did not name is over. */
export function settleMissingSession(ctx: CompanyContext, sessionUid: string): void {
  const session = ctx.store.sessions.find(sessionUid)
  if (session !== null && session.missingSince !== null) declareLost(ctx, session, LOST_REASON)
}

/** Gives up running sessions of agents that are gone for long, or for ever. Their own word, should it come, replaces it. */
export function giveUpAbsentSessions(ctx: CompanyContext): void {
  for (const session of ctx.store.sessions.listRunning()) {
    const agent = ctx.store.agents.findByBackupAgent(session.backupAgentUid)
    const isGone = agent === null || (!agent.isOnline && ctx.now() - agent.lastHeartbeatAt > ABSENCE_LIMIT_MS)
    if (isGone) declareLost(ctx, session, ABSENT_REASON)
  }
}

/** Compares what runs by the console's knowledge with what the agent says runs. */
function watchSessions(ctx: CompanyContext, agent: AgentRecord, running: ReadonlySet<string>): void {
  for (const session of ctx.store.sessions.listRunningOfAgent(agent.backupAgentUid)) {
    if (running.has(session.sessionUid)) setMissing(ctx, session, null)
    else if (session.missingSince === null) setMissing(ctx, session, ctx.now())
  }
}

function setMissing(ctx: CompanyContext, session: SessionRecord, missingSince: number | null): void {
  if (session.missingSince !== missingSince) ctx.store.sessions.save({ ...session, missingSince })
  if (missingSince === null) ctx.timers.cancelTimer(TIMER.lostSession, session.sessionUid)
  else ctx.timers.setTimer({ kind: TIMER.lostSession, key: session.sessionUid, dueAt: missingSince + LOST_GRACE_MS })
}
