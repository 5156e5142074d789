/** Creating, reading and changing the configuration of jobs on Linux; the Company object decides whether a change holds. */
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { CompanyFailure, JobDetail, JobInput } from '../../../durable-objects/company/rpc.ts'
import {
  type LinuxJobConfigurationAnswer,
  linuxJobConfigurationAnswer,
} from '../../contract/infrastructure/backup-agent-jobs.ts'
import {
  type LinuxCustomJobConfiguration,
  linuxCustomJobConfiguration,
} from '../../contract/infrastructure/linux-job-configuration.ts'
import { companyStub } from '../../db/company-stub.ts'
import { actorOf } from '../../http/actor.ts'
import { type ApiFailure, fromCompanyFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { findAgentCompany } from '../backup-agents/queries.ts'
import { toJobInput } from './linux-configuration.ts'
import { findDefaultTarget, findJobRow, hasBackupResource, type JobAddress } from './queries.ts'
import { AGENT_NOT_FOUND, JOB_NOT_FOUND } from './service.ts'
import { withheldSettingsProblem } from './withheld-settings.ts'

type Configured = Result<LinuxJobConfigurationAnswer, ApiFailure>

const CHANGEABLE = ['name', 'description', 'operationMode', 'jobConfiguration', 'cloudRepositoryConnectionSettings']
const TARGET_PROPERTY = 'cloudRepositoryConnectionSettings.backupResourceUid'
const MAX_PATCH_ATTEMPTS = 2

export async function createLinuxJob(
  request: ApiRequest<{ backupAgentUid: string }, unknown, LinuxCustomJobConfiguration>,
): Promise<Configured> {
  const { scope, db, env, params, body } = request
  const agent = await findAgentCompany(scope, db, params.backupAgentUid, { isLinux: true })
  const company = agent === null ? null : await companyStub(env, scope, agent.organizationUid)
  if (agent === null || company === null) return fail(AGENT_NOT_FOUND)
  const input = await readConfiguration(request, agent.organizationUid, body, true)
  if (!input.ok) return input
  const created = await company.createJob(agent.uid, input.value, actorOf(request))
  return created.ok ? ok(toAnswer(created.value)) : fail(jobFailure(created.failure))
}

export async function getLinuxConfiguration(request: ApiRequest<JobAddress>): Promise<Configured> {
  const { scope, db, env, params } = request
  const { backupAgentUid, backupAgentJobUid } = params
  const job = await findJobRow(scope, db, backupAgentJobUid, { backupAgentUid, isLinux: true })
  const company = job === null ? null : await companyStub(env, scope, job.organizationUid)
  if (job === null || company === null) return fail(JOB_NOT_FOUND)
  const detail = await company.getJob(job.uid)
  return detail.ok ? ok(toAnswer(detail.value)) : fail(fromCompanyFailure(detail.failure))
}

/** Read, patch, write: done again when another change of the job came between. */
export async function patchLinuxConfiguration(request: ApiRequest<JobAddress>): Promise<Configured> {
  const { scope, db, env, params } = request
  const { backupAgentUid, backupAgentJobUid } = params
  const job = await findJobRow(scope, db, backupAgentJobUid, { backupAgentUid, isLinux: true })
  const company = job === null ? null : await companyStub(env, scope, job.organizationUid)
  if (job === null || company === null) return fail(JOB_NOT_FOUND)
  for (let attempt = 1; ; attempt++) {
    const detail = await company.getJob(job.uid)
    if (!detail.ok) return fail(fromCompanyFailure(detail.failure))
    const current = toAnswer(detail.value)
    const patched = applyPatch({
      current,
      operations: request.patch,
      schema: linuxJobConfigurationAnswer,
      allowed: CHANGEABLE,
    })
    if (!patched.ok) return patched
    const withheld = withheldSettingsProblem(scope, current, patched.value)
    if (withheld !== null) return fail(withheld)
    const input = await readConfiguration(request, job.organizationUid, patched.value, detail.value.isEnabled)
    if (!input.ok) return input
    const updated = await company.updateJob(job.uid, input.value, detail.value.rev, actorOf(request))
    if (updated.ok) return ok(toAnswer(updated.value))
    if (updated.failure.code !== 'conflict' || attempt === MAX_PATCH_ATTEMPTS) return fail(jobFailure(updated.failure))
  }
}

async function readConfiguration(
  { scope, db }: ApiRequest,
  companyUid: string,
  configuration: LinuxCustomJobConfiguration,
  isEnabled: boolean,
): Promise<Result<JobInput, ApiFailure>> {
  const defaultTarget = await findDefaultTarget(scope, db, companyUid)
  const input = toJobInput(configuration, { defaultTarget, isEnabled })
  if (!input.ok) return fail(faultFailure(input.failure.property, input.failure.message))
  const { target } = input.value.definition
  if (target.kind === 'repository' && !(await hasBackupResource(scope, db, companyUid, target.backupResourceUid))) {
    return fail(
      faultFailure(
        TARGET_PROPERTY,
        `must be a backup resource of the company: there is no ${target.backupResourceUid}.`,
      ),
    )
  }
  return input
}

function faultFailure(property: string, message: string): ApiFailure {
  return { code: 'invalid_input', message: `"${property}" ${message}`, property }
}

/** A target that the object does not know is a fault of the body, though the object calls it "not found". */
function jobFailure(failure: CompanyFailure): ApiFailure {
  if (failure.code === 'target_missing')
    return { code: 'invalid_input', message: failure.message, property: TARGET_PROPERTY }
  if (failure.code === 'not_found' && failure.what === 'backupResource') {
    return faultFailure(TARGET_PROPERTY, 'must be a backup resource of the company.')
  }
  return fromCompanyFailure(failure)
}

function toAnswer(job: JobDetail): LinuxJobConfigurationAnswer {
  return { ...linuxCustomJobConfiguration.parse(job.configuration), instanceUid: job.jobUid }
}
