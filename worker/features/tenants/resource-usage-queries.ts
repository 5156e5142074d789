import { type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import type { BackupResourceUsage } from '../../contract/storage/backup-resources.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, type RowOf } from '../../db/collection.ts'
import { numberField, uidField } from '../../db/fields.ts'
import { backupResources as table } from '../../db/schema/sites.ts'
import { liveResources, usedBytes } from './backup-resource-queries.ts'
import { ALWAYS_ZERO } from './constant-columns.ts'

/** Computers of one kind whose backups lie in the resource. */
function computersOf(mode: 'Server' | 'Workstation'): SQL<number> {
  return sql<number>`(SELECT count(DISTINCT r.backup_agent_uid) FROM repositories r
    JOIN backup_agents a ON a.uid = r.backup_agent_uid
    WHERE r.backup_resource_uid = ${table.uid} AND r.deleted_at IS NULL AND a.operation_mode = ${sql.raw(`'${mode}'`)})`
}

const COLUMNS = {
  uid: table.uid,
  companyUid: table.companyUid,
  tenantUid: table.tenantUid,
  storageQuotaBytes: table.storageQuotaBytes,
  usedBytes,
  serverCount: computersOf('Server'),
  workstationCount: computersOf('Workstation'),
}

export const resourceUsages = defineCollection({
  name: null,
  from: table,
  key: table.uid,
  columns: COLUMNS,
  fields: {
    companyUid: uidField(table.companyUid),
    tenantUid: uidField(table.tenantUid),
    backupResourceUid: uidField(table.uid),
    storageQuota: numberField(table.storageQuotaBytes),
    usedStorageQuota: numberField(usedBytes),
    archiveTierUsage: numberField(sql`NULL`),
    capacityTierUsage: numberField(sql`NULL`),
    performanceTierUsage: numberField(sql`NULL`),
    serverBackups: numberField(COLUMNS.serverCount),
    workstationBackups: numberField(COLUMNS.workstationCount),
    vmBackups: numberField(ALWAYS_ZERO),
  },
  defaultSort: [ascending('backupResourceUid')],
  toItem: toUsage,
})

function toUsage(row: RowOf<typeof COLUMNS>): BackupResourceUsage {
  return {
    companyUid: row.companyUid,
    tenantUid: row.tenantUid,
    backupResourceUid: row.uid,
    storageQuota: row.storageQuotaBytes,
    usedStorageQuota: row.usedBytes,
    archiveTierUsage: null,
    capacityTierUsage: null,
    performanceTierUsage: null,
    serverBackups: row.serverCount,
    workstationBackups: row.workstationCount,
    vmBackups: 0,
  }
}

export function resourceUsageSource(scope: Scope, db: Db, tenantUid: string | null) {
  return resourceUsages.source(db, { where: liveResources(scope, tenantUid), context: undefined })
}
