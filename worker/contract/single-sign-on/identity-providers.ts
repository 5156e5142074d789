/** Identity providers of organizations. v3 knows SAML 2.0; OpenID Connect providers stand in the same lists, beyond v3. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { limitedText, nameText } from '../organizations/text.ts'
import { saml2Configuration } from './saml-configuration.ts'

const templates = ['ADFS', 'Custom', 'Keycloak', 'Okta', 'Unknown'] as const
const identityProviderTemplate = z.enum(templates).meta({ id: 'IdentityProviderTemplate' })
const templateInput = z.enum([...templates, 'EntraID']).meta({ id: 'IdentityProviderTemplateInput' })
const identityProviderType = z.enum(['SAML2', 'Unknown']).meta({ id: 'IdentityProviderType' })
const protocol = z.enum(['SAML2', 'OIDC']).meta({ id: 'IdentityProviderProtocol' })

export const providerName = z
  .string()
  .trim()
  .min(5, { error: 'must have at least 5 characters' })
  .max(32, { error: 'must have at most 32 characters' })
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/, {
    error: 'must be made of letters, digits, dots, hyphens and underscores, with a letter or digit at both ends',
  })
  .refine((name) => !/^(rules|saml2|oidc|name|start)$/i.test(name), { error: 'is a reserved name' })

/** A provider as rules embed it. */
export const identityProvider = z
  .object({
    name: z.string(),
    displayName: z.string(),
    template: identityProviderTemplate,
    type: identityProviderType.describe('Unknown: OpenID Connect, which v3 has no word for.'),
    organizationUid: uid,
    enabled: z.boolean(),
  })
  .meta({ id: 'IdentityProvider' })
export type IdentityProvider = z.output<typeof identityProvider>

const issuerUrl = limitedText(1000)
  .trim()
  .regex(/^https?:\/\/[^\s?#]+$/i, { error: 'must be an https address without query and fragment' })

export const oidcConfiguration = z
  .object({
    issuer: issuerUrl.describe('As the provider names itself; its discovery document lies below.'),
    clientId: limitedText(500).trim().min(1, { error: 'must not be empty' }),
    clientSecret: limitedText(2000).nullable().default(null).describe('Sealed, never answered: always null.'),
    clientAuthentication: z
      .enum(['ClientSecretBasic', 'ClientSecretPost', 'None'])
      .meta({ id: 'OidcClientAuthentication' })
      .default('ClientSecretBasic'),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, { error: 'must be a scope name' }))
      .max(30)
      .default(['openid', 'profile', 'email'])
      .describe('"openid" is always asked for.'),
    idTokenSigningAlgorithm: z
      .enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'])
      .meta({ id: 'OidcSigningAlgorithm' })
      .default('RS256')
      .describe('The only one that is accepted.'),
    isUserInfoRequested: z
      .boolean()
      .default(false)
      .describe('True: claims of the userinfo endpoint are added to those of the ID token, which win.'),
  })
  .meta({ id: 'OidcConfiguration' })
export type OidcConfiguration = z.output<typeof oidcConfiguration>

/** What both protocols add to v3. */
const beyondV3 = {
  protocol: protocol.describe('Beyond v3.'),
  templateName: templateInput.describe('Beyond v3: the template, EntraID included.'),
  oidc: oidcConfiguration.nullable().describe('Beyond v3. Null for SAML 2.0.'),
  signInUrl: z.string().describe('Beyond v3: where a sign-in of the organization begins.'),
  assertionConsumerServiceUrl: z
    .string()
    .describe('Beyond v3: where the provider sends its answer (ACS link, redirect URI).'),
  validatedAt: z.iso
    .datetime({ offset: true, local: true })
    .nullable()
    .describe('Beyond v3: when the metadata was last loaded.'),
}

export const identityProviderSettings = z
  .object({
    displayName: nameText(255),
    configuration: saml2Configuration,
    name: z.string(),
    template: identityProviderTemplate,
    type: identityProviderType.describe('Unknown: OpenID Connect, which v3 has no word for; see protocol.'),
    configurationValidationSucceeded: z.boolean(),
    errorMessage: z.string().nullable(),
    rulesCount: z.int(),
    configurationCompleted: z.boolean().describe('Nobody signs in before; a successful test sign-in completes it.'),
    enabled: z.boolean(),
    organizationUid: uid,
    ...beyondV3,
  })
  .meta({ id: 'IdentityProviderSettings' })
export type IdentityProviderSettings = z.output<typeof identityProviderSettings>

/** How a patched provider is judged, and what a patch may change of it. */
export const patchedProvider = identityProviderSettings.extend({ template: templateInput })
export const PROVIDER_CHANGEABLE = [
  'displayName',
  'template',
  'configuration',
  'configurationCompleted',
  'enabled',
  'oidc',
] as const

const inputBase = {
  name: providerName.describe('The client id: 5 to 32 characters, unique in the console, part of addresses.'),
  displayName: nameText(255),
  template: templateInput.default('Custom'),
  configurationCompleted: z.boolean().default(false),
  enabled: z.boolean().default(true).describe('An organization has at most one enabled provider (error 10500).'),
}

export const identityProviderSettingsInput = z
  .object({ ...inputBase, configuration: saml2Configuration, type: identityProviderType.default('SAML2') })
  .meta({ id: 'IdentityProviderSettingsInput' })
export type IdentityProviderSettingsInput = z.output<typeof identityProviderSettingsInput>

export const oidcIdentityProviderInput = z
  .object({ ...inputBase, oidc: oidcConfiguration })
  .meta({ id: 'OidcIdentityProviderInput' })
export type OidcIdentityProviderInput = z.output<typeof oidcIdentityProviderInput>

export const byOrganization = z.object({ organizationUid: uid })
export const byProvider = z.object({ organizationUid: uid, identityProviderName: z.string() })
const TAG = 'single_sign_on'
const ACCESS = 'sso.manage'

export const getIdentityProviders = operation({
  operationId: 'getIdentityProviders',
  method: 'get',
  path: '/organizations/identityProviders',
  tag: TAG,
  summary: 'Lists the identity providers of all organizations.',
  access: ACCESS,
  answer: { kind: 'page', item: identityProviderSettings },
})

export const checkUniquenessForIdentityProviderName = operation({
  operationId: 'checkUniquenessForIdentityProviderName',
  method: 'post',
  path: '/organizations/identityProviders/name',
  tag: TAG,
  summary: 'Says whether no identity provider has a name yet.',
  access: ACCESS,
  query: z.object({ name: z.string() }),
  answer: { kind: 'object', schema: z.boolean() },
})

export const getOrganizationIdentityProviders = operation({
  operationId: 'getOrganizationIdentityProviders',
  method: 'get',
  path: '/organizations/{organizationUid}/identityProviders',
  tag: TAG,
  summary: 'Lists the identity providers of one organization.',
  access: ACCESS,
  params: byOrganization,
  answer: { kind: 'page', item: identityProviderSettings },
})

export const createSaml2IdentityProvider = operation({
  operationId: 'createSaml2IdentityProvider',
  method: 'post',
  path: '/organizations/{organizationUid}/identityProviders/saml2',
  tag: TAG,
  summary: 'Configures a SAML 2.0 provider.',
  access: ACCESS,
  closedToImpersonation: true,
  params: byOrganization,
  body: { mediaType: 'application/json', schema: identityProviderSettingsInput },
  answer: { kind: 'object', schema: identityProviderSettings },
})

export const createOidcIdentityProvider = operation({
  operationId: 'createOidcIdentityProvider',
  method: 'post',
  path: '/organizations/{organizationUid}/identityProviders/oidc',
  tag: 'holdfast',
  summary: 'Configures an OpenID Connect provider.',
  access: ACCESS,
  closedToImpersonation: true,
  params: byOrganization,
  body: { mediaType: 'application/json', schema: oidcIdentityProviderInput },
  answer: { kind: 'object', schema: identityProviderSettings },
})

export const getSaml2IdentityProviderClientMetadata = operation({
  operationId: 'getSaml2IdentityProviderClientMetadata',
  method: 'get',
  path: '/organizations/{organizationUid}/identityProviders/saml2/{identityProviderName}/metadata',
  tag: TAG,
  summary: "The console's own metadata, to be given to the provider.",
  access: ACCESS,
  params: byProvider,
  answer: { kind: 'binary', mediaType: 'application/xml' },
})

export const getIdentityProvider = operation({
  operationId: 'getIdentityProvider',
  method: 'get',
  path: '/organizations/{organizationUid}/identityProviders/{identityProviderName}',
  tag: TAG,
  summary: 'Returns one identity provider.',
  access: ACCESS,
  params: byProvider,
  answer: { kind: 'object', schema: identityProviderSettings },
})

export const patchIdentityProvider = operation({
  operationId: 'patchIdentityProvider',
  method: 'patch',
  path: '/organizations/{organizationUid}/identityProviders/{identityProviderName}',
  tag: TAG,
  summary: 'Changes an identity provider.',
  access: ACCESS,
  closedToImpersonation: true,
  params: byProvider,
  isPatch: true,
  answer: { kind: 'object', schema: identityProviderSettings },
})

export const deleteIdentityProvider = operation({
  operationId: 'deleteIdentityProvider',
  method: 'delete',
  path: '/organizations/{organizationUid}/identityProviders/{identityProviderName}',
  tag: TAG,
  summary: 'Deletes an identity provider with its rules and the identities that they made.',
  access: ACCESS,
  closedToImpersonation: true,
  params: byProvider,
  answer: { kind: 'empty' },
})

export const revalidateIdentityProvider = operation({
  operationId: 'revalidateIdentityProvider',
  method: 'post',
  path: '/organizations/{organizationUid}/identityProviders/{identityProviderName}/revalidate',
  tag: TAG,
  summary: 'Loads the metadata of a provider anew and checks the configuration against it.',
  access: ACCESS,
  params: byProvider,
  answer: { kind: 'empty' },
})

export const IDENTITY_PROVIDER_OPERATIONS = [
  getIdentityProviders,
  checkUniquenessForIdentityProviderName,
  getOrganizationIdentityProviders,
  createSaml2IdentityProvider,
  createOidcIdentityProvider,
  getSaml2IdentityProviderClientMetadata,
  getIdentityProvider,
  patchIdentityProvider,
  deleteIdentityProvider,
  revalidateIdentityProvider,
]
