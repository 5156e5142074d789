/** What a Company object must know of the directory, read in one transaction with the rev that it belongs to. */
import type { DirectorySnapshot } from '../../durable-objects/company/rpc.ts'

interface OrganizationRow {
  name: string
  status: 'Active' | 'Disabled'
  resellerStatus: 'Active' | 'Disabled' | null
  timeZone: string
  services: string
  rev: number
  deletedAt: number | null
  /** JSON of how it was deleted. */
  deletion: string | null
}

interface TenantRow {
  uid: string
  siteUid: string
  siteName: string
  bucketBinding: string
  isEnabled: number
  leaseExpiresAt: number | null
  protectionDays: number
}

type ResourceRow = Omit<DirectorySnapshot['backupResources'][number], 'isDefault'> & { isDefault: number }

interface SubtenantRow {
  backupResourceUid: string
  storageQuotaBytes: number
  /** JSON array. */
  backupAgentUids: string
}

/** A company under a disabled reseller is disabled itself. */
const ORGANIZATION_SQL = `SELECT o.name, o.status, r.status AS resellerStatus, o.time_zone AS timeZone, o.services,
    o.directory_rev AS rev, o.deleted_at AS deletedAt, o.deletion
  FROM organizations o LEFT JOIN organizations r ON r.uid = o.reseller_uid
  WHERE o.uid = ?1 AND o.type = 'Company'`

/** What went with a deleted company stays in its snapshot: nothing of it is forgotten until it is purged. */
const LIVES = (alias: string) => `(${alias}.deleted_at IS NULL
  OR ${alias}.deleted_at = (SELECT deleted_at FROM organizations WHERE uid = ?1))`

const LOCATIONS_SQL = `SELECT l.uid, l.type, l.name FROM locations l
  WHERE l.organization_uid = ?1 AND ${LIVES('l')} ORDER BY l.created_at, l.uid`

const TENANTS_SQL = `SELECT t.uid, t.site_uid AS siteUid, s.name AS siteName, s.bucket_binding AS bucketBinding,
    t.is_enabled AS isEnabled, CASE WHEN t.is_lease_enabled THEN t.lease_expires_at END AS leaseExpiresAt,
    CASE WHEN t.is_backup_protection_enabled THEN t.backup_protection_days ELSE 0 END AS protectionDays
  FROM tenants t JOIN sites s ON s.uid = t.site_uid
  WHERE t.company_uid = ?1 AND ${LIVES('t')} ORDER BY t.created_at, t.uid`

const RESOURCES_SQL = `SELECT b.uid, b.tenant_uid AS tenantUid, b.name, b.storage_quota_bytes AS storageQuotaBytes,
    b.is_default AS isDefault
  FROM backup_resources b JOIN tenants t ON t.uid = b.tenant_uid
  WHERE t.company_uid = ?1 AND ${LIVES('t')} AND ${LIVES('b')} ORDER BY b.created_at, b.uid`

/** Without a quota of its own a subtenant may use as much as the resource has, so that there is nothing to be known of it. */
const SUBTENANTS_SQL = `SELECT q.backup_resource_uid AS backupResourceUid, q.storage_quota_bytes AS storageQuotaBytes,
    json_group_array(a.backup_agent_uid) AS backupAgentUids
  FROM users u JOIN user_backup_resources q ON q.user_uid = u.uid JOIN agent_accounts a ON a.subtenant_user_uid = u.uid
  WHERE u.organization_uid = ?1 AND ${LIVES('u')} AND q.storage_quota_bytes IS NOT NULL
  GROUP BY u.uid, q.backup_resource_uid, q.storage_quota_bytes ORDER BY u.uid`

/** Null: there is no such company. */
export async function loadDirectorySnapshot(
  d1: D1Database,
  companyUid: string,
): Promise<{ snapshot: DirectorySnapshot; rev: number } | null> {
  const statements = [ORGANIZATION_SQL, LOCATIONS_SQL, TENANTS_SQL, RESOURCES_SQL, SUBTENANTS_SQL]
  const [organizations, locations, tenants, resources, subtenants] = await d1.batch(
    statements.map((statement) => d1.prepare(statement).bind(companyUid)),
  )
  const organization = rowsOf<OrganizationRow>(organizations)[0]
  if (organization === undefined) return null
  const isDeleted = organization.deletedAt !== null
  const snapshot: DirectorySnapshot = {
    companyUid,
    name: organization.name,
    isEnabled: !isDeleted && organization.status === 'Active' && organization.resellerStatus !== 'Disabled',
    isDeleted,
    deletion: organization.deletedAt === null ? null : readDeletion(organization.deletedAt, organization.deletion),
    timeZone: organization.timeZone,
    locations: rowsOf<DirectorySnapshot['locations'][number]>(locations),
    agentQuotas: readAgentQuotas(organization.services),
    tenants: rowsOf<TenantRow>(tenants).map((tenant) => ({ ...tenant, isEnabled: tenant.isEnabled === 1 })),
    backupResources: rowsOf<ResourceRow>(resources).map((resource) => ({
      ...resource,
      isDefault: resource.isDefault === 1,
    })),
    subtenantQuotas: rowsOf<SubtenantRow>(subtenants).map((quota) => ({
      ...quota,
      backupAgentUids: JSON.parse(quota.backupAgentUids) as string[],
    })),
  }
  return { snapshot, rev: organization.rev }
}

function readDeletion(deletedAt: number, deletion: string | null): NonNullable<DirectorySnapshot['deletion']> {
  const how = JSON.parse(deletion ?? '{}') as { areAgentsRemoved?: boolean; areBackupsRemoved?: boolean }
  return {
    deletedAt,
    areAgentsRemoved: how.areAgentsRemoved ?? false,
    areBackupsRemoved: how.areBackupsRemoved ?? false,
  }
}

interface StoredServices {
  remoteServices?: {
    backupAgentsManagement?: {
      workstationAgentsQuota?: number | null
      serverAgentsQuota?: number | null
      isQuotaEnforced?: boolean
    } | null
  }
}

/** The company's services as stored (CompanyServices of the contract). No agents management at all: no agent may enrol. */
function readAgentQuotas(services: string): DirectorySnapshot['agentQuotas'] {
  const management = (JSON.parse(services) as StoredServices).remoteServices?.backupAgentsManagement
  if (management === null) return { workstations: 0, servers: 0, isEnforced: true }
  return {
    workstations: management?.workstationAgentsQuota ?? null,
    servers: management?.serverAgentsQuota ?? null,
    isEnforced: management?.isQuotaEnforced ?? false,
  }
}

function rowsOf<Row>(result: D1Result | undefined): Row[] {
  return (result?.results ?? []) as Row[]
}
