import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { embeddedOrganization, organization, organizationInput } from './organization.ts'

/** How a patched organization is judged, and what a patch may change. */
export const patchedOrganization = organization.extend(organizationInput.shape)
export const ORGANIZATION_CHANGEABLE = [
  'name',
  'alias',
  'taxId',
  'email',
  'phone',
  'country',
  'state',
  'countryName',
  'regionName',
  'city',
  'street',
  'locationAdmin0Code',
  'locationAdmin1Code',
  'locationAdmin2Code',
  'notes',
  'zipCode',
  'website',
  'veeamTenantId',
  'companyId',
] as const

/** What those above an organization keep of it, and its own users do not change. */
export const KEPT_FROM_ABOVE = {
  Company: ['companyId', 'veeamTenantId', 'notes'],
  Reseller: ['companyId', 'veeamTenantId'],
} as const

const byUid = z.object({ organizationUid: uid })

export const getOrganizations = operation({
  operationId: 'getOrganizations',
  method: 'get',
  path: '/organizations',
  tag: 'organizations',
  summary: 'Lists provider, resellers and companies.',
  access: 'companies.read',
  answer: { kind: 'page', item: organization },
})

export const getOrganization = operation({
  operationId: 'getOrganization',
  method: 'get',
  path: '/organizations/{organizationUid}',
  tag: 'organizations',
  summary: 'Returns one organization.',
  access: 'companies.read',
  params: byUid,
  answer: { kind: 'object', schema: organization },
})

export const patchOrganization = operation({
  operationId: 'patchOrganization',
  method: 'patch',
  path: '/organizations/{organizationUid}',
  tag: 'organizations',
  summary: "Changes the name, the contact and the identifiers of an organization within reach, or of the caller's own.",
  access: 'signedIn',
  params: byUid,
  isPatch: true,
  answer: { kind: 'object', schema: organization },
})

export const provider = z
  .object({ instanceUid: uid, _embedded: embeddedOrganization.nullable() })
  .meta({ id: 'Provider' })

export const getProvider = operation({
  operationId: 'getProvider',
  method: 'get',
  path: '/organizations/provider',
  tag: 'provider',
  summary: 'Returns the provider itself.',
  access: 'companies.read',
  expand: ['Organization'],
  answer: { kind: 'object', schema: provider },
})

export const ORGANIZATION_OPERATIONS = [getProvider, getOrganizations, getOrganization, patchOrganization]
