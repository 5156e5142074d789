/**
 * "Log in as". The session of the one who acts goes on beside the new one, is named in it, and ends it with its own end;
 * what may not be done meanwhile stands in the declarations of the operations.
 */
import { eq } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import type { Impersonator, Scope } from '../../auth/scope.ts'
import { sessionCookie } from '../../auth/session-cookie.ts'
import {
  PORTAL_SESSION_MS,
  renewCookie,
  revokeSessionStatement,
  type SessionOrigin,
  startPortalSession,
} from '../../auth/sessions.ts'
import { findSignInUser, type SignInUser } from '../../auth/sign-in-user.ts'
import type { Session } from '../../contract/session/session.ts'
import { auditStatement } from '../../db/audit.ts'
import { type Db, runBatch, type Statement } from '../../db/client.ts'
import { sessions } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { findUserRow } from '../accounts/manageable-user.ts'
import { readSessionOf } from './queries.ts'

const USER_NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The user' }

/** Any user of a company, and of a reseller its Global Administrator; one that could sign in itself. */
export async function findActedUser(scope: Scope, db: Db, userUid: string): Promise<Result<SignInUser, ApiFailure>> {
  const row = await findUserRow(scope, db, userUid)
  const user = row === null ? null : await findSignInUser(db, row.uid)
  if (user === null) return fail(USER_NOT_FOUND)
  const isPossible =
    user.organizationType === 'Company' || (user.organizationType === 'Reseller' && user.role === 'ResellerOwner')
  if (!isPossible)
    return fail({
      code: 'forbidden',
      message: 'Logging in as somebody else is possible for users of companies and Global Administrators of resellers.',
    })
  if (user.isUserEnabled && user.isOrganizationEnabled) return ok(user)
  return fail({ code: 'conflict', message: 'The user or its organization is disabled.' })
}

/** In the history of the provider and in that of the user's organization. */
export function impersonationEvents(
  request: Pick<ApiRequest, 'db' | 'scope' | 'clientAddress' | 'userAgent' | 'requestId' | 'now'>,
  actor: Impersonator,
  user: SignInUser,
  kind: 'ImpersonationStarted' | 'ImpersonationEnded',
  via: 'portal' | 'token',
): Statement[] {
  const { secondFactor, signInMethod } = request.scope
  const scope = { userUid: actor.userUid, userName: actor.userName, impersonator: null, secondFactor, signInMethod }
  return [actor.organizationUid, user.organizationUid].map((organizationUid) =>
    auditStatement(
      request.db,
      { ...request, scope },
      {
        organizationUid,
        kind,
        target: { type: 'User', uid: user.userUid },
        details: { userName: user.userName, organizationName: user.organizationName, via },
      },
    ),
  )
}

export async function logInAs(request: ApiRequest<{ userUid: string }>): Promise<Result<Session, ApiFailure>> {
  const { env, db, scope, params, answerHeaders } = request
  if (scope.via !== 'cookie' || scope.sessionUid === null)
    return fail({
      code: 'conflict',
      message: 'This goes on in the portal, so it needs the session cookie. With a token use the grant "as".',
    })
  const found = await findActedUser(scope, db, params.userUid)
  if (!found.ok) return found
  const user = found.value
  const actor = { userUid: scope.userUid, userName: scope.userName, organizationUid: scope.organizationUid }
  const origin: SessionOrigin = {
    userUid: user.userUid,
    signInMethod: 'impersonation',
    secondFactor: scope.secondFactor,
    impersonator: { userUid: actor.userUid, sessionUid: scope.sessionUid },
  }
  const events = impersonationEvents(request, actor, user, 'ImpersonationStarted', 'portal')
  const started = await startPortalSession(db, origin, scope.isReadOnly, request, events)
  answerHeaders.append('Set-Cookie', sessionCookie(env.HOLDFAST_URL, started.token, PORTAL_SESSION_MS / 1000))
  const session = await readSessionOf(db, {
    userUid: user.userUid,
    impersonator: actor,
    secondFactor: scope.secondFactor,
    signInMethod: 'impersonation',
  })
  return session === null ? fail(USER_NOT_FOUND) : ok(session)
}

/** The own session gets a new cookie: the console keeps no cookie that it could give back. */
export async function endImpersonation(request: ApiRequest): Promise<Result<Session, ApiFailure>> {
  const { env, db, scope, now, answerHeaders } = request
  const { impersonator, sessionUid } = scope
  if (impersonator === null || sessionUid === null)
    return fail({ code: 'conflict', message: 'You are not logged in as somebody else.' })
  if (scope.via !== 'cookie')
    return fail({ code: 'conflict', message: 'Only a portal goes back. End this session with DELETE /session.' })
  const [own, user] = await Promise.all([findOwnSession(db, sessionUid), findSignInUser(db, scope.userUid)])
  if (own === null || user === null) return fail({ code: 'unauthenticated' })
  await runBatch(db, [
    revokeSessionStatement(db, sessionUid, now),
    ...impersonationEvents(request, impersonator, user, 'ImpersonationEnded', 'portal'),
  ])
  forgetIdentities()
  const token = await renewCookie(db, own.uid, now)
  answerHeaders.append('Set-Cookie', sessionCookie(env.HOLDFAST_URL, token, PORTAL_SESSION_MS / 1000))
  const { secondFactor, signInMethod } = own
  const session = await readSessionOf(db, {
    userUid: impersonator.userUid,
    impersonator: null,
    secondFactor,
    signInMethod,
  })
  return session === null ? fail({ code: 'unauthenticated' }) : ok(session)
}

/** That it goes on is known: otherwise the session that asks would not. */
async function findOwnSession(db: Db, actingSessionUid: string) {
  const acting = await db
    .select({ ownUid: sessions.impersonatorSessionUid })
    .from(sessions)
    .where(eq(sessions.uid, actingSessionUid))
    .get()
  const own = await db
    .select({ uid: sessions.uid, secondFactor: sessions.secondFactor, signInMethod: sessions.signInMethod })
    .from(sessions)
    .where(eq(sessions.uid, acting?.ownUid ?? ''))
    .get()
  return own ?? null
}
