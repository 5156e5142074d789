/**
 * What each role may do, and over what: the one table that the API enforces, the portals read and the security test walks.
 * Source: the role catalogue and task matrices of the product model; where those contradict each other the lesser right
 * that still lets the role do its work was taken. docs/permissions.md has each such decision.
 */
import { PERMISSIONS, type Permission } from './permission-names.ts'

export { PERMISSIONS, type Permission }

/**
 * What a role's permissions reach. `chosenCompanies` and `resellerChosenCompanies` are every company of the organization
 * unless companies were chosen for the user; `site` is the companies with storage on the sites chosen for the user;
 * `tenant` what belongs to one cloud tenant; `ownComputers` the computers that write under the user's own account;
 * `billingOnly` the companies of the organization as far as invoices go.
 */
export type ScopeKind =
  | 'all'
  | 'site'
  | 'chosenCompanies'
  | 'reseller'
  | 'resellerChosenCompanies'
  | 'company'
  | 'locations'
  | 'tenant'
  | 'ownComputers'
  | 'billingOnly'

export type OrganizationType = 'Provider' | 'Reseller' | 'Company'
export type Portal = 'admin' | 'reseller' | 'client'

export type RoleName =
  | 'PortalAdministrator'
  | 'SiteAdministrator'
  | 'PortalOperator'
  | 'PortalReadonlyOperator'
  | 'ResellerOwner'
  | 'ResellerAdministrator'
  | 'ResellerOperator'
  | 'ResellerUser'
  | 'ResellerInvoiceAuditor'
  | 'CompanyOwner'
  | 'CompanyAdministrator'
  | 'CompanyTenant'
  | 'CompanyLocationAdministrator'
  | 'CompanyLocationUser'
  | 'CompanySubtenant'
  | 'CompanyInvoiceAuditor'

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

const JOB_WORK: readonly Permission[] = [
  'jobs.create',
  'jobs.edit',
  'jobs.delete',
  'jobs.enable',
  'jobs.run',
  'jobs.settings',
  'jobs.logs',
]

/** All of the work on computers and what they back up. */
const BACKUP_WORK: readonly Permission[] = [
  ...JOB_WORK,
  'agents.manage',
  'agents.download',
  'backupAgents.manage',
  'repositories.manage',
  'repositories.access',
]

const DISCOVERY: readonly Permission[] = ['discovery.read', 'discovery.manage']
const ALARM_WORK: readonly Permission[] = ['alarms.read', 'alarms.resolve']
const REPORT_WORK: readonly Permission[] = ['reports.read', 'reports.manage']
const INVOICE_WORK: readonly Permission[] = ['invoices.read', 'invoices.manage']
const POLICY_USE: readonly Permission[] = ['policies.read', 'policies.assign']
const PLAN_USE: readonly Permission[] = ['plans.read', 'plans.assign']
const DASHBOARDS: readonly Permission[] = ['dashboards.sla', 'dashboards.resources', 'dashboards.sessions']
const ONBOARDING: readonly Permission[] = ['securityToken.reset', 'welcomeEmails.send']
const CLAIMS: readonly Permission[] = ['claims.read', 'claims.manage']

/** What the provider's administrators of a part, and its operators, do with companies. */
const COMPANY_CARE: readonly Permission[] = [
  ...MONITORING,
  ...BACKUP_WORK,
  ...DISCOVERY,
  ...ALARM_WORK,
  ...REPORT_WORK,
  ...INVOICE_WORK,
  ...POLICY_USE,
  ...PLAN_USE,
  ...DASHBOARDS,
  ...ONBOARDING,
  ...CLAIMS,
  'companies.edit',
  'companies.enable',
  'locations.manage',
  'users.read',
  'users.manage',
  'mfa.manage',
  'unverifiedAgents.read',
  'unverifiedAgents.accept',
  'tenants.manage',
  'restores.run',
]

const RESELLER_ADMINISTRATION: readonly Permission[] = [
  ...COMPANY_CARE.filter((permission) => !permission.startsWith('unverifiedAgents.')),
  'companies.create',
  'companies.delete',
  'resellers.read',
  'organizationProfile.edit',
  'mfaPolicies.manage',
  'apiKeys.manage',
  'ipAllowLists.manage',
  'sso.manage',
  'branding.manage',
  'mail.manage',
  'policies.manage',
  'plans.manage',
  'alarmTemplates.manage',
  'dashboards.overview',
  'dashboards.trends',
  'activityLog.read',
  'tasks.read',
]

const COMPANY_ADMINISTRATION: readonly Permission[] = [
  ...MONITORING,
  ...BACKUP_WORK,
  ...DISCOVERY,
  ...ALARM_WORK,
  ...REPORT_WORK,
  ...POLICY_USE,
  ...DASHBOARDS,
  'organizationProfile.edit',
  'locations.manage',
  'users.read',
  'users.manage',
  'mfa.manage',
  'apiKeys.manage',
  'ipAllowLists.manage',
  'sso.manage',
  'policies.manage',
  'restores.run',
  'invoices.read',
  'alarmTemplates.manage',
]

const COMPANY_STAFF: readonly RoleName[] = [
  'CompanyAdministrator',
  'CompanyLocationAdministrator',
  'CompanyLocationUser',
  'CompanySubtenant',
  'CompanyInvoiceAuditor',
]
/** A company tenant's account comes with its tenant; those above the company may change it. */
const COMPANY_USERS: readonly RoleName[] = ['CompanyOwner', 'CompanyTenant', ...COMPANY_STAFF]
const RESELLER_STAFF: readonly RoleName[] = [
  'ResellerAdministrator',
  'ResellerOperator',
  'ResellerUser',
  'ResellerInvoiceAuditor',
]

export const ROLES: Record<RoleName, RoleDefinition> = {
  PortalAdministrator: {
    organizationType: 'Provider',
    scope: 'all',
    permissions: PERMISSIONS,
    managesRoles: [
      'PortalAdministrator',
      'SiteAdministrator',
      'PortalOperator',
      'PortalReadonlyOperator',
      'ResellerOwner',
      ...RESELLER_STAFF,
      ...COMPANY_USERS,
    ],
  },
  SiteAdministrator: {
    organizationType: 'Provider',
    scope: 'site',
    permissions: [
      ...COMPANY_CARE,
      'companies.create',
      'companies.delete',
      'policies.manage',
      'sites.manage',
      'activityLog.read',
      'tasks.read',
    ],
    managesRoles: COMPANY_USERS,
  },
  PortalOperator: {
    organizationType: 'Provider',
    scope: 'chosenCompanies',
    permissions: [...COMPANY_CARE, 'dashboards.overview'],
    managesRoles: COMPANY_USERS,
  },
  PortalReadonlyOperator: {
    organizationType: 'Provider',
    scope: 'chosenCompanies',
    permissions: [
      ...MONITORING,
      ...DASHBOARDS,
      'users.read',
      'unverifiedAgents.read',
      'discovery.read',
      'invoices.read',
      'reports.read',
      'alarms.read',
      'dashboards.overview',
    ],
    managesRoles: [],
  },
  ResellerOwner: {
    organizationType: 'Reseller',
    scope: 'reseller',
    permissions: [...RESELLER_ADMINISTRATION, 'repositories.revealPassword'],
    managesRoles: [...RESELLER_STAFF, ...COMPANY_USERS],
  },
  ResellerAdministrator: {
    organizationType: 'Reseller',
    scope: 'reseller',
    permissions: RESELLER_ADMINISTRATION,
    managesRoles: [...RESELLER_STAFF, ...COMPANY_USERS],
  },
  ResellerOperator: {
    organizationType: 'Reseller',
    scope: 'resellerChosenCompanies',
    permissions: [
      ...MONITORING,
      ...BACKUP_WORK,
      ...DISCOVERY,
      ...ALARM_WORK,
      ...REPORT_WORK,
      ...INVOICE_WORK,
      ...POLICY_USE,
      ...PLAN_USE,
      ...DASHBOARDS,
      'locations.manage',
      'tenants.manage',
      'restores.run',
      'dashboards.overview',
    ],
    managesRoles: [],
  },
  ResellerUser: {
    organizationType: 'Reseller',
    scope: 'resellerChosenCompanies',
    permissions: [
      ...MONITORING,
      ...DASHBOARDS,
      'discovery.read',
      'invoices.read',
      'reports.read',
      'alarms.read',
      'dashboards.overview',
    ],
    managesRoles: [],
  },
  ResellerInvoiceAuditor: {
    organizationType: 'Reseller',
    scope: 'billingOnly',
    permissions: ['invoices.read'],
    managesRoles: [],
  },
  CompanyOwner: {
    organizationType: 'Company',
    scope: 'company',
    permissions: [...COMPANY_ADMINISTRATION, 'repositories.revealPassword', 'dashboards.overview', 'activityLog.read'],
    managesRoles: COMPANY_STAFF,
  },
  CompanyAdministrator: {
    organizationType: 'Company',
    scope: 'company',
    permissions: COMPANY_ADMINISTRATION,
    managesRoles: COMPANY_STAFF,
  },
  CompanyTenant: {
    organizationType: 'Company',
    scope: 'tenant',
    permissions: [
      ...BACKUP_WORK,
      ...ALARM_WORK,
      ...POLICY_USE,
      'agents.read',
      'backupAgents.read',
      'jobs.read',
      'computers.read',
      'sites.read',
      'tenants.read',
      'repositories.read',
      'users.read',
      'users.manage',
      'restores.run',
      'dashboards.resources',
    ],
    managesRoles: ['CompanySubtenant'],
  },
  CompanyLocationAdministrator: {
    organizationType: 'Company',
    scope: 'locations',
    permissions: [
      ...MONITORING,
      ...BACKUP_WORK,
      ...DISCOVERY,
      ...ALARM_WORK,
      ...REPORT_WORK,
      ...POLICY_USE,
      'users.read',
      'users.manage',
      'restores.run',
      'dashboards.sla',
      'dashboards.resources',
    ],
    managesRoles: ['CompanyLocationUser', 'CompanySubtenant'],
  },
  CompanyLocationUser: {
    organizationType: 'Company',
    scope: 'locations',
    permissions: [...MONITORING, 'alarms.read', 'reports.read', 'dashboards.sla', 'dashboards.resources'],
    managesRoles: [],
  },
  CompanySubtenant: {
    organizationType: 'Company',
    scope: 'ownComputers',
    permissions: [
      'backupAgents.read',
      'jobs.read',
      'computers.read',
      'repositories.read',
      'restores.run',
      'alarms.read',
      'dashboards.resources',
    ],
    managesRoles: [],
  },
  CompanyInvoiceAuditor: {
    organizationType: 'Company',
    scope: 'billingOnly',
    permissions: ['invoices.read'],
    managesRoles: [],
  },
}

export function portalOf(organizationType: OrganizationType): Portal {
  return organizationType === 'Provider' ? 'admin' : organizationType === 'Reseller' ? 'reseller' : 'client'
}

export function readRole(text: string): RoleName | null {
  return Object.hasOwn(ROLES, text) ? (text as RoleName) : null
}
