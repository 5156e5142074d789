/** The one owner that a company or a reseller is created with, and whose name and password its credentials are. */
import { foldKey, naturalKey } from '../../../domain/collation.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { userNameProblem } from '../../../domain/user-name.ts'
import { hashPassword, type PasswordOwner, passwordProblem } from '../../auth/passwords.ts'
import type { User } from '../../contract/accounts/users.ts'
import type { OwnerCredentialsInput } from '../../contract/organizations/organization.ts'
import { newUid } from '../../db/new-uid.ts'
import type { users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { profileColumns } from '../accounts/profile-columns.ts'

const NO_PROFILE: User['profile'] = {
  title: 'Unknown',
  firstName: null,
  lastName: null,
  email: null,
  phone: null,
  address: null,
}

export type NewUser = typeof users.$inferInsert

/** `path` is where the credentials stand in the request. */
export function credentialsProblem(
  credentials: OwnerCredentialsInput,
  path: string,
  owner: PasswordOwner = {},
): ApiFailure | null {
  const nameProblem = userNameProblem(credentials.userName.trim())
  if (nameProblem !== null) {
    return { code: 'invalid_input', message: `${path}.userName ${nameProblem}.`, property: `${path}.userName` }
  }
  return newPasswordProblem(credentials.password, `${path}.password`, { ...owner, userName: credentials.userName })
}

/** Null and the empty text stand for none: nobody can sign in with them until a password is set. */
export function newPasswordProblem(
  password: string | null | undefined,
  property: string,
  owner: PasswordOwner,
): ApiFailure | null {
  if (password === null || password === undefined || password === '') return null
  const problem = passwordProblem(password, owner)
  return problem === null ? null : { code: 'invalid_input', message: `${property} ${problem}.`, property }
}

export async function hashPasswordOrNull(password: string | null | undefined): Promise<string | null> {
  return password === null || password === undefined || password === '' ? null : hashPassword(password)
}

export interface NewOwner {
  organizationUid: string
  organizationName: string
  role: 'CompanyOwner' | 'ResellerOwner'
  /** Of the organization, where the profile names none. */
  email: string | null
  phone: string | null
  profile: User['profile'] | undefined
  now: number
}

export async function newOwner(
  credentials: OwnerCredentialsInput,
  owner: NewOwner,
): Promise<Result<NewUser, ApiFailure>> {
  const problem = credentialsProblem(credentials, 'ownerCredentials', owner)
  if (problem !== null) return fail(problem)
  const userName = credentials.userName.trim()
  const passwordHash = await hashPasswordOrNull(credentials.password)
  const { profile = NO_PROFILE } = owner
  return ok({
    uid: newUid(),
    organizationUid: owner.organizationUid,
    role: owner.role,
    userName,
    userNameFold: foldKey(userName),
    userNameNatural: naturalKey(userName),
    passwordHash,
    passwordChangedAt: passwordHash === null ? null : owner.now,
    ...profileColumns({ ...profile, email: profile.email || owner.email, phone: profile.phone || owner.phone }),
    createdAt: owner.now,
    updatedAt: owner.now,
  })
}
