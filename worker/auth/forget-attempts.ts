import type { Db } from '../db/client.ts'
import type { Env } from '../env.ts'
import { forgetAttempts } from './attempt-guards.ts'
import { findSignInUser, loginsOf } from './sign-in-user.ts'

/** Whoever got a new password from somebody else need not wait for what was tried with the old one. */
export async function forgetAttemptsOf(
  env: Pick<Env, 'LOGIN_GUARD'>,
  db: Db,
  userUid: string,
  now: number,
): Promise<void> {
  const user = await findSignInUser(db, userUid)
  if (user !== null) await forgetAttempts(env, { userUid, logins: loginsOf(user) }, now)
}
