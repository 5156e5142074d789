import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { throttlingUnit } from '../storage/throttling.ts'
import { company, ownerProfile } from './companies.ts'
import { embeddedOrganization, organizationInput, ownerCredentialsInput } from './organization.ts'
import { operationMember } from './pending-operation.ts'
import { limitedText, nameText } from './text.ts'

const agentsQuota = z.int().min(0, { error: 'must be at least 0' }).nullable().default(null).describe('Null: no limit.')

export const resellerServices = z
  .object({
    hostedServices: z
      .object({
        backupResourcesEnabled: z.boolean().default(false),
        vb365ManagementEnabled: z.boolean().default(false),
        vbPublicCloudManagementEnabled: z.boolean().default(false),
      })
      .meta({ id: 'ResellerHostedServices' })
      .prefault({}),
    remoteServices: z
      .object({
        backupAgentsManagement: z
          .object({ workstationAgentsQuota: agentsQuota, serverAgentsQuota: agentsQuota })
          .meta({ id: 'ResellerBackupAgentsManagement' })
          .prefault({}),
        vb365ManagementEnabled: z.boolean().default(false),
        backupServersManagementEnabled: z.boolean().default(false),
        vbPublicCloudManagementEnabled: z.boolean().default(false),
      })
      .meta({ id: 'ResellerRemoteServices' })
      .prefault({}),
    cloudConnectQuota: z
      .object({
        dataTransferOutQuota: z.int().min(0).nullable().default(null).describe('Null: no limit.'),
        insiderProtectionQuota: z.int().min(0).nullable().default(1).describe('Days; null: switched off.'),
        throttlingValue: z.int().min(1).nullable().default(1).describe('Null: no limit.'),
        throttlingUnit: throttlingUnit('ResellerCloudConnectQuotaThrottlingUnit').default('MbytePerSec'),
        maxConcurrentTask: z.int().min(1).nullable().default(1).describe('Null: no limit.'),
        isWanAccelerationEnabled: z.boolean().default(false),
      })
      .meta({ id: 'ResellerCloudConnectQuota' })
      .nullable()
      .default(null),
    cloudConnectManagementEnabled: z.boolean().default(false),
    isFileLevelRestoreEnabled: z.boolean().default(false),
  })
  .meta({ id: 'ResellerServices' })
export type ResellerServices = z.output<typeof resellerServices>

export const resellerStatus = z.enum(['Active', 'Disabled']).meta({ id: 'ResellerStatus' })

export const reseller = z
  .object({
    instanceUid: uid,
    name: z.string(),
    proPartnerId: z.string().nullable(),
    status: resellerStatus,
    isRestAccessEnabled: z.boolean(),
    resellerServices,
    operation: operationMember,
    _embedded: embeddedOrganization.nullable(),
  })
  .meta({ id: 'Reseller' })
export type Reseller = z.output<typeof reseller>

export const resellerInput = z
  .object({
    organizationInput,
    ownerCredentials: ownerCredentialsInput,
    description: limitedText(4000)
      .nullable()
      .optional()
      .describe('Kept as the notes of the reseller where those are not given.'),
    proPartnerId: limitedText(255).nullable().optional(),
    resellerServices: resellerServices.prefault({}),
    isRestAccessEnabled: z.boolean().default(false),
    ownerProfile: ownerProfile.optional(),
  })
  .meta({ id: 'ResellerInput' })
export type ResellerInput = z.output<typeof resellerInput>

/** How a patched reseller is judged, and what a patch may change, with everything below it. */
export const patchedReseller = reseller.extend({
  name: nameText(255),
  proPartnerId: limitedText(255).nullable(),
})
export const RESELLER_CHANGEABLE = [
  'name',
  'proPartnerId',
  'status',
  'isRestAccessEnabled',
  'resellerServices',
] as const

const byUid = z.object({ resellerUid: uid })
const expand = ['Organization'] as const

export const getResellers = operation({
  operationId: 'getResellers',
  method: 'get',
  path: '/organizations/resellers',
  tag: 'resellers',
  summary: 'Lists resellers.',
  access: 'resellers.read',
  expand,
  answer: { kind: 'page', item: reseller },
})

export const createReseller = operation({
  operationId: 'createReseller',
  method: 'post',
  path: '/organizations/resellers',
  tag: 'resellers',
  summary: 'Creates a reseller with its Global Administrator.',
  access: 'resellers.create',
  body: { mediaType: 'application/json', schema: resellerInput },
  answer: { kind: 'object', schema: reseller },
})

export const getReseller = operation({
  operationId: 'getReseller',
  method: 'get',
  path: '/organizations/resellers/{resellerUid}',
  tag: 'resellers',
  summary: 'Returns one reseller.',
  access: 'resellers.read',
  params: byUid,
  expand,
  answer: { kind: 'object', schema: reseller },
})

export const patchReseller = operation({
  operationId: 'patchReseller',
  method: 'patch',
  path: '/organizations/resellers/{resellerUid}',
  tag: 'resellers',
  summary: 'Changes a reseller; disabling it disables its companies too.',
  access: 'resellers.edit',
  params: byUid,
  isPatch: true,
  isSlow: true,
  answer: { kind: 'object', schema: reseller },
})

export const deleteReseller = operation({
  operationId: 'deleteReseller',
  method: 'delete',
  path: '/organizations/resellers/{resellerUid}',
  tag: 'resellers',
  summary: 'Deletes a reseller with its users; its companies go over to the provider.',
  access: 'resellers.delete',
  params: byUid,
  isSlow: true,
  answer: { kind: 'empty' },
})

export const getCompaniesByReseller = operation({
  operationId: 'getCompaniesByReseller',
  method: 'get',
  path: '/organizations/resellers/{resellerUid}/companies',
  tag: 'resellers',
  summary: 'Lists the companies of one reseller.',
  access: 'companies.read',
  params: byUid,
  expand,
  answer: { kind: 'page', item: company },
})

const byCompany = z.object({ companyUid: uid })

export const assignCompanyToReseller = operation({
  operationId: 'assignCompanyToReseller',
  method: 'post',
  path: '/organizations/resellers/{resellerUid}/companies',
  tag: 'resellers',
  summary: 'Hands a company over to a reseller.',
  access: 'resellers.edit',
  params: byUid,
  query: byCompany,
  isSlow: true,
  answer: { kind: 'empty' },
})

export const unassignCompanyFromReseller = operation({
  operationId: 'unassignCompanyFromReseller',
  method: 'delete',
  path: '/organizations/resellers/{resellerUid}/companies',
  tag: 'resellers',
  summary: 'Takes a company back from a reseller.',
  access: 'resellers.edit',
  params: byUid,
  query: byCompany,
  isSlow: true,
  answer: { kind: 'empty' },
})

export const RESELLER_OPERATIONS = [
  getResellers,
  createReseller,
  getReseller,
  patchReseller,
  deleteReseller,
  getCompaniesByReseller,
  assignCompanyToReseller,
  unassignCompanyFromReseller,
]
