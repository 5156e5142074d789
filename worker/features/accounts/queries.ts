import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import type { User } from '../../contract/accounts/users.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection } from '../../db/collection.ts'
import { enumField, textField, uidField } from '../../db/fields.ts'
import type { PageSource } from '../../db/page-source.ts'
import { users } from '../../db/schema/users.ts'
import { resellerField } from '../../db/scope-fields.ts'

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
    mfaPolicyStatus: sql<User['mfaPolicyStatus']>`${users.mfaPolicyStatus}`,
    mfaConfigurationStatus: sql<User['mfaPolicyConfigurationStatus']>`${users.mfaConfigurationStatus}`,
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
    mfaPolicyStatus: enumField(users.mfaPolicyStatus),
    mfaPolicyConfigurationStatus: enumField(users.mfaConfigurationStatus),
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
