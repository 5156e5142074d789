/** The grant "as": tokens of another user for a Portal Administrator, who shows its refresh token. */
import { ok } from '../../../domain/result.ts'
import { hasRestAccess, identifySession } from '../../auth/identity.ts'
import { Scope } from '../../auth/scope.ts'
import { findRefreshTokenSession, type SessionOrigin, startTokenSession } from '../../auth/sessions.ts'
import { auditReusedToken } from '../../auth/sign-in.ts'
import { auditRefusal } from '../../db/audit.ts'
import { toFailureAnswer } from '../../http/failure.ts'
import { findActedUser, impersonationEvents } from '../session/impersonation.ts'
import { refuse, type TokenAnswer, type TokenRequest, tokenPair } from './service.ts'

const NOT_VALID = 'The refresh token is not valid or has expired. Sign in again.'

/** The refresh token stays good: the own session goes on beside the other, and ends it with its own end. */
export async function grantAs(request: TokenRequest): Promise<TokenAnswer> {
  const { db, body, clientAddress, now } = request
  if (!body.refresh_token || !body.userUid)
    return refuse('invalid_request', 'The grant "as" needs "userUid" and "refresh_token".')
  const session = await findRefreshTokenSession(db, body.refresh_token, now)
  if (session.outcome === 'reused') {
    await auditReusedToken(request, session.userUid)
    return refuse('invalid_grant', 'The refresh token was used before: its session has ended. Sign in again.')
  }
  if (session.outcome !== 'found') return refuse('invalid_grant', NOT_VALID)
  const check = await identifySession(db, session.sessionUid, clientAddress, now)
  if (!check.ok) return refuse('invalid_grant', NOT_VALID)
  const scope = new Scope(db, check.identity)
  if (!scope.has('users.impersonate') || scope.impersonator !== null) {
    await auditRefused(request, scope, body.userUid)
    return refuse('unauthorized_client', 'Only a Portal Administrator logs in as somebody else.')
  }
  const found = await findActedUser(scope, db, body.userUid)
  if (!found.ok) {
    await auditRefused(request, scope, body.userUid)
    return refuse('invalid_grant', toFailureAnswer(found.failure).error.message)
  }
  const user = found.value
  if (!hasRestAccess(user))
    return refuse('unauthorized_client', 'REST access is not enabled for the organization of this user.')
  const actor = { userUid: scope.userUid, userName: scope.userName, organizationUid: scope.organizationUid }
  const origin: SessionOrigin = {
    userUid: user.userUid,
    signInMethod: 'impersonation',
    secondFactor: scope.secondFactor,
    impersonator: { userUid: actor.userUid, sessionUid: session.sessionUid },
  }
  const events = impersonationEvents({ ...request, scope }, actor, user, 'ImpersonationStarted', 'token')
  const isReadOnly = scope.isReadOnly || body.readOnly === true
  const started = await startTokenSession(db, origin, isReadOnly, request, events)
  return ok(await tokenPair(request, started.sessionUid, user.userUid, started.token))
}

/** The token endpoint answers refusals of its own form, which nobody else notes. */
function auditRefused(request: TokenRequest, scope: Scope, userUid: string): Promise<void> {
  const { organizationUid } = scope
  const details = { operationId: 'oAuth2IssueToken', permission: 'users.impersonate', userUid }
  return auditRefusal(request.db, { ...request, scope }, { organizationUid, kind: 'PermissionRefused', details })
}
