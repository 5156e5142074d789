import { z } from 'zod'
import { userProfile } from '../accounts/users.ts'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { embeddedOrganization, organizationInput, ownerCredentials, ownerCredentialsInput } from './organization.ts'
import { operationMember } from './pending-operation.ts'
import { nameText } from './text.ts'

const agentsQuota = z
  .int()
  .min(0, { error: 'must be at least 0' })
  .max(1_000_000, { error: 'must be at most 1000000' })
  .nullable()
  .default(null)
  .describe('Null: no limit.')

const companyBackupAgentsManagement = z
  .object({
    workstationAgentsQuota: agentsQuota,
    serverAgentsQuota: agentsQuota,
    isQuotaEnforced: z
      .boolean()
      .default(false)
      .describe('Beyond v3. True: agents over the quota are refused; false: the quota is a soft one.'),
  })
  .meta({ id: 'CompanyBackupAgentsManagement' })

const serverQuota = z.int().min(0).nullable().default(null)

export const companyServices = z
  .object({
    hostedServices: z
      .object({ isVbPublicCloudManagementEnabled: z.boolean().default(false) })
      .meta({ id: 'CompanyHostedServices' })
      .prefault({}),
    remoteServices: z
      .object({
        isBackupResourcesEnabled: z.boolean().default(true),
        backupAgentsManagement: companyBackupAgentsManagement
          .nullable()
          .prefault({})
          .describe('Null: the company may have no backup agents.'),
        backupServersManagement: z
          .object({ backupServerQuota: serverQuota })
          .meta({ id: 'CompanyBackupServerManagement' })
          .nullable()
          .default(null),
        vb365ServersManagement: z
          .object({ backupServerQuota: serverQuota })
          .meta({ id: 'CompanyVb365ServerManagement' })
          .nullable()
          .default(null),
        isVbPublicCloudManagementEnabled: z.boolean().default(false),
      })
      .meta({ id: 'CompanyRemoteServices' })
      .prefault({}),
  })
  .meta({ id: 'CompanyServices' })
export type CompanyServices = z.output<typeof companyServices>

export const companyStatus = z.enum(['Active', 'Disabled']).meta({ id: 'CompanyStatus' })

export const company = z
  .object({
    instanceUid: uid,
    name: z.string(),
    status: companyStatus,
    resellerUid: uid.nullable(),
    subscriptionPlanUid: uid.nullable(),
    isRestAccessEnabled: z.boolean(),
    isAlarmDetectEnabled: z.boolean(),
    ownerCredentials,
    companyServices,
    loginUrl: z.string().nullable(),
    operation: operationMember,
    _embedded: embeddedOrganization.nullable(),
  })
  .meta({ id: 'Company' })
export type Company = z.output<typeof company>

/** How a patched company is judged: the limits of creating one hold. */
export const patchedCompany = company.extend({ name: nameText(255), ownerCredentials: ownerCredentialsInput })
/** What a patch may change, with everything below it. */
export const COMPANY_CHANGEABLE = [
  'name',
  'status',
  'subscriptionPlanUid',
  'isRestAccessEnabled',
  'isAlarmDetectEnabled',
  'companyServices',
  'ownerCredentials.password',
] as const

/** E-mail and phone that are not given are those of the organization. */
export const ownerProfile = userProfile.describe('Beyond v3. Who the owner is.')

export const companyInput = z
  .object({
    organizationInput,
    ownerCredentials: ownerCredentialsInput,
    resellerUid: uid.nullable().optional(),
    subscriptionPlanUid: uid.nullable().optional(),
    isRestAccessEnabled: z.boolean().default(false),
    isAlarmDetectEnabled: z.boolean().default(false),
    companyServices: companyServices.prefault({}),
    ownerProfile: ownerProfile.optional(),
  })
  .meta({ id: 'CompanyInput' })
export type CompanyInput = z.output<typeof companyInput>

const byUid = z.object({ companyUid: uid })
const expand = ['Organization'] as const

export const getCompanies = operation({
  operationId: 'getCompanies',
  method: 'get',
  path: '/organizations/companies',
  tag: 'companies',
  summary: 'Lists companies.',
  access: 'companies.read',
  expand,
  answer: { kind: 'page', item: company },
})

export const createCompany = operation({
  operationId: 'createCompany',
  method: 'post',
  path: '/organizations/companies',
  tag: 'companies',
  summary: 'Creates a company with its owner and its two default locations.',
  access: 'companies.create',
  body: { mediaType: 'application/json', schema: companyInput },
  answer: { kind: 'object', schema: company },
})

export const getCompany = operation({
  operationId: 'getCompany',
  method: 'get',
  path: '/organizations/companies/{companyUid}',
  tag: 'companies',
  summary: 'Returns one company.',
  access: 'companies.read',
  params: byUid,
  expand,
  answer: { kind: 'object', schema: company },
})

export const patchCompany = operation({
  operationId: 'patchCompany',
  method: 'patch',
  path: '/organizations/companies/{companyUid}',
  tag: 'companies',
  summary: 'Changes a company; disabling it locks its users out and stops its running work.',
  access: 'companies.edit',
  params: byUid,
  isPatch: true,
  isSlow: true,
  answer: { kind: 'object', schema: company },
})

export const deleteCompany = operation({
  operationId: 'deleteCompany',
  method: 'delete',
  path: '/organizations/companies/{companyUid}',
  tag: 'companies',
  summary: 'Deletes a company with all that hangs on it; it can be restored for a while.',
  access: 'companies.delete',
  params: byUid,
  query: z.object({
    removeAllAgents: z
      .boolean()
      .optional()
      .describe('True: the agents are forgotten, so that computers have to be enrolled again after a restore.'),
    removeBackups: z
      .boolean()
      .optional()
      .describe('True: what is stored goes at the end of its protection period and does not come back with a restore.'),
  }),
  isSlow: true,
  answer: { kind: 'empty' },
})

export const getProviderCompanies = operation({
  operationId: 'getProviderCompanies',
  method: 'get',
  path: '/organizations/provider/companies',
  tag: 'provider',
  summary: 'Lists the companies that belong to no reseller.',
  access: 'companies.read',
  expand,
  answer: { kind: 'page', item: company },
})

export const COMPANY_OPERATIONS = [
  getProviderCompanies,
  getCompanies,
  createCompany,
  getCompany,
  patchCompany,
  deleteCompany,
]
