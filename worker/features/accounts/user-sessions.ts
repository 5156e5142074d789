/** Sessions of users and their second factor, in the hands of those who manage the users. */
import { and, eq, isNull } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import { removeFactorStatements } from '../../auth/second-factor.ts'
import { revokeSessionStatement, revokeSessionsStatement } from '../../auth/sessions.ts'
import type { UserSession } from '../../contract/accounts/user-sessions.ts'
import { auditStatement } from '../../db/audit.ts'
import { runBatch } from '../../db/client.ts'
import type { PageSource } from '../../db/page-source.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { totpFactors } from '../../db/schema/sign-in.ts'
import { sessions } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { deliverSoon } from '../../mail/queue.ts'
import { securityMail } from '../session/security-mails.ts'
import { findManageableUser, findUserRow, USER_NOT_FOUND } from './manageable-user.ts'
import { sessionsSource } from './session-queries.ts'

type ByUser = ApiRequest<{ userUid: string }>

export interface SessionHolder {
  userUid: string
  userName: string
  organizationUid: string
}

export async function listSessionsOfUser({
  scope,
  db,
  params,
  now,
}: ByUser): Promise<Result<PageSource<UserSession>, ApiFailure>> {
  const user = await findUserRow(scope, db, params.userUid)
  return user === null ? fail(USER_NOT_FOUND) : ok(sessionsSource(scope, db, user.uid, now))
}

async function findHolder({ scope, db, params }: ByUser): Promise<Result<SessionHolder, ApiFailure>> {
  const found = await findManageableUser(scope, db, params.userUid)
  if (!found.ok) return found
  const { uid, userName, organizationUid } = found.value
  return ok({ userUid: uid, userName, organizationUid })
}

export async function endSessionsOfUser(request: ByUser): Promise<Result<null, ApiFailure>> {
  const holder = await findHolder(request)
  if (!holder.ok) return holder
  await endSessionsOf(request, holder.value, null)
  return ok(null)
}

export async function endSessionOfUser(
  request: ApiRequest<{ userUid: string; sessionUid: string }>,
): Promise<Result<null, ApiFailure>> {
  const holder = await findHolder(request)
  if (!holder.ok) return holder
  const isEnded = await endOneSession(request, holder.value, request.params.sessionUid)
  return isEnded ? ok(null) : fail({ code: 'not_found', what: 'The session' })
}

export async function endSessionsOf(
  request: ApiRequest,
  holder: SessionHolder,
  exceptUid: string | null,
): Promise<void> {
  const { db, now } = request
  await runBatch(db, [
    revokeSessionsStatement(db, holder.userUid, now, exceptUid),
    auditStatement(db, request, {
      organizationUid: holder.organizationUid,
      kind: 'UserSessionsEnded',
      target: { type: 'User', uid: holder.userUid },
      details: { userName: holder.userName },
    }),
  ])
  forgetIdentities()
}

/** False when the user has no such session that is open. */
export async function endOneSession(request: ApiRequest, holder: SessionHolder, sessionUid: string): Promise<boolean> {
  const { db, now } = request
  const found = await db
    .select({ uid: sessions.uid })
    .from(sessions)
    .where(and(eq(sessions.uid, sessionUid), eq(sessions.userUid, holder.userUid), isNull(sessions.revokedAt)))
    .get()
  if (found === undefined) return false
  await runBatch(db, [
    revokeSessionStatement(db, sessionUid, now),
    auditStatement(db, request, {
      organizationUid: holder.organizationUid,
      kind: 'UserSessionEnded',
      target: { type: 'UserSession', uid: sessionUid },
      details: { userName: holder.userName },
    }),
  ])
  forgetIdentities()
  return true
}

export async function resetSecondFactor(request: ByUser): Promise<Result<null, ApiFailure>> {
  const { scope, db, params, now } = request
  const found = await findManageableUser(scope, db, params.userUid)
  if (!found.ok) return found
  const user = found.value
  if (user.uid === scope.userUid)
    return fail({ code: 'conflict', message: 'Your own second factor is taken away by removing its login.' })
  const factor = await db
    .select({ loginId: totpFactors.loginId })
    .from(totpFactors)
    .where(eq(totpFactors.userUid, user.uid))
    .get()
  if (factor === undefined) return fail({ code: 'conflict', message: 'The user has no second factor.' })
  const { uid, userName, organizationUid, email } = user
  await runBatch(db, [
    ...removeFactorStatements(db, uid, now),
    revokeSessionsStatement(db, uid, now),
    bumpRevision(db, 'users', organizationUid),
    bumpRevision(db, 'userLogins', organizationUid),
    auditStatement(db, request, {
      organizationUid,
      kind: 'MfaReset',
      target: { type: 'User', uid },
      details: { userName },
    }),
    ...(await securityMail(request, { userName, organizationUid, email }, 'mfaReset', { userName })),
  ])
  forgetIdentities()
  deliverSoon(request)
  return ok(null)
}
