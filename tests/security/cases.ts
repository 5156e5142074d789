/** What the isolation table must know of an operation beyond its declaration: what its parameters name, and a valid body. */
import type { Operation } from '../../worker/contract/operation.ts'
import { PASSWORD, UNKNOWN_UID } from '../support/organization-builders.ts'
import type { Place, Reach } from './places.ts'
import { aJobConfiguration, type Caller, type Uids } from './world.ts'

/** By the name of a path parameter: by which of the caller's reaches what it names is found. `none`: it names nothing here. */
type Level = Exclude<keyof Reach, 'own'> | 'own' | 'none'
export const PARAMETERS: Readonly<Record<string, Level | 'constant'>> = {
  organizationUid: 'organizations',
  companyUid: 'organizations',
  resellerUid: 'organizations',
  entityUid: 'organizations',
  tenantUid: 'tenants',
  resourceUid: 'tenants',
  /** Of a reseller. */
  replicationResourceUid: 'organizations',
  locationUid: 'locations',
  managementAgentUid: 'computers',
  backupAgentUid: 'computers',
  backupAgentJobUid: 'computers',
  jobUid: 'computers',
  repositoryUid: 'repositories',
  userUid: 'users',
  /** Of an API key. */
  userLoginId: 'users',
  containerUid: 'own',
  siteUid: 'sites',
  /** Made by agents that run or knock; none exists here. */
  sessionUid: 'none',
  /** Of the caller's own async actions; none runs here. */
  actionId: 'none',
  unverifiedAgentUid: 'none',
  mailUid: 'none',
  imageUid: 'none',
  imageKind: 'constant',
  identityProviderName: 'organizations',
  ruleUid: 'organizations',
  testUid: 'none',
}

const CONSTANTS: Readonly<Record<string, string>> = { imageKind: 'favicon' }

/** What a provider gives a reseller of a site hangs on the reseller, whatever it is named by. */
function levelOf(operation: Operation, parameter: string): Level | 'constant' {
  const isOfReseller = operation.path.includes('{resellerUid}') && /^(replicationR|r)esourceUid$/.test(parameter)
  return isOfReseller ? 'organizations' : (PARAMETERS[parameter] ?? 'none')
}

const ONE_PIXEL_PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII='

/** Valid bodies, naming what lies at a place. An operation with a body and without an entry fails the test. */
export const BODIES: Readonly<Record<string, (uids: Uids, place: Place) => unknown>> = {
  attachRequestDataToAsyncAction: () => ({ requestBody: null }),
  createUser: ({ organizationUid }, place) => ({
    organizationUid,
    role:
      place === 'provider'
        ? 'PortalAdministrator'
        : place === 'north' || place === 'south'
          ? 'ResellerOwner'
          : 'CompanyAdministrator',
    profile: {},
    credentials: { userName: 'intruder', password: PASSWORD },
  }),
  createCompany: ({ resellerUid }) => ({
    organizationInput: { name: 'Intruder' },
    ownerCredentials: { userName: 'intruder', password: PASSWORD },
    resellerUid: resellerUid ?? UNKNOWN_UID,
  }),
  createReseller: () => ({
    organizationInput: { name: 'Intruder' },
    ownerCredentials: { userName: 'intruder', password: PASSWORD },
  }),
  restoreOrganization: () => ({ name: 'Intruder' }),
  createResellerSiteResource: ({ siteUid }) => ({ siteUid }),
  createResellerSiteBackupResource: ({ siteUid }) => ({ repositoryUid: siteUid, resourceFriendlyName: 'Intruder' }),
  createResellerSiteReplicationResource: () => ({ hardwarePlanUid: UNKNOWN_UID }),
  createLocation: ({ organizationUid }) => ({ organizationUid, name: 'Intruder', quotaGb: 0 }),
  createOrgContainer: ({ organizationUid }) => ({ name: 'Intruder', childrenOrganizations: [organizationUid] }),
  createLinuxBackupAgentJobConfiguration: (_uids, place) => aJobConfiguration(place),
  createCompanySiteResource: ({ siteUid }) => ({
    siteUid,
    ownerCredentials: { userName: 'intruder', password: PASSWORD },
  }),
  createCompanySiteBackupResource: () => ({ cloudRepositoryName: 'Intruder', storageQuota: 1 }),
  setManagementAgentAccount: ({ tenantUid }) => ({ tenantUid: tenantUid ?? null }),
  createTenant: ({ companyUid }) => ({
    credentials: { userName: 'intruder', password: PASSWORD },
    assignedForCompany: companyUid ?? UNKNOWN_UID,
  }),
  createTenantBackupResource: () => ({ cloudRepositoryName: 'Intruder', storageQuota: 1 }),
  createRepository: ({ companyUid }) => ({ name: 'Intruder', companyUid: companyUid ?? UNKNOWN_UID }),
  updateLogSettings: () => ({ retentionDays: 92 }),
  testNotificationSmtpSettings: () => null,
  sendTestNotificationEmail: () => ({ from: 'intruder@example.com', to: 'intruder@example.com' }),
  prepareSmtpOAuth2SignIn: () => ({
    clientSettings: { kind: 'Google', clientId: 'intruder' },
    redirectUrl: 'https://intruder.example',
  }),
  setBrandImage: () => ({ content: ONE_PIXEL_PNG }),
  createCustomWelcomeEmailTemplate: () => ({}),
  sendWelcomeEmailToCompany: () => ({ password: null }),
  sendWelcomeEmailToReseller: () => ({ password: null }),
  createRecoveryCodes: () => ({ code: '000000' }),
  changePassword: () => ({ currentPassword: 'wrong', newPassword: PASSWORD }),
  putIpAllowList: () => ({ blocks: ['192.0.2.0/24'] }),
  createSaml2IdentityProvider: () => ({
    name: 'intruder',
    displayName: 'Intruder',
    enabled: false,
    configuration: {
      entityId: '',
      returnUrl: 'https://intruder.example',
      outboundSigningAlgorithm: 'RsaSha256',
      minIncomingSigningAlgorithm: 'RsaSha256',
      metadata: {
        organization: { name: 'Intruder', displayName: 'Intruder', url: 'https://intruder.example', language: 'en' },
        contactPerson: { email: 'intruder@example.com' },
      },
      identityProviders: [{ entityId: 'https://intruder.example' }],
      serviceCertificates: [],
    },
  }),
  createOidcIdentityProvider: () => ({
    enabled: false,
    name: 'intruder',
    displayName: 'Intruder',
    oidc: { issuer: 'https://intruder.example', clientId: 'intruder', clientSecret: 'of the intruder' },
  }),
  createIdentityProviderRule: () => ({
    name: 'Intruder',
    role: 'CompanyLocationUser',
    organizationMappingSourceClaimType: '',
  }),
  importIdentityProviderRules: () => ({ format: 'holdfast identity provider rules 1', rules: [] }),
  createServiceCertificate: () => ({}),
  issueRepositoryCredentials: () => ({ access: 'readOnly', hours: 1 }),
}

/** Queries that name what lies at a place. */
export const QUERIES: Readonly<Record<string, (uids: Uids) => Record<string, string>>> = {
  addApiKeyLogin: () => ({ description: 'intruder', scopes: 'rest' }),
  addTotpLogin: () => ({ secretUrl: 'intruder', code: '000000', description: 'intruder', scopes: 'ui' }),
  getCustomWelcomeEmailTemplate: () => ({ organizationType: 'Company', organizationScope: 'CurrentObject' }),
  patchCustomWelcomeEmailTemplate: () => ({ organizationType: 'Company', organizationScope: 'CurrentObject' }),
  assignCompanyToReseller: ({ companyUid }) => ({ companyUid: companyUid ?? UNKNOWN_UID }),
  unassignCompanyFromReseller: ({ companyUid }) => ({ companyUid: companyUid ?? UNKNOWN_UID }),
  acceptUnverifiedAgent: ({ organizationUid }) => ({ organizationUid: organizationUid ?? UNKNOWN_UID }),
  setUserToLocation: ({ locationUid }) => ({ locationUid: locationUid ?? UNKNOWN_UID }),
  deleteUserFromLocation: ({ locationUid }) => ({ locationUid: locationUid ?? UNKNOWN_UID }),
  downloadLinuxManagementPackage: ({ organizationUid }) => ({ organizationUid: organizationUid ?? UNKNOWN_UID }),
}

/** What is answered although all that the path names is within reach. */
export const OTHERWISE: Readonly<Record<string, readonly number[]>> = {
  /** Owners are no subtenants. */
  getUserBackupResource: [404],
  patchUserBackupResource: [404],
  /** The provider itself is not deleted. */
  getDeletionPlan: [400],
  /** No organization has written one of its own. */
  getCustomWelcomeEmailTemplate: [404],
  patchCustomWelcomeEmailTemplate: [404],
}

/** Answered to the provider's own users; to others there is no such thing. */
export const PROVIDER_ONLY = ['getProvider']

/** Reads that leave something behind: refused to those who may only read. */
export const MAKES_SOMETHING = ['downloadLinuxManagementPackage', 'completeSmtpOAuth2SignIn']

/** Operations beyond paths that name tenants: whom a body or a query may name is checked with these. */
export const NAMES_BY_INPUT = [
  'createUser',
  'createCompany',
  'createLocation',
  'createOrgContainer',
  'createTenant',
  'createRepository',
  'downloadLinuxManagementPackage',
]

export function parameterNames(operation: Operation): string[] {
  return [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** Null where the place has none of what the path names. */
export function pathAt(operation: Operation, uids: Uids): string | null {
  let isComplete = true
  const path = operation.path.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const known = name === 'entityUid' ? (uids.companyUid ?? uids.resellerUid) : uids[name]
    const uid = CONSTANTS[name] ?? (PARAMETERS[name] === 'none' ? UNKNOWN_UID : known)
    isComplete &&= uid !== undefined
    return uid ?? ''
  })
  return isComplete ? path : null
}

export function reaches(caller: Caller, place: Place, uids: Uids, parameter: string, operation?: Operation): boolean {
  const level = operation === undefined ? (PARAMETERS[parameter] ?? 'none') : levelOf(operation, parameter)
  if (level === 'constant') return true
  if (level === 'none') return false
  if (level === 'own') return caller.own === place
  if (level === 'users' && uids.userUid === caller.userUid) return true
  return caller[level].includes(place)
}
