import { and, eq, type SQL } from 'drizzle-orm'
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

function visibleSites(scope: Scope): SQL | undefined {
  return scope.sites(table.uid)
}

export function sitesSource(scope: Scope, db: Db) {
  return sites.source(db, { where: visibleSites(scope), context: undefined })
}

export function findSite(scope: Scope, db: Db, siteUid: string): Promise<Site | null> {
  return sites.find(db, siteUid, { where: and(eq(table.uid, siteUid), visibleSites(scope)), context: undefined })
}
