/**
 * A forgotten password. Whether there is such a user is not told: the answer is the same, and comes before anything is
 * looked up. Requests are counted per name and per address; past the limit of a name nothing more is mailed.
 */
import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { foldKey } from '../../../domain/collation.ts'
import { networkOf } from '../../../domain/ip-allow-list.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { enterAttempt, forgetAttempts } from '../../auth/attempt-guards.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import { voidPasswordProofs } from '../../auth/password-proofs.ts'
import { hashPassword, passwordProblem } from '../../auth/passwords.ts'
import { sha256Hex } from '../../auth/secrets.ts'
import { revokeSessionsStatement } from '../../auth/sessions.ts'
import { findSignInUser, findUserByLogin, loginsOf, type SignInUser } from '../../auth/sign-in-user.ts'
import { auditRefusal, auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch } from '../../db/client.ts'
import { passwordResets } from '../../db/schema/sign-in.ts'
import { users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { describeError, writeLog } from '../../http/log.ts'
import type { ApiRequest } from '../../http/route.ts'
import { deliverSoon } from '../../mail/queue.ts'
import { securityMail } from '../session/security-mails.ts'
import { passwordLink, RESET_LINK_MS } from './password-links.ts'

type AskRequest = ApiRequest<
  unknown,
  unknown,
  { email: string; userName: string; returnUrl?: string | null | undefined }
>
type CompleteRequest = ApiRequest<unknown, unknown, { code: string; newPassword: string }>

const LINK_IS_OVER: ApiFailure = {
  code: 'invalid_input',
  message: '"code" is not valid, was used, or is older than its link lasts. Ask for a new link.',
  property: 'code',
}

export async function askForPasswordLink(request: AskRequest): Promise<Result<boolean, ApiFailure>> {
  const { env, body, clientAddress, now } = request
  const page = readReturnPage(env.HOLDFAST_URL, body.returnUrl ?? null)
  if (!page.ok) return page
  if (clientAddress !== null) {
    const key = networkOf(clientAddress)
    const place = await enterAttempt(env, { kind: 'resetAddress', key, clientAddress: null }, now)
    if (!place.ok) {
      const { retryAfterSeconds } = place.failure
      return fail({ code: 'throttled', retryAfterSeconds, message: 'Too many requests for links. Try again later.' })
    }
    await place.value.failed()
  }
  const mailing = mailLink(request, page.value).catch((error: unknown) => {
    writeLog('error', 'A link for a new password was not mailed', {
      requestId: request.requestId,
      ...describeError(error),
    })
  })
  request.waitUntil(mailing)
  return ok(true)
}

/** Only to pages of this console: the link carries the code there. */
function readReturnPage(publicUrl: string, returnUrl: string | null): Result<string | null, ApiFailure> {
  if (returnUrl === null || returnUrl.trim() === '') return ok(null)
  const url = URL.canParse(returnUrl) ? new URL(returnUrl) : null
  if (url !== null && publicUrl !== '' && url.origin === new URL(publicUrl).origin)
    return ok(`${url.origin}${url.pathname}${url.search}`)
  return fail({
    code: 'invalid_input',
    message: '"returnUrl" must be an address of this console.',
    property: 'returnUrl',
  })
}

async function mailLink(request: AskRequest, page: string | null): Promise<void> {
  const { env, db, body, clientAddress, requestId, userAgent, now } = request
  const login = body.userName.trim()
  const { user } = await findUserByLogin(db, login)
  const place = await enterAttempt(
    env,
    { kind: 'reset', key: user?.userUid ?? foldKey(login), clientAddress: null },
    now,
  )
  const reason = place.ok ? whyNoLink(user, body.email) : 'too_many'
  if (place.ok) await place.value.failed()
  const context = { scope: { userUid: '', userName: login.slice(0, 255) }, clientAddress, requestId, userAgent, now }
  if (user === null || reason !== null) {
    await auditRefusal(db, context, {
      organizationUid: user?.organizationUid ?? null,
      kind: 'PasswordResetRefused',
      ...(user === null ? {} : { target: { type: 'User' as const, uid: user.userUid } }),
      details: { reason: reason ?? 'unknown_user' },
    })
    return
  }
  const { link, statements } = await passwordLink(request, user.userUid, {
    validMs: RESET_LINK_MS,
    clientAddress,
    page,
  })
  const values = { userName: user.userName, link, validMinutes: RESET_LINK_MS / 60_000 }
  await runBatch(db, [
    ...statements,
    ...(await securityMail(request, user, 'passwordReset', values, now + RESET_LINK_MS)),
    auditStatement(db, context, {
      organizationUid: user.organizationUid,
      kind: 'PasswordResetRequested',
      target: { type: 'User', uid: user.userUid },
      details: { userName: user.userName },
    }),
  ])
  deliverSoon(request)
}

function whyNoLink(user: SignInUser | null, email: string): string | null {
  if (user === null) return 'unknown_user'
  if (!user.isUserEnabled) return 'user_disabled'
  if (!user.isOrganizationEnabled) return 'organization_disabled'
  // Whoever signs in by an identity provider has none, and must not get one by mail.
  if (user.passwordHash === null) return 'no_password'
  return user.email !== null && foldKey(user.email.trim()) === foldKey(email.trim()) ? null : 'wrong_email'
}

export async function completePasswordReset(request: CompleteRequest): Promise<Result<boolean, ApiFailure>> {
  const { env, db, body, clientAddress, requestId, userAgent, now } = request
  const tokenSha256 = await sha256Hex(body.code.trim())
  const isOpen = and(
    eq(passwordResets.tokenSha256, tokenSha256),
    isNull(passwordResets.usedAt),
    gt(passwordResets.expiresAt, now),
  )
  const reset = await db.select({ userUid: passwordResets.userUid }).from(passwordResets).where(isOpen).get()
  const user = reset === undefined ? null : await findSignInUser(db, reset.userUid)
  if (user === null || !user.isUserEnabled || !user.isOrganizationEnabled) return fail(LINK_IS_OVER)
  const weakness = passwordProblem(body.newPassword, user)
  if (weakness !== null)
    return fail({ code: 'invalid_input', message: `"newPassword" ${weakness}.`, property: 'newPassword' })
  const passwordHash = await hashPassword(body.newPassword)
  const { userUid, userName, organizationUid } = user
  const scope = { userUid, userName }
  try {
    await runBatch(db, [
      requireInBatch(
        db,
        sql`EXISTS (SELECT 1 FROM password_resets WHERE token_sha256 = ${tokenSha256} AND used_at IS NULL)`,
      ),
      db
        .update(users)
        .set({ passwordHash, passwordChangedAt: now, updatedAt: sql`max(${now}, ${users.updatedAt} + 1)` })
        .where(eq(users.uid, userUid)),
      ...voidPasswordProofs(db, sql`${userUid}`, now),
      revokeSessionsStatement(db, userUid, now),
      auditStatement(
        db,
        { scope, clientAddress, requestId, userAgent, now },
        { organizationUid, kind: 'PasswordReset', target: { type: 'User', uid: userUid }, details: { userName } },
      ),
      ...(await securityMail(request, user, 'passwordChanged', { userName, at: now, clientAddress })),
    ])
  } catch (error) {
    if (isGuardFailure(error)) return fail(LINK_IS_OVER)
    throw error
  }
  forgetIdentities()
  await forgetAttempts(env, { userUid, logins: loginsOf(user) }, now)
  deliverSoon(request)
  return ok(true)
}
