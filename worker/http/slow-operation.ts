/**
 * Slow operations: the work goes to an object of its own, where it lasts; the caller waits some seconds for it and is
 * otherwise told where to ask (features/async-actions).
 */
import { fail, type Result } from '../../domain/result.ts'
import { type ActionWork, actionObjectName } from '../../durable-objects/actions/rpc.ts'
import type { Scope } from '../auth/scope.ts'
import { LEASE_MS, removeEndedAction, startAction } from '../db/async-actions.ts'
import { newUid } from '../db/new-uid.ts'
import { describeParameters, redactBody } from './described-request.ts'
import type { Exchange } from './exchange.ts'
import type { ApiFailure } from './failure.ts'
import { type Outcome, openKept } from './outcome.ts'
import { contentTypeOf } from './read-body.ts'
import { namedRequestId } from './request-middleware.ts'

/** How long a caller waits for a direct answer. */
const DIRECT_ANSWER_MS = 4_000
/** Of one user at a time. */
const MAX_PARALLEL = 4
/** Whoever starts several at once is given a little time until the first ones are done: about 5 s in all. */
const FREE_SLOT_ATTEMPTS = 22
const FREE_SLOT_FIRST_WAIT_MS = 40
const FREE_SLOT_LONGEST_WAIT_MS = 300
/** Work that is done again after an interruption counts as alive for as long as the runtime may take to come back. */
const RESUMABLE_LEASE_MS = 10 * 60_000
/** What a handler may look at. No credential goes along. */
const KEPT_HEADERS = ['user-agent', 'accept-language']

export type Slow = { kind: 'done'; outcome: Outcome } | { kind: 'accepted'; actionId: string }

export async function runSlowly(
  exchange: Exchange,
  scope: Scope,
  bodyText: string | null,
): Promise<Result<Slow, ApiFailure>> {
  const { call, route } = exchange
  const { env } = call
  const isResumable = route.operation.isResumable === true
  const actionId = await findFreeSlot(exchange, scope, bodyText, isResumable ? RESUMABLE_LEASE_MS : LEASE_MS)
  if (actionId === null)
    return fail({
      code: 'throttled',
      retryAfterSeconds: 5,
      message: `At most ${MAX_PARALLEL} async actions of one user run at a time.`,
    })
  const work = describeWork(exchange, scope, bodyText, actionId)
  const object = env.ACTION.getByName(actionObjectName(scope.userUid, actionId))
  const end = await object.start(work, DIRECT_ANSWER_MS)
  if (end === null) return { ok: true, value: { kind: 'accepted', actionId } }
  // Nobody knows the id of what was answered directly, unless the caller has given it.
  if (namedRequestId(call.request) === null) call.waitUntil(removeEndedAction(env.DB, scope.userUid, actionId))
  const outcome = await openKept<Outcome>(env, end.outcome)
  if (outcome === null) throw new Error('An outcome of this moment cannot be opened.')
  return { ok: true, value: { kind: 'done', outcome } }
}

/** The id under which the action runs; null when too many run already. */
async function findFreeSlot(
  { call, route, query }: Exchange,
  scope: Scope,
  bodyText: string | null,
  leaseMs: number,
): Promise<string | null> {
  let id = namedRequestId(call.request) ?? newUid()
  const described = {
    userUid: scope.userUid,
    operationId: route.operation.operationId,
    queryParameters: JSON.stringify(describeParameters(query)),
    requestBody: redactBody(bodyText),
  }
  for (let attempt = 0; attempt < FREE_SLOT_ATTEMPTS; attempt++) {
    const now = Date.now()
    const started = await startAction(call.env.DB, { id, ...described }, { limit: MAX_PARALLEL, leaseMs, now })
    if (started.kind === 'started') return id
    // The caller has used its id for another action that is still to be asked for: this one gets its own.
    if (started.kind === 'id_taken') id = newUid()
    else {
      const waitMs = Math.min(FREE_SLOT_FIRST_WAIT_MS * (attempt + 1), FREE_SLOT_LONGEST_WAIT_MS)
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
  return null
}

function describeWork(
  { call, route, params }: Exchange,
  scope: Scope,
  bodyText: string | null,
  actionId: string,
): ActionWork {
  const { request, variables } = call
  return {
    userUid: scope.userUid,
    actionId,
    operationId: route.operation.operationId,
    identity: scope.identity,
    method: request.method,
    url: request.url,
    params,
    headers: keptHeaders(request),
    body: bodyText,
    requestId: variables.requestId,
    clientAddress: variables.clientAddress,
    isResumable: route.operation.isResumable === true,
  }
}

/** The body goes along as text, whatever it came in: it is read a second time as UTF-8. */
function keptHeaders(request: Request): [string, string][] {
  const { mediaType } = contentTypeOf(request)
  const kept = [...request.headers].filter(([name]) => KEPT_HEADERS.includes(name))
  return mediaType === null ? kept : [...kept, ['content-type', `${mediaType}; charset=utf-8`]]
}

/** 202 with an empty body, as clients of the API expect it. */
export function replyAccepted(consoleUrl: string, actionId: string): Response {
  const headers = { Location: `${consoleUrl}/api/v3/asyncActions/${actionId}`, 'Cache-Control': 'no-store' }
  return new Response(null, { status: 202, headers })
}
