import { fail, ok, type Result } from '../../../domain/result.ts'
import type { RepositoryDetail as ObjectRepository } from '../../../durable-objects/company/rpc.ts'
import { toWireTime } from '../../contract/common.ts'
import type { Repository, RepositoryCredentials, RepositoryDetail } from '../../contract/repositories/repositories.ts'
import { companyStub } from '../../db/company-stub.ts'
import { actorOf } from '../../http/actor.ts'
import { type ApiFailure, fromCompanyFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { hasBackupResource } from '../jobs/queries.ts'
import { findRepository, repositoriesSource } from './queries.ts'

type Params = { repositoryUid: string }
type Input = { name: string; companyUid: string; backupResourceUid?: string | null | undefined }

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The repository' }

export async function listRepositories({ scope, db }: ApiRequest) {
  return ok(repositoriesSource(scope, db))
}

/** The repository as listed, and the Company object that owns it; null when it is none of the caller's. */
async function open({ scope, db, env, params }: ApiRequest<Params>) {
  const repository = await findRepository(scope, db, params.repositoryUid)
  const company = repository === null ? null : await companyStub(env, scope, repository.organizationUid)
  return repository === null || company === null ? null : { repository, company }
}

export async function getRepository(request: ApiRequest<Params>): Promise<Result<RepositoryDetail, ApiFailure>> {
  const opened = await open(request)
  if (opened === null) return fail(NOT_FOUND)
  const detail = await opened.company.getRepository(opened.repository.instanceUid)
  return detail.ok ? ok(toDetail(opened.repository, detail.value)) : fail(fromCompanyFailure(detail.failure))
}

export async function createRepository(
  request: ApiRequest<unknown, unknown, Input>,
): Promise<Result<RepositoryDetail, ApiFailure>> {
  const { scope, db, env, body, now } = request
  const company = await companyStub(env, scope, body.companyUid)
  if (company === null) {
    return fail({ code: 'invalid_input', message: `There is no company ${body.companyUid}.`, property: 'companyUid' })
  }
  const refused = await placeProblem(request)
  if (refused !== null) return fail(refused)
  const input = { name: body.name, backupResourceUid: body.backupResourceUid ?? null }
  const created = await company.createRepository(input, actorOf(request))
  if (!created.ok) {
    const { failure } = created
    const isTarget =
      failure.code === 'target_missing' || (failure.code === 'not_found' && failure.what === 'backupResource')
    if (!isTarget) return fail(fromCompanyFailure(failure))
    const message = `The company has no backup resource ${input.backupResourceUid ?? 'to use by default'}.`
    return fail({ code: 'invalid_input', message, property: 'backupResourceUid' })
  }
  const detail = created.value
  const listed = (await findRepository(scope, db, detail.repositoryUid)) ?? fresh(detail, body.companyUid, now)
  return ok(toDetail(listed, detail))
}

/** A repository made by hand lies at no location: who does not reach the whole company must name storage of its own tenant. */
async function placeProblem({ scope, db, body }: ApiRequest<unknown, unknown, Input>): Promise<ApiFailure | null> {
  if (await scope.canReachWholeCompany(body.companyUid)) return null
  const resourceUid = body.backupResourceUid ?? null
  if (resourceUid !== null && (await hasBackupResource(scope, db, body.companyUid, resourceUid))) return null
  if (scope.tenantUid === null)
    return { code: 'forbidden', message: 'A repository of no computer can be made by those who see the whole company.' }
  const message = '"backupResourceUid" must name a backup resource of your tenant.'
  return { code: 'invalid_input', message, property: 'backupResourceUid' }
}

/** What the list will say of a repository made a moment ago. */
function fresh(made: ObjectRepository, companyUid: string, now: number): Repository {
  return {
    instanceUid: made.repositoryUid,
    name: made.name,
    organizationUid: companyUid,
    locationUid: null,
    siteUid: made.siteUid,
    backupResourceUid: made.backupResourceUid,
    backupAgentUid: made.backupAgentUid,
    status: made.status,
    passwordCustody: made.custody,
    usedBytes: 0,
    objectCount: 0,
    hiddenBytes: 0,
    egressBytes: 0,
    creationDate: toWireTime(now),
  }
}

function toDetail(repository: Repository, detail: ObjectRepository): RepositoryDetail {
  return { ...repository, passwordCustody: detail.custody, hasEscrowedPassword: detail.hasEscrowedPassword }
}

export async function deleteRepository(request: ApiRequest<Params>): Promise<Result<null, ApiFailure>> {
  const opened = await open(request)
  if (opened === null) return fail(NOT_FOUND)
  const deleted = await opened.company.deleteRepository(opened.repository.instanceUid, actorOf(request))
  return deleted.ok ? ok(null) : fail(fromCompanyFailure(deleted.failure))
}

export async function issueCredentials(
  request: ApiRequest<Params, unknown, { access: 'readOnly' | 'appendOnly' | 'full'; hours: number }>,
): Promise<Result<RepositoryCredentials, ApiFailure>> {
  const opened = await open(request)
  if (opened === null) return fail(NOT_FOUND)
  const { repository, company } = opened
  const issued = await company.issueRepositoryCredential(repository.instanceUid, request.body, actorOf(request))
  if (!issued.ok) return fail(fromCompanyFailure(issued.failure))
  const { url, userName, password, expiresAt } = issued.value
  return ok({
    url: url.startsWith('rest:') ? url : `rest:${url}`,
    userName,
    password,
    expiresAt: toWireTime(expiresAt),
  })
}

export async function revealPassword(request: ApiRequest<Params>): Promise<Result<{ password: string }, ApiFailure>> {
  const opened = await open(request)
  if (opened === null) return fail(NOT_FOUND)
  const revealed = await opened.company.revealRepositoryPassword(opened.repository.instanceUid, actorOf(request))
  return revealed.ok ? revealed : fail(fromCompanyFailure(revealed.failure))
}
