/** What a provider gives a reseller of a site: how many tenants, and how much of its storage. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { nameText } from './text.ts'

export const countQuota = z
  .int()
  .min(0, { error: 'must be at least 0' })
  .max(1_000_000, { error: 'must be at most 1000000' })
  .nullable()

const storageQuota = z
  .int()
  .min(1, { error: 'must be at least 1 (bytes)' })
  .max(Number.MAX_SAFE_INTEGER, { error: `must be at most ${Number.MAX_SAFE_INTEGER} (bytes)` })
  .nullable()

/** What the server decides itself: taken in a request, never judged. */
const ignored = z.unknown().optional().describe('Has no effect in a request.')

export const resellerSite = z
  .object({
    siteUid: uid,
    resellerUid: uid,
    tenantsQuota: z.int().nullable().describe('Null where there is no limit.'),
    usedTenantsQuota: z.int().describe('Tenants of companies of the reseller on the site.'),
    isTenantsQuotaUnlimited: z.boolean(),
  })
  .meta({ id: 'ResellerSiteResource' })
export type ResellerSite = z.output<typeof resellerSite>

export const resellerSiteInput = z
  .object({
    siteUid: uid,
    tenantsQuota: countQuota.optional().describe('Not given: 20.'),
    isTenantsQuotaUnlimited: z.boolean().default(false),
    resellerUid: ignored,
    usedTenantsQuota: ignored,
  })
  .meta({ id: 'ResellerSiteResourceInput' })
export type ResellerSiteInput = z.output<typeof resellerSiteInput>

export const patchedResellerSite = resellerSite.extend({ tenantsQuota: countQuota })
export const RESELLER_SITE_CHANGEABLE = ['tenantsQuota', 'isTenantsQuotaUnlimited'] as const

export const resellerBackupResource = z
  .object({
    instanceUid: uid,
    resourceFriendlyName: z.string(),
    siteUid: uid,
    resellerUid: uid,
    repositoryUid: uid.describe('The storage pool of the site: a site has one, and it has the identifier of the site.'),
    storageQuota: z.int().nullable().describe('Bytes.'),
    isStorageQuotaUnlimited: z.boolean(),
    serversQuota: z.int().nullable(),
    isServersQuotaUnlimited: z.boolean(),
    workstationsQuota: z.int().nullable(),
    isWorkstationsQuotaUnlimited: z.boolean(),
    vmsQuota: z.int().nullable(),
    isVmsQuotaUnlimited: z.boolean(),
  })
  .meta({ id: 'ResellerSiteBackupResource' })
export type ResellerBackupResource = z.output<typeof resellerBackupResource>

export const resellerBackupResourceInput = z
  .object({
    repositoryUid: uid.describe('Has no effect: a site has one storage pool.'),
    resourceFriendlyName: nameText(255),
    storageQuota: storageQuota.optional().describe('Bytes.'),
    isStorageQuotaUnlimited: z.boolean().optional().describe('Not given: true where there is no number.'),
    serversQuota: countQuota.optional(),
    isServersQuotaUnlimited: z.boolean().optional(),
    workstationsQuota: countQuota.optional(),
    isWorkstationsQuotaUnlimited: z.boolean().optional(),
    vmsQuota: countQuota.optional(),
    isVmsQuotaUnlimited: z.boolean().optional(),
  })
  .meta({ id: 'ResellerSiteBackupResourceInput' })
export type ResellerBackupResourceInput = z.output<typeof resellerBackupResourceInput>

export const patchedResellerBackupResource = resellerBackupResource.extend({
  resourceFriendlyName: nameText(255),
  storageQuota,
  serversQuota: countQuota,
  workstationsQuota: countQuota,
  vmsQuota: countQuota,
})
export const RESELLER_BACKUP_RESOURCE_CHANGEABLE = [
  'resourceFriendlyName',
  'storageQuota',
  'isStorageQuotaUnlimited',
  'serversQuota',
  'isServersQuotaUnlimited',
  'workstationsQuota',
  'isWorkstationsQuotaUnlimited',
  'vmsQuota',
  'isVmsQuotaUnlimited',
] as const

/** A site has one tier of storage, so the tiers of the contract have nothing to say. */
export const resellerBackupResourceUsage = z
  .object({
    backupResourceUid: uid,
    resellerUid: uid,
    storageQuota: z.int().describe('Bytes; 0 where there is no limit.'),
    usedStorageQuota: z.int().describe('Bytes that companies of the reseller store on the site.'),
    archiveTierUsage: z.int().nullable(),
    capacityTierUsage: z.int().nullable(),
    performanceTierUsage: z.int().nullable(),
    serverBackups: z.int(),
    workstationBackups: z.int(),
    vmBackups: z.int(),
    givenStorageQuota: z.int().describe('Beyond v3. Bytes that the quotas of its companies on the site add up to.'),
  })
  .meta({ id: 'ResellerSiteBackupResourceUsage' })
export type ResellerBackupResourceUsage = z.output<typeof resellerBackupResourceUsage>

const byReseller = z.object({ resellerUid: uid })
const bySite = z.object({ resellerUid: uid, siteUid: uid })
const byResource = z.object({ resellerUid: uid, siteUid: uid, resourceUid: uid })
const tag = 'resellers'
const ofAll = '/organizations/resellers/sites'
const ofReseller = '/organizations/resellers/{resellerUid}/sites'
const ofSite = `${ofReseller}/{siteUid}`

export const getResellersSiteResources = operation({
  operationId: 'getResellersSiteResources',
  method: 'get',
  path: ofAll,
  tag,
  summary: 'Lists the sites given to resellers.',
  access: 'resellers.read',
  answer: { kind: 'page', item: resellerSite },
})

export const getResellerSiteResources = operation({
  operationId: 'getResellerSiteResources',
  method: 'get',
  path: ofReseller,
  tag,
  summary: 'Lists the sites given to one reseller.',
  access: 'resellers.read',
  params: byReseller,
  answer: { kind: 'page', item: resellerSite },
})

export const createResellerSiteResource = operation({
  operationId: 'createResellerSiteResource',
  method: 'post',
  path: ofReseller,
  tag,
  summary: 'Lets a reseller put tenants on a site.',
  access: 'resellers.edit',
  params: byReseller,
  body: { mediaType: 'application/json', schema: resellerSiteInput },
  answer: { kind: 'object', schema: resellerSite },
})

export const getResellerSiteResource = operation({
  operationId: 'getResellerSiteResource',
  method: 'get',
  path: ofSite,
  tag,
  summary: 'Returns what a reseller was given of a site.',
  access: 'resellers.read',
  params: bySite,
  answer: { kind: 'object', schema: resellerSite },
})

export const patchResellerSiteResource = operation({
  operationId: 'patchResellerSiteResource',
  method: 'patch',
  path: ofSite,
  tag,
  summary: 'Changes how many tenants a reseller may have on a site.',
  access: 'resellers.edit',
  params: bySite,
  isPatch: true,
  answer: { kind: 'object', schema: resellerSite },
})

export const deleteResellerSiteResource = operation({
  operationId: 'deleteResellerSiteResource',
  method: 'delete',
  path: ofSite,
  tag,
  summary: 'Takes a site from a reseller that has no tenants on it.',
  access: 'resellers.edit',
  params: bySite,
  answer: { kind: 'empty' },
})

export const getResellersSiteBackupResources = operation({
  operationId: 'getResellersSiteBackupResources',
  method: 'get',
  path: `${ofAll}/backupResources`,
  tag,
  summary: 'Lists the storage given to resellers.',
  access: 'resellers.read',
  answer: { kind: 'page', item: resellerBackupResource },
})

export const getResellersSiteBackupResourcesUsages = operation({
  operationId: 'getResellersSiteBackupResourcesUsages',
  method: 'get',
  path: `${ofAll}/backupResources/usage`,
  tag,
  summary: 'Lists what resellers use of the storage given to them.',
  access: 'resellers.read',
  answer: { kind: 'page', item: resellerBackupResourceUsage },
})

export const getResellerSiteBackupResources = operation({
  operationId: 'getResellerSiteBackupResources',
  method: 'get',
  path: `${ofSite}/backupResources`,
  tag,
  summary: 'Lists the storage given to one reseller on one site.',
  access: 'resellers.read',
  params: bySite,
  answer: { kind: 'page', item: resellerBackupResource },
})

export const createResellerSiteBackupResource = operation({
  operationId: 'createResellerSiteBackupResource',
  method: 'post',
  path: `${ofSite}/backupResources`,
  tag,
  summary: 'Gives a reseller storage on a site.',
  access: 'resellers.edit',
  params: bySite,
  body: { mediaType: 'application/json', schema: resellerBackupResourceInput },
  answer: { kind: 'object', schema: resellerBackupResource },
})

export const getResellerSiteBackupResourcesUsage = operation({
  operationId: 'getResellerSiteBackupResourcesUsage',
  method: 'get',
  path: `${ofSite}/backupResources/usage`,
  tag,
  summary: 'Lists what one reseller uses of its storage on one site.',
  access: 'resellers.read',
  params: bySite,
  answer: { kind: 'page', item: resellerBackupResourceUsage },
})

export const getResellerSiteBackupResource = operation({
  operationId: 'getResellerSiteBackupResource',
  method: 'get',
  path: `${ofSite}/backupResources/{resourceUid}`,
  tag,
  summary: 'Returns one storage grant of a reseller.',
  access: 'resellers.read',
  params: byResource,
  answer: { kind: 'object', schema: resellerBackupResource },
})

export const patchResellerSiteBackupResource = operation({
  operationId: 'patchResellerSiteBackupResource',
  method: 'patch',
  path: `${ofSite}/backupResources/{resourceUid}`,
  tag,
  summary: 'Changes the name or the quotas of a storage grant.',
  access: 'resellers.edit',
  params: byResource,
  isPatch: true,
  answer: { kind: 'object', schema: resellerBackupResource },
})

export const deleteResellerSiteBackupResource = operation({
  operationId: 'deleteResellerSiteBackupResource',
  method: 'delete',
  path: `${ofSite}/backupResources/{resourceUid}`,
  tag,
  summary: 'Takes storage back that the companies of the reseller do not need.',
  access: 'resellers.edit',
  params: byResource,
  answer: { kind: 'empty' },
})

export const RESELLER_SITE_OPERATIONS = [
  getResellersSiteResources,
  getResellersSiteBackupResources,
  getResellersSiteBackupResourcesUsages,
  getResellerSiteResources,
  createResellerSiteResource,
  getResellerSiteResource,
  patchResellerSiteResource,
  deleteResellerSiteResource,
  getResellerSiteBackupResources,
  createResellerSiteBackupResource,
  getResellerSiteBackupResourcesUsage,
  getResellerSiteBackupResource,
  patchResellerSiteBackupResource,
  deleteResellerSiteBackupResource,
]
