/**
 * The paths under which versions up to 3.5.1 knew tenants and their backup resources: below the company, a company having
 * one tenant on a site. Same meaning, older members beside the ones of today.
 */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { ownerCredentials, ownerCredentialsInput } from '../organizations/organization.ts'
import { backupResource, backupResourceInput, backupResourceUsage } from './backup-resources.ts'
import { tenant, tenantInput } from './tenants.ts'

export const companySite = tenant
  .extend({ companyUid: uid.nullable(), ownerCredentials })
  .meta({ id: 'CompanySiteResource' })
export type CompanySite = z.output<typeof companySite>

export const companySiteInput = tenantInput
  .omit({ assignedForCompany: true })
  .extend({
    siteUid: uid,
    credentials: ownerCredentialsInput.optional().describe('One of credentials and ownerCredentials is needed.'),
    ownerCredentials: ownerCredentialsInput.optional(),
  })
  .meta({ id: 'CompanySiteResourceInput' })
export type CompanySiteInput = z.output<typeof companySiteInput>

const byCompany = z.object({ companyUid: uid })
const bySite = z.object({ companyUid: uid, siteUid: uid })
const byResource = z.object({ companyUid: uid, siteUid: uid, resourceUid: uid })

export const getCompaniesSiteResources = operation({
  operationId: 'getCompaniesSiteResources',
  method: 'get',
  path: '/organizations/companies/sites',
  tag: 'companies',
  summary: 'Up to 3.5.1: lists the tenants of all companies.',
  access: 'tenants.read',
  answer: { kind: 'page', item: companySite },
})

export const getSiteResourcesOfCompany = operation({
  operationId: 'getSiteResourcesOfCompany',
  method: 'get',
  path: '/organizations/companies/{companyUid}/sites',
  tag: 'companies',
  summary: 'Up to 3.5.1: lists the tenants of one company.',
  access: 'tenants.read',
  params: byCompany,
  answer: { kind: 'page', item: companySite },
})

export const createCompanySiteResource = operation({
  operationId: 'createCompanySiteResource',
  method: 'post',
  path: '/organizations/companies/{companyUid}/sites',
  tag: 'companies',
  summary: 'Up to 3.5.1: creates the tenant of a company on a site.',
  access: 'tenants.manage',
  params: byCompany,
  body: { mediaType: 'application/json', schema: companySiteInput },
  answer: { kind: 'object', schema: companySite },
})

export const getCompanySiteResource = operation({
  operationId: 'getCompanySiteResource',
  method: 'get',
  path: '/organizations/companies/{companyUid}/sites/{siteUid}',
  tag: 'companies',
  summary: 'Up to 3.5.1: returns the tenant of a company on a site.',
  access: 'tenants.read',
  params: bySite,
  answer: { kind: 'object', schema: companySite },
})

export const patchCompanySiteResource = operation({
  operationId: 'patchCompanySiteResource',
  method: 'patch',
  path: '/organizations/companies/{companyUid}/sites/{siteUid}',
  tag: 'companies',
  summary: 'Up to 3.5.1: changes the tenant of a company on a site.',
  access: 'tenants.manage',
  params: bySite,
  isPatch: true,
  answer: { kind: 'object', schema: companySite },
})

export const deleteCompanySiteResource = operation({
  operationId: 'deleteCompanySiteResource',
  method: 'delete',
  path: '/organizations/companies/{companyUid}/sites/{siteUid}',
  tag: 'companies',
  summary: 'Up to 3.5.1: deletes the tenant of a company on a site, and what is stored in it if asked to.',
  access: 'tenants.manage',
  params: bySite,
  query: z.object({ deleteBackups: z.boolean().default(false) }),
  answer: { kind: 'empty' },
})

export const getCompanySiteBackupResources = operation({
  operationId: 'getCompanySiteBackupResources',
  method: 'get',
  path: '/organizations/companies/{companyUid}/sites/{siteUid}/backupResources',
  tag: 'companies',
  summary: 'Up to 3.5.1: lists the backup resources of a company on a site.',
  access: 'tenants.read',
  params: bySite,
  answer: { kind: 'page', item: backupResource },
})

export const getCompanySiteBackupResourcesUsage = operation({
  operationId: 'getCompanySiteBackupResourcesUsage',
  method: 'get',
  path: '/organizations/companies/{companyUid}/sites/{siteUid}/backupResources/usage',
  tag: 'companies',
  summary: 'Up to 3.5.1: lists what lies in the backup resources of a company on a site.',
  access: 'tenants.read',
  params: bySite,
  answer: { kind: 'page', item: backupResourceUsage },
})

export const createCompanySiteBackupResource = operation({
  operationId: 'createCompanySiteBackupResource',
  method: 'post',
  path: '/organizations/companies/{companyUid}/sites/{siteUid}/backupResources',
  tag: 'companies',
  summary: 'Up to 3.5.1: grants a company storage on a site.',
  access: 'tenants.manage',
  params: bySite,
  body: { mediaType: 'application/json', schema: backupResourceInput },
  answer: { kind: 'object', schema: backupResource },
})

export const getCompanySiteBackupResource = operation({
  operationId: 'getCompanySiteBackupResource',
  method: 'get',
  path: '/organizations/companies/{companyUid}/sites/{siteUid}/backupResources/{resourceUid}',
  tag: 'companies',
  summary: 'Up to 3.5.1: returns one backup resource.',
  access: 'tenants.read',
  params: byResource,
  answer: { kind: 'object', schema: backupResource },
})

export const patchCompanySiteBackupResource = operation({
  operationId: 'patchCompanySiteBackupResource',
  method: 'patch',
  path: '/organizations/companies/{companyUid}/sites/{siteUid}/backupResources/{resourceUid}',
  tag: 'companies',
  summary: 'Up to 3.5.1: changes a backup resource.',
  access: 'tenants.manage',
  params: byResource,
  isPatch: true,
  answer: { kind: 'object', schema: backupResource },
})

export const deleteCompanySiteBackupResource = operation({
  operationId: 'deleteCompanySiteBackupResource',
  method: 'delete',
  path: '/organizations/companies/{companyUid}/sites/{siteUid}/backupResources/{resourceUid}',
  tag: 'companies',
  summary: 'Up to 3.5.1: deletes a backup resource in which no repository lies.',
  access: 'tenants.manage',
  params: byResource,
  answer: { kind: 'empty' },
})

export const COMPANY_SITE_OPERATIONS = [
  getCompaniesSiteResources,
  getSiteResourcesOfCompany,
  createCompanySiteResource,
  getCompanySiteResource,
  patchCompanySiteResource,
  deleteCompanySiteResource,
  getCompanySiteBackupResources,
  getCompanySiteBackupResourcesUsage,
  createCompanySiteBackupResource,
  getCompanySiteBackupResource,
  patchCompanySiteBackupResource,
  deleteCompanySiteBackupResource,
]
