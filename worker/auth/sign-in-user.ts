/** The user behind a sign-in, with everything that decides whether and how it may. Not for answers: it holds the hash. */
import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import { foldKey } from '../../domain/collation.ts'
import type { OrganizationType } from '../../domain/permissions.ts'
import type { Db } from '../db/client.ts'
import { userMfaConfigurationStatus, userMfaPolicyStatus } from '../db/mfa-policy.ts'
import { organizations } from '../db/schema/organizations.ts'
import { users } from '../db/schema/users.ts'
import { readAllowList } from './allow-list.ts'

export interface SignInUser {
  userUid: string
  userName: string
  role: string
  email: string | null
  passwordHash: string | null
  passwordChangedAt: number | null
  organizationUid: string
  organizationType: OrganizationType
  organizationName: string
  organizationAlias: string | null
  isRestAccessEnabled: boolean
  isUserEnabled: boolean
  isOrganizationEnabled: boolean
  /** Blocks of addresses from which it may come; null: any. */
  allowList: readonly string[] | null
  hasSecondFactor: boolean
  isSecondFactorDemanded: boolean
}

function selectUsers(db: Db, where: SQL | undefined, limit: number) {
  return db
    .select({
      userUid: users.uid,
      userName: users.userName,
      role: users.role,
      email: users.email,
      passwordHash: users.passwordHash,
      passwordChangedAt: users.passwordChangedAt,
      userStatus: users.status,
      organizationUid: organizations.uid,
      organizationType: organizations.type,
      organizationName: organizations.name,
      organizationAlias: organizations.alias,
      organizationNameFold: organizations.nameFold,
      organizationStatus: organizations.status,
      isRestAccessEnabled: organizations.isRestAccessEnabled,
      ipAllowList: organizations.ipAllowList,
      policyStatus: userMfaPolicyStatus,
      configurationStatus: userMfaConfigurationStatus,
      resellerStatus: sql<
        string | null
      >`(SELECT r.status FROM organizations r WHERE r.uid = ${organizations.resellerUid})`,
    })
    .from(users)
    .innerJoin(organizations, eq(organizations.uid, users.organizationUid))
    .where(and(isNull(users.deletedAt), isNull(organizations.deletedAt), where))
    .orderBy(sql`${organizations.type} <> 'Provider'`)
    .limit(limit)
}

type Row = Awaited<ReturnType<typeof selectUsers>>[number]

function toUser(row: Row): SignInUser {
  const { userStatus, organizationStatus, resellerStatus, ipAllowList, policyStatus, configurationStatus, ...rest } =
    row
  return {
    ...rest,
    isUserEnabled: userStatus === 'Enabled',
    isOrganizationEnabled: organizationStatus === 'Active' && resellerStatus !== 'Disabled',
    allowList: readAllowList(ipAllowList),
    hasSecondFactor: configurationStatus === 'Configured',
    isSecondFactorDemanded: policyStatus !== 'Disabled',
  }
}

export async function findSignInUser(db: Db, userUid: string): Promise<SignInUser | null> {
  const [row] = await selectUsers(db, eq(users.uid, userUid), 1)
  return row === undefined ? null : toUser(row)
}

/** Everything that the user may type to sign in. */
export function loginsOf({ userName, organizationName, organizationAlias }: SignInUser): string[] {
  const qualifiers = [organizationName, ...(organizationAlias === null ? [] : [organizationAlias])]
  return [userName, ...qualifiers.map((qualifier) => `${qualifier}\\${userName}`)]
}

/**
 * "Company\user", by the name or the alias of the organization; or a plain user name, which is the provider's user of
 * that name, else the only user that has it.
 */
export async function findUserByLogin(
  db: Db,
  login: string,
): Promise<{ user: SignInUser | null; isAmbiguous: boolean }> {
  const at = login.indexOf('\\')
  const userFold = foldKey(login.slice(at + 1).trim())
  const organizationFold = at < 0 ? null : foldKey(login.slice(0, at).trim())
  const inOrganization =
    organizationFold === null
      ? undefined
      : or(eq(organizations.nameFold, organizationFold), eq(organizations.aliasFold, organizationFold))
  const rows = await selectUsers(db, and(eq(users.userNameFold, userFold), inOrganization), 3)
  // A name wins over another organization's alias; among plain names the provider's user wins.
  const preferred =
    organizationFold === null
      ? rows.filter((row) => row.organizationType === 'Provider')
      : rows.filter((row) => row.organizationNameFold === organizationFold)
  const [row, ...others] = preferred.length > 0 ? preferred : rows
  if (row === undefined || others.length > 0) return { user: null, isAmbiguous: row !== undefined }
  return { user: toUser(row), isAmbiguous: false }
}
