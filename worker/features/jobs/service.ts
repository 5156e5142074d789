import { fail, ok, type Result } from '../../../domain/result.ts'
import type { CompanyFailure } from '../../../durable-objects/company/rpc.ts'
import type { LinuxBackupAgentJob } from '../../contract/infrastructure/backup-agent-jobs.ts'
import { companyStub } from '../../db/company-stub.ts'
import { actorOf } from '../../http/actor.ts'
import { type ApiFailure, fromCompanyFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { findAgentCompany } from '../backup-agents/queries.ts'
import {
  findJobRow,
  findLinuxJob,
  findOtherUseOfRepository,
  type JobAddress,
  type JobRow,
  jobsSource,
  linuxJobsSource,
} from './queries.ts'

type JobRequest<Query = unknown> = ApiRequest<JobAddress, Query>

export const JOB_NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The job' }
export const AGENT_NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The backup agent' }

export async function listJobs({ scope, db }: ApiRequest) {
  return ok(jobsSource(scope, db))
}

export async function listLinuxJobs({ scope, db }: ApiRequest) {
  return ok(linuxJobsSource(scope, db))
}

export async function listLinuxJobsOfAgent({ scope, db, params }: ApiRequest<{ backupAgentUid: string }>) {
  const agent = await findAgentCompany(scope, db, params.backupAgentUid, { isLinux: true })
  return agent === null ? fail(AGENT_NOT_FOUND) : ok(linuxJobsSource(scope, db, agent.uid))
}

export async function getLinuxJob({ scope, db, params }: JobRequest): Promise<Result<LinuxBackupAgentJob, ApiFailure>> {
  const job = await findLinuxJob(scope, db, params)
  return job === null ? fail(JOB_NOT_FOUND) : ok(job)
}

/** A start or stop at the wrong moment is the caller's mistake, not a clash of changes. */
function runFailure(failure: CompanyFailure): ApiFailure {
  const known = fromCompanyFailure(failure)
  const isWrongMoment = failure.code === 'already_running' || failure.code === 'not_running'
  return isWrongMoment && known.code === 'conflict' ? { code: 'invalid_input', message: known.message } : known
}

async function runJob(
  request: JobRequest,
  action: 'startJob' | 'stopJob',
  isLinux: boolean,
): Promise<Result<null, ApiFailure>> {
  const { scope, db, env, params } = request
  const job = await findJobRow(scope, db, params.backupAgentJobUid, { backupAgentUid: params.backupAgentUid, isLinux })
  const company = job === null ? null : await companyStub(env, scope, job.organizationUid)
  if (job === null || company === null) return fail(JOB_NOT_FOUND)
  const done = await company[action](job.uid, actorOf(request))
  return done.ok ? ok(null) : fail(runFailure(done.failure))
}

export function startJob(request: JobRequest): Promise<Result<null, ApiFailure>> {
  return runJob(request, 'startJob', false)
}

export function stopJob(request: JobRequest): Promise<Result<null, ApiFailure>> {
  return runJob(request, 'stopJob', false)
}

export function startLinuxJob(request: JobRequest): Promise<Result<null, ApiFailure>> {
  return runJob(request, 'startJob', true)
}

export function stopLinuxJob(request: JobRequest): Promise<Result<null, ApiFailure>> {
  return runJob(request, 'stopJob', true)
}

export async function deleteLinuxJob(
  request: JobRequest<{ removeRestorePoints?: boolean | undefined }>,
): Promise<Result<null, ApiFailure>> {
  const { scope, db, env, params, query } = request
  const job = await findJobRow(scope, db, params.backupAgentJobUid, {
    backupAgentUid: params.backupAgentUid,
    isLinux: true,
  })
  const company = job === null ? null : await companyStub(env, scope, job.organizationUid)
  if (job === null || company === null) return fail(JOB_NOT_FOUND)
  const isRemoving = query.removeRestorePoints === true
  const problem = isRemoving ? await removalProblem(request, job) : null
  if (problem !== null) return fail(problem)
  const deleted = await company.deleteJob(job.uid, actorOf(request))
  if (!deleted.ok) return fail(fromCompanyFailure(deleted.failure))
  if (!isRemoving || job.repositoryUid === null) return ok(null)
  const removed = await company.deleteRepository(job.repositoryUid, actorOf(request))
  return removed.ok || removed.failure.code === 'not_found' ? ok(null) : fail(fromCompanyFailure(removed.failure))
}

/**
 * Restore points are removed with their repository, which is that of one computer and backup resource: so not while
 * another job of the computer has some in it, and not from a folder that only the computer can reach.
 */
async function removalProblem({ scope, db }: JobRequest, job: JobRow): Promise<ApiFailure | null> {
  const parameter = 'removeRestorePoints'
  if (!scope.has('repositories.manage')) return { code: 'forbidden', permission: 'repositories.manage' }
  if (job.targetType === 'LocalFolder') {
    const message =
      'The restore points are in a folder of the computer, which the console cannot empty: use removeRestorePoints=false.'
    return { code: 'invalid_input', message, parameter }
  }
  if (job.repositoryUid === null) return null
  const other = await findOtherUseOfRepository(db, job)
  if (other === null) return null
  const message = `The repository of the restore points also serves ${other}: use removeRestorePoints=false.`
  return { code: 'conflict', message }
}
