/** The caller's own async actions. One whose work was cut off becomes failed when its caller next looks at it. */
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { AsyncActionInfo } from '../../contract/async-actions/async-actions.ts'
import * as actions from '../../db/async-actions.ts'
import { type ApiFailure, toFailureAnswer } from '../../http/failure.ts'
import { INTERRUPTED, type Outcome, openKept, sealKept } from '../../http/outcome.ts'
import type { ApiRequest, KeptOutcome } from '../../http/route.ts'

type OwnAction = ApiRequest<{ actionId: string }>

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The async action' }

export async function listOwnActions(request: ApiRequest): Promise<Result<AsyncActionInfo[], ApiFailure>> {
  await endAbandoned(request)
  const rows = await actions.listActions(request.env.DB, request.scope.userUid, request.now)
  return ok(rows.map(toInfo))
}

export async function readOwnAction(request: OwnAction): Promise<Result<AsyncActionInfo, ApiFailure>> {
  const found = await findOwn(request)
  if (!found.ok) return found
  const outcome = await openOutcome(request, found.value)
  // Clients read why it failed beside the action itself.
  if (outcome !== null && !outcome.ok) request.answerErrors.push(toFailureAnswer(outcome.failure).error)
  return ok(toInfo(found.value))
}

export async function readResult(request: OwnAction): Promise<Result<KeptOutcome, ApiFailure>> {
  const found = await findOwn(request)
  if (!found.ok) return found
  if (found.value.status === 'running') return fail({ code: 'try_again', message: 'The async action still runs.' })
  const outcome = await openOutcome(request, found.value)
  if (outcome === null) return fail({ code: 'not_found', what: 'The result of the async action' })
  return ok({ operationId: found.value.operationId, outcome })
}

export async function cancelOwnAction(request: OwnAction): Promise<Result<null, ApiFailure>> {
  const found = await findOwn(request)
  if (!found.ok) return found
  const { id, userUid, status } = found.value
  if (status !== 'running') return fail({ code: 'conflict', message: 'The async action has already ended.' })
  await actions.askToCancel(request.env.DB, userUid, id)
  await request.env.ACTION.getByName(`${userUid}:${id}`).cancel()
  return ok(null)
}

export async function forgetOwnAction(request: OwnAction): Promise<Result<null, ApiFailure>> {
  const found = await findOwn(request)
  if (!found.ok) return found
  if (found.value.status === 'running') return fail({ code: 'conflict', message: 'The async action still runs.' })
  await actions.removeEndedAction(request.env.DB, found.value.userUid, found.value.id)
  return ok(null)
}

export async function attachRequestData(
  request: ApiRequest<
    { actionId: string },
    unknown,
    { requestBody?: string | null | undefined; queryParameters?: Record<string, string[]> | null | undefined }
  >,
): Promise<Result<AsyncActionInfo, ApiFailure>> {
  const { env, scope, params, body } = request
  const found = await findOwn(request)
  if (!found.ok) return found
  const { queryParameters, requestBody } = body
  await actions.setRequestData(env.DB, scope.userUid, params.actionId, {
    queryParameters: queryParameters === undefined ? undefined : JSON.stringify(queryParameters ?? {}),
    requestBody,
  })
  const changed = await findOwn(request)
  return changed.ok ? ok(toInfo(changed.value)) : changed
}

async function findOwn(request: OwnAction): Promise<Result<actions.AsyncActionRow, ApiFailure>> {
  await endAbandoned(request)
  const { env, scope, params, now } = request
  const row = await actions.findAction(env.DB, scope.userUid, params.actionId, now)
  return row === null ? fail(NOT_FOUND) : ok(row)
}

async function endAbandoned({ env, scope, now }: Pick<ApiRequest, 'env' | 'scope' | 'now'>): Promise<void> {
  for (const id of await actions.listAbandoned(env.DB, scope.userUid, now)) {
    const outcome = await sealKept(env, fail(INTERRUPTED))
    await actions.endAction(env.DB, { userUid: scope.userUid, id }, { status: 'failed', outcome, now })
  }
}

async function openOutcome({ env }: OwnAction, { outcome }: actions.AsyncActionRow): Promise<Outcome | null> {
  return outcome === null ? null : openKept<Outcome>(env, outcome)
}

function toInfo(row: actions.AsyncActionRow): AsyncActionInfo {
  return {
    id: row.id,
    initiatorUid: row.userUid,
    actionName: row.operationId,
    status: row.status,
    queryParameters: JSON.parse(row.queryParameters) as Record<string, string[]>,
    requestBody: row.requestBody,
  }
}
