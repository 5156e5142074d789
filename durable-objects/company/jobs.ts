/** Making, changing and removing jobs, for people. */
import { auditChanges } from '../../domain/audit-changes.ts'
import { foldKey } from '../../domain/collation.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { recordAudit } from './audit.ts'
import type { CompanyContext } from './context.ts'
import { findNextRun, pushJobs, refreshJob } from './job-list.ts'
import { publishBackupAgent, publishJob } from './read-models.ts'
import type { Actor, CompanyFailure, JobDetail, JobInput } from './rpc.ts'
import type { AgentRecord, JobRecord } from './store/schema.ts'
import { findTarget } from './targets.ts'
import { publishCommandTask, recordTask } from './tasks.ts'

export const JOBS_PER_AGENT = 100

type JobResult = Result<JobDetail, CompanyFailure>

export function toJobDetail(job: JobRecord): JobDetail {
  return {
    jobUid: job.jobUid,
    backupAgentUid: job.backupAgentUid,
    configUid: job.configUid,
    rev: job.rev,
    name: job.name,
    description: job.description,
    operationMode: job.operationMode,
    systemType: job.systemType,
    backupMode: job.backupMode,
    isEnabled: job.isEnabled,
    schedule: job.definition.schedule,
    configuration: job.configuration,
  }
}

export function createJob(ctx: CompanyContext, backupAgentUid: string, input: JobInput, actor: Actor): JobResult {
  const agent = ctx.store.agents.findByBackupAgent(backupAgentUid)
  if (agent === null) return fail({ code: 'not_found', what: 'agent' })
  const refusal = refuseInput(ctx, backupAgentUid, input, null)
  if (refusal !== null) return fail(refusal)
  if (ctx.store.jobs.countByAgent(backupAgentUid) >= JOBS_PER_AGENT) {
    return fail({ code: 'limit', what: 'jobs of a computer', limit: JOBS_PER_AGENT })
  }
  const now = ctx.now()
  const job: JobRecord = {
    jobUid: ctx.newUid(),
    backupAgentUid,
    configUid: ctx.newUid(),
    rev: 1,
    pendingState: null,
    pendingCommandUid: null,
    startProblem: null,
    nextRunAt: null,
    inventoryAt: 0,
    createdAt: now,
    deletedAt: null,
    ...inputColumns(input, actor, now),
  }
  ctx.transact(() => {
    ctx.store.jobs.insert({ ...job, nextRunAt: findNextRun(ctx, job, agent) })
    recordAudit(ctx, actor, {
      kind: 'JobCreated',
      target: { type: 'Job', uid: job.jobUid },
      details: { name: job.name },
    })
    recordTask(ctx, agent, actor, { taskType: 'BackupAgentJobChange', description: `Add the backup job "${job.name}"` })
    publishChange(ctx, agent, job.jobUid)
  })
  pushJobs(ctx, agent.managementAgentUid)
  return ok(toJobDetail(job))
}

export function getJob(ctx: CompanyContext, jobUid: string): JobResult {
  const job = ctx.store.jobs.find(jobUid)
  return job === null ? fail({ code: 'not_found', what: 'job' }) : ok(toJobDetail(job))
}

export function updateJob(
  ctx: CompanyContext,
  jobUid: string,
  input: JobInput,
  expectedRev: number,
  actor: Actor,
): JobResult {
  const job = ctx.store.jobs.find(jobUid)
  const agent = job === null ? null : ctx.store.agents.findByBackupAgent(job.backupAgentUid)
  if (job === null || agent === null) return fail({ code: 'not_found', what: 'job' })
  if (job.rev !== expectedRev) {
    return fail({
      code: 'conflict',
      message: 'The job was changed by somebody else meanwhile: read it again and repeat the change.',
    })
  }
  const refusal = refuseInput(ctx, job.backupAgentUid, input, jobUid)
  if (refusal !== null) return fail(refusal)
  const changes = { ...inputColumns(input, actor, ctx.now()), rev: job.rev + 1 }
  ctx.transact(() => {
    ctx.store.jobs.update(jobUid, changes)
    recordAudit(ctx, actor, {
      kind: 'JobChanged',
      target: { type: 'Job', uid: jobUid },
      details: { name: input.name },
      changes: auditChanges(toJobDetail(job), toJobDetail({ ...job, ...changes, rev: job.rev })),
    })
    recordTask(ctx, agent, actor, {
      taskType: 'BackupAgentJobChange',
      description: `Change the backup job "${input.name}"`,
    })
    publishChange(ctx, agent, jobUid)
  })
  pushJobs(ctx, agent.managementAgentUid)
  return ok(toJobDetail({ ...job, ...changes }))
}

/** Sessions and restore points of the job stay; a run that is under way is stopped by its agent. */
export function deleteJob(ctx: CompanyContext, jobUid: string, actor: Actor): Result<null, CompanyFailure> {
  const job = ctx.store.jobs.find(jobUid)
  if (job === null) return fail({ code: 'not_found', what: 'job' })
  const agent = ctx.store.agents.findByBackupAgent(job.backupAgentUid)
  ctx.transact(() => {
    removeJob(ctx, job)
    recordAudit(ctx, actor, { kind: 'JobDeleted', target: { type: 'Job', uid: jobUid }, details: { name: job.name } })
    if (agent !== null) {
      recordTask(ctx, agent, actor, {
        taskType: 'BackupAgentJobRemoval',
        description: `Remove the backup job "${job.name}"`,
      })
      publishBackupAgent(ctx, agent)
    }
  })
  if (agent !== null) pushJobs(ctx, agent.managementAgentUid)
  return ok(null)
}

/** Marks the job deleted and its row with it. The commands that wait for it are of no use any more. */
export function removeJob(ctx: CompanyContext, job: JobRecord): void {
  const now = ctx.now()
  if (job.pendingCommandUid !== null) {
    ctx.store.commands.settle(job.pendingCommandUid, 'expired', 'The job was deleted.', now)
    const command = ctx.store.commands.find(job.pendingCommandUid)
    if (command !== null) publishCommandTask(ctx, command)
  }
  const changes = { deletedAt: now, nextRunAt: null, pendingState: null, pendingCommandUid: null }
  ctx.store.jobs.update(job.jobUid, changes)
  publishJob(ctx, { ...job, ...changes })
}

function refuseInput(
  ctx: CompanyContext,
  backupAgentUid: string,
  input: JobInput,
  jobUid: string | null,
): CompanyFailure | null {
  const namesake = ctx.store.jobs.findByName(backupAgentUid, foldKey(input.name))
  if (namesake !== null && namesake.jobUid !== jobUid) return { code: 'name_taken', name: input.name }
  const { target } = input.definition
  if (target.kind === 'repository' && findTarget(ctx, target.backupResourceUid) === null) {
    return { code: 'target_missing', message: `The company has no backup resource ${target.backupResourceUid}.` }
  }
  return null
}

function inputColumns(input: JobInput, actor: Actor, now: number) {
  const { target } = input.definition
  return {
    name: input.name,
    nameFold: foldKey(input.name),
    description: input.description,
    operationMode: input.operationMode,
    systemType: input.systemType,
    backupMode: input.backupMode,
    configuration: input.configuration,
    definition: input.definition,
    backupResourceUid: target.kind === 'repository' ? target.backupResourceUid : null,
    isEnabled: input.isEnabled,
    scheduleDisplayName: input.scheduleDisplayName,
    lastModifiedAt: now,
    lastModifiedBy: actor.userName,
  }
}

function publishChange(ctx: CompanyContext, agent: AgentRecord, jobUid: string): void {
  refreshJob(ctx, jobUid)
  publishBackupAgent(ctx, agent)
}
