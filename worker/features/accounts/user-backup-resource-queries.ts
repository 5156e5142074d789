import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import type { UserBackupResource } from '../../contract/accounts/user-backup-resources.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, type RowOf } from '../../db/collection.ts'
import { booleanField, numberField, textField, uidField } from '../../db/fields.ts'
import { backupResources } from '../../db/schema/sites.ts'
import { userBackupResources as table, users } from '../../db/schema/users.ts'

/** Of the computers that write under the subtenant's account, what lies in the resource. */
const usedBytes = sql<number>`(SELECT coalesce(sum(r.used_bytes), 0) FROM repositories r
  JOIN agent_accounts a ON a.backup_agent_uid = r.backup_agent_uid
  WHERE a.subtenant_user_uid = ${table.userUid} AND r.backup_resource_uid = ${table.backupResourceUid}
    AND r.deleted_at IS NULL)`

const COLUMNS = {
  userUid: table.userUid,
  backupResourceUid: table.backupResourceUid,
  siteUid: sql<string>`(SELECT b.site_uid FROM backup_resources b WHERE b.uid = ${table.backupResourceUid})`,
  name: table.name,
  description: table.description,
  storageQuotaBytes: table.storageQuotaBytes,
  usedBytes,
}

const collection = defineCollection({
  name: null,
  from: table,
  key: table.userUid,
  columns: COLUMNS,
  fields: {
    userUid: uidField(table.userUid),
    subtenantUid: uidField(table.userUid),
    siteUid: uidField(COLUMNS.siteUid),
    tenantBackupResourceUid: uidField(table.backupResourceUid),
    resourceFriendlyName: textField(table.name, { fold: table.nameFold, natural: table.nameNatural }),
    description: textField(table.description, { fold: table.descriptionFold }),
    vcdUserId: textField(sql`NULL`),
    storageQuota: numberField(table.storageQuotaBytes),
    storageQuotaUsage: numberField(usedBytes),
    isStorageQuotaUnlimited: booleanField(sql`${table.storageQuotaBytes} IS NULL`),
  },
  defaultSort: [ascending('resourceFriendlyName')],
  toItem: (row: RowOf<typeof COLUMNS>): UserBackupResource => ({
    userUid: row.userUid,
    subtenantUid: row.userUid,
    siteUid: row.siteUid,
    tenantBackupResourceUid: row.backupResourceUid,
    resourceFriendlyName: row.name,
    description: row.description,
    vcdUserId: null,
    storageQuota: row.storageQuotaBytes,
    storageQuotaUsage: row.usedBytes,
    isStorageQuotaUnlimited: row.storageQuotaBytes === null,
  }),
})

/** Of the users within reach, what lies in a backup resource within reach; and always the caller's own. */
function reachable(scope: Scope): SQL | undefined {
  const { uid, companyUid: company, tenantUid: tenant, siteUid: site } = backupResources
  const ofUser = and(eq(users.uid, table.userUid), isNull(users.deletedAt), scope.users())
  const inResource = and(eq(uid, table.backupResourceUid), scope.tenants({ company, tenant, site }))
  return and(
    sql`EXISTS (SELECT 1 FROM ${users} WHERE ${ofUser})`,
    or(eq(table.userUid, scope.userUid), sql`EXISTS (SELECT 1 FROM ${backupResources} WHERE ${inResource})`),
  )
}

export function userBackupResourcesSource(scope: Scope, db: Db) {
  return collection.source(db, { where: reachable(scope), context: undefined })
}

export function findUserBackupResource(scope: Scope, db: Db, userUid: string): Promise<UserBackupResource | null> {
  return collection.find(db, userUid, { where: reachable(scope), context: undefined })
}

export interface GrantedResource {
  uid: string
  tenantUid: string
  name: string
  storageQuotaBytes: number
}

/** The named backup resource of the company, or its default one; null: there is none within the caller's reach. */
export async function findGrantedResource(
  scope: Scope,
  db: Db,
  companyUid: string,
  resourceUid: string | null,
): Promise<GrantedResource | null> {
  const { companyUid: company, tenantUid: tenant, siteUid: site } = backupResources
  const row = await db
    .select({
      uid: backupResources.uid,
      tenantUid: backupResources.tenantUid,
      name: backupResources.name,
      storageQuotaBytes: backupResources.storageQuotaBytes,
    })
    .from(backupResources)
    .where(
      and(
        eq(company, companyUid),
        isNull(backupResources.deletedAt),
        resourceUid === null ? undefined : eq(backupResources.uid, resourceUid),
        scope.tenants({ company, tenant, site }),
      ),
    )
    .orderBy(sql`${backupResources.isDefault} DESC`, backupResources.createdAt, backupResources.uid)
    .limit(1)
    .get()
  return row ?? null
}
