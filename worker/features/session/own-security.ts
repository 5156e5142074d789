/** What a signed-in user sees and changes of its own password, second factor and sessions. */
import { eq, sql } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { enterAttempt } from '../../auth/attempt-guards.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import { requirePassword, voidPasswordProofs } from '../../auth/password-proofs.ts'
import { hashPassword, passwordProblem, verifyPassword } from '../../auth/passwords.ts'
import { newRecoveryCodes } from '../../auth/recovery-codes.ts'
import type { Scope } from '../../auth/scope.ts'
import { countRecoveryCodes, replaceRecoveryCodes, takeTotpCode } from '../../auth/second-factor.ts'
import { revokeSessionsStatement } from '../../auth/sessions.ts'
import { findSignInUser, type SignInUser } from '../../auth/sign-in-user.ts'
import { toWireTimeOrNull } from '../../contract/common.ts'
import type { SecuritySettings } from '../../contract/session/second-factor.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure } from '../../db/batch-guard.ts'
import { type Db, runBatch } from '../../db/client.ts'
import { userMfaPolicyStatus } from '../../db/mfa-policy.ts'
import { totpFactors } from '../../db/schema/sign-in.ts'
import { users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { deliverSoon } from '../../mail/queue.ts'
import { securityMail } from './security-mails.ts'

const NO_KEY: ApiFailure = {
  code: 'forbidden',
  message: 'An API key cannot change what its user signs in with. Sign in as the user.',
}

export async function readSecuritySettings({ db, scope }: ApiRequest): Promise<Result<SecuritySettings, ApiFailure>> {
  const user = await findSignInUser(db, scope.userUid)
  if (user === null) return fail({ code: 'unauthenticated' })
  const [policy, factor, recoveryCodesLeft] = await Promise.all([
    db.select({ status: userMfaPolicyStatus }).from(users).where(eq(users.uid, user.userUid)).get(),
    findFactor(db, user.userUid),
    countRecoveryCodes(db, user.userUid),
  ])
  return ok({
    mfaPolicyStatus: policy?.status ?? 'Disabled',
    mfaPolicyConfigurationStatus: factor === undefined ? 'NotConfigured' : 'Configured',
    totpLoginId: factor?.loginId ?? null,
    recoveryCodesLeft,
    hasPassword: user.passwordHash !== null,
    passwordChangedAt: toWireTimeOrNull(user.passwordChangedAt),
  })
}

function findFactor(db: Db, userUid: string): Promise<{ loginId: number } | undefined> {
  return db.select({ loginId: totpFactors.loginId }).from(totpFactors).where(eq(totpFactors.userUid, userUid)).get()
}

/** The user who asks, when it asks by a session. */
async function findOwnUser(db: Db, scope: Scope): Promise<Result<SignInUser, ApiFailure>> {
  if (scope.sessionUid === null) return fail(NO_KEY)
  const user = await findSignInUser(db, scope.userUid)
  return user === null ? fail({ code: 'unauthenticated' }) : ok(user)
}

export async function changeOwnPassword(
  request: ApiRequest<unknown, unknown, { currentPassword: string; newPassword: string }>,
): Promise<Result<null, ApiFailure>> {
  const { env, db, scope, body, clientAddress, now } = request
  const found = await findOwnUser(db, scope)
  if (!found.ok) return found
  const user = found.value
  if (user.passwordHash === null)
    return fail({ code: 'conflict', message: 'This account has no password: it signs in by an identity provider.' })
  const attempt = await enterAttempt(env, { kind: 'name', key: user.userUid, clientAddress }, now)
  if (!attempt.ok) {
    const message = 'Too many wrong passwords. Try again later.'
    return fail({ code: 'throttled', retryAfterSeconds: attempt.failure.retryAfterSeconds, message })
  }
  if (!(await verifyPassword(body.currentPassword, user.passwordHash))) {
    await attempt.value.failed()
    return invalid('currentPassword', 'is not the password of this account')
  }
  await attempt.value.succeeded()
  const weakness = passwordProblem(body.newPassword, user)
  if (weakness !== null) return invalid('newPassword', weakness)
  if (body.newPassword === body.currentPassword) return invalid('newPassword', 'must be another one than before')
  const passwordHash = await hashPassword(body.newPassword)
  try {
    await runBatch(db, [
      requirePassword(db, user.userUid, user.passwordHash),
      db
        .update(users)
        .set({ passwordHash, passwordChangedAt: now, updatedAt: sql`max(${now}, ${users.updatedAt} + 1)` })
        .where(eq(users.uid, user.userUid)),
      revokeSessionsStatement(db, user.userUid, now, scope.sessionUid),
      ...voidPasswordProofs(db, sql`${user.userUid}`, now),
      auditStatement(db, request, {
        organizationUid: user.organizationUid,
        kind: 'PasswordChanged',
        target: { type: 'User', uid: user.userUid },
        details: { userName: user.userName },
      }),
      ...(await securityMail(request, user, 'passwordChanged', { userName: user.userName, at: now, clientAddress })),
    ])
  } catch (error) {
    if (!isGuardFailure(error)) throw error
    return fail({ code: 'conflict', message: 'The password was changed by somebody else at the same time.' })
  }
  forgetIdentities()
  deliverSoon(request)
  return ok(null)
}

function invalid(property: string, reason: string): { ok: false; failure: ApiFailure } {
  return fail({ code: 'invalid_input', message: `"${property}" ${reason}.`, property })
}

export async function renewRecoveryCodes(
  request: ApiRequest<unknown, unknown, { code: string }>,
): Promise<Result<{ recoveryCodes: string[] }, ApiFailure>> {
  const { env, db, scope, body, clientAddress, now } = request
  const found = await findOwnUser(db, scope)
  if (!found.ok) return found
  const user = found.value
  if (!user.hasSecondFactor)
    return fail({ code: 'conflict', message: 'Recovery codes belong to an authenticator app, and none is set up.' })
  const attempt = await enterAttempt(env, { kind: 'code', key: user.userUid, clientAddress }, now)
  if (!attempt.ok)
    return fail({
      code: 'throttled',
      retryAfterSeconds: attempt.failure.retryAfterSeconds,
      message: 'Too many wrong codes. Try again later.',
    })
  if (!(await takeTotpCode(env, db, user.userUid, body.code, now))) {
    await attempt.value.failed()
    return invalid('code', 'is wrong, or was used before')
  }
  await attempt.value.succeeded()
  const recoveryCodes = newRecoveryCodes()
  await runBatch(db, [
    ...(await replaceRecoveryCodes(db, user.userUid, recoveryCodes, now)),
    auditStatement(db, request, {
      organizationUid: user.organizationUid,
      kind: 'RecoveryCodesRenewed',
      target: { type: 'User', uid: user.userUid },
      details: { userName: user.userName },
    }),
  ])
  return ok({ recoveryCodes })
}
