import { z } from 'zod'
import { dateTime, uid } from '../common.ts'
import { operation } from '../operation.ts'
import { ownerCredentials, ownerCredentialsInput } from '../organizations/organization.ts'
import { limitedText } from '../organizations/text.ts'
import { throttlingUnit } from './throttling.ts'

const tenantType = z.enum(['General', 'Unknown', 'VCD']).meta({ id: 'CloudTenantType' })
const gatewaySelectionType = z
  .enum(['GatewayPool', 'StandaloneGateways', 'Unknown'])
  .meta({ id: 'CloudTenantGatewaySelectionType' })
const tenantThrottlingUnit = throttlingUnit('CloudTenantThrottlingUnit')

/** A company's account on a storage site. */
export const tenant = z
  .object({
    instanceUid: uid,
    siteUid: uid,
    siteName: z.string(),
    name: z.string().nullable(),
    description: z.string().nullable(),
    type: tenantType,
    vCloudOrganizationUid: uid.nullable(),
    assignedForCompany: uid.nullable(),
    isEnabled: z.boolean(),
    lastActive: dateTime.nullable(),
    credentials: ownerCredentials,
    isLeaseExpirationEnabled: z.boolean(),
    leaseExpirationDate: dateTime.nullable(),
    isThrottlingEnabled: z.boolean(),
    throttlingValue: z.int().nullable(),
    throttlingUnit: tenantThrottlingUnit,
    maxConcurrentTask: z.int(),
    isBackupProtectionEnabled: z.boolean(),
    backupProtectionPeriod: z.int().nullable().describe('Days.'),
    gatewaySelectionType,
    gatewayPoolsUids: z.array(uid).nullable(),
    isGatewayFailoverEnabled: z.boolean(),
    isBackupResourcesEnabled: z.boolean().describe('True: the tenant has backup resources.'),
    isNativeReplicationResourcesEnabled: z.boolean(),
    isVcdReplicationResourcesEnabled: z.boolean(),
    hashedPassword: z.string().optional().describe('Never answered.'),
  })
  .meta({ id: 'CloudTenant' })
export type Tenant = z.output<typeof tenant>

function numberBetween(minimum: number, maximum: number) {
  return z
    .int()
    .min(minimum, { error: `must be at least ${minimum}` })
    .max(maximum, { error: `must be at most ${maximum}` })
}

/** What the server decides itself: taken in a request, never judged. */
const ignored = z.unknown().optional().describe('Has no effect in a request.')

/** What a request may say of a tenant; the limits hold for creating and patching. */
export const tenantInput = z
  .object({
    credentials: ownerCredentialsInput,
    name: limitedText(255).nullable().optional().describe('Not given: the user name.'),
    description: limitedText(4000).nullable().optional(),
    assignedForCompany: uid.nullable().optional(),
    type: tenantType.default('General'),
    vCloudOrganizationUid: uid.nullable().optional(),
    isEnabled: z.boolean().default(true),
    isLeaseExpirationEnabled: z.boolean().default(false),
    leaseExpirationDate: dateTime.nullable().optional(),
    isThrottlingEnabled: z.boolean().default(false),
    throttlingValue: numberBetween(1, 1_000_000_000).nullable().default(1),
    throttlingUnit: tenantThrottlingUnit.default('MbytePerSec'),
    maxConcurrentTask: numberBetween(1, 1000).default(1),
    isBackupProtectionEnabled: z.boolean().default(false),
    backupProtectionPeriod: numberBetween(1, 99).nullable().default(7).describe('Days.'),
    gatewaySelectionType: gatewaySelectionType.default('StandaloneGateways'),
    gatewayPoolsUids: z.array(uid).max(100).nullable().optional(),
    isGatewayFailoverEnabled: z.boolean().default(false),
    instanceUid: ignored,
    siteUid: ignored,
    siteName: ignored,
    lastActive: ignored,
    hashedPassword: ignored,
    isBackupResourcesEnabled: ignored,
    isNativeReplicationResourcesEnabled: ignored,
    isVcdReplicationResourcesEnabled: ignored,
  })
  .meta({ id: 'CloudTenantInput' })
export type TenantInput = z.output<typeof tenantInput>

/** How a patched tenant is judged, and what a patch may change, with everything below it. */
export const patchedTenant = tenant.extend({
  credentials: ownerCredentialsInput,
  ...tenantInput.pick({
    name: true,
    description: true,
    throttlingValue: true,
    maxConcurrentTask: true,
    backupProtectionPeriod: true,
    gatewayPoolsUids: true,
  }).shape,
})
export const TENANT_CHANGEABLE = [
  'credentials',
  'name',
  'description',
  'assignedForCompany',
  'isEnabled',
  'isLeaseExpirationEnabled',
  'leaseExpirationDate',
  'isThrottlingEnabled',
  'throttlingValue',
  'throttlingUnit',
  'maxConcurrentTask',
  'isBackupProtectionEnabled',
  'backupProtectionPeriod',
  'gatewaySelectionType',
  'gatewayPoolsUids',
  'isGatewayFailoverEnabled',
] as const

const byUid = z.object({ tenantUid: uid })

export const getTenants = operation({
  operationId: 'getTenants',
  method: 'get',
  path: '/infrastructure/sites/tenants',
  tag: 'cloud_connect',
  summary: 'Lists the tenants of all sites.',
  access: 'tenants.read',
  answer: { kind: 'page', item: tenant },
})

export const getTenantsBySite = operation({
  operationId: 'getTenantsBySite',
  method: 'get',
  path: '/infrastructure/sites/{siteUid}/tenants',
  tag: 'cloud_connect',
  summary: 'Lists the tenants of one site.',
  access: 'tenants.read',
  params: z.object({ siteUid: uid }),
  answer: { kind: 'page', item: tenant },
})

export const createTenant = operation({
  operationId: 'createTenant',
  method: 'post',
  path: '/infrastructure/sites/{siteUid}/tenants',
  tag: 'cloud_connect',
  summary: 'Creates a tenant on a site.',
  access: 'tenants.manage',
  params: z.object({ siteUid: uid }),
  body: { mediaType: 'application/json', schema: tenantInput },
  answer: { kind: 'object', schema: tenant },
})

export const getTenant = operation({
  operationId: 'getTenant',
  method: 'get',
  path: '/infrastructure/sites/tenants/{tenantUid}',
  tag: 'cloud_connect',
  summary: 'Returns one tenant.',
  access: 'tenants.read',
  params: byUid,
  answer: { kind: 'object', schema: tenant },
})

export const patchTenant = operation({
  operationId: 'patchTenant',
  method: 'patch',
  path: '/infrastructure/sites/tenants/{tenantUid}',
  tag: 'cloud_connect',
  summary: 'Changes a tenant, or maps it to another company.',
  access: 'tenants.manage',
  params: byUid,
  isPatch: true,
  answer: { kind: 'object', schema: tenant },
})

export const enableTenant = operation({
  operationId: 'enableTenant',
  method: 'post',
  path: '/infrastructure/sites/tenants/{tenantUid}/enable',
  tag: 'cloud_connect',
  summary: 'Gives a disabled tenant its storage back.',
  access: 'tenants.manage',
  params: byUid,
  answer: { kind: 'object', schema: tenant },
})

export const disableTenant = operation({
  operationId: 'disableTenant',
  method: 'post',
  path: '/infrastructure/sites/tenants/{tenantUid}/disable',
  tag: 'cloud_connect',
  summary: 'Cuts a tenant off its storage at once.',
  access: 'tenants.manage',
  params: byUid,
  answer: { kind: 'object', schema: tenant },
})

export const deleteTenant = operation({
  operationId: 'deleteTenant',
  method: 'delete',
  path: '/infrastructure/sites/tenants/{tenantUid}',
  tag: 'cloud_connect',
  summary: 'Deletes a tenant with its backup resources, and what is stored in them if asked to.',
  access: 'tenants.manage',
  params: byUid,
  query: z.object({ deleteBackups: z.boolean().default(false) }),
  answer: { kind: 'empty' },
})

export const getCompanySiteResources = operation({
  operationId: 'getCompanySiteResources',
  method: 'get',
  path: '/organizations/companies/{companyUid}/siteResources',
  tag: 'companies',
  summary: 'Lists the tenants of one company.',
  access: 'tenants.read',
  params: z.object({ companyUid: uid }),
  answer: { kind: 'page', item: tenant },
})

export const TENANT_OPERATIONS = [
  getCompanySiteResources,
  getTenants,
  getTenantsBySite,
  createTenant,
  getTenant,
  patchTenant,
  enableTenant,
  disableTenant,
  deleteTenant,
]
