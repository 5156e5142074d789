/** Changes of a user: who may change what, and what ends with it. */
import { eq, sql } from 'drizzle-orm'
import { auditChanges, HIDDEN } from '../../../domain/audit-changes.ts'
import { ROLES, type RoleName } from '../../../domain/permissions.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { hashPassword, passwordProblem } from '../../auth/passwords.ts'
import { type PatchedUser, patchedUser, USER_CHANGEABLE } from '../../contract/accounts/user-management.ts'
import type { User } from '../../contract/accounts/users.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, type Statement } from '../../db/client.ts'
import { retryChange } from '../../db/retry-change.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { endSessions } from './end-sessions.ts'
import {
  findManageableUser,
  hasOtherAdministrator,
  isLastAdministrator,
  isOwnerRole,
  isUnchanged,
  LAST_ADMINISTRATOR,
  readRole,
  USER_NOT_FOUND,
  type UserRow,
} from './manageable-user.ts'
import { profileColumns } from './profile-columns.ts'
import { findUser } from './queries.ts'

type Request = ApiRequest<{ userUid: string }>

export async function patchUserOf(request: Request): Promise<Result<User, ApiFailure>> {
  return retryChange(() => changeOnce(request))
}

async function changeOnce(request: Request): Promise<Result<User, ApiFailure> | null> {
  const { scope, db, params } = request
  const found = await findManageableUser(scope, db, params.userUid)
  if (!found.ok) return found
  const row = found.value
  const before = await findUser(scope, db, row.uid)
  if (before === null) return fail(USER_NOT_FOUND)
  const current = { ...before, status: row.status }
  const patched = applyPatch({ current, operations: request.patch, schema: patchedUser, allowed: USER_CHANGEABLE })
  if (!patched.ok) return patched
  const after = patched.value
  const problem = changeProblem(request, row, after)
  if (problem !== null) return fail(problem)
  try {
    await runBatch(db, await changeStatements(request, row, before, after))
  } catch (error) {
    if (!isGuardFailure(error)) throw error
    const isLast = losesAdministrator(row, after) && (await isLastAdministrator(db, row.uid))
    return isLast ? fail(LAST_ADMINISTRATOR) : null
  }
  const changed = await findUser(scope, db, row.uid)
  return changed === null ? fail(USER_NOT_FOUND) : ok(changed)
}

function changeProblem({ scope }: Request, row: UserRow, after: PatchedUser): ApiFailure | null {
  const { password } = after.credentials
  const weakness = password ? passwordProblem(password) : null
  if (weakness !== null) return invalid('credentials.password', weakness)
  const isSelf = row.uid === scope.userUid
  if (isSelf && password && scope.via === 'apiKey')
    return { code: 'forbidden', message: 'An API key cannot set the password of its own user.' }
  if (after.status !== row.status && isSelf) return { code: 'conflict', message: 'You cannot disable yourself.' }
  return after.role === row.role ? null : roleProblem(scope.role, row, after.role, isSelf)
}

function roleProblem(actor: RoleName, row: UserRow, wanted: string, isSelf: boolean): ApiFailure | null {
  const role = readRole(wanted)
  if (role === null) return invalid('role', `must be one of ${Object.keys(ROLES).join(', ')}`)
  if (isSelf) return { code: 'conflict', message: 'You cannot change your own role.', property: 'role' }
  if (isOwnerRole(row.role) || isOwnerRole(role))
    return invalid('role', 'cannot be changed from or to that of the owner: an organization has exactly one')
  if (ROLES[role].organizationType !== ROLES[row.role].organizationType)
    return invalid('role', `must be one of an organization of the type ${ROLES[row.role].organizationType}`)
  if (ROLES[actor].managesRoles.includes(role)) return null
  return { code: 'forbidden', message: `A user of the role ${actor} cannot give the role ${role}.` }
}

function invalid(property: string, reason: string): ApiFailure {
  return { code: 'invalid_input', message: `"${property}" ${reason}.`, property }
}

async function changeStatements(
  request: Request,
  row: UserRow,
  before: User,
  after: PatchedUser,
): Promise<Statement[]> {
  const { db, now } = request
  const { password } = after.credentials
  const isNewRole = after.role !== row.role
  const isLocked = losesAdministrator(row, after)
  const endsSessions = Boolean(password) || isNewRole || after.status === 'Disabled'
  return [
    requireInBatch(db, isUnchanged(row)),
    ...(isLocked ? [requireInBatch(db, hasOtherAdministrator(row.uid))] : []),
    db
      .update(users)
      .set({
        status: after.status,
        role: after.role,
        ...profileColumns(after.profile),
        ...(password ? { passwordHash: await hashPassword(password), passwordChangedAt: now } : {}),
        // Later than what was read, so that a change in the same millisecond is seen as one.
        updatedAt: Math.max(now, row.updatedAt + 1),
      })
      .where(eq(users.uid, row.uid)),
    ...(isNewRole ? assignmentStatements(db, row, after.role) : []),
    ...(endsSessions ? [endSessions(db, row.uid, now)] : []),
    bumpRevision(db, 'users', row.organizationUid),
    bumpRevision(db, 'userLogins', row.organizationUid),
    auditStatement(db, request, {
      organizationUid: row.organizationUid,
      kind: 'UserEdited',
      target: { type: 'User', uid: row.uid },
      details: { userName: row.userName },
      changes: {
        ...auditChanges(withoutPassword(before), withoutPassword(after)),
        ...(password ? { 'credentials.password': { from: HIDDEN, to: HIDDEN } } : {}),
      },
    }),
  ]
}

function withoutPassword({ credentials, ...rest }: User | PatchedUser): object {
  return rest
}

/** A new role starts with what it sees by default: the company's default location, or all companies. */
function assignmentStatements(db: Db, row: UserRow, role: string): Statement[] {
  const scopeKind = ROLES[readRole(role) ?? row.role].scope
  return [
    db.run(sql`DELETE FROM user_locations WHERE user_uid = ${row.uid}`),
    db.run(sql`DELETE FROM user_companies WHERE user_uid = ${row.uid}`),
    db.update(users).set({ hasAllCompanies: true }).where(eq(users.uid, row.uid)),
    ...(scopeKind === 'locations'
      ? [
          db.run(sql`INSERT INTO user_locations (user_uid, location_uid) SELECT ${row.uid}, uid FROM locations
            WHERE organization_uid = ${row.organizationUid} AND type = 'Default' AND deleted_at IS NULL`),
        ]
      : []),
  ]
}

function losesAdministrator(row: UserRow, after: PatchedUser): boolean {
  return row.role === 'PortalAdministrator' && (after.role !== row.role || after.status === 'Disabled')
}
