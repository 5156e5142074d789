import { and, eq, isNull, sql } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch } from '../../db/client.ts'
import { directoryChange, pushDirectory } from '../../db/directory-push.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { userLogins, users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { releaseComputers } from '../management-agents/agent-accounts.ts'
import { endSessions } from './end-sessions.ts'
import {
  findManageableUser,
  hasOtherAdministrator,
  isLastAdministrator,
  isOwnerRole,
  LAST_ADMINISTRATOR,
  USER_NOT_FOUND,
} from './manageable-user.ts'

/** The row stays, so that the audit can name whom it was about; the name is free again. */
export async function deleteUserOf(request: ApiRequest<{ userUid: string }>): Promise<Result<null, ApiFailure>> {
  const { scope, db, params, now } = request
  const found = await findManageableUser(scope, db, params.userUid)
  if (!found.ok) return found
  const row = found.value
  if (row.uid === scope.userUid) return fail({ code: 'conflict', message: 'You cannot delete yourself.' })
  if (isOwnerRole(row.role))
    return fail({ code: 'conflict', message: 'The owner of an organization cannot be deleted without it.' })
  if (row.role === 'CompanyTenant')
    return fail({ code: 'conflict', message: 'The user of a tenant goes when the tenant leaves the company.' })
  const isAdministrator = row.role === 'PortalAdministrator'
  try {
    await runBatch(db, [
      requireInBatch(db, sql`EXISTS (SELECT 1 FROM users WHERE uid = ${row.uid} AND deleted_at IS NULL)`),
      ...(isAdministrator ? [requireInBatch(db, hasOtherAdministrator(row.uid))] : []),
      db.update(users).set({ deletedAt: now, updatedAt: now }).where(eq(users.uid, row.uid)),
      endSessions(db, row.uid, now),
      ...(row.role === 'CompanySubtenant'
        ? [...releaseComputers(db, row.uid, now), ...directoryChange(db, row.organizationUid, now)]
        : []),
      db
        .update(userLogins)
        .set({ deletedAt: now })
        .where(and(eq(userLogins.userUid, row.uid), isNull(userLogins.deletedAt))),
      bumpRevision(db, 'users', row.organizationUid),
      bumpRevision(db, 'userLogins', row.organizationUid),
      auditStatement(db, request, {
        organizationUid: row.organizationUid,
        kind: 'UserDeleted',
        target: { type: 'User', uid: row.uid },
        details: { userName: row.userName, role: row.role },
      }),
    ])
  } catch (error) {
    if (!isGuardFailure(error)) throw error
    const isLast = isAdministrator && (await isLastAdministrator(db, row.uid))
    return fail(isLast ? LAST_ADMINISTRATOR : USER_NOT_FOUND)
  }
  if (row.role === 'CompanySubtenant') await pushDirectory(request.env, row.organizationUid)
  return ok(null)
}
