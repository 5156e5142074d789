import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import { loginScope, type UserLogin, userLogin } from '../../contract/accounts/logins.ts'
import { toWireTime } from '../../contract/common.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection } from '../../db/collection.ts'
import { booleanField, enumField, listField, numberField, textField, timeField, uidField } from '../../db/fields.ts'
import type { PageSource } from '../../db/page-source.ts'
import { readEnum } from '../../db/read-enum.ts'
import { organizations } from '../../db/schema/organizations.ts'
import { userLogins as table, users } from '../../db/schema/users.ts'

/** Why a login that is not switched off itself cannot be used. REST access is no matter of an authenticator app. */
const status = sql<string>`CASE WHEN ${table.status} = 'disabled' THEN 'disabled'
  WHEN ${users.status} = 'Disabled' THEN 'disabledDueToUser' WHEN ${table.kind} = 'totp' THEN 'enabled'
  WHEN ${organizations.type} <> 'Provider' AND ${organizations.isRestAccessEnabled} = 0 THEN 'disabledDueToCompany'
  ELSE 'enabled' END`
/** Of a login that is an authenticator app. */
export const TOTP_PROVIDER = 'Totp'
const providerName = sql<string>`CASE ${table.kind} WHEN 'totp' THEN 'Totp' ELSE 'ApiKey' END`
const identifier = sql<string>`substr(${table.secretSha256}, 1, 16)`

const logins = defineCollection({
  name: 'userLogins',
  from: sql`${table} JOIN ${users} ON ${users.uid} = ${table.userUid} JOIN ${organizations} ON ${organizations.uid} = ${users.organizationUid}`,
  key: table.id,
  columns: {
    id: table.id,
    userUid: table.userUid,
    providerName,
    description: table.description,
    isReadOnly: table.isReadOnly,
    status,
    identifier,
    userName: users.userName,
    companyId: users.organizationUid,
    companyName: organizations.name,
    scopes: table.scopes,
    createdAt: table.createdAt,
  },
  fields: {
    id: numberField(table.id),
    userUid: uidField(table.userUid),
    identityProviderName: textField(providerName),
    description: textField(table.description),
    isReadAccessOnly: booleanField(table.isReadOnly),
    status: enumField(status),
    identifierInProvider: textField(identifier),
    userName: textField(users.userName, { fold: users.userNameFold, natural: users.userNameNatural }),
    companyId: uidField(users.organizationUid),
    companyName: textField(organizations.name, { fold: organizations.nameFold, natural: organizations.nameNatural }),
    scopes: listField(table.scopes),
    parameters: textField(sql`'{}'`),
    creationDate: timeField(table.createdAt),
  },
  defaultSort: [ascending('id')],
  toItem: (row): UserLogin => ({
    id: row.id,
    userUid: row.userUid,
    identityProviderName: row.providerName,
    description: row.description,
    isReadAccessOnly: row.isReadOnly,
    status: readEnum(userLogin.shape.status, row.status, 'Unknown'),
    identifierInProvider: row.identifier,
    userName: row.userName,
    companyId: row.companyId,
    companyName: row.companyName,
    scopes: loginScope.array().parse(JSON.parse(row.scopes)),
    parameters: '{}',
    creationDate: toWireTime(row.createdAt),
  }),
})

function reachable(scope: Scope, further?: SQL): SQL | undefined {
  return and(isNull(table.deletedAt), isNull(users.deletedAt), scope.users(), further)
}

export function loginsSource(scope: Scope, db: Db): PageSource<UserLogin> {
  return logins.source(db, { where: reachable(scope), context: undefined })
}

export function loginsOfOrganizationSource(scope: Scope, db: Db, organizationUid: string): PageSource<UserLogin> {
  return logins.source(db, { where: reachable(scope, eq(users.organizationUid, organizationUid)), context: undefined })
}

export function loginsOfUserSource(scope: Scope, db: Db, userUid: string): PageSource<UserLogin> {
  return logins.source(db, { where: reachable(scope, eq(table.userUid, userUid)), context: undefined })
}

export function findLogin(scope: Scope, db: Db, userUid: string, userLoginId: number): Promise<UserLogin | null> {
  const where = reachable(scope, eq(table.userUid, userUid))
  return logins.find(db, String(userLoginId), { where, context: undefined })
}

/** One that was just made. */
export async function findLoginByDigest(scope: Scope, db: Db, secretSha256: string): Promise<UserLogin | null> {
  const row = await db.select({ id: table.id }).from(table).where(eq(table.secretSha256, secretSha256)).get()
  if (row === undefined) return null
  return logins.find(db, String(row.id), { where: reachable(scope), context: undefined })
}
