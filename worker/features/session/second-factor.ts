/** The second step of a sign-in: a code, or the setup of the app that makes codes. */
import { fail, ok, type Result } from '../../../domain/result.ts'
import { enterAttempt } from '../../auth/attempt-guards.ts'
import { type Challenge, findChallenge, keepEnrolmentSecret, useChallenge } from '../../auth/challenges.ts'
import { newRecoveryCodes } from '../../auth/recovery-codes.ts'
import { addFactorStatements, replaceRecoveryCodes, takeSecondFactor, totpDigest } from '../../auth/second-factor.ts'
import { openSecret, sealSecret } from '../../auth/secret-box.ts'
import { auditFailedSignIn, type SignInFailure, type SignInRequest } from '../../auth/sign-in.ts'
import { findSignInUser, type SignInUser } from '../../auth/sign-in-user.ts'
import { findTotpStep, newTotpSecret, totpUrl } from '../../auth/totp.ts'
import type { SignInAnswer } from '../../contract/session/session.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure } from '../../db/batch-guard.ts'
import { type Statement, violatedUnique } from '../../db/client.ts'
import { bumpRevision } from '../../db/revisions.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { deliverSoon } from '../../mail/queue.ts'
import { factorMails, recoveryCodeMails } from './security-mails.ts'
import { openPortalSession } from './service.ts'

const OVER: ApiFailure = { code: 'unauthenticated', message: 'The sign-in took too long or is over. Start it again.' }
const WRONG_CODE: ApiFailure = { code: 'unauthenticated', message: 'The code is wrong, or was used before.' }
const DESCRIPTION = 'Authenticator app'
const SCOPES = JSON.stringify(['ui', 'rest'])

/** A challenge that is open, with its user. */
export interface OpenChallenge {
  challenge: Challenge
  user: SignInUser
}

export async function readChallenge(request: SignInRequest, mfaToken: string): Promise<OpenChallenge | null> {
  const challenge = await findChallenge(request.db, mfaToken, request.now)
  const user = challenge === null ? null : await findSignInUser(request.db, challenge.userUid)
  return challenge === null || user === null ? null : { challenge, user }
}

/** By which factor the code proves the user. Codes are counted per user, whatever challenge they are sent with. */
export async function checkCode(
  request: SignInRequest,
  { user }: OpenChallenge,
  code: string,
): Promise<Result<'totp' | 'recoveryCode', SignInFailure>> {
  const { env, db, clientAddress, now } = request
  const attempt = await enterAttempt(env, { kind: 'code', key: user.userUid, clientAddress }, now)
  if (!attempt.ok) {
    await auditFailedSignIn(request, user.userName, user, 'locked')
    return attempt
  }
  const factor = await takeSecondFactor(env, db, user.userUid, code, now)
  if (factor !== null) {
    await attempt.value.succeeded()
    return ok(factor)
  }
  await Promise.all([attempt.value.failed(), auditFailedSignIn(request, user.userName, user, 'wrong_code')])
  return fail({ code: 'refused' })
}

export async function signInBySecondFactor(
  request: ApiRequest<unknown, unknown, { mfaToken: string; code: string }>,
): Promise<Result<SignInAnswer, ApiFailure>> {
  const { body } = request
  const open = await readChallenge(request, body.mfaToken)
  if (open === null) return fail(OVER)
  if (!open.user.hasSecondFactor)
    return fail({
      code: 'conflict',
      message: 'No second factor is set up yet. Set one up with /session/mfa/enrolment.',
    })
  const factor = await checkCode(request, open, body.code)
  if (!factor.ok) return fail(codeFailure(factor.failure))
  const opened = await onceOnly(async () => {
    const { challenge, user } = open
    const others = [
      ...useChallenge(request.db, challenge, request.now),
      ...(factor.value === 'recoveryCode' ? await recoveryCodeMails(request, user) : []),
    ]
    return openPortalSession(
      request,
      {
        userUid: user.userUid,
        signInMethod: 'password',
        secondFactor: factor.value,
        isReadOnly: challenge.isReadOnly,
      },
      others,
    )
  })
  if (opened.ok && factor.value === 'recoveryCode') deliverSoon(request)
  return opened
}

function codeFailure(failure: SignInFailure): ApiFailure {
  if (failure.code === 'refused') return WRONG_CODE
  const { retryAfterSeconds } = failure
  return { code: 'throttled', retryAfterSeconds, message: 'Too many wrong codes. Try again later.' }
}

/** The batch that opens the session fails when the challenge was used meanwhile. */
async function onceOnly<T>(open: () => Promise<Result<T, ApiFailure>>): Promise<Result<T, ApiFailure>> {
  try {
    return await open()
  } catch (error) {
    if (isGuardFailure(error) || violatedUnique(error) !== null) return fail(OVER)
    throw error
  }
}

const ALREADY_SET_UP: ApiFailure = {
  code: 'conflict',
  message: 'A second factor is set up already. Send a code of it to /session/mfa.',
}

/** Asked again within the same sign-in, the same secret is answered: a page may be loaded anew. */
export async function startEnrolment(
  request: ApiRequest<unknown, unknown, { mfaToken: string }>,
): Promise<Result<{ secret: string; secretUrl: string }, ApiFailure>> {
  const { env, db, body } = request
  const open = await readChallenge(request, body.mfaToken)
  if (open === null) return fail(OVER)
  const { challenge, user } = open
  if (user.hasSecondFactor) return fail(ALREADY_SET_UP)
  const begun = challenge.sealedSecret === null ? null : await openSecret(env, 'totpSecret', challenge.sealedSecret)
  const secret = begun ?? newTotpSecret()
  if (begun === null) await keepEnrolmentSecret(db, challenge, await sealSecret(env, 'totpSecret', secret))
  return ok({ secret, secretUrl: totpUrl(secret, user) })
}

export async function completeEnrolment(
  request: ApiRequest<unknown, unknown, { mfaToken: string; code: string }>,
): Promise<Result<SignInAnswer & { recoveryCodes: string[] }, ApiFailure>> {
  const { env, body, now } = request
  const open = await readChallenge(request, body.mfaToken)
  if (open === null) return fail(OVER)
  const { challenge, user } = open
  if (user.hasSecondFactor) return fail(ALREADY_SET_UP)
  const { sealedSecret } = challenge
  const secret = sealedSecret === null ? null : await openSecret(env, 'totpSecret', sealedSecret)
  if (sealedSecret === null || secret === null)
    return fail({ code: 'conflict', message: 'Ask for a secret first, with /session/mfa/enrolment.' })
  const attempt = await enterAttempt(
    env,
    { kind: 'code', key: user.userUid, clientAddress: request.clientAddress },
    now,
  )
  if (!attempt.ok) {
    await auditFailedSignIn(request, user.userName, user, 'locked')
    return fail(codeFailure(attempt.failure))
  }
  const step = findTotpStep(secret, body.code, now)
  if (step === null) {
    await Promise.all([attempt.value.failed(), auditFailedSignIn(request, user.userName, user, 'wrong_code')])
    return fail(WRONG_CODE)
  }
  await attempt.value.succeeded()
  const recoveryCodes = newRecoveryCodes()
  const others = await enrolmentStatements(request, user, { sealedSecret, secret, step }, recoveryCodes)
  const opened = await onceOnly(() =>
    openPortalSession(
      request,
      { userUid: user.userUid, signInMethod: 'password', secondFactor: 'totp', isReadOnly: challenge.isReadOnly },
      [...useChallenge(request.db, challenge, now), ...others],
    ),
  )
  if (!opened.ok) return opened
  deliverSoon(request)
  return ok({ ...opened.value, recoveryCodes })
}

async function enrolmentStatements(
  request: ApiRequest,
  user: SignInUser,
  { sealedSecret, secret, step }: { sealedSecret: string; secret: string; step: number },
  recoveryCodes: readonly string[],
): Promise<Statement[]> {
  const { db, now } = request
  const { userUid, userName, organizationUid } = user
  const secretSha256 = await totpDigest(secret)
  const factor = { userUid, sealedSecret, secretSha256, description: DESCRIPTION, scopes: SCOPES, step }
  return [
    ...addFactorStatements(db, factor, now),
    ...(await replaceRecoveryCodes(db, userUid, recoveryCodes, now)),
    bumpRevision(db, 'users', organizationUid),
    bumpRevision(db, 'userLogins', organizationUid),
    auditStatement(
      db,
      { ...request, scope: { userUid, userName, signInMethod: 'password', secondFactor: 'totp', impersonator: null } },
      { organizationUid, kind: 'MfaConfigured', target: { type: 'User', uid: userUid }, details: { userName } },
    ),
    ...(await factorMails(request, user)),
  ]
}
