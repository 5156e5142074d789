/** The feature's handler, once: directly or as an async action, and not again for a request that is repeated. */
import type { z } from 'zod'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { Scope } from '../auth/scope.ts'
import { handleAudited } from './audit-exchange.ts'
import type { Exchange } from './exchange.ts'
import type { ApiFailure } from './failure.ts'
import { toOutcome } from './outcome.ts'
import { type Done, doOnce, findEndOfAction, replayKey } from './replay.ts'
import type { Answer, ApiRequest } from './route.ts'
import { runSlowly } from './slow-operation.ts'

export type Performed =
  | { kind: 'answered'; answer: Result<Answer<z.ZodType>, ApiFailure> }
  | { kind: 'accepted'; actionId: string }

export async function runOperation(exchange: Exchange, scope: Scope, request: ApiRequest): Promise<Performed> {
  const { operation } = exchange.route
  const key = await replayKey(exchange, scope, request.bodyText)
  if (key === null && operation.isSlow !== true)
    return { kind: 'answered', answer: await handleAudited(exchange.route, request) }
  const work = () =>
    operation.isSlow === true ? runAsAction(exchange, scope, request) : runDirectly(exchange, request)
  const done = key === null ? await work() : await doOnce(exchange, key, work)
  if (!done.ok) return { kind: 'answered', answer: done }
  if (done.value.kind === 'accepted') {
    const end = key === null ? null : await findEndOfAction(exchange, scope, done.value.actionId)
    return end === null ? done.value : { kind: 'answered', answer: end as Result<Answer<z.ZodType>, ApiFailure> }
  }
  for (const [name, value] of done.value.headers) exchange.answerHeaders.append(name, value)
  return { kind: 'answered', answer: done.value.outcome as Result<Answer<z.ZodType>, ApiFailure> }
}

async function runDirectly(exchange: Exchange, request: ApiRequest): Promise<Result<Done, ApiFailure>> {
  const answer = await handleAudited(exchange.route, request)
  // Taken off here: they come back with the answer that is kept.
  const headers = [...exchange.answerHeaders]
  for (const [name] of headers) exchange.answerHeaders.delete(name)
  return ok({ kind: 'answered', outcome: toOutcome(answer, exchange.route.operation.answer), headers })
}

async function runAsAction(exchange: Exchange, scope: Scope, request: ApiRequest): Promise<Result<Done, ApiFailure>> {
  const slow = await runSlowly(exchange, scope, request.bodyText)
  if (!slow.ok) return fail(slow.failure)
  if (slow.value.kind === 'accepted') return ok(slow.value)
  return ok({ kind: 'answered', outcome: slow.value.outcome, headers: [] })
}
