/** The list of jobs that an agent holds and runs by itself, and how it learns of a change. */
import { nextRunAt } from '../../domain/schedule.ts'
import { isTimeZone } from '../../domain/zoned-time.ts'
import type { BackupJob } from '../../worker/contract/backup-job.ts'
import { type CompanyContext, TIMER } from './context.ts'
import { publishJob } from './read-models.ts'
import type { AgentRecord, JobRecord } from './store/schema.ts'

/**
 * Wall-clock schedules mean the clock on the computer's own wall. The company's zone stands in where the computer names
 * none that is known here.
 */
export function jobTimeZone(ctx: Pick<CompanyContext, 'store'>, agent: AgentRecord): string {
  if (isTimeZone(agent.host.timeZone)) return agent.host.timeZone
  const companyZone = ctx.store.readDirectory()?.snapshot.timeZone
  return companyZone !== undefined && isTimeZone(companyZone) ? companyZone : 'UTC'
}

export function listAgentJobs(ctx: Pick<CompanyContext, 'store'>, agent: AgentRecord): BackupJob[] {
  if (agent.backupAgentDeletedAt !== null) return []
  const timeZone = jobTimeZone(ctx, agent)
  return ctx.store.jobs.listByAgent(agent.backupAgentUid).map((job) => ({
    ...job.definition,
    jobUid: job.jobUid,
    rev: job.rev,
    name: job.name,
    isEnabled: job.isEnabled,
    timeZone,
  }))
}

/** To be called after the list of jobs has changed: the agent is told now, or when it connects. */
export function pushJobs(ctx: CompanyContext, managementAgentUid: string): void {
  ctx.store.agents.bumpJobsRev(managementAgentUid)
  const agent = ctx.store.agents.find(managementAgentUid)
  if (agent === null) return
  ctx.agentSockets.send(managementAgentUid, { type: 'jobs', jobsRev: agent.jobsRev, jobs: listAgentJobs(ctx, agent) })
}

/** When the job is due by its schedule; null for one that never is, or always (continuously). */
export function findNextRun(
  ctx: Pick<CompanyContext, 'store' | 'now'>,
  job: JobRecord,
  agent: AgentRecord | null,
): number | null {
  const { schedule } = job.definition
  if (!job.isEnabled || agent === null || schedule.kind === 'continuously') return null
  return nextRunAt(schedule, jobTimeZone(ctx, agent), ctx.now())
}

/** Brings the job's next run up to date and publishes its row. */
export function refreshJob(ctx: CompanyContext, jobUid: string): void {
  const job = ctx.store.jobs.find(jobUid)
  if (job === null) return
  const agent = ctx.store.agents.findByBackupAgent(job.backupAgentUid)
  const next = findNextRun(ctx, job, agent)
  if (next !== job.nextRunAt) ctx.store.jobs.update(jobUid, { nextRunAt: next })
  publishJob(ctx, { ...job, nextRunAt: next })
  if (next !== null) ctx.timers.setTimer({ kind: TIMER.nextRuns, dueAt: next, overwrite: 'ifSooner' })
}

/** Timer: lists show the run after the one that is due now, whether or not the computer is there to make it. */
export function passNextRuns(ctx: CompanyContext): void {
  for (const { jobUid } of ctx.store.jobs.listDue(ctx.now())) refreshJob(ctx, jobUid)
  const soonest = ctx.store.jobs.soonestRunAt()
  if (soonest !== null) ctx.timers.setTimer({ kind: TIMER.nextRuns, dueAt: soonest })
}
