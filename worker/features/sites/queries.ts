import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import type { Site } from '../../contract/storage/sites.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, type RowOf } from '../../db/collection.ts'
import { booleanField, textField, uidField } from '../../db/fields.ts'
import { sites as table } from '../../db/schema/sites.ts'

const COLUMNS = {
  uid: table.uid,
  name: table.name,
  description: table.description,
  isMaintenanceEnabled: table.isMaintenanceEnabled,
  isTenantManagementEnabled: table.isTenantManagementEnabled,
}

export const sites = defineCollection({
  name: 'sites',
  from: table,
  key: table.uid,
  columns: COLUMNS,
  fields: {
    siteUid: uidField(table.uid),
    siteName: textField(table.name, { fold: table.nameFold, natural: table.nameNatural }),
    description: textField(table.description),
    backupServerUid: uidField(table.uid),
    managementAgentUid: uidField(table.uid),
    maintenanceModeIsEnabled: booleanField(table.isMaintenanceEnabled),
    tenantManagementInCloudConnectIsEnabled: booleanField(table.isTenantManagementEnabled),
  },
  defaultSort: [ascending('siteName')],
  toItem: toSite,
})

function toSite(row: RowOf<typeof COLUMNS>): Site {
  return {
    siteUid: row.uid,
    siteName: row.name,
    description: row.description,
    backupServerUid: row.uid,
    managementAgentUid: row.uid,
    maintenanceModeIsEnabled: row.isMaintenanceEnabled,
    tenantManagementInCloudConnectIsEnabled: row.isTenantManagementEnabled,
  }
}

/** Who creates tenants sees every site; a company sees those on which it has a tenant. */
function visibleSites(scope: Scope): SQL | undefined {
  if (scope.organizationType !== 'Company') return undefined
  return sql`${table.uid} IN (SELECT site_uid FROM tenants
    WHERE deleted_at IS NULL AND ${scope.companies(sql`company_uid`) ?? sql`1`})`
}

export function sitesSource(scope: Scope, db: Db) {
  return sites.source(db, { where: visibleSites(scope), context: undefined })
}

export function findSite(scope: Scope, db: Db, siteUid: string): Promise<Site | null> {
  return sites.find(db, siteUid, { where: and(eq(table.uid, siteUid), visibleSites(scope)), context: undefined })
}
