import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { ROLES } from '../../../domain/permissions.ts'
import type { Scope } from '../../auth/scope.ts'
import type { User, userScope } from '../../contract/accounts/users.ts'
import { uid } from '../../contract/common.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection } from '../../db/collection.ts'
import { booleanField, enumField, textField, uidField } from '../../db/fields.ts'
import { userMfaConfigurationStatus, userMfaPolicyStatus } from '../../db/mfa-policy.ts'
import type { PageSource } from '../../db/page-source.ts'
import { users } from '../../db/schema/users.ts'
import { resellerField } from '../../db/scope-fields.ts'

const CHOOSING_ROLES = Object.entries(ROLES).flatMap(([role, { scope }]) =>
  scope === 'chosenCompanies' || scope === 'resellerChosenCompanies' ? [role] : [],
)
/** Said of those only whose role could have less. */
const hasAllCompanies = sql<number>`(${users.hasAllCompanies} AND ${inArray(users.role, CHOOSING_ROLES)})`

/** JSON arrays. A company that left the reseller is no longer among those of its users. */
const chosen = {
  locationUids: sql<string>`(SELECT json_group_array(l.location_uid) FROM user_locations l
    JOIN locations o ON o.uid = l.location_uid WHERE l.user_uid = ${users.uid} AND o.deleted_at IS NULL)`,
  companyUids: sql<string>`(SELECT json_group_array(c.company_uid) FROM user_companies c
    JOIN organizations o ON o.uid = c.company_uid JOIN organizations own ON own.uid = ${users.organizationUid}
    WHERE c.user_uid = ${users.uid} AND o.deleted_at IS NULL
      AND (own.type = 'Provider' OR o.reseller_uid = own.uid))`,
  siteUids: sql<string>`(SELECT json_group_array(s.site_uid) FROM user_sites s WHERE s.user_uid = ${users.uid})`,
}

interface ScopeRow {
  hasAllCompanies: number
  hasProviderResources: boolean
  locationUids: string
  companyUids: string
  siteUids: string
}

function toScope(row: ScopeRow): z.output<typeof userScope> {
  return {
    locationUids: uidList.parse(JSON.parse(row.locationUids)),
    hasAllCompanies: row.hasAllCompanies === 1,
    companyUids: uidList.parse(JSON.parse(row.companyUids)),
    hasProviderResources: row.hasProviderResources,
    siteUids: uidList.parse(JSON.parse(row.siteUids)),
  }
}
const uidList = z.array(uid)

const usersCollection = defineCollection({
  name: 'users',
  from: users,
  key: users.uid,
  columns: {
    uid: users.uid,
    organizationUid: users.organizationUid,
    userName: users.userName,
    role: sql<User['role']>`${users.role}`,
    status: users.status,
    mfaPolicyStatus: userMfaPolicyStatus,
    mfaConfigurationStatus: userMfaConfigurationStatus,
    hasAllCompanies,
    hasProviderResources: users.hasProviderResources,
    tenantUid: users.tenantUid,
    ...chosen,
    title: sql<User['profile']['title']>`${users.title}`,
    firstName: users.firstName,
    lastName: users.lastName,
    email: users.email,
    phone: users.phone,
    address: users.address,
  },
  fields: {
    instanceUid: uidField(users.uid),
    organizationUid: uidField(users.organizationUid),
    resellerUid: resellerField(users.organizationUid),
    userName: textField(users.userName, { fold: users.userNameFold, natural: users.userNameNatural }),
    role: enumField(users.role),
    status: enumField(users.status),
    mfaPolicyStatus: enumField(userMfaPolicyStatus),
    mfaPolicyConfigurationStatus: enumField(userMfaConfigurationStatus),
    hasAllCompanies: booleanField(hasAllCompanies),
    hasProviderResources: booleanField(users.hasProviderResources),
    tenantUid: uidField(users.tenantUid),
    'profile.title': enumField(users.title),
    'profile.firstName': textField(users.firstName, { fold: users.firstNameFold }),
    'profile.lastName': textField(users.lastName, { fold: users.lastNameFold }),
    'profile.email': textField(users.email, { fold: users.emailFold }),
    'profile.phone': textField(users.phone, { fold: users.phoneFold }),
    'profile.address': textField(users.address, { fold: users.addressFold }),
    'credentials.userName': textField(users.userName, { fold: users.userNameFold, natural: users.userNameNatural }),
  },
  defaultSort: [ascending('userName')],
  toItem: (row): User => ({
    instanceUid: row.uid,
    organizationUid: row.organizationUid,
    userName: row.userName,
    role: row.role,
    status: row.status,
    mfaPolicyStatus: row.mfaPolicyStatus,
    mfaPolicyConfigurationStatus: row.mfaConfigurationStatus,
    ...toScope(row),
    tenantUid: row.tenantUid,
    profile: {
      firstName: row.firstName,
      lastName: row.lastName,
      title: row.title,
      email: row.email,
      address: row.address,
      phone: row.phone,
    },
    credentials: { userName: row.userName, password: null },
  }),
})

function reachable(scope: Scope): SQL | undefined {
  return and(isNull(users.deletedAt), scope.users())
}

export function usersSource(scope: Scope, db: Db): PageSource<User> {
  return usersCollection.source(db, { where: reachable(scope), context: undefined })
}

export function usersOfOrganizationSource(scope: Scope, db: Db, organizationUid: string): PageSource<User> {
  return usersCollection.source(db, {
    where: and(eq(users.organizationUid, organizationUid), reachable(scope)),
    context: undefined,
  })
}

/** Users who see this location because it was chosen for them. */
export function usersOfLocationSource(scope: Scope, db: Db, locationUid: string): PageSource<User> {
  const isChosen = sql`${users.uid} IN (SELECT user_uid FROM user_locations WHERE location_uid = ${locationUid})`
  return usersCollection.source(db, { where: and(isChosen, reachable(scope)), context: undefined })
}

export function findUser(scope: Scope, db: Db, userUid: string): Promise<User | null> {
  return usersCollection.find(db, userUid, { where: reachable(scope), context: undefined })
}
