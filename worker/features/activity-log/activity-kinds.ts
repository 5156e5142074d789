/**
 * The audit's kinds in the words of v3: the type that its clients know, and a sentence. `{…}` is taken from the event's
 * details and left out where they lack it. A kind without an entry is of the type Unknown and says its own name.
 */
import type { ActivityLogType } from '../../contract/event-logs/activity-logs.ts'

interface ActivityKind {
  type: ActivityLogType
  message: string
}

const KINDS: Readonly<Record<string, ActivityKind>> = {
  SetupCompleted: { type: 'UserRecordCreated', message: 'The first administrator {userName} was set up.' },
  UserSignedIn: { type: 'LoginSuccessful', message: 'Signed in.' },
  SignInFailed: { type: 'LoginFailed', message: 'A sign-in was refused ({reason}).' },
  UserSignedOut: { type: 'Unknown', message: 'Signed out.' },
  UserSessionEnded: { type: 'UserTokenRevoked', message: 'A session of the user {userName} was ended.' },
  UserSessionsEnded: { type: 'UserTokenRevoked', message: 'The sessions of the user {userName} were ended.' },
  ImpersonationStarted: {
    type: 'UserImpersonationSuccessful',
    message: 'Logged in as the user {userName} of {organizationName}.',
  },
  ImpersonationEnded: { type: 'Unknown', message: 'Stopped acting as the user {userName} of {organizationName}.' },
  PasswordChanged: { type: 'UserRecordModified', message: 'The password of the user {userName} was changed.' },
  PasswordResetRequested: {
    type: 'Unknown',
    message: 'A link to reset the password of the user {userName} was asked for.',
  },
  PasswordResetRefused: { type: 'Unknown', message: 'A request to reset a password led to nothing ({reason}).' },
  PasswordReset: {
    type: 'UserRecordModified',
    message: 'The password of the user {userName} was reset by a mailed link.',
  },
  MfaConfigured: { type: 'UserRecordModified', message: 'A second factor was set up for the user {userName}.' },
  MfaRemoved: { type: 'UserRecordModified', message: 'The user {userName} took its second factor away.' },
  MfaReset: { type: 'UserRecordModified', message: 'The second factor of the user {userName} was reset.' },
  MfaPolicyEdited: { type: 'CompanyMFAPolicyModified', message: 'Who needs a second factor was changed.' },
  RecoveryCodesRenewed: {
    type: 'UserRecordModified',
    message: 'The recovery codes of the user {userName} were renewed.',
  },
  IpAllowListEdited: { type: 'CompanyModified', message: 'The addresses from which sign-in is allowed were changed.' },
  AddressRefused: { type: 'LoginFailed', message: 'Access from an address that is not on the list was refused.' },
  PermissionRefused: { type: 'Unknown', message: 'A request was refused: {operationId} ({permission}).' },
  RequestThrottled: { type: 'Unknown', message: 'Too many requests: {operationId}.' },
  IdentityProviderCreated: { type: 'SsoIdentityProviderAdded', message: 'The identity provider {name} was added.' },
  IdentityProviderEdited: { type: 'SsoIdentityProviderUpdated', message: 'The identity provider {name} was changed.' },
  IdentityProviderSwitched: {
    type: 'SsoIdentityProviderStatusUpdated',
    message: 'The identity provider {name} was switched on or off.',
  },
  IdentityProviderDeleted: { type: 'SsoIdentityProviderRemoved', message: 'The identity provider {name} was removed.' },
  IdentityProviderValidated: {
    type: 'SsoIdentityProviderUpdated',
    message: 'The identity provider {name} was checked.',
  },
  IdentityProviderValidationFailed: {
    type: 'SSOIdentityProviderValidationFailed',
    message: 'The identity provider {name} was checked and does not work.',
  },
  SsoRuleCreated: {
    type: 'SsoIdentityProviderRuleAdded',
    message: 'The single sign-on rule {name} was added ({role}).',
  },
  SsoRuleEdited: { type: 'SsoIdentityProviderRuleUpdated', message: 'The single sign-on rule {name} was changed.' },
  SsoRuleSwitched: {
    type: 'SsoIdentityProviderRuleStatusUpdated',
    message: 'The single sign-on rule {name} was switched on or off.',
  },
  SsoRuleDeleted: { type: 'SsoIdentityProviderRuleRemoved', message: 'The single sign-on rule {name} was removed.' },
  SsoUserRoleChanged: { type: 'SSOUserRoleUpdate', message: 'Single sign-on gave the user {userName} another role.' },
  SsoSignInFailed: {
    type: 'SSOLoginFailed',
    message: 'A sign-in by single sign-on was refused ({reason}): {explanation}',
  },
  SsoNoRule: {
    type: 'SSOCompanyMatchingFailed',
    message: 'A sign-in by single sign-on matched no rule: {explanation}',
  },
  IdentityProviderTested: {
    type: 'SsoIdentityProviderUpdated',
    message: 'A sign-in was tried at the identity provider {name}.',
  },
  ServiceCertificateCreated: { type: 'Unknown', message: 'A certificate for single sign-on was made ({name}).' },
  UserCreated: { type: 'UserRecordCreated', message: 'The user {userName} was created ({role}).' },
  UserEdited: { type: 'UserRecordModified', message: 'The user {userName} was changed.' },
  UserDeleted: { type: 'UserRecordRemoved', message: 'The user {userName} was deleted.' },
  UserLocationAdded: { type: 'CompanyUserLocationCreated', message: 'The user {userName} was given a location.' },
  UserLocationRemoved: {
    type: 'CompanyUserLocationRemoved',
    message: 'A location was taken from the user {userName}.',
  },
  ApiKeyCreated: { type: 'UserLoginTypeCreated', message: 'The API key {description} was created.' },
  ApiKeyEdited: { type: 'UserRecordModified', message: 'The API key {description} was changed.' },
  ApiKeyDeleted: { type: 'UserLoginTypeRemoved', message: 'The API key {description} was removed.' },
  PermissionClaimsEdited: { type: 'CompanyModified', message: 'What {name} may do was changed.' },
  OrganizationEdited: { type: 'CompanyModified', message: 'The details of the organization {name} were changed.' },
  CompanyCreated: { type: 'CompanyCreated', message: 'The company {name} was created.' },
  CompanyEdited: { type: 'CompanyModified', message: 'The company {name} was changed.' },
  CompanyEnabled: { type: 'CompanyStatusUpdated', message: 'The company {name} was enabled.' },
  CompanyDisabled: { type: 'CompanyStatusUpdated', message: 'The company {name} was disabled.' },
  CompanyDeleted: { type: 'CompanyDeleted', message: 'The company {name} was deleted.' },
  CompanyRestored: { type: 'CompanyRestored', message: 'The company {name} was restored.' },
  CompanyPurged: { type: 'CompanyDeleted', message: 'What was left of the company {name} was removed for good.' },
  CompanyAssignedToReseller: { type: 'TenantAssigned', message: 'The company {name} was assigned to a reseller.' },
  CompanyUnassignedFromReseller: {
    type: 'TenantUnassigned',
    message: 'The company {name} was taken from its reseller.',
  },
  ResellerCreated: { type: 'ResellerCreated', message: 'The reseller {name} was created.' },
  ResellerEdited: { type: 'ResellerModified', message: 'The reseller {name} was changed.' },
  ResellerEnabled: { type: 'ResellerStatusUpdated', message: 'The reseller {name} was enabled.' },
  ResellerDisabled: { type: 'ResellerStatusUpdated', message: 'The reseller {name} was disabled.' },
  ResellerDeleted: { type: 'ResellerDeleted', message: 'The reseller {name} was deleted.' },
  ResellerRestored: { type: 'ResellerModified', message: 'The reseller {name} was restored.' },
  AlarmDetectionEnabled: { type: 'CompanyModified', message: 'Alarms of {name} were switched on.' },
  AlarmDetectionDisabled: { type: 'CompanyModified', message: 'Alarms of {name} were switched off.' },
  ResellerPurged: { type: 'ResellerDeleted', message: 'The data of the deleted reseller {name} was removed for good.' },
  TenantLeaseEnded: { type: 'TenantDisabled', message: 'The lease of the tenant {name} ended, and it was disabled.' },
  LocationCreated: { type: 'CompanyLocationCreated', message: 'The location {name} was created.' },
  LocationEdited: { type: 'CompanyLocationModified', message: 'The location {name} was changed.' },
  LocationDeleted: { type: 'CompanyLocationRemoved', message: 'The location {name} was deleted.' },
  ContainerCreated: { type: 'Unknown', message: 'The container {name} was created.' },
  ContainerEdited: { type: 'Unknown', message: 'The container {name} was changed.' },
  ContainerDeleted: { type: 'Unknown', message: 'The container {name} was deleted.' },
  BrandingEdited: { type: 'PortalBrandingModified', message: 'The branding was changed.' },
  LoginUrlEdited: { type: 'CompanyModified', message: 'The address of the portal of {name} was changed.' },
  MailSettingsEdited: { type: 'Unknown', message: 'The settings for mail were changed.' },
  MailServiceSignInBegun: { type: 'Unknown', message: 'A sign-in at a mail service was begun.' },
  MailServiceSignInCompleted: { type: 'Unknown', message: 'A sign-in at a mail service was completed.' },
  MailServiceSignInFailed: { type: 'Unknown', message: 'A sign-in at a mail service was refused.' },
  TestMailSent: { type: 'Unknown', message: 'A test mail was sent to {recipient}.' },
  MailRetried: { type: 'Unknown', message: 'A mail to {recipient} was sent again ({subject}).' },
  WelcomeMailSent: { type: 'Unknown', message: 'A welcome mail for {name} was sent to {recipient}.' },
  WelcomeTemplateEdited: { type: 'Unknown', message: 'The text of welcome mails was changed.' },
  AutoDeploymentEdited: {
    type: 'CompanyModified',
    message: 'The automatic deployment of agents was changed for {name}.',
  },
  SecurityTokenReset: { type: 'CompanyAuthenticationTokenReset', message: 'The security token of {name} was reset.' },
  DeletionSettingsEdited: { type: 'Unknown', message: 'How long deleted organizations are kept was changed.' },
  LogSettingsEdited: { type: 'Unknown', message: 'How long logs are kept was changed.' },
  TenantCreated: { type: 'TenantCreated', message: 'The tenant {name} was created.' },
  TenantEdited: { type: 'TenantModified', message: 'The tenant {name} was changed.' },
  TenantEnabled: { type: 'TenantEnabled', message: 'The tenant {name} was enabled.' },
  TenantDisabled: { type: 'TenantDisabled', message: 'The tenant {name} was disabled.' },
  TenantDeleted: { type: 'TenantRemoved', message: 'The tenant {name} was deleted.' },
  BackupResourceCreated: { type: 'BackupServerResourceAdded', message: 'The backup resource {name} was created.' },
  BackupResourceEdited: { type: 'TenantModified', message: 'The backup resource {name} was changed.' },
  BackupResourceDeleted: { type: 'BackupServerResourceRemoved', message: 'The backup resource {name} was deleted.' },
  ResellerSiteGiven: { type: 'ResellerModified', message: 'The site {name} was given to the reseller.' },
  ResellerSiteEdited: { type: 'ResellerModified', message: 'What the reseller has of a site was changed.' },
  ResellerSiteTaken: { type: 'ResellerModified', message: 'A site was taken from the reseller.' },
  ResellerStorageGiven: { type: 'BackupServerResourceAdded', message: 'The storage {name} was given to the reseller.' },
  ResellerStorageEdited: { type: 'ResellerModified', message: 'The storage {name} of the reseller was changed.' },
  ResellerStorageTaken: {
    type: 'BackupServerResourceRemoved',
    message: 'The storage {name} was taken from the reseller.',
  },
  ResellerReplicationGiven: { type: 'ResellerModified', message: 'A replication resource was given to the reseller.' },
  ResellerReplicationEdited: {
    type: 'ResellerModified',
    message: 'A replication resource of the reseller was changed.',
  },
  ResellerReplicationTaken: {
    type: 'ResellerModified',
    message: 'A replication resource was taken from the reseller.',
  },
  RepositoryCreated: { type: 'BackupRepositoryAdded', message: 'The repository {name} was created.' },
  RepositoryDeleted: { type: 'Unknown', message: 'The repository {name} was deleted.' },
  RepositoryCredentialIssued: { type: 'Unknown', message: 'A credential for a repository was issued ({access}).' },
  RepositoryPasswordEscrowed: { type: 'Unknown', message: 'The password of a repository was left with the console.' },
  RepositoryPasswordRevealed: { type: 'Unknown', message: 'The password of a repository was revealed.' },
  ManagementPackageDownloaded: {
    type: 'AgentPackagesDownloaded',
    message: 'An agent package was downloaded ({system}).',
  },
  AgentKnocked: { type: 'ManagementAgentConnected', message: 'The computer {hostName} asked to be let in.' },
  UnverifiedAgentAccepted: { type: 'ManagementAgentAccepted', message: 'The computer {hostName} was accepted.' },
  AgentEnrolled: { type: 'ManagementAgentRegistered', message: 'The computer {hostName} was enrolled.' },
  AgentEnrolledAgain: { type: 'ManagementAgentRegistered', message: 'The computer {hostName} was enrolled again.' },
  AgentChanged: { type: 'ManagementAgentAssigned', message: 'The computer {hostName} was changed.' },
  AgentAccountChanged: { type: 'ManagementAgentAssigned', message: 'The user of the computer {hostName} was changed.' },
  AgentDeleted: { type: 'ManagementAgentDeleted', message: 'The computer {hostName} was removed.' },
  BackupAgentDeleted: { type: 'Unknown', message: 'The backup agent of the computer {hostName} was removed.' },
  JobCreated: { type: 'BackupJobCreated', message: 'The backup job {name} was created.' },
  JobChanged: { type: 'BackupJobModified', message: 'The backup job {name} was changed.' },
  JobDeleted: { type: 'BackupJobDeleted', message: 'The backup job {name} was deleted.' },
  JobStarted: { type: 'BackupJobStarted', message: 'The backup job {name} was started.' },
  JobStopped: { type: 'BackupJobStopped', message: 'The backup job {name} was stopped.' },
  ListExported: { type: 'Unknown', message: 'A list was exported ({operationId}).' },
  FileDownloaded: { type: 'Unknown', message: 'A file was downloaded ({operationId}).' },
  OperationPerformed: { type: 'Unknown', message: 'A request was carried out ({operationId}).' },
  AuditChainBroken: { type: 'Unknown', message: 'The audit chain of {name} is broken: {reason}' },
}

/** Of a sign-in that an identity provider has proven. */
export const SSO_SIGN_IN_TYPE: ActivityLogType = 'SsoLoginSuccesful'

/** The v3 type of each kind that has one. */
export const TYPE_BY_KIND: ReadonlyMap<string, ActivityLogType> = new Map(
  Object.entries(KINDS).map(([kind, { type }]) => [kind, type]),
)

export function isKnownActivity(kind: string): boolean {
  return kind in KINDS
}

export function describeActivity(kind: string, details: Readonly<Record<string, unknown>>): string {
  const template = KINDS[kind]?.message ?? `${spaced(kind)} {name}.`
  return template
    .replace(/\{(\w+)\}/g, (_all, name: string) => sayDetail(details[name], name))
    .replace(/ \(\)/g, '')
    .replace(/ (of|for|to) (?=[.( ])/g, ' ')
    .replace(/ {2,}/g, ' ')
    .replace(/ +\./g, '.')
}

const PLAIN_WORDS = ['role', 'reason', 'system', 'access', 'operationId', 'permission']

/** Names are quoted, words of ours are not. */
function sayDetail(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '') return ''
  return PLAIN_WORDS.includes(name) ? value.replaceAll('_', ' ') : `"${value}"`
}

/** "TenantMoved" as "Tenant moved". */
function spaced(kind: string): string {
  const words = kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
