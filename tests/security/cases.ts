/** What the isolation table must know of an operation beyond its declaration: what its parameters name, and a valid body. */
import type { Operation } from '../../worker/contract/operation.ts'
import { PASSWORD, UNKNOWN_UID } from '../support/organization-builders.ts'
import { aJobConfiguration, type Caller, type Place, type Uids } from './world.ts'

/** By the name of a path parameter: at which level reach is decided. */
export const PARAMETERS: Readonly<Record<string, 'organization' | 'location' | 'user' | 'owned' | 'shared' | 'none'>> =
  {
    organizationUid: 'organization',
    companyUid: 'organization',
    resellerUid: 'organization',
    tenantUid: 'organization',
    resourceUid: 'organization',
    locationUid: 'location',
    managementAgentUid: 'location',
    backupAgentUid: 'location',
    backupAgentJobUid: 'location',
    jobUid: 'location',
    /** One made by hand lies at no location: only those who see the whole company reach it. */
    repositoryUid: 'location',
    userUid: 'user',
    /** Of an API key. */
    userLoginId: 'user',
    /** Of the caller's own organization only. */
    containerUid: 'owned',
    /** Every tenant here has its storage on the one site. */
    siteUid: 'shared',
    /** Made by agents that run or knock; none exists here. */
    sessionUid: 'none',
    /** Of the caller's own async actions; none runs here. */
    actionId: 'none',
    unverifiedAgentUid: 'none',
  }

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
    organizationInput: { name: '' },
    ownerCredentials: { userName: 'intruder', password: PASSWORD },
  }),
  createLocation: ({ organizationUid }) => ({ organizationUid, name: 'Intruder', quotaGb: 0 }),
  createOrgContainer: ({ organizationUid }) => ({ name: 'Intruder', childrenOrganizations: [organizationUid] }),
  createLinuxBackupAgentJobConfiguration: (_uids, place) => aJobConfiguration(place),
  createCompanySiteResource: ({ siteUid }) => ({
    siteUid,
    ownerCredentials: { userName: 'intruder', password: PASSWORD },
  }),
  createCompanySiteBackupResource: () => ({ cloudRepositoryName: 'Intruder', storageQuota: 1 }),
  createTenant: ({ companyUid }) => ({
    credentials: { userName: 'intruder', password: PASSWORD },
    assignedForCompany: companyUid ?? UNKNOWN_UID,
  }),
  createTenantBackupResource: () => ({ cloudRepositoryName: 'Intruder', storageQuota: 1 }),
  createRepository: ({ companyUid }) => ({ name: 'Intruder', companyUid: companyUid ?? UNKNOWN_UID }),
  updateLogSettings: () => ({ retentionDays: 92 }),
  issueRepositoryCredentials: () => ({ access: 'readOnly', hours: 1 }),
}

/** Queries that name what lies at a place. */
export const QUERIES: Readonly<Record<string, (uids: Uids) => Record<string, string>>> = {
  addApiKeyLogin: () => ({ description: 'intruder', scopes: 'rest' }),
  assignCompanyToReseller: ({ companyUid }) => ({ companyUid: companyUid ?? UNKNOWN_UID }),
  unassignCompanyFromReseller: ({ companyUid }) => ({ companyUid: companyUid ?? UNKNOWN_UID }),
  acceptUnverifiedAgent: ({ organizationUid }) => ({ organizationUid: organizationUid ?? UNKNOWN_UID }),
  setUserToLocation: ({ locationUid }) => ({ locationUid: locationUid ?? UNKNOWN_UID }),
  deleteUserFromLocation: ({ locationUid }) => ({ locationUid: locationUid ?? UNKNOWN_UID }),
  downloadLinuxManagementPackage: ({ organizationUid }) => ({ organizationUid: organizationUid ?? UNKNOWN_UID }),
}

/** Answered to the provider's own users; to others there is no such thing. */
export const PROVIDER_ONLY = ['getProvider']

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
    const uid = PARAMETERS[name] === 'none' ? UNKNOWN_UID : uids[name]
    isComplete &&= uid !== undefined
    return uid ?? ''
  })
  return isComplete ? path : null
}

export function reaches(caller: Caller, place: Place, uids: Uids, parameter: string): boolean {
  switch (PARAMETERS[parameter]) {
    case 'organization':
      return caller.organizations.includes(place)
    case 'location':
      return parameter === 'repositoryUid' && caller.role === 'CompanyLocationUser'
        ? false
        : caller.locations.includes(place)
    case 'user':
      if (uids.userUid === caller.userUid) return true
      // The provider's other users are seen by its administrators only.
      return place === 'provider' ? caller.role === 'PortalAdministrator' : seesUsersAt(caller, place)
    case 'owned':
      return ownPlace(caller) === place
    case 'shared':
      return true
    default:
      return false
  }
}

/** A reseller's own users belong to its scope, those of a read-only provider user are the companies' that it sees. */
function seesUsersAt(caller: Caller, place: Place): boolean {
  const isReseller = place === 'north' || place === 'south'
  if (caller.name === 'chosen' && isReseller) return false
  return caller.organizations.includes(place)
}

function ownPlace(caller: Caller): Place {
  if (caller.role.startsWith('Portal')) return 'provider'
  return caller.organizations[0] ?? 'provider'
}
