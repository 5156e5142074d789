/** The work of an async action, away from the request that asked for it: the same reading and the same handler. */
import { fail } from '../../domain/result.ts'
import type { ActionEnd, ActionWork } from '../../durable-objects/actions/rpc.ts'
import { forgetIdentities } from '../auth/identity.ts'
import { type Identity, Scope } from '../auth/scope.ts'
import { openDb } from '../db/client.ts'
import type { Env } from '../env.ts'
import type { Api } from './api.ts'
import { handleAudited } from './audit-exchange.ts'
import type { ApiCall, Exchange } from './exchange.ts'
import { failureOfThrown } from './failure.ts'
import { describeError, writeLog } from './log.ts'
import { type Outcome, toActionEnd, toOutcome } from './outcome.ts'
import { QueryParameters } from './query-parameters.ts'
import { readRequest } from './read-request.ts'

export interface Surroundings {
  api: Api
  env: Env
  isCanceled(): boolean
  waitUntil(work: Promise<unknown>): void
}

export async function performWork(work: ActionWork, surroundings: Surroundings): Promise<ActionEnd> {
  const outcome = await attempt(work, surroundings).catch((error: unknown) => {
    const { requestId, operationId } = work
    writeLog('error', 'An async action failed', { requestId, operation: operationId, ...describeError(error) })
    return fail(failureOfThrown(error))
  })
  forgetIdentities()
  writeLog('info', 'async action', {
    requestId: work.requestId,
    operation: work.operationId,
    actor: work.userUid,
    outcome: outcome.ok ? 'succeed' : outcome.failure.code,
  })
  return toActionEnd(surroundings.env, outcome)
}

async function attempt(work: ActionWork, { api, env, isCanceled, waitUntil }: Surroundings): Promise<Outcome> {
  const route = api.findRoute(work.operationId)
  if (route === null) throw new Error(`There is no operation ${work.operationId} in this release.`)
  const url = new URL(work.url)
  // As bytes: a text would be given a media type of its own where the caller has said none.
  const body = work.body === null || work.body === '' ? null : new TextEncoder().encode(work.body)
  const call: ApiCall = {
    env,
    request: new Request(url, { method: work.method, headers: work.headers, body }),
    path: url.pathname,
    now: Date.now(),
    variables: {
      requestId: work.requestId,
      clientAddress: work.clientAddress,
      actor: work.userUid,
      operation: work.operationId,
    },
    note: () => undefined,
    waitUntil,
    findRoute: (operationId) => api.findRoute(operationId),
  }
  const db = openDb(env.DB)
  const exchange: Exchange = {
    call,
    route,
    params: work.params,
    query: new QueryParameters(url.search),
    db,
    format: 'json',
    notAcceptable: null,
    answerHeaders: new Headers(),
    isCanceled,
    enterAs: () => null,
  }
  const request = await readRequest(exchange, new Scope(db, work.identity as Identity))
  if (!request.ok) return request
  return toOutcome(await handleAudited(route, request.value), route.operation.answer)
}
