/**
 * The counters in front of everything that can be guessed: passwords per login name, codes per user, links per address.
 * All of them are asked before the secret is looked at, and all are told the outcome.
 */
import { fail, ok, type Result } from '../../domain/result.ts'
import type { AttemptVerdict, LoginGuardRpc } from '../../durable-objects/login-guard/rpc.ts'
import type { Env } from '../env.ts'

export interface Locked {
  code: 'locked'
  retryAfterSeconds: number
}

export interface AttemptOutcome {
  succeeded(): Promise<void>
  failed(): Promise<void>
}

/** For attempts that others are ahead of. */
const MAX_WAIT_MS = 15_000

type GuardedKind = 'name' | 'code' | 'reset' | 'resetAddress'

/** The address is asked first: whoever tries a locked name still counts against its address. */
export async function enterAttempt(
  env: Pick<Env, 'LOGIN_GUARD'>,
  subject: { kind: GuardedKind; key: string; clientAddress: string | null },
  now: number,
): Promise<Result<AttemptOutcome, Locked>> {
  const { kind, key, clientAddress } = subject
  const names = [...(clientAddress === null ? [] : [`address:${clientAddress}`]), `${kind}:${key}`]
  const guards: LoginGuardRpc[] = names.map((name) => env.LOGIN_GUARD.getByName(name))
  const entered: LoginGuardRpc[] = []
  for (const guard of guards) {
    const verdict = await askForPlace(guard, now)
    if (!verdict.isAllowed) {
      await Promise.all(entered.map((other) => other.recordFailure(now)))
      return fail({ code: 'locked', retryAfterSeconds: Math.max(1, Math.ceil((verdict.retryAt - now) / 1000)) })
    }
    entered.push(guard)
  }
  return ok({
    succeeded: async () => {
      await Promise.all(guards.map((guard) => guard.recordSuccess(now)))
    },
    failed: async () => {
      await Promise.all(guards.map((guard) => guard.recordFailure(now)))
    },
  })
}

/** After a new password nobody has to wait for what was tried with the old one. */
export async function forgetAttempts(env: Pick<Env, 'LOGIN_GUARD'>, userUid: string, now: number): Promise<void> {
  await env.LOGIN_GUARD.getByName(`name:${userUid}`).recordSuccess(now)
}

/** Attempts of the same name at the same time wait for each other, since any of them may be the one that is right. */
async function askForPlace(guard: LoginGuardRpc, now: number): Promise<AttemptVerdict> {
  let waitedMs = 0
  for (;;) {
    const verdict = await guard.check(now + waitedMs)
    if (verdict.isAllowed || !verdict.isBusy || waitedMs >= MAX_WAIT_MS) return verdict
    const pauseMs = 50 + Math.floor(Math.random() * 150)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    waitedMs += pauseMs
  }
}
