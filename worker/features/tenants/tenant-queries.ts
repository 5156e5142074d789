import { and, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import { toWireTimeOrNull } from '../../contract/common.ts'
import { type Tenant, tenant as tenantSchema } from '../../contract/storage/tenants.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, type RowOf } from '../../db/collection.ts'
import { booleanField, enumField, listField, numberField, textField, timeField, uidField } from '../../db/fields.ts'
import { sites, tenants as table } from '../../db/schema/sites.ts'
import { ALWAYS_ZERO } from './constant-columns.ts'

const hasBackupResources = sql<number>`EXISTS (SELECT 1 FROM backup_resources b
  WHERE b.tenant_uid = ${table.uid} AND b.deleted_at IS NULL)`

const COLUMNS = {
  uid: table.uid,
  siteUid: table.siteUid,
  siteName: sites.name,
  companyUid: table.companyUid,
  name: table.name,
  userName: table.userName,
  description: table.description,
  isEnabled: table.isEnabled,
  isLeaseEnabled: table.isLeaseEnabled,
  leaseExpiresAt: table.leaseExpiresAt,
  isThrottlingEnabled: table.isThrottlingEnabled,
  throttlingValue: table.throttlingValue,
  throttlingUnit: table.throttlingUnit,
  maxConcurrentTasks: table.maxConcurrentTasks,
  isBackupProtectionEnabled: table.isBackupProtectionEnabled,
  backupProtectionDays: table.backupProtectionDays,
  gatewaySelectionType: table.gatewaySelectionType,
  gatewayPoolUids: table.gatewayPoolUids,
  isGatewayFailoverEnabled: table.isGatewayFailoverEnabled,
  lastActiveAt: table.lastActiveAt,
  hasBackupResources,
}

export const tenants = defineCollection({
  name: 'tenants',
  from: sql`${table} JOIN ${sites} ON ${sites.uid} = ${table.siteUid}`,
  key: table.uid,
  columns: COLUMNS,
  fields: {
    instanceUid: uidField(table.uid),
    siteUid: uidField(table.siteUid),
    siteName: textField(sites.name, { fold: sites.nameFold, natural: sites.nameNatural }),
    name: textField(table.name, { fold: table.nameFold, natural: table.nameNatural }),
    description: textField(table.description, { fold: table.descriptionFold }),
    type: enumField(sql`'General'`),
    vCloudOrganizationUid: uidField(sql`NULL`),
    assignedForCompany: uidField(table.companyUid),
    companyUid: uidField(table.companyUid),
    isEnabled: booleanField(table.isEnabled),
    lastActive: timeField(table.lastActiveAt),
    'credentials.userName': textField(table.userName, { fold: table.userNameFold }),
    'ownerCredentials.userName': textField(table.userName, { fold: table.userNameFold }),
    isLeaseExpirationEnabled: booleanField(table.isLeaseEnabled),
    leaseExpirationDate: timeField(table.leaseExpiresAt),
    isThrottlingEnabled: booleanField(table.isThrottlingEnabled),
    throttlingValue: numberField(table.throttlingValue),
    throttlingUnit: enumField(table.throttlingUnit),
    maxConcurrentTask: numberField(table.maxConcurrentTasks),
    isBackupProtectionEnabled: booleanField(table.isBackupProtectionEnabled),
    backupProtectionPeriod: numberField(table.backupProtectionDays),
    gatewaySelectionType: enumField(table.gatewaySelectionType),
    gatewayPoolsUids: listField(table.gatewayPoolUids),
    isGatewayFailoverEnabled: booleanField(table.isGatewayFailoverEnabled),
    isBackupResourcesEnabled: booleanField(hasBackupResources),
    isNativeReplicationResourcesEnabled: booleanField(ALWAYS_ZERO),
    isVcdReplicationResourcesEnabled: booleanField(ALWAYS_ZERO),
  },
  defaultSort: [ascending('name')],
  toItem: toTenant,
})

export function toTenant(row: RowOf<typeof COLUMNS>): Tenant {
  return {
    instanceUid: row.uid,
    siteUid: row.siteUid,
    siteName: row.siteName,
    name: row.name,
    description: row.description,
    type: 'General',
    vCloudOrganizationUid: null,
    assignedForCompany: row.companyUid,
    isEnabled: row.isEnabled,
    lastActive: toWireTimeOrNull(row.lastActiveAt),
    credentials: { userName: row.userName },
    isLeaseExpirationEnabled: row.isLeaseEnabled,
    leaseExpirationDate: toWireTimeOrNull(row.leaseExpiresAt),
    isThrottlingEnabled: row.isThrottlingEnabled,
    throttlingValue: row.throttlingValue,
    throttlingUnit: tenantSchema.shape.throttlingUnit.parse(row.throttlingUnit),
    maxConcurrentTask: row.maxConcurrentTasks,
    isBackupProtectionEnabled: row.isBackupProtectionEnabled,
    backupProtectionPeriod: row.backupProtectionDays,
    gatewaySelectionType: tenantSchema.shape.gatewaySelectionType.parse(row.gatewaySelectionType),
    gatewayPoolsUids: tenantSchema.shape.gatewayPoolsUids.parse(JSON.parse(row.gatewayPoolUids)),
    isGatewayFailoverEnabled: row.isGatewayFailoverEnabled,
    isBackupResourcesEnabled: row.hasBackupResources === 1,
    isNativeReplicationResourcesEnabled: false,
    isVcdReplicationResourcesEnabled: false,
  }
}

function liveTenants(scope: Scope): SQL | undefined {
  return and(
    isNull(table.deletedAt),
    scope.tenants({ company: table.companyUid, tenant: table.uid, site: table.siteUid }),
  )
}

/** `isAssigned`: only those of companies. */
export function tenantsSource(
  scope: Scope,
  db: Db,
  of: { siteUid?: string; companyUid?: string; isAssigned?: boolean } = {},
) {
  const ofCompanies = of.isAssigned === true ? isNotNull(table.companyUid) : undefined
  const ofSite = of.siteUid === undefined ? undefined : eq(table.siteUid, of.siteUid)
  const ofCompany = of.companyUid === undefined ? undefined : eq(table.companyUid, of.companyUid)
  return tenants.source(db, { where: and(ofSite, ofCompany, ofCompanies, liveTenants(scope)), context: undefined })
}

export function findTenant(scope: Scope, db: Db, tenantUid: string): Promise<Tenant | null> {
  return tenants.find(db, tenantUid, { where: liveTenants(scope), context: undefined })
}

/** The row as it stands, for a change of it or of what hangs on it. */
export async function findTenantRow(scope: Scope, db: Db, tenantUid: string): Promise<TenantRow | null> {
  const row = await db
    .select()
    .from(table)
    .where(and(eq(table.uid, tenantUid), liveTenants(scope)))
    .get()
  return row ?? null
}
export type TenantRow = typeof table.$inferSelect

/** Still there, and still of the company that it was of when the row was read. */
export function isStillTenantOf(row: Pick<TenantRow, 'uid' | 'companyUid'>): SQL {
  return sql`EXISTS (SELECT 1 FROM tenants t
    WHERE t.uid = ${row.uid} AND t.company_uid IS ${row.companyUid} AND t.deleted_at IS NULL)`
}

/** Of the tenants that a company has on a site, the first. */
export async function findTenantUidOnSite(
  scope: Scope,
  db: Db,
  companyUid: string,
  siteUid: string,
): Promise<string | null> {
  const row = await db
    .select({ uid: table.uid })
    .from(table)
    .where(and(eq(table.companyUid, companyUid), eq(table.siteUid, siteUid), liveTenants(scope)))
    .orderBy(table.createdAt, table.uid)
    .limit(1)
    .get()
  return row?.uid ?? null
}
