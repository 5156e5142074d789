/** The row of a user that somebody wants to change, and whether the caller's role may. */
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { ROLES, type RoleName, readRole } from '../../../domain/permissions.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { Scope } from '../../auth/scope.ts'
import type { Db } from '../../db/client.ts'
import { users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'

export type UserRow = Omit<typeof users.$inferSelect, 'role'> & { role: RoleName }

export const USER_NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The user' }

export async function findUserRow(scope: Scope, db: Db, userUid: string): Promise<UserRow | null> {
  const row = await db
    .select()
    .from(users)
    .where(and(eq(users.uid, userUid), isNull(users.deletedAt), scope.users()))
    .get()
  const role = readRole(row?.role ?? '')
  return row === undefined || role === null ? null : { ...row, role }
}

/** The user, when the caller may change users of its role; everybody may change what is said of themselves. */
export async function findManageableUser(scope: Scope, db: Db, userUid: string): Promise<Result<UserRow, ApiFailure>> {
  const row = await findUserRow(scope, db, userUid)
  if (row === null) return fail(USER_NOT_FOUND)
  if (row.uid === scope.userUid) return ok(row)
  if (!scope.has('users.manage')) return fail({ code: 'forbidden', permission: 'users.manage' })
  if (ROLES[scope.role].managesRoles.includes(row.role)) return ok(row)
  return fail({ code: 'forbidden', message: `A user of the role ${scope.role} cannot change a ${row.role}.` })
}

export function isOwnerRole(role: RoleName): boolean {
  return role === 'CompanyOwner' || role === 'ResellerOwner'
}

/** Roles whose accounts come and go with what they stand for. */
export function isBoundRole(role: RoleName): boolean {
  return role === 'CompanyTenant' || role === 'CompanySubtenant'
}

/** Holds while the row is as it was read. */
export function isUnchanged(row: UserRow): SQL {
  return sql`EXISTS (SELECT 1 FROM users WHERE uid = ${row.uid} AND updated_at = ${row.updatedAt} AND deleted_at IS NULL)`
}

/** Holds when a Portal Administrator can sign in beside this user: the console is never left without one. */
export function hasOtherAdministrator(userUid: string): SQL {
  return sql`EXISTS (SELECT 1 FROM users WHERE role = 'PortalAdministrator' AND status = 'Enabled'
    AND password_hash IS NOT NULL AND deleted_at IS NULL AND uid <> ${userUid})`
}

export async function isLastAdministrator(db: Db, userUid: string): Promise<boolean> {
  const other = await db.get<{ holds: number }>(sql`SELECT ${hasOtherAdministrator(userUid)} AS holds`)
  return other?.holds !== 1
}

export const LAST_ADMINISTRATOR: ApiFailure = {
  code: 'conflict',
  message: 'The console would be left without a Portal Administrator who can sign in.',
}
