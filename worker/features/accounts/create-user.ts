/** Creating users: which role may create which, in which organization, and what the new user sees. */
import { eq, sql } from 'drizzle-orm'
import { foldKey, naturalKey } from '../../../domain/collation.ts'
import { ROLES, type RoleName } from '../../../domain/permissions.ts'
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
import { type Assignment, readAssignment } from './assignment.ts'
import { profileColumns } from './profile-columns.ts'
import { findUser } from './queries.ts'

type CreateRequest = ApiRequest<unknown, unknown, UserInput>

export async function createUserOf(request: CreateRequest): Promise<Result<User, ApiFailure>> {
  const { scope, db, body } = request
  const organization = await scope.findOrganization(body.organizationUid)
  if (organization === null) return fail({ code: 'not_found', what: 'The organization' })
  const role = checkRole(scope, organization, body.role)
  if (!role.ok) return role
  const problem = credentialsProblem(body)
  if (problem !== null) return fail(problem)
  const assignment = await readAssignment(scope, db, organization, role.value, body)
  if (!assignment.ok) return assignment
  const userUid = newUid()
  const refused = await insertUser(request, organization, role.value, userUid, assignment.value)
  if (refused !== null) return fail(refused)
  const created = await findUser(scope, db, userUid)
  return created === null ? fail({ code: 'not_found', what: 'The user' }) : ok(created)
}

function checkRole(
  scope: Scope,
  organization: ReachedOrganization,
  wanted: User['role'],
): Result<RoleName, ApiFailure> {
  const role = (Object.keys(ROLES) as RoleName[]).find((name) => name === wanted)
  if (role === undefined) {
    const message = `Users of the role ${wanted} cannot be created. Possible: ${Object.keys(ROLES).join(', ')}.`
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
function credentialsProblem({ credentials }: UserInput): ApiFailure | null {
  const nameProblem = userNameProblem(credentials.userName.trim())
  if (nameProblem !== null) {
    const property = 'credentials.userName'
    return { code: 'invalid_input', message: `"${property}" ${nameProblem}.`, property }
  }
  const weakness = credentials.password ? passwordProblem(credentials.password) : null
  if (weakness === null) return null
  const property = 'credentials.password'
  return { code: 'invalid_input', message: `"${property}" ${weakness}.`, property }
}

async function insertUser(
  request: CreateRequest,
  organization: ReachedOrganization,
  role: RoleName,
  userUid: string,
  assignment: Assignment,
): Promise<ApiFailure | null> {
  const { db, body, now } = request
  const userName = body.credentials.userName.trim()
  const row = {
    uid: userUid,
    organizationUid: organization.uid,
    role,
    ...(await toColumns(body, now)),
    hasAllCompanies: assignment.companyUids === null,
  }
  const isOwner = role === 'CompanyOwner' || role === 'ResellerOwner'
  const owner = { ownerUserUid: userUid, ownerUserName: userName, ownerUserNameFold: foldKey(userName), updatedAt: now }
  const statements: Statement[] = [
    requireInBatch(db, organizationExists(organization.uid)),
    db.insert(users).values({ ...row, createdAt: now, updatedAt: now }),
    db.run(sql`INSERT INTO user_locations (user_uid, location_uid)
      SELECT ${userUid}, value FROM json_each(${JSON.stringify(assignment.locationUids)})`),
    db.run(sql`INSERT INTO user_companies (user_uid, company_uid)
      SELECT ${userUid}, value FROM json_each(${JSON.stringify(assignment.companyUids ?? [])})`),
    ...(isOwner
      ? [
          db.update(organizations).set(owner).where(eq(organizations.uid, organization.uid)),
          bumpRevision(db, 'organizations', organization.uid),
        ]
      : []),
    bumpRevision(db, 'users', organization.uid),
    auditStatement(db, request, {
      organizationUid: organization.uid,
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

async function toColumns({ credentials, profile, mfaPolicyStatus }: UserInput, now: number) {
  const userName = credentials.userName.trim()
  const passwordHash = credentials.password ? await hashPassword(credentials.password) : null
  return {
    userName,
    userNameFold: foldKey(userName),
    userNameNatural: naturalKey(userName),
    passwordHash,
    passwordChangedAt: passwordHash === null ? null : now,
    ...profileColumns(profile),
    mfaPolicyStatus,
  }
}
