/** Who asks, as the stored session or key tells, and how tables say whose their rows are. */
import type { SQLWrapper } from 'drizzle-orm'
import type { PermissionClaim } from '../../domain/permission-claims.ts'
import type { OrganizationType, RoleName } from '../../domain/permissions.ts'

/** How the caller proved who it is. */
export type Via = 'cookie' | 'token' | 'apiKey' | 'none'

/** How the session of the caller came to be; null where there is none. */
export type SignInMethod = 'password' | 'sso' | 'setup' | 'impersonation'
export type SecondFactor = 'none' | 'totp' | 'recoveryCode' | 'sso'

/** Whoever acts as the user that the session names. */
export interface Impersonator {
  userUid: string
  userName: string
  organizationUid: string
}

export interface Identity {
  userUid: string
  userName: string
  organizationUid: string
  organizationName: string
  organizationType: OrganizationType
  role: RoleName
  /** False: what the role calls "chosen companies" is those stored for the user. */
  hasAllCompanies: boolean
  /** Of the provider's operators: what belongs to no company is theirs too. */
  hasProviderResources: boolean
  /** Of company tenants and subtenants. */
  tenantUid: string | null
  /** Claims that the organization, or its reseller, does not have. */
  withheldClaims: readonly PermissionClaim[]
  /** Only reads are allowed, whatever the role may do. */
  isReadOnly: boolean
  via: Via
  /** Of a signed-in session; null for an API key. */
  sessionUid: string | null
  impersonator: Impersonator | null
  signInMethod: SignInMethod | null
  secondFactor: SecondFactor
  /** When the user was last changed, what was chosen for it included. */
  updatedAt: number
}

export interface ReachedOrganization {
  uid: string
  type: OrganizationType
  name: string
  /** Of a company under a reseller. */
  resellerUid: string | null
  status: 'Active' | 'Disabled'
}

/** Columns of a table that say whose computer a row is of, and where the row's data lies. */
export interface ComputerColumns {
  organization: SQLWrapper
  location: SQLWrapper
  backupAgent: SQLWrapper
  backupResource?: SQLWrapper
  repository?: SQLWrapper
}

export interface RepositoryColumns {
  organization: SQLWrapper
  location: SQLWrapper
  site: SQLWrapper
  backupAgent: SQLWrapper
  backupResource: SQLWrapper
}

export interface TenantColumns {
  company: SQLWrapper
  tenant: SQLWrapper
  site: SQLWrapper
}
