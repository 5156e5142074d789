/**
 * Unsafe requests that their caller named by `X-Request-id` are done once: a repetition (same user, id, method, address
 * and body) is given the first answer, and while the first still runs it waits for it. Another body or address under the
 * same id is another request, since some clients keep one id for all that they do.
 *
 * The answer is kept sealed, also one that shows a secret: whoever lost it can fetch it by repeating the request, and
 * nobody else can. A request that was cut off has no answer: whether it was done nobody knows, so it is not done again.
 */
import { fail, ok, type Result } from '../../domain/result.ts'
import type { Scope } from '../auth/scope.ts'
import { sha256Hex } from '../auth/secrets.ts'
import { findAction } from '../db/async-actions.ts'
import { beginRequest, endRequest, forgetRequest, readRequestOutcome } from '../db/request-replays.ts'
import type { Exchange } from './exchange.ts'
import type { ApiFailure } from './failure.ts'
import { canBeKept, type Outcome, openKept, sealKept } from './outcome.ts'
import { namedRequestId } from './request-middleware.ts'

/** As it is kept. */
export type Done =
  | { kind: 'answered'; outcome: Outcome; headers: [string, string][] }
  | { kind: 'accepted'; actionId: string }

const RETENTION_MS = 10 * 60_000
/** Above what any request takes that is answered directly. */
const LEASE_MS = 60_000
const WAIT_ATTEMPTS = 40
const WAIT_MS = 250
/** Refusals of the moment: the same request may well be tried again. */
const PASSING: readonly ApiFailure['code'][] = ['throttled', 'unavailable', 'try_again', 'unauthenticated']

/** Null: the request carries no id, or its answer is none that can be kept. */
export async function replayKey(exchange: Exchange, scope: Scope, bodyText: string | null): Promise<string | null> {
  const { call, route } = exchange
  const { operation } = route
  const id = namedRequestId(call.request)
  if (id === null || scope.userUid === '' || operation.method === 'get' || !canBeKept(operation.answer)) return null
  const { pathname, search } = new URL(call.request.url)
  const credential = `${scope.userUid} ${scope.via === 'cookie' ? scope.sessionUid : ''}`
  return sha256Hex(JSON.stringify([credential, id, call.request.method, pathname, search, bodyText ?? '']))
}

export async function doOnce(
  exchange: Exchange,
  key: string,
  work: () => Promise<Result<Done, ApiFailure>>,
): Promise<Result<Done, ApiFailure>> {
  const { env } = exchange.call
  const now = Date.now()
  const isFirst = await beginRequest(env.DB, key, { now, leaseUntil: now + LEASE_MS, expiresAt: now + RETENTION_MS })
  if (!isFirst) return repeat(exchange, key)
  let done: Result<Done, ApiFailure>
  try {
    done = await work()
  } catch (error) {
    // What was thrown may have come after the change: the row stays, and a repetition is told so.
    await endRequest(env.DB, key, await sealKept(env, { kind: 'answered', outcome: fail(UNKNOWN_END), headers: [] }))
    throw error
  }
  const refused = done.ok
    ? done.value.kind === 'answered' && !done.value.outcome.ok
      ? done.value.outcome.failure
      : null
    : done.failure
  if (refused !== null && PASSING.includes(refused.code)) await forgetRequest(env.DB, key)
  else
    await endRequest(
      env.DB,
      key,
      await sealKept(env, done.ok ? done.value : { kind: 'answered', outcome: done, headers: [] }),
    )
  return done
}

/** Of an action that a repeated request had started: what it ended with; null while it runs. */
export async function findEndOfAction(
  { call: { env, now } }: Exchange,
  scope: Scope,
  actionId: string,
): Promise<Outcome | null> {
  const action = await findAction(env.DB, scope.userUid, actionId, now)
  if (action === null)
    return fail({ code: 'conflict', message: 'This was done before, and its result is no more kept.' })
  return action.outcome === null ? null : openKept<Outcome>(env, action.outcome)
}

async function repeat({ call: { env } }: Exchange, key: string): Promise<Result<Done, ApiFailure>> {
  for (let attempt = 0; attempt < WAIT_ATTEMPTS; attempt++) {
    const found = await readRequestOutcome(env.DB, key)
    if (found === null)
      return fail({ code: 'try_again', message: 'The first request of this id was refused. Ask again.' })
    if (found.outcome !== null) {
      const done = await openKept<Done>(env, found.outcome)
      return done === null ? fail(UNKNOWN_END) : ok(done)
    }
    if (found.leaseUntil <= Date.now()) return fail(UNKNOWN_END)
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
  }
  return fail({ code: 'try_again', message: 'The first request of this id still runs. Ask again for its answer.' })
}

const UNKNOWN_END: ApiFailure = {
  code: 'conflict',
  message:
    'A request of this id was interrupted, and whether it was done is not known. Look, and use another X-Request-id to do it again.',
}
