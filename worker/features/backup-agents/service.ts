import { fail, ok, type Result } from '../../../domain/result.ts'
import type { BackupAgent, LinuxBackupAgent } from '../../contract/infrastructure/backup-agents.ts'
import { companyStub } from '../../db/company-stub.ts'
import { actorOf } from '../../http/actor.ts'
import { type ApiFailure, fromCompanyFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import {
  backupAgentsSource,
  findAgentCompany,
  findBackupAgent,
  findLinuxBackupAgent,
  linuxBackupAgentsSource,
} from './queries.ts'

type Request = ApiRequest<{ backupAgentUid: string }>

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The backup agent' }

export async function listBackupAgents({ scope, db }: ApiRequest) {
  return ok(backupAgentsSource(scope, db))
}

export async function getBackupAgent({ scope, db, params }: Request): Promise<Result<BackupAgent, ApiFailure>> {
  const agent = await findBackupAgent(scope, db, params.backupAgentUid)
  return agent === null ? fail(NOT_FOUND) : ok(agent)
}

export async function listLinuxBackupAgents({ scope, db }: ApiRequest) {
  return ok(linuxBackupAgentsSource(scope, db))
}

export async function getLinuxBackupAgent({
  scope,
  db,
  params,
}: Request): Promise<Result<LinuxBackupAgent, ApiFailure>> {
  const agent = await findLinuxBackupAgent(scope, db, params.backupAgentUid)
  return agent === null ? fail(NOT_FOUND) : ok(agent)
}

export async function deleteBackupAgent(request: Request): Promise<Result<null, ApiFailure>> {
  const { scope, db, env, params } = request
  const agent = await findAgentCompany(scope, db, params.backupAgentUid)
  if (agent === null) return fail(NOT_FOUND)
  const company = await companyStub(env, scope, agent.organizationUid)
  if (company === null) return fail(NOT_FOUND)
  const deleted = await company.deleteBackupAgent(agent.uid, actorOf(request))
  return deleted.ok ? ok(null) : fail(fromCompanyFailure(deleted.failure))
}
