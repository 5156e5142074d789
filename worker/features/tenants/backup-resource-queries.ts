import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import type { BackupResource } from '../../contract/storage/backup-resources.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, type RowOf } from '../../db/collection.ts'
import { booleanField, numberField, textField, uidField } from '../../db/fields.ts'
import { backupResources as table } from '../../db/schema/sites.ts'
import { resellerField } from '../../db/scope-fields.ts'

/** Live bytes of the repositories that lie in the resource. */
export const usedBytes = sql<number>`(SELECT coalesce(sum(r.used_bytes), 0) FROM repositories r
  WHERE r.backup_resource_uid = ${table.uid} AND r.deleted_at IS NULL)`

const COLUMNS = {
  uid: table.uid,
  name: table.name,
  companyUid: table.companyUid,
  tenantUid: table.tenantUid,
  siteUid: table.siteUid,
  storageQuotaBytes: table.storageQuotaBytes,
  usedBytes,
  serversQuota: table.serversQuota,
  workstationsQuota: table.workstationsQuota,
  vmsQuota: table.vmsQuota,
  isWanAccelerationEnabled: table.isWanAccelerationEnabled,
  isDefault: table.isDefault,
}

/** Used space changes with the repositories, not with the resources: a list has no validator. */
export const backupResources = defineCollection({
  name: null,
  from: table,
  key: table.uid,
  columns: COLUMNS,
  fields: {
    instanceUid: uidField(table.uid),
    cloudRepositoryName: textField(table.name, { fold: table.nameFold, natural: table.nameNatural }),
    companyUid: uidField(table.companyUid),
    resellerUid: resellerField(table.companyUid),
    tenantUid: uidField(table.tenantUid),
    siteUid: uidField(table.siteUid),
    repositoryUid: uidField(table.siteUid),
    storageQuota: numberField(table.storageQuotaBytes),
    usedSpace: numberField(usedBytes),
    serversQuota: numberField(table.serversQuota),
    isServersQuotaUnlimited: booleanField(sql`(${table.serversQuota} IS NULL)`),
    workstationsQuota: numberField(table.workstationsQuota),
    isWorkstationsQuotaUnlimited: booleanField(sql`(${table.workstationsQuota} IS NULL)`),
    vmsQuota: numberField(table.vmsQuota),
    isVmsQuotaUnlimited: booleanField(sql`(${table.vmsQuota} IS NULL)`),
    isWanAccelerationEnabled: booleanField(table.isWanAccelerationEnabled),
    wanAcceleratorUid: uidField(sql`NULL`),
    isDefault: booleanField(table.isDefault),
  },
  defaultSort: [ascending('cloudRepositoryName')],
  toItem: toBackupResource,
})

export function toBackupResource(row: RowOf<typeof COLUMNS>): BackupResource {
  return {
    instanceUid: row.uid,
    cloudRepositoryName: row.name,
    companyUid: row.companyUid,
    tenantUid: row.tenantUid,
    siteUid: row.siteUid,
    repositoryUid: row.siteUid,
    storageQuota: row.storageQuotaBytes,
    usedSpace: row.usedBytes,
    serversQuota: row.serversQuota,
    isServersQuotaUnlimited: row.serversQuota === null,
    workstationsQuota: row.workstationsQuota,
    isWorkstationsQuotaUnlimited: row.workstationsQuota === null,
    vmsQuota: row.vmsQuota,
    isVmsQuotaUnlimited: row.vmsQuota === null,
    isWanAccelerationEnabled: row.isWanAccelerationEnabled,
    wanAcceleratorUid: null,
    isDefault: row.isDefault,
  }
}

export function liveResources(scope: Scope, tenantUid: string | null): SQL | undefined {
  const ofTenant = tenantUid === null ? undefined : eq(table.tenantUid, tenantUid)
  return and(
    isNull(table.deletedAt),
    ofTenant,
    scope.tenants({ company: table.companyUid, tenant: table.tenantUid, site: table.siteUid }),
  )
}

export function backupResourcesSource(scope: Scope, db: Db, tenantUid: string | null) {
  return backupResources.source(db, { where: liveResources(scope, tenantUid), context: undefined })
}

export function findBackupResource(
  scope: Scope,
  db: Db,
  tenantUid: string,
  resourceUid: string,
): Promise<BackupResource | null> {
  return backupResources.find(db, resourceUid, { where: liveResources(scope, tenantUid), context: undefined })
}

/** The row as it stands, for a change of it. */
export async function findBackupResourceRow(scope: Scope, db: Db, tenantUid: string, resourceUid: string) {
  const row = await db
    .select()
    .from(table)
    .where(and(eq(table.uid, resourceUid), liveResources(scope, tenantUid)))
    .get()
  return row ?? null
}
