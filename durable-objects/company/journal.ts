/**
 * Facts from the agents' journals. Each is applied in one piece, and only then acknowledged; told again it changes
 * nothing. What cannot be applied would fail for ever, so it is acknowledged too, and parked with its reason for a person.
 */
import { type AgentMessage, agentMessage, type JournalBody } from '../../worker/contract/agent-protocol.ts'
import { logWarning } from '../lib/log.ts'
import { settleCommand } from './commands.ts'
import type { CompanyContext } from './context.ts'
import { recordInventory } from './restore-points.ts'
import { recordReport } from './sessions.ts'
import type { AgentRecord, JobRecord } from './store/schema.ts'

type Entry = Extract<AgentMessage, { type: 'entry' }>

const PARKED_LENGTH_LIMIT = 100_000

/** Applies an entry; a reason when it cannot be. */
export function applyEntry(ctx: CompanyContext, agent: AgentRecord, { body }: Entry): string | null {
  if (body.kind === 'commandResult') {
    ctx.transact(() => settleCommand(ctx, agent, body))
    return null
  }
  const job = findOwnJob(ctx, agent, body.jobUid)
  if (job === null) return `The agent has no job ${body.jobUid}.`
  switch (body.kind) {
    case 'sessionStarted':
      return applySession(ctx, agent, job, body)
    case 'sessionFinished':
      return explainForeignRepository(ctx, agent, body.repositoryUid) ?? applySession(ctx, agent, job, body)
    case 'snapshotInventory': {
      const foreign = explainForeignRepository(ctx, agent, body.repositoryUid)
      if (foreign === null) recordInventory(ctx, agent, job, body)
      return foreign
    }
  }
}

/** Of a frame that no schema fits: the entry's uid when it says one, so that the agent can be told to stop repeating it. */
export function readEntryUid(frame: unknown): string | null {
  const entry = agentMessage.options[2].pick({ type: true, entryUid: true }).safeParse(frame)
  return entry.success ? entry.data.entryUid : null
}

export function parkEntry(
  ctx: CompanyContext,
  agent: AgentRecord,
  entryUid: string,
  reason: string,
  frame: unknown,
): void {
  ctx.store.commands.parkEntry({
    entryUid,
    managementAgentUid: agent.managementAgentUid,
    reason,
    body: JSON.stringify(frame).slice(0, PARKED_LENGTH_LIMIT),
    receivedAt: ctx.now(),
  })
  const { companyUid } = ctx
  const { managementAgentUid } = agent
  logWarning('A journal entry of an agent was parked', { companyUid, managementAgentUid, entryUid, reason })
}

export function findOwnJob(ctx: CompanyContext, agent: AgentRecord, jobUid: string): JobRecord | null {
  const job = ctx.store.jobs.findEvenDeleted(jobUid)
  return job?.backupAgentUid === agent.backupAgentUid ? job : null
}

function applySession(
  ctx: CompanyContext,
  agent: AgentRecord,
  job: JobRecord,
  body: Extract<JournalBody, { kind: 'sessionStarted' | 'sessionFinished' }>,
): string | null {
  const { sessionUid, startedAt } = body
  const known = ctx.store.sessions.find(sessionUid)
  if (known !== null && known.jobUid !== job.jobUid) return `Session ${sessionUid} belongs to another job.`
  recordReport(ctx, agent, job, { sessionUid, startedAt, report: body })
  return null
}

function explainForeignRepository(
  ctx: CompanyContext,
  agent: AgentRecord,
  repositoryUid: string | null,
): string | null {
  if (repositoryUid === null) return null
  const repository = ctx.store.repositories.findEvenDeleted(repositoryUid)
  return repository?.backupAgentUid === agent.backupAgentUid ? null : `The agent has no repository ${repositoryUid}.`
}
