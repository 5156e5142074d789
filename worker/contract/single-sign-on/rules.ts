/** Rules of an identity provider: which claims give which role where. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { limitedText, nameText } from '../organizations/text.ts'
import { byOrganization, byProvider, identityProvider } from './identity-providers.ts'

const claimType = limitedText(500).trim()
const neededClaimType = claimType.min(1, { error: 'must not be empty' })

const ruleRole = z
  .enum([
    'CompanyAdministrator',
    'CompanyInvoiceAuditor',
    'CompanyLocationAdministrator',
    'CompanyLocationUser',
    'CompanyOwner',
    'CompanyTenant',
    'PortalAdministrator',
    'PortalOperator',
    'PortalReadonlyOperator',
    'ResellerAdministrator',
    'ResellerInvoiceAuditor',
    'ResellerOperator',
    'ResellerOwner',
    'ResellerUser',
    'Unknown',
  ])
  .meta({ id: 'IdentityProviderRoleMappingRuleRole' })

const tenantMapping = z
  .object({ siteNameSourceClaimType: neededClaimType, tenantNameSourceClaimType: neededClaimType })
  .meta({ id: 'IdentityProviderCompanyTenantMappingParameters' })

const claimMatchRule = z
  .object({
    claimType: neededClaimType,
    operator: z
      .enum(['Contains', 'Equals', 'MatchRegex', 'NotContains', 'NotEquals', 'Unknown'])
      .meta({ id: 'IdentityProviderClaimMatchRuleOperator' }),
    value: limitedText(1000),
    matchCase: z.boolean(),
  })
  .meta({ id: 'IdentityProviderClaimMatchRule' })

const attributeMapping = z
  .object({
    claimType: neededClaimType,
    attribute: z
      .enum(['Address', 'FirstName', 'LastName', 'Name', 'Phone', 'Unknown'])
      .meta({ id: 'IdentityProviderAttributeMappingAttribute' }),
    allowAliases: z.boolean().default(true).describe('Other usual names of the same claim count as well.'),
    defaultValue: limitedText(255).nullable().default(null),
  })
  .meta({ id: 'IdentityProviderAttributeMapping' })

const ruleMembers = {
  name: nameText(255),
  role: ruleRole,
  organizationMappingSourceClaimType: claimType.describe(
    'The claim that holds name, alias or uid of the organization of the user. Empty: mappedOrganizationUid, or the organization of the provider.',
  ),
  description: limitedText(1000).trim().nullable().default(null),
  enabled: z.boolean().default(true),
  managedCompaniesUids: z.array(uid).max(1000).nullable().default(null),
  manageAllCompanies: z.boolean().default(true).describe('Of Portal and Service Provider roles limited to companies.'),
  hasAccessToProvider: z.boolean().nullable().default(null),
  locationsMappingSourceClaimType: claimType
    .nullable()
    .default(null)
    .describe('The claim that holds names or uids of locations, separated by ";".'),
  companyTenantMappingClaims: tenantMapping.nullable().default(null),
  additionalMappings: z.array(claimMatchRule).max(50).nullable().default(null).describe('All of them must hold.'),
  attributeMappings: z.array(attributeMapping).max(20).nullable().default(null),
  mappedOrganizationUid: uid.nullable().default(null).describe('Beyond v3: the organization of the users, fixed.'),
  locationUids: z.array(uid).max(1000).nullable().default(null).describe('Beyond v3: the locations, fixed.'),
  companiesMappingSourceClaimType: claimType
    .nullable()
    .default(null)
    .describe('Beyond v3: the claim that holds names, aliases or uids of the managed companies, separated by ";".'),
}

/** What a rule is made of, without what the console gives it: bodies, patches and exports. */
export const ruleContent = z.object(ruleMembers)
export type RuleContent = z.output<typeof ruleContent>

export const rule = z
  .object({
    ...ruleMembers,
    instanceUid: uid,
    providerName: z.string(),
    organizationUid: uid.describe('Beyond v3: the organization of the provider.'),
    _embedded: z
      .object({ providerInfo: identityProvider })
      .meta({ id: 'IdentityProviderRoleMappingRuleEmbedded' })
      .optional(),
  })
  .meta({ id: 'IdentityProviderRoleMappingRule' })
export type IdentityProviderRule = z.output<typeof rule>
export const RULE_CHANGEABLE = Object.keys(ruleMembers)

/** What the console gives a rule is passed over, so that an answer can be sent back. */
const ruleInput = ruleContent
  .extend({
    instanceUid: uid.nullable().optional(),
    providerName: z.string().nullable().optional(),
    _embedded: z.unknown().optional(),
  })
  .meta({ id: 'IdentityProviderRoleMappingRuleInput' })

export const ruleExport = z
  .object({
    format: z.literal('holdfast identity provider rules 1'),
    rules: z.array(ruleInput).max(500),
  })
  .meta({ id: 'IdentityProviderRuleExport' })
export type RuleExport = z.output<typeof ruleExport>

const byRule = byProvider.extend({ ruleUid: uid })
const TAG = 'single_sign_on'
const ACCESS = 'sso.manage'
const expand = ['IdentityProvider']
const RULES_PATH = '/organizations/{organizationUid}/identityProviders/{identityProviderName}/rules'

export const getOrganizationsIdentityProvidersRules = operation({
  operationId: 'getOrganizationsIdentityProvidersRules',
  method: 'get',
  path: '/organizations/identityProviders/rules',
  tag: TAG,
  summary: 'Lists the rules of all organizations.',
  access: ACCESS,
  expand,
  answer: { kind: 'page', item: rule },
})

export const getOrganizationIdentityProvidersRules = operation({
  operationId: 'getOrganizationIdentityProvidersRules',
  method: 'get',
  path: '/organizations/{organizationUid}/identityProviders/rules',
  tag: TAG,
  summary: 'Lists the rules of one organization.',
  access: ACCESS,
  params: byOrganization,
  expand,
  answer: { kind: 'page', item: rule },
})

export const getIdentityProviderRules = operation({
  operationId: 'getIdentityProviderRules',
  method: 'get',
  path: RULES_PATH,
  tag: TAG,
  summary: 'Lists the rules of one provider.',
  access: ACCESS,
  params: byProvider,
  expand,
  answer: { kind: 'page', item: rule },
})

export const createIdentityProviderRule = operation({
  operationId: 'createIdentityProviderRule',
  method: 'post',
  path: RULES_PATH,
  tag: TAG,
  summary: 'Adds a rule to a provider.',
  access: ACCESS,
  closedToImpersonation: true,
  params: byProvider,
  body: { mediaType: 'application/json', schema: ruleInput },
  answer: { kind: 'object', schema: rule },
})

export const getIdentityProviderRule = operation({
  operationId: 'getIdentityProviderRule',
  method: 'get',
  path: `${RULES_PATH}/{ruleUid}`,
  tag: TAG,
  summary: 'Returns one rule.',
  access: ACCESS,
  params: byRule,
  answer: { kind: 'object', schema: rule },
})

export const patchIdentityProviderRule = operation({
  operationId: 'patchIdentityProviderRule',
  method: 'patch',
  path: `${RULES_PATH}/{ruleUid}`,
  tag: TAG,
  summary: 'Changes a rule.',
  access: ACCESS,
  closedToImpersonation: true,
  params: byRule,
  isPatch: true,
  answer: { kind: 'object', schema: rule },
})

export const deleteIdentityProviderRule = operation({
  operationId: 'deleteIdentityProviderRule',
  method: 'delete',
  path: `${RULES_PATH}/{ruleUid}`,
  tag: TAG,
  summary: 'Deletes a rule and the identities that it made: their users are signed out and gone.',
  access: ACCESS,
  closedToImpersonation: true,
  params: byRule,
  answer: { kind: 'empty' },
})

export const exportIdentityProviderRules = operation({
  operationId: 'exportIdentityProviderRules',
  method: 'get',
  path: '/organizations/{organizationUid}/identityProviders/{identityProviderName}/exportedRules',
  tag: 'holdfast',
  summary: 'The rules of a provider as one document, to be kept or imported elsewhere.',
  access: ACCESS,
  params: byProvider,
  answer: { kind: 'object', schema: ruleExport },
})

export const importIdentityProviderRules = operation({
  operationId: 'importIdentityProviderRules',
  method: 'post',
  path: '/organizations/{organizationUid}/identityProviders/{identityProviderName}/importedRules',
  tag: 'holdfast',
  summary: 'Adds the rules of an exported document: all of them or, when one cannot be taken, none.',
  access: ACCESS,
  closedToImpersonation: true,
  params: byProvider,
  body: { mediaType: 'application/json', schema: ruleExport },
  answer: { kind: 'list', item: rule },
})

export const IDENTITY_PROVIDER_RULE_OPERATIONS = [
  getOrganizationsIdentityProvidersRules,
  getOrganizationIdentityProvidersRules,
  getIdentityProviderRules,
  createIdentityProviderRule,
  getIdentityProviderRule,
  patchIdentityProviderRule,
  deleteIdentityProviderRule,
  exportIdentityProviderRules,
  importIdentityProviderRules,
]
