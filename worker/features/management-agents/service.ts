import { fail, ok, type Result } from '../../../domain/result.ts'
import { type ManagementAgent, managementAgent, type Warning } from '../../contract/infrastructure/management-agents.ts'
import { companyStub } from '../../db/company-stub.ts'
import { actorOf } from '../../http/actor.ts'
import { type ApiFailure, fromCompanyFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { countJobs, findManagementAgent, managementAgentsSource } from './queries.ts'

type Request = ApiRequest<{ managementAgentUid: string }>

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The management agent' }
const MAX_TEXT_LENGTH = 255

export async function listManagementAgents({ scope, db }: ApiRequest) {
  return ok(managementAgentsSource(scope, db))
}

export async function getManagementAgent({ scope, db, params }: Request): Promise<Result<ManagementAgent, ApiFailure>> {
  const agent = await findManagementAgent(scope, db, params.managementAgentUid)
  return agent === null ? fail(NOT_FOUND) : ok(agent)
}

export async function patchManagementAgent(request: Request): Promise<Result<ManagementAgent, ApiFailure>> {
  const { scope, db, env, params } = request
  const current = await findManagementAgent(scope, db, params.managementAgentUid)
  if (current === null) return fail(NOT_FOUND)
  const patched = applyPatch({
    current,
    operations: request.patch,
    schema: managementAgent,
    allowed: ['locationUid', 'tag', 'friendlyName'],
  })
  if (!patched.ok) return patched
  const { locationUid, tag, friendlyName } = patched.value
  const problem = (await locationProblem(request, current, locationUid)) ?? textProblem({ tag, friendlyName })
  if (problem !== null) return fail(problem)
  const company = await companyStub(env, scope, current.organizationUid)
  if (company === null) return fail(NOT_FOUND)
  const changes = {
    ...(locationUid === current.locationUid ? {} : { locationUid }),
    ...(tag === current.tag ? {} : { tag }),
    ...(friendlyName === current.friendlyName ? {} : { friendlyName }),
  }
  if (Object.keys(changes).length === 0) return ok(current)
  const changed = await company.patchManagementAgent(current.instanceUid, changes, actorOf(request))
  if (!changed.ok) return fail(fromCompanyFailure(changed.failure))
  return ok((await findManagementAgent(scope, db, current.instanceUid)) ?? { ...current, ...changes })
}

async function locationProblem(
  { scope }: Request,
  current: ManagementAgent,
  locationUid: string,
): Promise<ApiFailure | null> {
  if (locationUid === current.locationUid) return null
  const reachable = await scope.reachableLocations(current.organizationUid, [locationUid])
  if (reachable.length > 0) return null
  const message = `"locationUid" must be a location of the agent's company: there is no ${locationUid}.`
  return { code: 'invalid_input', message, property: 'locationUid' }
}

function textProblem(texts: Record<string, string | null>): ApiFailure | null {
  for (const [property, text] of Object.entries(texts)) {
    if (text === null || text.length <= MAX_TEXT_LENGTH) continue
    return {
      code: 'invalid_input',
      message: `"${property}" must have at most ${MAX_TEXT_LENGTH} characters.`,
      property,
    }
  }
  return null
}

export async function deleteManagementAgent(request: Request): Promise<Result<Warning[], ApiFailure>> {
  const { scope, db, env, params } = request
  const agent = await findManagementAgent(scope, db, params.managementAgentUid)
  if (agent === null) return fail(NOT_FOUND)
  const jobsCount = await countJobs(scope, db, agent.instanceUid)
  const company = await companyStub(env, scope, agent.organizationUid)
  if (company === null) return fail(NOT_FOUND)
  const deleted = await company.deleteManagementAgent(agent.instanceUid, actorOf(request))
  if (!deleted.ok) return fail(fromCompanyFailure(deleted.failure))
  if (jobsCount === 0) return ok([])
  return ok([{ message: `Backup jobs removed with the agent: ${jobsCount}. Repositories and restore points stay.` }])
}
