/** The grants of the token endpoint. Refusals have the form of RFC 6749. */
import type { z } from 'zod'
import { ok, type Result } from '../../../domain/result.ts'
import { ACCESS_TOKEN_SECONDS, issueAccessToken } from '../../auth/access-token.ts'
import { hasRestAccess } from '../../auth/identity.ts'
import { renewTokenSession, startTokenSession } from '../../auth/sessions.ts'
import { signedInStatement, signIn } from '../../auth/sign-in.ts'
import {
  GRANT_TYPES,
  type TokenError,
  type TokenResult,
  type tokenRequest,
} from '../../contract/authentication/token.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'

type TokenRequest = ApiRequest<unknown, unknown, z.output<typeof tokenRequest>>
type Answer = Result<TokenResult | Response, ApiFailure>

export async function issueToken(request: TokenRequest): Promise<Answer> {
  switch (request.body.grant_type) {
    case 'password':
      return grantByPassword(request)
    case 'refresh_token':
      return grantByRefreshToken(request)
    default:
      return refuse('unsupported_grant_type', `"grant_type" must be one of ${GRANT_TYPES.join(', ')}.`)
  }
}

async function grantByPassword(request: TokenRequest): Promise<Answer> {
  const { env, db, body } = request
  if (!body.username || !body.password)
    return refuse('invalid_request', 'The password grant needs "username" and "password".')
  const signedIn = await signIn(env, db, { ...request, login: body.username, password: body.password })
  if (!signedIn.ok) {
    if (signedIn.failure.code === 'locked') return refuseLocked(signedIn.failure.retryAfterSeconds)
    return refuse('invalid_request', 'The user name or the password is wrong, or the account is disabled.')
  }
  const user = signedIn.value
  if (!hasRestAccess(user))
    return refuse('unauthorized_client', 'REST access is not enabled for the organization of this user.')
  const audit = [signedInStatement(db, user, request, 'token')]
  const session = await startTokenSession(db, user.userUid, body.readOnly === true, request, audit)
  return ok(await pair(request, session.sessionUid, user.userUid, session.token))
}

async function grantByRefreshToken(request: TokenRequest): Promise<Answer> {
  const { db, body, now } = request
  if (!body.refresh_token) return refuse('invalid_request', 'The refresh_token grant needs "refresh_token".')
  const renewal = await renewTokenSession(db, body.refresh_token, body.readOnly === true, now)
  switch (renewal.outcome) {
    case 'renewed':
      return ok(await pair(request, renewal.sessionUid, renewal.userUid, renewal.token))
    case 'reused':
      return refuse('invalid_grant', 'The refresh token was used before: its session has ended. Sign in again.')
    case 'unknown':
      return refuse('invalid_grant', 'The refresh token is not valid or has expired. Sign in again.')
  }
}

async function pair(
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

function refuse(
  error: TokenError['error'],
  description: string,
  status = 400,
  headers: Record<string, string> = {},
): Answer {
  const body: TokenError = { error, error_description: description, error_uri: null }
  return ok(Response.json(body, { status, headers: { ...headers, 'Cache-Control': 'no-store' } }))
}

function refuseLocked(retryAfterSeconds: number): Answer {
  const headers = { 'Retry-After': String(retryAfterSeconds) }
  return refuse('invalid_request', `Too many attempts. Try again in ${retryAfterSeconds} seconds.`, 429, headers)
}
