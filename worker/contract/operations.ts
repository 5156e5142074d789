/** Every operation of the REST API, by area. */
import { ABOUT_OPERATIONS } from './about/about.ts'
import { LOGIN_MANAGEMENT_OPERATIONS } from './accounts/login-management.ts'
import { LOGIN_OPERATIONS } from './accounts/logins.ts'
import { PASSWORD_RESET_OPERATIONS } from './accounts/password-reset.ts'
import { USER_BACKUP_RESOURCE_OPERATIONS } from './accounts/user-backup-resources.ts'
import { USER_MANAGEMENT_OPERATIONS } from './accounts/user-management.ts'
import { USER_SESSION_OPERATIONS } from './accounts/user-sessions.ts'
import { USER_OPERATIONS } from './accounts/users.ts'
import { ASYNC_ACTION_OPERATIONS } from './async-actions/async-actions.ts'
import { AUTHENTICATION_OPERATIONS } from './authentication/token.ts'
import { TOTP_OPERATIONS } from './authentication/totp.ts'
import { BACKUP_SESSION_OPERATIONS } from './backup-sessions/backup-sessions.ts'
import { EMPTY_COLLECTION_OPERATIONS } from './empty-collections/empty-collections.ts'
import { ACTIVITY_LOG_OPERATIONS } from './event-logs/activity-logs.ts'
import { AGENT_TASK_OPERATIONS } from './event-logs/agent-tasks.ts'
import { AUDIT_CHAIN_OPERATIONS } from './event-logs/audit-chains.ts'
import { LOG_SETTINGS_OPERATIONS } from './event-logs/log-settings.ts'
import { AGENT_ACCOUNT_OPERATIONS } from './infrastructure/agent-accounts.ts'
import { BACKUP_AGENT_JOB_OPERATIONS } from './infrastructure/backup-agent-jobs.ts'
import { BACKUP_AGENT_OPERATIONS } from './infrastructure/backup-agents.ts'
import { MANAGEMENT_AGENT_OPERATIONS } from './infrastructure/management-agents.ts'
import { PACKAGE_OPERATIONS } from './infrastructure/packages.ts'
import { UNVERIFIED_AGENT_OPERATIONS } from './infrastructure/unverified-agents.ts'
import type { Operation } from './operation.ts'
import { COMPANY_OPERATIONS } from './organizations/companies.ts'
import { CONFIGURATION_OPERATIONS } from './organizations/configuration.ts'
import { CONFIGURATION_BRANDING_OPERATIONS } from './organizations/configuration-branding.ts'
import { CONFIGURATION_MAIL_OPERATIONS } from './organizations/configuration-mail.ts'
import { CONFIGURATION_WELCOME_OPERATIONS } from './organizations/configuration-welcome.ts'
import { CONTAINER_OPERATIONS } from './organizations/containers.ts'
import { DELETED_ORGANIZATION_OPERATIONS } from './organizations/deleted-organizations.ts'
import { IP_ALLOW_LIST_OPERATIONS } from './organizations/ip-allow-list.ts'
import { LOCATION_OPERATIONS } from './organizations/locations.ts'
import { ORGANIZATION_OPERATIONS } from './organizations/organizations.ts'
import { PERMISSION_OPERATIONS } from './organizations/permissions.ts'
import { POLICY_OPERATIONS } from './organizations/policy.ts'
import { RESELLER_REPLICATION_OPERATIONS } from './organizations/reseller-replication-resources.ts'
import { RESELLER_SITE_OPERATIONS } from './organizations/reseller-sites.ts'
import { RESELLER_OPERATIONS } from './organizations/resellers.ts'
import { USAGE_OPERATIONS } from './organizations/usage.ts'
import { PROTECTED_COMPUTER_OPERATIONS } from './protected-workloads/computers.ts'
import { REFERENCE_LIST_OPERATIONS } from './reference-lists/reference-lists.ts'
import { REPOSITORY_OPERATIONS } from './repositories/repositories.ts'
import { IMPERSONATION_OPERATIONS } from './session/impersonation.ts'
import { OWN_SESSION_OPERATIONS } from './session/own-sessions.ts'
import { SECOND_FACTOR_OPERATIONS } from './session/second-factor.ts'
import { SESSION_OPERATIONS } from './session/session.ts'
import { SETUP_OPERATIONS } from './setup/setup.ts'
import { IDENTITY_PROVIDER_OPERATIONS } from './single-sign-on/identity-providers.ts'
import { IDENTITY_PROVIDER_RULE_OPERATIONS } from './single-sign-on/rules.ts'
import { SINGLE_SIGN_ON_EXTENSION_OPERATIONS } from './single-sign-on/sign-in.ts'
import { BACKUP_RESOURCE_OPERATIONS } from './storage/backup-resources.ts'
import { COMPANY_SITE_OPERATIONS } from './storage/company-sites.ts'
import { SITE_OPERATIONS } from './storage/sites.ts'
import { TENANT_OPERATIONS } from './storage/tenants.ts'

export const OPERATIONS: readonly Operation[] = [
  ...ABOUT_OPERATIONS,
  ...ASYNC_ACTION_OPERATIONS,
  ...AUTHENTICATION_OPERATIONS,
  ...USER_OPERATIONS,
  ...USER_MANAGEMENT_OPERATIONS,
  ...USER_BACKUP_RESOURCE_OPERATIONS,
  ...LOGIN_OPERATIONS,
  ...LOGIN_MANAGEMENT_OPERATIONS,
  ...TOTP_OPERATIONS,
  ...PASSWORD_RESET_OPERATIONS,
  ...USER_SESSION_OPERATIONS,
  ...ORGANIZATION_OPERATIONS,
  ...DELETED_ORGANIZATION_OPERATIONS,
  ...COMPANY_OPERATIONS,
  ...PERMISSION_OPERATIONS,
  ...RESELLER_OPERATIONS,
  ...RESELLER_SITE_OPERATIONS,
  ...RESELLER_REPLICATION_OPERATIONS,
  ...USAGE_OPERATIONS,
  ...LOCATION_OPERATIONS,
  ...CONTAINER_OPERATIONS,
  ...CONFIGURATION_MAIL_OPERATIONS,
  ...CONFIGURATION_BRANDING_OPERATIONS,
  ...CONFIGURATION_WELCOME_OPERATIONS,
  ...CONFIGURATION_OPERATIONS,
  ...REFERENCE_LIST_OPERATIONS,
  ...MANAGEMENT_AGENT_OPERATIONS,
  ...AGENT_ACCOUNT_OPERATIONS,
  ...UNVERIFIED_AGENT_OPERATIONS,
  ...PACKAGE_OPERATIONS,
  ...BACKUP_AGENT_OPERATIONS,
  ...BACKUP_AGENT_JOB_OPERATIONS,
  ...PROTECTED_COMPUTER_OPERATIONS,
  ...SITE_OPERATIONS,
  ...COMPANY_SITE_OPERATIONS,
  ...TENANT_OPERATIONS,
  ...BACKUP_RESOURCE_OPERATIONS,
  ...SETUP_OPERATIONS,
  ...SESSION_OPERATIONS,
  ...SECOND_FACTOR_OPERATIONS,
  ...OWN_SESSION_OPERATIONS,
  ...IMPERSONATION_OPERATIONS,
  ...POLICY_OPERATIONS,
  ...IP_ALLOW_LIST_OPERATIONS,
  ...IDENTITY_PROVIDER_OPERATIONS,
  ...IDENTITY_PROVIDER_RULE_OPERATIONS,
  ...SINGLE_SIGN_ON_EXTENSION_OPERATIONS,
  ...REPOSITORY_OPERATIONS,
  ...BACKUP_SESSION_OPERATIONS,
  ...ACTIVITY_LOG_OPERATIONS,
  ...EMPTY_COLLECTION_OPERATIONS,
  ...AGENT_TASK_OPERATIONS,
  ...AUDIT_CHAIN_OPERATIONS,
  ...LOG_SETTINGS_OPERATIONS,
]
