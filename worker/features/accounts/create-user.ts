/** Creating users: which role may create which, in which organization, and what the new user sees. */
import { eq } from 'drizzle-orm'
import { foldKey, naturalKey } from '../../../domain/collation.ts'
import { ROLES, type RoleName, readRole } from '../../../domain/permissions.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { userNameProblem } from '../../../domain/user-name.ts'
import { hashPassword, passwordProblem } from '../../auth/passwords.ts'
import type { ReachedOrganization, Scope } from '../../auth/scope.ts'
import type { User, UserInput } from '../../contract/accounts/users.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch, type Statement, violatedUnique } from '../../db/client.ts'
import { organizationExists } from '../../db/directory-rev.ts'
import { newUid } from '../../db/new-uid.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { organizations } from '../../db/schema/organizations.ts'
import { users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { type Assignment, assignmentStatements, readAssignment } from './assignment.ts'
import { profileColumns } from './profile-columns.ts'
import { findUser } from './queries.ts'
import { readSubtenantResource, type SubtenantResource, subtenantResourceStatement } from './user-backup-resource.ts'
import { mfaPolicyColumn } from './user-mfa-policy.ts'

type CreateRequest = ApiRequest<unknown, unknown, UserInput>

export async function createUserOf(request: CreateRequest): Promise<Result<User, ApiFailure>> {
  const { scope, db, body } = request
  const organization = await scope.findOrganization(body.organizationUid)
  if (organization === null) return fail({ code: 'not_found', what: 'The organization' })
  const role = checkRole(scope, organization, body.role)
  if (!role.ok) return role
  const problem = credentialsProblem(body, organization.name)
  if (problem !== null) return fail(problem)
  const assignment = await readAssignment(scope, db, organization.uid, role.value, body)
  if (!assignment.ok) return assignment
  const resource = await readResource(request, role.value)
  if (!resource.ok) return resource
  const userUid = newUid()
  const refused = await insertUser(request, {
    userUid,
    role: role.value,
    assignment: assignment.value,
    resource: resource.value,
  })
  if (refused !== null) return fail(refused)
  const created = await findUser(scope, db, userUid)
  return created === null ? fail({ code: 'not_found', what: 'The user' }) : ok(created)
}

function checkRole(
  scope: Scope,
  organization: ReachedOrganization,
  wanted: User['role'],
): Result<RoleName, ApiFailure> {
  const role = readRole(wanted)
  if (role === null || role === 'CompanyTenant') {
    const possible = Object.keys(ROLES).filter((name) => name !== 'CompanyTenant')
    const message = `Users of the role ${wanted} cannot be created. Possible: ${possible.join(', ')}.`
    return fail({ code: 'invalid_input', message, property: 'role' })
  }
  const { organizationType } = ROLES[role]
  if (organizationType !== organization.type) {
    const message = `The role ${role} belongs to an organization of the type ${organizationType}, not ${organization.type}.`
    return fail({ code: 'invalid_input', message, property: 'role' })
  }
  if (!ROLES[scope.role].managesRoles.includes(role))
    return fail({
      code: 'forbidden',
      message: `A user of the role ${scope.role} cannot create users of the role ${role}.`,
    })
  return ok(role)
}

/** An empty password stands for none. */
function credentialsProblem(
  { credentials, profile, mfaPolicyStatus }: UserInput,
  organizationName: string,
): ApiFailure | null {
  if (mfaPolicyStatus === 'Unknown')
    return {
      code: 'invalid_input',
      message: '"mfaPolicyStatus" may be Enabled or Disabled.',
      property: 'mfaPolicyStatus',
    }
  const nameProblem = userNameProblem(credentials.userName.trim())
  if (nameProblem !== null) {
    const property = 'credentials.userName'
    return { code: 'invalid_input', message: `"${property}" ${nameProblem}.`, property }
  }
  const { userName, password } = credentials
  const weakness = password
    ? passwordProblem(password, { userName, organizationName, email: profile.email ?? null })
    : null
  if (weakness === null) return null
  const property = 'credentials.password'
  return { code: 'invalid_input', message: `"${property}" ${weakness}.`, property }
}

/** Null: the role has no storage of its own. */
async function readResource(
  { scope, db, body }: CreateRequest,
  role: RoleName,
): Promise<Result<SubtenantResource | null, ApiFailure>> {
  if (role === 'CompanySubtenant') return readSubtenantResource(scope, db, body.organizationUid, body.backupResource)
  if (body.backupResource === undefined) return ok(null)
  const property = 'backupResource'
  const message = `"${property}" does not apply to a user of the role ${role}: it is for subtenants.`
  return fail({ code: 'invalid_input', message, property })
}

interface NewUser {
  userUid: string
  role: RoleName
  assignment: Assignment
  resource: SubtenantResource | null
}

async function insertUser(
  request: CreateRequest,
  { userUid, role, assignment, resource }: NewUser,
): Promise<ApiFailure | null> {
  const { db, body, now } = request
  const { organizationUid } = body
  const userName = body.credentials.userName.trim()
  const row = {
    uid: userUid,
    organizationUid,
    role,
    ...(await toColumns(body, now)),
    ...mfaPolicyColumn(request.scope, null, body.mfaPolicyStatus),
    hasAllCompanies: assignment.hasAllCompanies,
    hasProviderResources: assignment.hasProviderResources,
    tenantUid: resource?.tenantUid ?? null,
  }
  const isOwner = role === 'CompanyOwner' || role === 'ResellerOwner'
  const owner = { ownerUserUid: userUid, ownerUserName: userName, ownerUserNameFold: foldKey(userName), updatedAt: now }
  const statements: Statement[] = [
    requireInBatch(db, organizationExists(organizationUid)),
    db.insert(users).values({ ...row, createdAt: now, updatedAt: now }),
    ...assignmentStatements(db, userUid, assignment, { keepsCompanies: false }),
    ...(resource === null ? [] : [subtenantResourceStatement(db, userUid, resource)]),
    ...(isOwner
      ? [
          db.update(organizations).set(owner).where(eq(organizations.uid, organizationUid)),
          bumpRevision(db, 'organizations', organizationUid),
        ]
      : []),
    bumpRevision(db, 'users', organizationUid),
    auditStatement(db, request, {
      organizationUid,
      kind: 'UserCreated',
      target: { type: 'User', uid: userUid },
      details: { userName, role },
    }),
  ]
  try {
    await runBatch(db, statements)
    return null
  } catch (error) {
    if (isGuardFailure(error)) return { code: 'not_found', what: 'The organization' }
    const violated = violatedUnique(error)
    if (violated === null) throw error
    // The partial index on owners covers the organization alone.
    if (violated.includes('users_one_owner') || violated === 'users.organization_uid')
      return { code: 'conflict', message: 'The organization already has its owner.', property: 'role' }
    return {
      code: 'conflict',
      message: `The user name "${userName}" is already in use.`,
      property: 'credentials.userName',
    }
  }
}

async function toColumns({ credentials, profile }: UserInput, now: number) {
  const userName = credentials.userName.trim()
  const passwordHash = credentials.password ? await hashPassword(credentials.password) : null
  return {
    userName,
    userNameFold: foldKey(userName),
    userNameNatural: naturalKey(userName),
    passwordHash,
    passwordChangedAt: passwordHash === null ? null : now,
    ...profileColumns(profile),
  }
}
