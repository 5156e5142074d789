/** The wire's shapes under the portals' names. They come from the contracts; only types cross over, no schema code. */

import type { Portal } from '../../../domain/permissions.ts'
import type { BackupSession, BackupSessionDetail } from '../../../worker/contract/backup-sessions/backup-sessions.ts'
import type { BackupAgentJob } from '../../../worker/contract/infrastructure/backup-agent-jobs.ts'
import type { LinuxCustomJobConfigurationInput } from '../../../worker/contract/infrastructure/linux-job-configuration.ts'
import type { SignInAnswer } from '../../../worker/contract/session/session.ts'

export type { UserLogin } from '../../../worker/contract/accounts/logins.ts'
export type { UserBackupResource } from '../../../worker/contract/accounts/user-backup-resources.ts'
export type { UserSession } from '../../../worker/contract/accounts/user-sessions.ts'
export type { User } from '../../../worker/contract/accounts/users.ts'
export type { ActivityLog } from '../../../worker/contract/event-logs/activity-logs.ts'
export type { ManagementAgentTask } from '../../../worker/contract/event-logs/agent-tasks.ts'
export type { AuditChain } from '../../../worker/contract/event-logs/audit-chains.ts'
export type { LogSettings } from '../../../worker/contract/event-logs/log-settings.ts'
export type { LinuxJobConfigurationAnswer as JobConfiguration } from '../../../worker/contract/infrastructure/backup-agent-jobs.ts'
export type { BackupAgent } from '../../../worker/contract/infrastructure/backup-agents.ts'
export type { ManagementAgent } from '../../../worker/contract/infrastructure/management-agents.ts'
export type { UnverifiedAgent } from '../../../worker/contract/infrastructure/unverified-agents.ts'
export type { Company } from '../../../worker/contract/organizations/companies.ts'
export type {
  BrandImageKind,
  BrandingSettings,
  OrganizationLoginUrl,
  PublicBrand,
} from '../../../worker/contract/organizations/configuration-branding.ts'
export type {
  Mail,
  NotificationSettings,
  SmtpSettings,
  SmtpTestResult,
} from '../../../worker/contract/organizations/configuration-mail.ts'
export type { CustomWelcomeEmailTemplate } from '../../../worker/contract/organizations/configuration-welcome.ts'
export type { DeletedOrganization, DeletionPlan } from '../../../worker/contract/organizations/deleted-organizations.ts'
export type { IpAllowList } from '../../../worker/contract/organizations/ip-allow-list.ts'
export type { Location } from '../../../worker/contract/organizations/locations.ts'
export type { Organization } from '../../../worker/contract/organizations/organization.ts'
export type { PendingOperation } from '../../../worker/contract/organizations/pending-operation.ts'
export type { PolicySettings } from '../../../worker/contract/organizations/policy.ts'
export type { ResellerBackupResource, ResellerSite } from '../../../worker/contract/organizations/reseller-sites.ts'
export type { Reseller } from '../../../worker/contract/organizations/resellers.ts'
export type { LocationUsage, ResellerUsage } from '../../../worker/contract/organizations/usage.ts'
export type { ProtectedComputer, RestorePoint } from '../../../worker/contract/protected-workloads/computers.ts'
export type { Repository, RepositoryDetail } from '../../../worker/contract/repositories/repositories.ts'
export type { SecuritySettings } from '../../../worker/contract/session/second-factor.ts'
export type { Session, SignInAnswer } from '../../../worker/contract/session/session.ts'
export type {
  IdentityProviderSettings,
  IdentityProviderSettingsInput,
  OidcIdentityProviderInput,
} from '../../../worker/contract/single-sign-on/identity-providers.ts'
export type { IdentityProviderRule } from '../../../worker/contract/single-sign-on/rules.ts'
export type { SignInOptions, SignInTest } from '../../../worker/contract/single-sign-on/sign-in.ts'
export type { BackupResource } from '../../../worker/contract/storage/backup-resources.ts'
export type { Site } from '../../../worker/contract/storage/sites.ts'
export type { Tenant } from '../../../worker/contract/storage/tenants.ts'

export type Uid = string
export type Job = BackupAgentJob
export type JobSession = BackupSession
export type JobSessionDetail = BackupSessionDetail
export type JobConfigurationInput = LinuxCustomJobConfigurationInput
export type PortalName = Portal

/** Permission claims of a company: what its users may do with jobs. */
export interface EntityPermissions {
  claims: string[]
}

/** An entry of a reference list: countries, states, currencies. */
export interface ListedCode {
  id: number
  name: string
  code: string
}

/** For an authenticator app: to type, and as the address that a QR code holds. */
export interface TotpSecret {
  secret: string
  secretUrl: string
}

export type EnrolmentAnswer = SignInAnswer & { recoveryCodes: string[] }

export interface RepositoryCredentials {
  url: string
  userName: string
  password: string
  expiresAt: string
}
