/** Hardware plans given to resellers. Sites here have none of their own: what is said of them is kept and answered. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { countQuota } from './reseller-sites.ts'

export const replicationResource = z
  .object({
    instanceUid: uid,
    siteUid: uid,
    resellerUid: uid,
    hardwarePlanUid: uid,
    tenantsPerPlanQuota: z.int().nullable().describe('Null: no limit.'),
    isWanAccelerationEnabled: z.boolean(),
    wanAcceleratorUid: uid.nullable(),
  })
  .meta({ id: 'ResellerSiteReplicationResource' })
export type ReplicationResource = z.output<typeof replicationResource>

export const replicationResourceInput = z
  .object({
    hardwarePlanUid: uid,
    tenantsPerPlanQuota: countQuota.optional(),
    isWanAccelerationEnabled: z.boolean().default(false),
    wanAcceleratorUid: uid.nullable().optional(),
  })
  .meta({ id: 'ResellerSiteReplicationResourceInput' })
export type ReplicationResourceInput = z.output<typeof replicationResourceInput>

export const patchedReplicationResource = replicationResource.extend({ tenantsPerPlanQuota: countQuota })
export const REPLICATION_RESOURCE_CHANGEABLE = [
  'hardwarePlanUid',
  'tenantsPerPlanQuota',
  'isWanAccelerationEnabled',
  'wanAcceleratorUid',
] as const

export const replicationResourceUsage = z
  .object({
    replicationResourceUid: uid,
    resellerUid: uid,
    hardwarePlanUid: uid,
    tenantsPerPlanUsage: z.int(),
  })
  .meta({ id: 'ResellerSiteReplicationResourceUsage' })
export type ReplicationResourceUsage = z.output<typeof replicationResourceUsage>

const bySite = z.object({ resellerUid: uid, siteUid: uid })
const byResource = z.object({ resellerUid: uid, siteUid: uid, replicationResourceUid: uid })
const tag = 'resellers'
const ofAll = '/organizations/resellers/sites/replicationResources'
const ofSite = '/organizations/resellers/{resellerUid}/sites/{siteUid}/replicationResources'

export const getResellersSiteReplicationResources = operation({
  operationId: 'getResellersSiteReplicationResources',
  method: 'get',
  path: ofAll,
  tag,
  summary: 'Lists the hardware plans given to resellers.',
  access: 'resellers.read',
  answer: { kind: 'page', item: replicationResource },
})

export const getResellersSiteReplicationResourcesUsages = operation({
  operationId: 'getResellersSiteReplicationResourcesUsages',
  method: 'get',
  path: `${ofAll}/usage`,
  tag,
  summary: 'Lists how many tenants of resellers use the hardware plans given to them.',
  access: 'resellers.read',
  answer: { kind: 'page', item: replicationResourceUsage },
})

export const getResellerSiteReplicationResources = operation({
  operationId: 'getResellerSiteReplicationResources',
  method: 'get',
  path: ofSite,
  tag,
  summary: 'Lists the hardware plans given to one reseller on one site.',
  access: 'resellers.read',
  params: bySite,
  answer: { kind: 'page', item: replicationResource },
})

export const createResellerSiteReplicationResource = operation({
  operationId: 'createResellerSiteReplicationResource',
  method: 'post',
  path: ofSite,
  tag,
  summary: 'Gives a reseller a hardware plan on a site.',
  access: 'resellers.edit',
  params: bySite,
  body: { mediaType: 'application/json', schema: replicationResourceInput },
  answer: { kind: 'object', schema: replicationResource },
})

export const getResellerSiteReplicationResourcesUsage = operation({
  operationId: 'getResellerSiteReplicationResourcesUsage',
  method: 'get',
  path: `${ofSite}/usage`,
  tag,
  summary: 'Lists how many tenants of one reseller use its hardware plans on one site.',
  access: 'resellers.read',
  params: bySite,
  answer: { kind: 'page', item: replicationResourceUsage },
})

export const getResellerSiteReplicationResource = operation({
  operationId: 'getResellerSiteReplicationResource',
  method: 'get',
  path: `${ofSite}/{replicationResourceUid}`,
  tag,
  summary: 'Returns one hardware plan of a reseller.',
  access: 'resellers.read',
  params: byResource,
  answer: { kind: 'object', schema: replicationResource },
})

export const patchResellerSiteReplicationResource = operation({
  operationId: 'patchResellerSiteReplicationResource',
  method: 'patch',
  path: `${ofSite}/{replicationResourceUid}`,
  tag,
  summary: 'Changes a hardware plan of a reseller.',
  access: 'resellers.edit',
  params: byResource,
  isPatch: true,
  answer: { kind: 'object', schema: replicationResource },
})

export const deleteResellerSiteReplicationResource = operation({
  operationId: 'deleteResellerSiteReplicationResource',
  method: 'delete',
  path: `${ofSite}/{replicationResourceUid}`,
  tag,
  summary: 'Takes a hardware plan from a reseller.',
  access: 'resellers.edit',
  params: byResource,
  answer: { kind: 'empty' },
})

export const RESELLER_REPLICATION_OPERATIONS = [
  getResellersSiteReplicationResources,
  getResellersSiteReplicationResourcesUsages,
  getResellerSiteReplicationResources,
  createResellerSiteReplicationResource,
  getResellerSiteReplicationResourcesUsage,
  getResellerSiteReplicationResource,
  patchResellerSiteReplicationResource,
  deleteResellerSiteReplicationResource,
]
