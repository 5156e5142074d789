/**
 * The counters in front of everything that can be guessed: passwords per login as it is typed and per user, codes per
 * user, links per address. All of them are asked before the secret is looked at, and all are told the outcome.
 */
import { foldKey } from '../../domain/collation.ts'
import { networkOf } from '../../domain/ip-allow-list.ts'
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

type GuardedKind = 'login' | 'name' | 'code' | 'reset' | 'resetAddress'

/** What is refused at a locked name was no guess, and gives its place at the address back: an old script locks itself out. */
export async function enterAttempt(
  env: Pick<Env, 'LOGIN_GUARD'>,
  subject: { kind: GuardedKind; key: string; clientAddress: string | null },
  now: number,
): Promise<Result<AttemptOutcome, Locked>> {
  const { kind, key, clientAddress } = subject
  const names = [...(clientAddress === null ? [] : [`address:${networkOf(clientAddress)}`]), `${kind}:${key}`]
  const guards: LoginGuardRpc[] = names.map((name) => env.LOGIN_GUARD.getByName(name))
  const entered: LoginGuardRpc[] = []
  let at = now
  for (const guard of guards) {
    const { verdict, waitedMs } = await askForPlace(guard, at)
    at += waitedMs
    if (!verdict.isAllowed) {
      await Promise.all(entered.map((other) => other.leave(at)))
      return fail({ code: 'locked', retryAfterSeconds: Math.max(1, Math.ceil((verdict.retryAt - at) / 1000)) })
    }
    entered.push(guard)
  }
  return ok({
    succeeded: async () => {
      await Promise.all(guards.map((guard) => guard.recordSuccess(at)))
    },
    failed: async () => {
      await Promise.all(guards.map((guard) => guard.recordFailure(at)))
    },
  })
}

/** One key for all ways to type a login that are not told apart: letter case, and blanks around its parts. */
export function loginKey(login: string): string {
  const at = login.indexOf('\\')
  const userName = foldKey(login.slice(at + 1).trim())
  return at < 0 ? userName : `${foldKey(login.slice(0, at).trim())}\\${userName}`
}

/** After a new password nobody has to wait for what was tried with the old one. `logins`: as the user may type its own. */
export async function forgetAttempts(
  env: Pick<Env, 'LOGIN_GUARD'>,
  { userUid, logins }: { userUid: string; logins: readonly string[] },
  now: number,
): Promise<void> {
  const names = [`name:${userUid}`, ...logins.map((login) => `login:${loginKey(login)}`)]
  await Promise.all(names.map((name) => env.LOGIN_GUARD.getByName(name).recordSuccess(now)))
}

/**
 * Attempts of the same name at the same time wait for each other, since any of them may be the one that is right. What
 * was waited counts: a lock begins when the attempt failed, not when its request came.
 */
async function askForPlace(guard: LoginGuardRpc, now: number): Promise<{ verdict: AttemptVerdict; waitedMs: number }> {
  let waitedMs = 0
  for (;;) {
    const verdict = await guard.check(now + waitedMs)
    if (verdict.isAllowed || !verdict.isBusy || waitedMs >= MAX_WAIT_MS) return { verdict, waitedMs }
    const pauseMs = 50 + Math.floor(Math.random() * 150)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    waitedMs += pauseMs
  }
}
