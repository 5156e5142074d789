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
  UserSessionsEnded: { type: 'UserTokenRevoked', message: 'The sessions of the user {userName} were ended.' },
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
  OrganizationEdited: { type: 'CompanyModified', message: 'The details of the organization {name} were changed.' },
  CompanyCreated: { type: 'CompanyCreated', message: 'The company {name} was created.' },
  CompanyEdited: { type: 'CompanyModified', message: 'The company was changed.' },
  CompanyEnabled: { type: 'CompanyStatusUpdated', message: 'The company was enabled.' },
  CompanyDisabled: { type: 'CompanyStatusUpdated', message: 'The company was disabled.' },
  CompanyDeleted: { type: 'CompanyDeleted', message: 'The company {name} was deleted.' },
  ResellerCreated: { type: 'ResellerCreated', message: 'The reseller {name} was created.' },
  ResellerEdited: { type: 'ResellerModified', message: 'The reseller was changed.' },
  ResellerEnabled: { type: 'ResellerStatusUpdated', message: 'The reseller was enabled.' },
  ResellerDisabled: { type: 'ResellerStatusUpdated', message: 'The reseller was disabled.' },
  ResellerDeleted: { type: 'ResellerDeleted', message: 'The reseller {name} was deleted.' },
  LocationCreated: { type: 'CompanyLocationCreated', message: 'The location {name} was created.' },
  LocationEdited: { type: 'CompanyLocationModified', message: 'The location {name} was changed.' },
  LocationDeleted: { type: 'CompanyLocationRemoved', message: 'The location {name} was deleted.' },
  TenantCreated: { type: 'TenantCreated', message: 'The tenant {name} was created.' },
  TenantEdited: { type: 'TenantModified', message: 'The tenant was changed.' },
  TenantEnabled: { type: 'TenantEnabled', message: 'The tenant was enabled.' },
  TenantDisabled: { type: 'TenantDisabled', message: 'The tenant was disabled.' },
  TenantDeleted: { type: 'TenantRemoved', message: 'The tenant {name} was deleted.' },
  BackupResourceCreated: { type: 'BackupServerResourceAdded', message: 'The backup resource {name} was created.' },
  BackupResourceDeleted: { type: 'BackupServerResourceRemoved', message: 'The backup resource {name} was deleted.' },
  ManagementPackageDownloaded: {
    type: 'AgentPackagesDownloaded',
    message: 'An agent package was downloaded ({system}).',
  },
  AgentKnocked: { type: 'ManagementAgentConnected', message: 'The computer {hostName} asked to be let in.' },
  UnverifiedAgentAccepted: { type: 'ManagementAgentAccepted', message: 'The computer {hostName} was accepted.' },
  AgentEnrolled: { type: 'ManagementAgentRegistered', message: 'The computer {hostName} was enrolled.' },
  AgentDeleted: { type: 'ManagementAgentDeleted', message: 'The computer {hostName} was removed.' },
  JobCreated: { type: 'BackupJobCreated', message: 'The backup job {name} was created.' },
  JobChanged: { type: 'BackupJobModified', message: 'The backup job {name} was changed.' },
  JobDeleted: { type: 'BackupJobDeleted', message: 'The backup job {name} was deleted.' },
  JobStarted: { type: 'BackupJobStarted', message: 'The backup job {name} was started.' },
  JobStopped: { type: 'BackupJobStopped', message: 'The backup job {name} was stopped.' },
  MailSettingsEdited: { type: 'Unknown', message: 'The mail settings were changed.' },
  TestMailSent: { type: 'Unknown', message: 'A test mail was sent to {recipient}.' },
  MailRetried: { type: 'Unknown', message: 'A mail to {recipient} was sent again.' },
  WelcomeMailSent: { type: 'Unknown', message: 'A welcome mail was sent to {recipient}.' },
  WelcomeTemplateEdited: { type: 'Unknown', message: 'The words of a welcome mail were changed.' },
  BrandingEdited: { type: 'PortalBrandingModified', message: 'The branding was changed.' },
  LoginUrlEdited: { type: 'PortalBrandingModified', message: 'The address of the portal was changed.' },
  AlarmDetectionEnabled: { type: 'CompanyModified', message: 'The detection of alarms was enabled.' },
  AlarmDetectionDisabled: { type: 'CompanyModified', message: 'The detection of alarms was disabled.' },
  AutoDeploymentEdited: { type: 'Unknown', message: 'The settings of automatic deployment were changed.' },
  SecurityTokenReset: {
    type: 'CompanyAuthenticationTokenReset',
    message: 'The installers that were handed out lost their effect.',
  },
  RepositoryCreated: { type: 'BackupRepositoryAdded', message: 'The repository {name} was created.' },
  RepositoryDeleted: { type: 'Unknown', message: 'The repository {name} was deleted.' },
  RepositoryCredentialIssued: { type: 'Unknown', message: 'A credential for a repository was issued ({access}).' },
  RepositoryPasswordRevealed: { type: 'Unknown', message: 'The password of a repository was revealed.' },
}

/** The v3 type of each kind that has one. */
export const TYPE_BY_KIND: ReadonlyMap<string, ActivityLogType> = new Map(
  Object.entries(KINDS).map(([kind, { type }]) => [kind, type]),
)

export function describeActivity(kind: string, details: Readonly<Record<string, unknown>>): string {
  const template = KINDS[kind]?.message ?? `${spaced(kind)} {name}.`
  return template
    .replace(/\{(\w+)\}/g, (_all, name: string) => sayDetail(details[name], name))
    .replace(/ \(\)/g, '')
    .replace(/ {2,}/g, ' ')
    .replace(/ +\./g, '.')
}

/** Names are quoted, words of ours are not. */
function sayDetail(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '') return ''
  return ['role', 'reason', 'system', 'access'].includes(name) ? value.replaceAll('_', ' ') : `"${value}"`
}

/** "TenantMoved" as "Tenant moved". */
function spaced(kind: string): string {
  const words = kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
