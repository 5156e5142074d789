import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { nameText } from '../organizations/text.ts'

const storageSizeBytes = z
  .int()
  .min(1, { error: 'must be at least 1 (bytes)' })
  .max(Number.MAX_SAFE_INTEGER, { error: `must be at most ${Number.MAX_SAFE_INTEGER} (bytes)` })

const countQuota = z
  .int()
  .min(0, { error: 'must be at least 0' })
  .max(1_000_000, { error: 'must be at most 1000000' })
  .nullable()

/** A quota on a site's storage, and what a job names as its target. */
export const backupResource = z
  .object({
    instanceUid: uid,
    cloudRepositoryName: z.string(),
    companyUid: uid.nullable(),
    tenantUid: uid,
    siteUid: uid,
    repositoryUid: uid.describe('The storage pool of the site: a site has one, and it has the identifier of the site.'),
    storageQuota: z.int().describe('Bytes.'),
    usedSpace: z.int().nullable().describe('Bytes.'),
    serversQuota: z.int().nullable(),
    isServersQuotaUnlimited: z.boolean(),
    workstationsQuota: z.int().nullable(),
    isWorkstationsQuotaUnlimited: z.boolean(),
    vmsQuota: z.int().nullable(),
    isVmsQuotaUnlimited: z.boolean(),
    isWanAccelerationEnabled: z.boolean(),
    wanAcceleratorUid: uid.nullable(),
    isDefault: z.boolean().describe('True: the target of policies that name none. One in a company.'),
  })
  .meta({ id: 'TenantBackupResource' })
export type BackupResource = z.output<typeof backupResource>

export const backupResourceInput = z
  .object({
    cloudRepositoryName: nameText(255),
    repositoryUid: uid.nullable().optional().describe('Has no effect: a site has one storage pool.'),
    storageQuota: storageSizeBytes.describe('Bytes.'),
    serversQuota: countQuota.optional(),
    isServersQuotaUnlimited: z.boolean().optional(),
    workstationsQuota: countQuota.optional(),
    isWorkstationsQuotaUnlimited: z.boolean().optional(),
    vmsQuota: countQuota.optional(),
    isVmsQuotaUnlimited: z.boolean().optional(),
    isWanAccelerationEnabled: z.boolean().default(false),
    wanAcceleratorUid: uid.nullable().optional(),
    isDefault: z.boolean().default(false),
  })
  .meta({ id: 'TenantBackupResourceInput' })
export type BackupResourceInput = z.output<typeof backupResourceInput>

/** How a patched backup resource is judged, and what a patch may change. */
export const patchedBackupResource = backupResource.extend({
  cloudRepositoryName: nameText(255),
  storageQuota: storageSizeBytes,
  serversQuota: countQuota,
  workstationsQuota: countQuota,
  vmsQuota: countQuota,
})
export const BACKUP_RESOURCE_CHANGEABLE = [
  'cloudRepositoryName',
  'storageQuota',
  'serversQuota',
  'isServersQuotaUnlimited',
  'workstationsQuota',
  'isWorkstationsQuotaUnlimited',
  'vmsQuota',
  'isVmsQuotaUnlimited',
  'isDefault',
] as const

const byTenant = z.object({ tenantUid: uid })
const byUid = z.object({ tenantUid: uid, resourceUid: uid })

export const getTenantsBackupResources = operation({
  operationId: 'getTenantsBackupResources',
  method: 'get',
  path: '/infrastructure/sites/tenants/backupResources',
  olderPaths: ['/organizations/companies/sites/backupResources'],
  tag: 'cloud_connect',
  summary: 'Lists the backup resources of all tenants.',
  access: 'tenants.read',
  answer: { kind: 'page', item: backupResource },
})

export const getTenantBackupResources = operation({
  operationId: 'getTenantBackupResources',
  method: 'get',
  path: '/infrastructure/sites/tenants/{tenantUid}/backupResources',
  tag: 'cloud_connect',
  summary: 'Lists the backup resources of one tenant.',
  access: 'tenants.read',
  params: byTenant,
  answer: { kind: 'page', item: backupResource },
})

export const createTenantBackupResource = operation({
  operationId: 'createTenantBackupResource',
  method: 'post',
  path: '/infrastructure/sites/tenants/{tenantUid}/backupResources',
  tag: 'cloud_connect',
  summary: 'Grants a tenant storage on its site.',
  access: 'tenants.manage',
  params: byTenant,
  body: { mediaType: 'application/json', schema: backupResourceInput },
  answer: { kind: 'object', schema: backupResource },
})

export const getTenantBackupResource = operation({
  operationId: 'getTenantBackupResource',
  method: 'get',
  path: '/infrastructure/sites/tenants/{tenantUid}/backupResources/{resourceUid}',
  tag: 'cloud_connect',
  summary: 'Returns one backup resource.',
  access: 'tenants.read',
  params: byUid,
  answer: { kind: 'object', schema: backupResource },
})

export const patchTenantBackupResource = operation({
  operationId: 'patchTenantBackupResource',
  method: 'patch',
  path: '/infrastructure/sites/tenants/{tenantUid}/backupResources/{resourceUid}',
  tag: 'cloud_connect',
  summary: 'Changes the name or the quotas of a backup resource.',
  access: 'tenants.manage',
  params: byUid,
  isPatch: true,
  answer: { kind: 'object', schema: backupResource },
})

export const deleteTenantBackupResource = operation({
  operationId: 'deleteTenantBackupResource',
  method: 'delete',
  path: '/infrastructure/sites/tenants/{tenantUid}/backupResources/{resourceUid}',
  tag: 'cloud_connect',
  summary: 'Deletes a backup resource in which no repository lies.',
  access: 'tenants.manage',
  params: byUid,
  answer: { kind: 'empty' },
})

/** What lies in a backup resource. A site has one tier of storage, so the tiers of the contract have nothing to say. */
export const backupResourceUsage = z
  .object({
    companyUid: uid.nullable(),
    tenantUid: uid,
    backupResourceUid: uid,
    storageQuota: z.int().describe('Bytes.'),
    usedStorageQuota: z.int().describe('Bytes.'),
    archiveTierUsage: z.int().nullable(),
    capacityTierUsage: z.int().nullable(),
    performanceTierUsage: z.int().nullable(),
    serverBackups: z.int(),
    workstationBackups: z.int(),
    vmBackups: z.int(),
  })
  .meta({ id: 'TenantBackupResourceUsage' })
export type BackupResourceUsage = z.output<typeof backupResourceUsage>

export const getTenantsBackupResourcesUsages = operation({
  operationId: 'getTenantsBackupResourcesUsages',
  method: 'get',
  path: '/infrastructure/sites/tenants/backupResources/usage',
  olderPaths: ['/organizations/companies/sites/backupResources/usage'],
  tag: 'cloud_connect',
  summary: 'Lists what lies in the backup resources of all tenants.',
  access: 'tenants.read',
  answer: { kind: 'page', item: backupResourceUsage },
})

export const getTenantBackupResourcesUsage = operation({
  operationId: 'getTenantBackupResourcesUsage',
  method: 'get',
  path: '/infrastructure/sites/tenants/{tenantUid}/backupResources/usage',
  tag: 'cloud_connect',
  summary: 'Lists what lies in the backup resources of one tenant.',
  access: 'tenants.read',
  params: byTenant,
  answer: { kind: 'page', item: backupResourceUsage },
})

export const BACKUP_RESOURCE_OPERATIONS = [
  getTenantsBackupResources,
  getTenantBackupResources,
  createTenantBackupResource,
  getTenantBackupResource,
  patchTenantBackupResource,
  deleteTenantBackupResource,
  getTenantsBackupResourcesUsages,
  getTenantBackupResourcesUsage,
]
