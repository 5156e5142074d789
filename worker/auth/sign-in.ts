/**
 * Sign-in by name and password. Whoever fails is told the same, whatever the reason, after the same work; the reason is
 * kept in the audit. Attempts are counted per login name and per client address before a password is looked at.
 */
import { isAddressAllowed } from '../../domain/ip-allow-list.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { auditRefusal } from '../db/audit.ts'
import { isGuardFailure } from '../db/batch-guard.ts'
import type { Db } from '../db/client.ts'
import type { Env } from '../env.ts'
import { describeError, writeLog } from '../http/log.ts'
import { enterAttempt, type Locked, loginKey } from './attempt-guards.ts'
import { verifyPassword } from './passwords.ts'
import { findSignInUser, findUserByLogin, type SignInUser } from './sign-in-user.ts'

/** What is known of a request before anybody has signed in; an ApiRequest is one. */
export interface SignInRequest {
  env: Env
  db: Db
  clientAddress: string | null
  userAgent: string | null
  requestId: string
  now: number
}

export type SignInFailure = { code: 'refused' } | Locked

/** Why an attempt failed, for the audit only. */
type Reason =
  | 'unknown_user'
  | 'ambiguous_user'
  | 'wrong_password'
  | 'user_disabled'
  | 'organization_disabled'
  | 'address_not_allowed'
  | 'locked'

/** Longer names than this are nobody's. */
const MAX_LOGIN_CHARACTERS = 600

/**
 * A right password alone: whether a second factor is needed is the caller's next question.
 *
 * Attempts count for the login as it was typed and for the user that it names, who has several (by the name of the
 * organization, by its alias, alone). Only the first lock is told: that one spelling is locked by what was tried with
 * another would say that both name somebody. While the user is locked a password is not taken, right or wrong.
 */
export async function checkPassword(
  request: SignInRequest,
  given: { login: string; password: string },
): Promise<Result<SignInUser, SignInFailure>> {
  const { env, db, clientAddress, now } = request
  const login = given.login.trim().slice(0, MAX_LOGIN_CHARACTERS)
  const found = await findUserByLogin(db, login)
  const typed = loginKey(login)
  const attempt = await enterAttempt(env, { kind: 'login', key: typed, clientAddress }, now)
  if (!attempt.ok) {
    // Names that nobody has are many, as whoever tries them likes: they are counted by their address.
    await auditFailedSignIn(request, found.user === null ? '' : login, found.user, 'locked')
    return attempt
  }
  const holder = { kind: 'name' as const, key: found.user?.userUid ?? typed, clientAddress: null }
  const ofUser = await enterAttempt(env, holder, now)
  const isPassword = await verifyPassword(given.password, found.user?.passwordHash ?? null)
  const reason = ofUser.ok ? judge(found, isPassword, clientAddress) : 'locked'
  const attempts = [attempt.value, ...(ofUser.ok ? [ofUser.value] : [])]
  if (reason === null && found.user !== null) {
    await Promise.all(attempts.map((entered) => entered.succeeded()))
    return ok(found.user)
  }
  await Promise.all([
    ...attempts.map((entered) => entered.failed()),
    auditFailedSignIn(request, login, found.user, reason ?? 'unknown_user'),
  ])
  return fail({ code: 'refused' })
}

/** What a right password leads to is not begun when the password is another one by then (password-proofs.ts). */
export async function whilePasswordHolds<T>(
  request: SignInRequest,
  user: SignInUser,
  begin: () => Promise<T>,
): Promise<Result<T, SignInFailure>> {
  try {
    return ok(await begin())
  } catch (error) {
    if (!isGuardFailure(error)) throw error
    await auditFailedSignIn(request, user.userName, user, 'wrong_password')
    return fail({ code: 'refused' })
  }
}

function judge(
  found: { user: SignInUser | null; isAmbiguous: boolean },
  isPassword: boolean,
  clientAddress: string | null,
): Reason | null {
  if (found.user === null) return found.isAmbiguous ? 'ambiguous_user' : 'unknown_user'
  return isPassword ? whyNot(found.user, clientAddress) : 'wrong_password'
}

/** Why somebody whose identity is proven may not sign in all the same. */
export function whyNot(
  user: SignInUser,
  clientAddress: string | null,
): 'user_disabled' | 'organization_disabled' | 'address_not_allowed' | null {
  if (!user.isUserEnabled) return 'user_disabled'
  if (!user.isOrganizationEnabled) return 'organization_disabled'
  return isAddressAllowed(user.allowList, clientAddress) ? null : 'address_not_allowed'
}

/** Somebody has a copy of a refresh token: its session has ended, for the owner too. */
export async function auditReusedToken(request: SignInRequest, userUid: string): Promise<void> {
  const user = await findSignInUser(request.db, userUid)
  await auditFailedSignIn(request, user?.userName ?? '', user, 'refresh_token_reused')
}

/** Repeated failures of one name from one address are one event an hour, with a count. */
export async function auditFailedSignIn(
  request: SignInRequest,
  login: string,
  user: SignInUser | null,
  reason: string,
): Promise<void> {
  const scope = { userUid: user?.userUid ?? '', userName: login.slice(0, 255) }
  const entry = {
    organizationUid: user?.organizationUid ?? null,
    kind: 'SignInFailed',
    ...(user === null ? {} : { target: { type: 'User' as const, uid: user.userUid } }),
    details: { reason },
  }
  // A console that is not set up yet has nobody whose history it could belong to; and the answer must not tell of it.
  await auditRefusal(request.db, { ...request, scope }, entry).catch((error: unknown) => {
    writeLog('error', 'A refused sign-in was not audited', { requestId: request.requestId, ...describeError(error) })
  })
}
