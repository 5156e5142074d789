import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { throttlingUnit } from '../storage/throttling.ts'
import { embeddedOrganization, organizationInput, ownerCredentialsInput } from './organization.ts'
import { limitedText } from './text.ts'

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
  })
  .meta({ id: 'ResellerInput' })
export type ResellerInput = z.output<typeof resellerInput>

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

export const RESELLER_OPERATIONS = [getResellers, createReseller, getReseller]
