/** Changes of a user: who may change what, and what ends with it. */
import { eq, sql } from 'drizzle-orm'
import { auditChanges, HIDDEN } from '../../../domain/audit-changes.ts'
import { ROLES, type RoleName, readRole } from '../../../domain/permissions.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetAttemptsOf } from '../../auth/forget-attempts.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import { voidPasswordProofs } from '../../auth/password-proofs.ts'
import { hashPassword, passwordProblem } from '../../auth/passwords.ts'
import { findSignInUser } from '../../auth/sign-in-user.ts'
import { type PatchedUser, patchedUser, USER_CHANGEABLE } from '../../contract/accounts/user-management.ts'
import type { User } from '../../contract/accounts/users.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch, type Statement } from '../../db/client.ts'
import { retryChange } from '../../db/retry-change.ts'
import { bumpRevision, type CollectionName } from '../../db/revisions.ts'
import { users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { deliverSoon } from '../../mail/queue.ts'
import { securityMail } from '../session/security-mails.ts'
import { type Assignment, assignmentStatements, isUsedBy, readAssignment } from './assignment.ts'
import { endSessions } from './end-sessions.ts'
import {
  findManageableUser,
  hasOtherAdministrator,
  isBoundRole,
  isLastAdministrator,
  isOwnerRole,
  isUnchanged,
  LAST_ADMINISTRATOR,
  USER_NOT_FOUND,
  type UserRow,
} from './manageable-user.ts'
import { spendPasswordResets } from './password-links.ts'
import { profileColumns } from './profile-columns.ts'
import { findUser } from './queries.ts'
import { isMfaPolicyNamed, mfaPolicyColumn, mfaPolicyProblem } from './user-mfa-policy.ts'

type Request = ApiRequest<{ userUid: string }>

/** What a user sees of these lists is another thing when what was chosen for it changes. */
const SEEN_THROUGH: readonly CollectionName[] = [
  'organizations',
  'locations',
  'tenants',
  'backupResources',
  'managementAgents',
  'backupAgents',
  'jobs',
  'restorePoints',
  'repositories',
]

export async function patchUserOf(request: Request): Promise<Result<User, ApiFailure>> {
  const changed = await retryChange(() => changeOnce(request))
  forgetIdentities()
  return changed
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
  const problem = (await passwordFailure(request, row, after)) ?? changeProblem(request, row, before, after)
  if (problem !== null) return fail(problem)
  const assignment = await changedAssignment(request, row, before, after)
  if (!assignment.ok) return assignment
  try {
    await runBatch(db, await changeStatements(request, { row, before, after, assignment: assignment.value }))
  } catch (error) {
    if (!isGuardFailure(error)) throw error
    const isLast = losesAdministrator(row, after) && (await isLastAdministrator(db, row.uid))
    return isLast ? fail(LAST_ADMINISTRATOR) : null
  }
  if (before.profile.email !== after.profile.email) deliverSoon(request)
  if (after.credentials.password) await forgetAttemptsOf(request.env, db, row.uid, request.now)
  const changed = await findUser(scope, db, row.uid)
  return changed === null ? fail(USER_NOT_FOUND) : ok(changed)
}

async function passwordFailure(
  { scope, db }: Request,
  row: UserRow,
  { credentials: { password }, profile }: PatchedUser,
): Promise<ApiFailure | null> {
  if (!password) return null
  if (row.uid === scope.userUid)
    return { code: 'forbidden', message: 'Your own password is changed with the current one: PUT /session/password.' }
  const owner = await findSignInUser(db, row.uid)
  const weakness = passwordProblem(password, { ...owner, userName: row.userName, email: profile.email ?? null })
  return weakness === null ? null : invalid('credentials.password', weakness)
}

function changeProblem({ scope }: Request, row: UserRow, before: User, after: PatchedUser): ApiFailure | null {
  const isSelf = row.uid === scope.userUid
  const current = { status: before.mfaPolicyStatus, setBy: row.mfaEnforcedBy }
  const policyProblem = mfaPolicyProblem(scope, current, after.mfaPolicyStatus, isSelf)
  if (policyProblem !== null) return policyProblem
  if (after.status !== row.status) {
    const problem = statusProblem(scope.role, row, isSelf)
    if (problem !== null) return problem
  }
  return after.role === row.role ? null : roleProblem(scope.role, row, after.role, isSelf)
}

function statusProblem(actor: RoleName, row: UserRow, isSelf: boolean): ApiFailure | null {
  if (isSelf) return { code: 'conflict', message: 'You cannot disable yourself.' }
  if (row.role === 'CompanyOwner')
    return { code: 'conflict', message: 'The owner of a company is disabled and enabled with the company.' }
  if (row.role === 'ResellerOwner' && actor !== 'PortalAdministrator')
    return { code: 'forbidden', message: 'Only a Portal Administrator disables or enables the owner of a reseller.' }
  return null
}

function roleProblem(actor: RoleName, row: UserRow, wanted: string, isSelf: boolean): ApiFailure | null {
  const role = readRole(wanted)
  if (role === null) return invalid('role', `must be one of ${Object.keys(ROLES).join(', ')}`)
  if (isSelf) return { code: 'conflict', message: 'You cannot change your own role.', property: 'role' }
  if (isOwnerRole(row.role) || isOwnerRole(role))
    return invalid('role', 'cannot be changed from or to that of the owner: an organization has exactly one')
  if (isBoundRole(row.role) || isBoundRole(role))
    return invalid('role', 'cannot be changed from or to that of a tenant or subtenant: it has storage of its own')
  if (ROLES[role].organizationType !== ROLES[row.role].organizationType)
    return invalid('role', `must be one of an organization of the type ${ROLES[row.role].organizationType}`)
  if (ROLES[actor].managesRoles.includes(role)) return null
  return { code: 'forbidden', message: `A user of the role ${actor} cannot give the role ${role}.` }
}

function invalid(property: string, reason: string): ApiFailure {
  return { code: 'invalid_input', message: `"${property}" ${reason}.`, property }
}

const ASSIGNED = ['locationUids', 'hasAllCompanies', 'companyUids', 'hasProviderResources', 'siteUids'] as const

/** Null: what was chosen for the user stays. A new role starts with what it sees by default. */
async function changedAssignment(
  { scope, db }: Request,
  row: UserRow,
  before: User,
  after: PatchedUser,
): Promise<Result<Assignment | null, ApiFailure>> {
  const changed = ASSIGNED.filter((name) => !isSame(before[name], after[name]))
  if (after.role === row.role && changed.length === 0) return ok(null)
  if (row.uid === scope.userUid) {
    const [property] = changed
    const message = 'You cannot change what you see yourself.'
    return fail({ code: 'conflict', message, ...(property === undefined ? {} : { property }) })
  }
  const role = readRole(after.role) ?? row.role
  const wanted = Object.fromEntries(changed.map((name) => [name, after[name]]))
  const kept = role === row.role ? keptOf(role, before, changed) : {}
  return readAssignment(scope, db, row.organizationUid, role, { ...kept, ...wanted })
}

/** What was chosen before and is not spoken of now. Naming companies means those and no others. */
function keptOf(role: RoleName, before: User, changed: readonly (typeof ASSIGNED)[number][]): Partial<Assignment> {
  const isAboutCompanies = changed.includes('companyUids') || changed.includes('hasAllCompanies')
  const kept = ASSIGNED.filter((name) => !(isAboutCompanies && (name === 'companyUids' || name === 'hasAllCompanies')))
  const used = kept.filter((name) => isUsedBy(role, name))
  return Object.fromEntries(used.map((name) => [name, before[name]]))
}

function isSame(a: unknown, b: unknown): boolean {
  const sorted = (value: unknown) => JSON.stringify(Array.isArray(value) ? [...value].sort() : value)
  return sorted(a) === sorted(b)
}

interface Change {
  row: UserRow
  before: User
  after: PatchedUser
  assignment: Assignment | null
}

async function changeStatements(request: Request, { row, before, after, assignment }: Change): Promise<Statement[]> {
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
        ...(isMfaPolicyNamed(request.patch)
          ? mfaPolicyColumn(request.scope, row.mfaEnforcedBy, after.mfaPolicyStatus)
          : {}),
        ...(assignment === null ? {} : pickColumns(assignment)),
        ...(password ? { passwordHash: await hashPassword(password), passwordChangedAt: now } : {}),
        // Later than what was read, so that a change in the same millisecond is seen as one.
        updatedAt: Math.max(now, row.updatedAt + 1),
      })
      .where(eq(users.uid, row.uid)),
    ...(assignment === null
      ? []
      : [
          ...assignmentStatements(db, row.uid, assignment, {
            keepsCompanies: !isNewRole && row.role === 'SiteAdministrator',
          }),
          ...SEEN_THROUGH.map((name) => bumpRevision(db, name, row.organizationUid)),
        ]),
    ...(endsSessions ? [endSessions(db, row.uid, now)] : []),
    ...(password ? voidPasswordProofs(db, sql`${row.uid}`, now) : []),
    ...(await addressMails(request, row, before, after)),
    bumpRevision(db, 'users', row.organizationUid),
    bumpRevision(db, 'userLogins', row.organizationUid),
    auditStatement(db, request, {
      organizationUid: row.organizationUid,
      kind: 'UserEdited',
      target: { type: 'User', uid: row.uid },
      details: { userName: row.userName },
      changes: {
        ...auditChanges(withoutPassword(before), { ...withoutPassword(after), ...assignment }),
        ...(password ? { 'credentials.password': { from: HIDDEN, to: HIDDEN } } : {}),
      },
    }),
  ]
}

/** Whoever takes over an account turns its address first: the old one is told, and links that are out are void. */
async function addressMails(request: Request, row: UserRow, before: User, after: PatchedUser): Promise<Statement[]> {
  const email = before.profile.email ?? null
  if (email === null || email === (after.profile.email ?? null)) return []
  const { now, clientAddress } = request
  const { uid, userName, organizationUid } = row
  return [
    spendPasswordResets(request.db, uid, now),
    ...(await securityMail(request, { userName, organizationUid, email }, 'emailChanged', {
      userName,
      at: now,
      clientAddress,
    })),
  ]
}

function withoutPassword({ credentials, ...rest }: User | PatchedUser): object {
  return rest
}

function pickColumns({ hasAllCompanies, hasProviderResources }: Assignment) {
  return { hasAllCompanies, hasProviderResources }
}

function losesAdministrator(row: UserRow, after: PatchedUser): boolean {
  return row.role === 'PortalAdministrator' && (after.role !== row.role || after.status === 'Disabled')
}
