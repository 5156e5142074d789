import { and, eq, isNull, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import type {
  ResellerBackupResource,
  ResellerBackupResourceUsage,
  ResellerSite,
} from '../../contract/organizations/reseller-sites.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, type RowOf } from '../../db/collection.ts'
import { booleanField, numberField, textField, uidField } from '../../db/fields.ts'
import { resellerSites as siteTable, resellerBackupResources as table } from '../../db/schema/life-cycle.ts'
import { givenBytes, usedTenants } from './grants.ts'

/** Of whom and where; undefined: of all. */
export interface GrantPlace {
  resellerUid?: string
  siteUid?: string
}

const NO_TIER = sql`NULL`
const NO_VMS = sql<number>`CAST(0 AS INTEGER)`

const SITE_COLUMNS = {
  uid: siteTable.uid,
  resellerUid: siteTable.resellerUid,
  siteUid: siteTable.siteUid,
  tenantsQuota: siteTable.tenantsQuota,
  // By name: drizzle's own select leaves the table of its columns out, which a subquery would take for its own.
  usedTenants: usedTenants(sql.raw('reseller_sites.reseller_uid'), sql.raw('reseller_sites.site_uid')),
}

/** What is used changes with tenants: the list has no validator. */
const grantedSites = defineCollection({
  name: null,
  from: siteTable,
  key: siteTable.uid,
  columns: SITE_COLUMNS,
  fields: {
    siteUid: uidField(siteTable.siteUid),
    resellerUid: uidField(siteTable.resellerUid),
    tenantsQuota: numberField(siteTable.tenantsQuota),
    usedTenantsQuota: numberField(SITE_COLUMNS.usedTenants),
    isTenantsQuotaUnlimited: booleanField(sql`(${siteTable.tenantsQuota} IS NULL)`),
  },
  defaultSort: [ascending('resellerUid'), ascending('siteUid')],
  toItem: toResellerSite,
})

export function toResellerSite(row: RowOf<typeof SITE_COLUMNS>): ResellerSite {
  return {
    siteUid: row.siteUid,
    resellerUid: row.resellerUid,
    tenantsQuota: row.tenantsQuota,
    usedTenantsQuota: row.usedTenants,
    isTenantsQuotaUnlimited: row.tenantsQuota === null,
  }
}

function isAt(place: GrantPlace) {
  return and(
    place.resellerUid === undefined ? undefined : eq(table.resellerUid, place.resellerUid),
    place.siteUid === undefined ? undefined : eq(table.siteUid, place.siteUid),
  )
}

function reachedSites(scope: Scope, place: GrantPlace): SQL | undefined {
  const ofReseller = place.resellerUid === undefined ? undefined : eq(siteTable.resellerUid, place.resellerUid)
  const onSite = place.siteUid === undefined ? undefined : eq(siteTable.siteUid, place.siteUid)
  return and(
    ofReseller,
    onSite,
    isNull(siteTable.deletedAt),
    isOfLiveReseller(siteTable.resellerUid),
    scope.resellers(siteTable.resellerUid),
  )
}

/** What was given to a deleted reseller comes back with it. */
export function isOfLiveReseller(resellerUid: SQLWrapper): SQL {
  return sql`EXISTS (SELECT 1 FROM organizations o WHERE o.uid = ${resellerUid} AND o.deleted_at IS NULL)`
}

export function resellerSitesSource(scope: Scope, db: Db, place: GrantPlace) {
  return grantedSites.source(db, { where: reachedSites(scope, place), context: undefined })
}

export async function findResellerSiteRow(scope: Scope, db: Db, place: Required<GrantPlace>) {
  const row = await db
    .select({ ...SITE_COLUMNS, updatedAt: siteTable.updatedAt })
    .from(siteTable)
    .where(reachedSites(scope, place))
    .get()
  return row ?? null
}

const COLUMNS = {
  uid: table.uid,
  resellerUid: table.resellerUid,
  siteUid: table.siteUid,
  name: table.name,
  storageQuotaBytes: table.storageQuotaBytes,
  serversQuota: table.serversQuota,
  workstationsQuota: table.workstationsQuota,
  vmsQuota: table.vmsQuota,
}

const storageGrants = defineCollection({
  name: null,
  from: table,
  key: table.uid,
  columns: COLUMNS,
  fields: {
    instanceUid: uidField(table.uid),
    resourceFriendlyName: textField(table.name, { fold: table.nameFold, natural: table.nameNatural }),
    siteUid: uidField(table.siteUid),
    resellerUid: uidField(table.resellerUid),
    repositoryUid: uidField(table.siteUid),
    storageQuota: numberField(table.storageQuotaBytes),
    isStorageQuotaUnlimited: booleanField(sql`(${table.storageQuotaBytes} IS NULL)`),
    serversQuota: numberField(table.serversQuota),
    isServersQuotaUnlimited: booleanField(sql`(${table.serversQuota} IS NULL)`),
    workstationsQuota: numberField(table.workstationsQuota),
    isWorkstationsQuotaUnlimited: booleanField(sql`(${table.workstationsQuota} IS NULL)`),
    vmsQuota: numberField(table.vmsQuota),
    isVmsQuotaUnlimited: booleanField(sql`(${table.vmsQuota} IS NULL)`),
  },
  defaultSort: [ascending('resourceFriendlyName')],
  toItem: toResellerBackupResource,
})

export function toResellerBackupResource(row: RowOf<typeof COLUMNS>): ResellerBackupResource {
  return {
    instanceUid: row.uid,
    resourceFriendlyName: row.name,
    siteUid: row.siteUid,
    resellerUid: row.resellerUid,
    repositoryUid: row.siteUid,
    storageQuota: row.storageQuotaBytes,
    isStorageQuotaUnlimited: row.storageQuotaBytes === null,
    serversQuota: row.serversQuota,
    isServersQuotaUnlimited: row.serversQuota === null,
    workstationsQuota: row.workstationsQuota,
    isWorkstationsQuotaUnlimited: row.workstationsQuota === null,
    vmsQuota: row.vmsQuota,
    isVmsQuotaUnlimited: row.vmsQuota === null,
  }
}

function reachedResources(scope: Scope, place: GrantPlace): SQL | undefined {
  return and(isAt(place), isOfLiveReseller(table.resellerUid), scope.resellers(table.resellerUid))
}

export function resellerBackupResourcesSource(scope: Scope, db: Db, place: GrantPlace) {
  return storageGrants.source(db, { where: reachedResources(scope, place), context: undefined })
}

export async function findResellerBackupResourceRow(
  scope: Scope,
  db: Db,
  place: Required<GrantPlace>,
  resourceUid: string,
) {
  const row = await db
    .select({ ...COLUMNS, updatedAt: table.updatedAt })
    .from(table)
    .where(and(eq(table.uid, resourceUid), reachedResources(scope, place)))
    .get()
  return row ?? null
}

/** Storage of a site is one pool: what companies use of it is shown at the reseller's oldest grant, never twice. */
const isOldest = sql`NOT EXISTS (SELECT 1 FROM reseller_backup_resources older
  WHERE older.reseller_uid = ${table.resellerUid} AND older.site_uid = ${table.siteUid}
    AND (older.created_at, older.uid) < (${table.createdAt}, ${table.uid}))`

const repositoriesOfGrant = sql`organizations c JOIN repositories r ON r.organization_uid = c.uid
  WHERE c.reseller_uid = ${table.resellerUid} AND c.deleted_at IS NULL AND r.site_uid = ${table.siteUid}
    AND r.deleted_at IS NULL`

function backedUp(mode: 'Server' | 'Workstation'): SQL<number> {
  return sql<number>`iif(${isOldest}, (SELECT count(DISTINCT r.backup_agent_uid) FROM ${repositoriesOfGrant}
    AND EXISTS (SELECT 1 FROM backup_agents a WHERE a.uid = r.backup_agent_uid
      AND a.operation_mode = ${sql.raw(`'${mode}'`)})), 0)`
}

const USAGE_COLUMNS = {
  uid: table.uid,
  resellerUid: table.resellerUid,
  storageQuotaBytes: table.storageQuotaBytes,
  usedBytes: sql<number>`iif(${isOldest}, (SELECT coalesce(sum(r.used_bytes), 0) FROM ${repositoriesOfGrant}), 0)`,
  givenBytes: sql<number>`iif(${isOldest}, ${givenBytes(table.resellerUid, table.siteUid)}, 0)`,
  servers: backedUp('Server'),
  workstations: backedUp('Workstation'),
}

const storageUsages = defineCollection({
  name: null,
  from: table,
  key: table.uid,
  columns: USAGE_COLUMNS,
  fields: {
    backupResourceUid: uidField(table.uid),
    resellerUid: uidField(table.resellerUid),
    storageQuota: numberField(sql`coalesce(${table.storageQuotaBytes}, 0)`),
    usedStorageQuota: numberField(USAGE_COLUMNS.usedBytes),
    givenStorageQuota: numberField(USAGE_COLUMNS.givenBytes),
    archiveTierUsage: numberField(NO_TIER),
    capacityTierUsage: numberField(NO_TIER),
    performanceTierUsage: numberField(NO_TIER),
    serverBackups: numberField(USAGE_COLUMNS.servers),
    workstationBackups: numberField(USAGE_COLUMNS.workstations),
    vmBackups: numberField(NO_VMS),
  },
  defaultSort: [ascending('backupResourceUid')],
  toItem: toUsage,
})

function toUsage(row: RowOf<typeof USAGE_COLUMNS>): ResellerBackupResourceUsage {
  return {
    backupResourceUid: row.uid,
    resellerUid: row.resellerUid,
    storageQuota: row.storageQuotaBytes ?? 0,
    usedStorageQuota: row.usedBytes,
    givenStorageQuota: row.givenBytes,
    archiveTierUsage: null,
    capacityTierUsage: null,
    performanceTierUsage: null,
    serverBackups: row.servers,
    workstationBackups: row.workstations,
    vmBackups: 0,
  }
}

export function resellerStorageUsageSource(scope: Scope, db: Db, place: GrantPlace) {
  return storageUsages.source(db, { where: reachedResources(scope, place), context: undefined })
}
