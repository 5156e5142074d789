/**
 * What each role may do, and over what: the one table that the API enforces, the portals read and the security test walks.
 * Source: the role catalogue and task matrices of the product model; where those contradict each other the lesser right
 * that still lets the role do its work was taken (docs/permissions.md).
 */

export const PERMISSIONS = [
  'companies.read',
  'companies.create',
  'companies.edit',
  'companies.enable',
  'companies.delete',
  'resellers.read',
  'resellers.create',
  'resellers.edit',
  'resellers.delete',
  'locations.read',
  'locations.manage',
  'users.read',
  'users.manage',
  'apiKeys.manage',
  'agents.read',
  'agents.manage',
  'agents.download',
  'unverifiedAgents.read',
  'unverifiedAgents.accept',
  'backupAgents.read',
  'backupAgents.manage',
  'jobs.read',
  'jobs.manage',
  'jobs.run',
  'computers.read',
  'sites.read',
  'tenants.read',
  'tenants.manage',
  'repositories.read',
  'repositories.manage',
  'repositories.access',
  'repositories.revealPassword',
  'activityLog.read',
] as const
export type Permission = (typeof PERMISSIONS)[number]

/**
 * What a role's permissions reach. `chosenCompanies` is everything of the organization above unless companies were chosen
 * for the user.
 */
export type ScopeKind =
  | 'all'
  | 'site'
  | 'chosenCompanies'
  | 'reseller'
  | 'resellerChosenCompanies'
  | 'company'
  | 'locations'
  | 'ownComputers'

export type OrganizationType = 'Provider' | 'Reseller' | 'Company'
export type Portal = 'admin' | 'reseller' | 'client'

export interface RoleDefinition {
  organizationType: OrganizationType
  scope: ScopeKind
  permissions: readonly Permission[]
  /** Roles that a user of this role may create and change, inside its scope. */
  managesRoles: readonly RoleName[]
}

const MONITORING: readonly Permission[] = [
  'companies.read',
  'locations.read',
  'agents.read',
  'backupAgents.read',
  'jobs.read',
  'computers.read',
  'sites.read',
  'tenants.read',
  'repositories.read',
]

const COMPANY_ROLES = ['CompanyAdministrator', 'CompanyLocationUser'] as const

export type RoleName =
  | 'PortalAdministrator'
  | 'PortalReadonlyOperator'
  | 'ResellerOwner'
  | 'CompanyOwner'
  | 'CompanyAdministrator'
  | 'CompanyLocationUser'

export const ROLES: Record<RoleName, RoleDefinition> = {
  PortalAdministrator: {
    organizationType: 'Provider',
    scope: 'all',
    permissions: PERMISSIONS,
    managesRoles: ['PortalAdministrator', 'PortalReadonlyOperator', 'ResellerOwner', 'CompanyOwner', ...COMPANY_ROLES],
  },
  PortalReadonlyOperator: {
    organizationType: 'Provider',
    scope: 'chosenCompanies',
    permissions: [...MONITORING, 'users.read', 'unverifiedAgents.read'],
    managesRoles: [],
  },
  ResellerOwner: {
    organizationType: 'Reseller',
    scope: 'reseller',
    permissions: [
      ...MONITORING,
      'companies.create',
      'companies.edit',
      'companies.enable',
      'companies.delete',
      'resellers.read',
      'locations.manage',
      'users.read',
      'users.manage',
      'apiKeys.manage',
      'agents.manage',
      'agents.download',
      'backupAgents.manage',
      'jobs.manage',
      'jobs.run',
      'tenants.manage',
      'repositories.manage',
      'repositories.access',
      'repositories.revealPassword',
      'activityLog.read',
    ],
    managesRoles: ['CompanyOwner', ...COMPANY_ROLES],
  },
  CompanyOwner: {
    organizationType: 'Company',
    scope: 'company',
    permissions: [
      ...MONITORING,
      'locations.manage',
      'users.read',
      'users.manage',
      'apiKeys.manage',
      'agents.manage',
      'agents.download',
      'backupAgents.manage',
      'jobs.manage',
      'jobs.run',
      'repositories.manage',
      'repositories.access',
      'repositories.revealPassword',
      'activityLog.read',
    ],
    managesRoles: [...COMPANY_ROLES],
  },
  CompanyAdministrator: {
    organizationType: 'Company',
    scope: 'company',
    permissions: [
      ...MONITORING,
      'locations.manage',
      'users.read',
      'users.manage',
      'apiKeys.manage',
      'agents.manage',
      'agents.download',
      'backupAgents.manage',
      'jobs.manage',
      'jobs.run',
      'repositories.manage',
      'repositories.access',
    ],
    managesRoles: [...COMPANY_ROLES],
  },
  CompanyLocationUser: {
    organizationType: 'Company',
    scope: 'locations',
    permissions: MONITORING,
    managesRoles: [],
  },
}

export function portalOf(organizationType: OrganizationType): Portal {
  return organizationType === 'Provider' ? 'admin' : organizationType === 'Reseller' ? 'reseller' : 'client'
}
