import { fail, ok, type Result } from '../../../domain/result.ts'
import type { UnverifiedAgent } from '../../contract/infrastructure/unverified-agents.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch } from '../../db/client.ts'
import { bumpRevision } from '../../db/revisions.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { checkEnrolmentTarget, type WantedTarget } from './enrolment-target.ts'
import { findUnverifiedAgent, isWaiting, markAccepted, unverifiedAgentsSource } from './unverified-queries.ts'

type Params = { unverifiedAgentUid: string }

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The unverified agent' }

export async function listUnverifiedAgents({ scope, db }: ApiRequest) {
  return ok(unverifiedAgentsSource(scope, db))
}

export async function getUnverifiedAgent({
  scope,
  db,
  params,
}: ApiRequest<Params>): Promise<Result<UnverifiedAgent, ApiFailure>> {
  const agent = await findUnverifiedAgent(scope, db, params.unverifiedAgentUid)
  return agent === null ? fail(NOT_FOUND) : ok(agent)
}

/** The agent learns of it when it polls the next time, and enrols then. */
export async function acceptUnverifiedAgent(
  request: ApiRequest<Params, WantedTarget>,
): Promise<Result<null, ApiFailure>> {
  const { scope, db, params, query, now } = request
  const agent = await findUnverifiedAgent(scope, db, params.unverifiedAgentUid)
  if (agent === null) return fail(NOT_FOUND)
  const target = await checkEnrolmentTarget(scope, db, query)
  if (!target.ok) return target
  const { organizationUid, locationUid } = target.value
  try {
    await runBatch(db, [
      requireInBatch(db, isWaiting(agent.instanceUid)),
      markAccepted(db, agent.instanceUid, { organizationUid, locationUid, at: now }),
      bumpRevision(db, 'unverifiedAgents', organizationUid),
      auditStatement(db, request, {
        organizationUid,
        kind: 'UnverifiedAgentAccepted',
        target: { type: 'UnverifiedAgent', uid: agent.instanceUid },
        details: { hostName: agent.hostName, locationUid },
      }),
    ])
  } catch (error) {
    if (!isGuardFailure(error)) throw error
    return fail(NOT_FOUND)
  }
  return ok(null)
}
