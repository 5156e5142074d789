/** The grants of the token endpoint. Refusals have the form of RFC 6749. */
import type { z } from 'zod'
import { ok, type Result } from '../../../domain/result.ts'
import { ACCESS_TOKEN_SECONDS, issueAccessToken } from '../../auth/access-token.ts'
import { openChallenge, useChallenge } from '../../auth/challenges.ts'
import { hasRestAccess, identifySession } from '../../auth/identity.ts'
import { type ProvenSignIn, signInForTokens } from '../../auth/proven-sign-in.ts'
import { findRenewableSession, renewTokenSession } from '../../auth/sessions.ts'
import {
  auditFailedSignIn,
  auditReusedToken,
  checkPassword,
  type SignInFailure,
  whilePasswordHolds,
} from '../../auth/sign-in.ts'
import {
  GRANT_TYPES,
  type TokenError,
  type TokenResult,
  type tokenRequest,
} from '../../contract/authentication/token.ts'
import { auditRefusal } from '../../db/audit.ts'
import { isGuardFailure } from '../../db/batch-guard.ts'
import type { Statement } from '../../db/client.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { deliverSoon } from '../../mail/queue.ts'
import { checkCode, readChallenge } from '../session/second-factor.ts'
import { recoveryCodeMails } from '../session/security-mails.ts'
import { grantAs } from './grant-as.ts'

export type TokenRequest = ApiRequest<unknown, unknown, z.output<typeof tokenRequest>>
export type TokenAnswer = Result<TokenResult | Response, ApiFailure>

export async function issueToken(request: TokenRequest): Promise<TokenAnswer> {
  switch (request.body.grant_type) {
    case 'password':
      return grantByPassword(request)
    case 'mfa':
      return grantBySecondFactor(request)
    case 'refresh_token':
      return grantByRefreshToken(request)
    case 'as':
      return grantAs(request)
    default:
      return refuse('unsupported_grant_type', `"grant_type" must be one of ${GRANT_TYPES.join(', ')}.`)
  }
}

const REFUSED = 'The user name or the password is wrong, or the account may not sign in (from here).'
const NO_REST_ACCESS = 'REST access is not enabled for the organization of this user.'

async function grantByPassword(request: TokenRequest): Promise<TokenAnswer> {
  const { db, body, now } = request
  if (!body.username || !body.password)
    return refuse('invalid_request', 'The password grant needs "username" and "password".')
  const checked = await checkPassword(request, { login: body.username, password: body.password })
  if (!checked.ok) return refuseSignIn(checked.failure, REFUSED)
  const user = checked.value
  if (!hasRestAccess(user)) {
    await auditFailedSignIn(request, user.userName, user, 'no_rest_access')
    return refuse('unauthorized_client', NO_REST_ACCESS)
  }
  const isReadOnly = body.readOnly === true
  const { userUid, passwordHash } = user
  const begun = await whilePasswordHolds(request, user, async () =>
    user.hasSecondFactor || user.isSecondFactorDemanded
      ? ok(stillToProve(await openChallenge(db, user, isReadOnly, now)))
      : openTokens(request, { userUid, signInMethod: 'password', secondFactor: 'none', isReadOnly, passwordHash }),
  )
  return begun.ok ? begun.value : refuseSignIn(begun.failure, REFUSED)
}

/** No token yet: `mfa_token` is to come back with a code. */
function stillToProve(mfaToken: string): TokenResult {
  return {
    access_token: null,
    token_type: null,
    refresh_token: null,
    mfa_token: mfaToken,
    encrypted_code: null,
    expires_in: 0,
  }
}

async function grantBySecondFactor(request: TokenRequest): Promise<TokenAnswer> {
  const { db, body, now } = request
  if (!body.mfa_token || !body.mfa_code)
    return refuse('invalid_request', 'The mfa grant needs "mfa_token" and "mfa_code".')
  const open = await readChallenge(request, body.mfa_token)
  if (open === null) return refuse('invalid_grant', OVER)
  const { challenge, user } = open
  if (!user.hasSecondFactor)
    return refuse(
      'invalid_grant',
      'A second factor is demanded and none is set up: sign in to the portal, or send the mfa_token to /session/mfa/enrolment.',
    )
  if (!hasRestAccess(user)) return refuse('unauthorized_client', NO_REST_ACCESS)
  const factor = await checkCode(request, open, body.mfa_code)
  if (!factor.ok) return refuseSignIn(factor.failure, 'The code is wrong, or was used before.', 'invalid_grant')
  const isReadOnly = challenge.isReadOnly || body.readOnly === true
  const others = [
    ...useChallenge(db, challenge, now),
    ...(factor.value === 'recoveryCode' ? await recoveryCodeMails(request, user) : []),
  ]
  const proven = { userUid: user.userUid, signInMethod: 'password', secondFactor: factor.value, isReadOnly } as const
  try {
    const opened = await openTokens(request, proven, others)
    if (factor.value === 'recoveryCode') deliverSoon(request)
    return opened
  } catch (error) {
    if (isGuardFailure(error)) return refuse('invalid_grant', OVER)
    throw error
  }
}

const OVER = 'The mfa_token is not valid, has expired or was used. Start the sign-in again.'

async function openTokens(request: TokenRequest, proven: ProvenSignIn, others: Statement[] = []): Promise<TokenAnswer> {
  const signedIn = await signInForTokens(request, proven, others)
  if (!signedIn.ok) return refuse('invalid_request', REFUSED)
  const { sessionUid, user, refreshToken } = signedIn.value
  return ok(await tokenPair(request, sessionUid, user.userUid, refreshToken))
}

async function grantByRefreshToken(request: TokenRequest): Promise<TokenAnswer> {
  const { db, body, now } = request
  if (!body.refresh_token) return refuse('invalid_request', 'The refresh_token grant needs "refresh_token".')
  const refused = await renewalRefusal(request, body.refresh_token)
  if (refused !== null) return refused
  const renewal = await renewTokenSession(db, body.refresh_token, body.readOnly === true, now)
  switch (renewal.outcome) {
    case 'renewed':
      return ok(await tokenPair(request, renewal.sessionUid, renewal.userUid, renewal.token))
    case 'reused':
      await auditReusedToken(request, renewal.userUid)
      return refuse('invalid_grant', 'The refresh token was used before: its session has ended. Sign in again.')
    case 'unknown':
      return refuse('invalid_grant', NOT_RENEWED)
  }
}

const NOT_RENEWED = 'The refresh token is not valid or has expired. Sign in again.'

/** A token that would open nothing here and now is not used up; one that was used before is the renewal's own matter. */
async function renewalRefusal(request: TokenRequest, refreshToken: string): Promise<TokenAnswer | null> {
  const { db, clientAddress, now } = request
  const sessionUid = await findRenewableSession(db, refreshToken)
  if (sessionUid === null) return null
  const check = await identifySession(db, sessionUid, clientAddress, now)
  if (check.ok) return null
  switch (check.reason) {
    case 'unknown':
      return refuse('invalid_grant', NOT_RENEWED)
    case 'no_rest_access':
      return refuse('unauthorized_client', NO_REST_ACCESS)
    case 'address_refused': {
      const { organizationUid } = check.identity
      await auditRefusal(db, { ...request, scope: check.identity }, { organizationUid, kind: 'AddressRefused' })
      return refuse('invalid_grant', 'The organization of this user does not allow access from this address.')
    }
  }
}

export async function tokenPair(
  request: TokenRequest,
  sessionUid: string,
  userUid: string,
  refreshToken: string,
): Promise<TokenResult> {
  return {
    access_token: await issueAccessToken(request.env, sessionUid, userUid, request.now),
    token_type: 'bearer',
    refresh_token: refreshToken,
    mfa_token: null,
    encrypted_code: null,
    expires_in: ACCESS_TOKEN_SECONDS,
  }
}

export function refuse(
  error: TokenError['error'],
  description: string,
  status = 400,
  headers: Record<string, string> = {},
): TokenAnswer {
  const body: TokenError = { error, error_description: description, error_uri: null }
  return ok(Response.json(body, { status, headers: { ...headers, 'Cache-Control': 'no-store' } }))
}

function refuseSignIn(
  failure: SignInFailure,
  description: string,
  error: TokenError['error'] = 'invalid_request',
): TokenAnswer {
  if (failure.code === 'refused') return refuse(error, description)
  const { retryAfterSeconds } = failure
  const headers = { 'Retry-After': String(retryAfterSeconds) }
  return refuse('invalid_request', `Too many attempts. Try again in ${retryAfterSeconds} seconds.`, 429, headers)
}
