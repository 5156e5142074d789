/** Microsoft 365 backups, which this console does not drive. The notation is read by compact-schema.ts. */
import type { EmptyCollection } from './compact-schema.ts'

export const MICROSOFT_365_ITEMS = {
  UnactivatedVb365Server: `
    uniqueUid? uid|null, locationUid? uid, organizationUid? uid, managementAgentUid? uid, name? text, version? text,
    status? UnactivatedVb365ServerStatus`,
  UnactivatedVb365ServerStatus: 'Healthy | Inaccessible | Unknown | Warning',
  Vb365BackupJob: `
    name text, repositoryUid uid, instanceUid? uid, description? text|null, repositoryName? text,
    vb365OrganizationUid? uid, vspcOrganizationUid? uid|null, vspcOrganizationName? text|null, vb365ServerUid? uid,
    vb365ServerName? text, lastRun? time|null, nextRun? time|null, isEnabled? bool, isCopyJobAvailable? bool,
    backupType? Vb365BackupJobBackupType, lastStatus? Vb365BackupJobLastStatus, lastStatusDetails? text,
    lastErrorLogRecords? Vb365JobSessionLog[], selectedItems? Vb365JobItemComposed[],
    excludedItems? Vb365JobItemComposed[], schedulePolicy? Vb365BackupJobSchedulePolicy`,
  Vb365BackupJobBackupType: 'EntireOrganization | SelectedItems | Unknown',
  Vb365BackupJobLastStatus: `
    Deleting | Disconnected | Failed | NotConfigured | Queued | Running | Starting | Stopped | Stopping | Success |
    Unknown | Warning`,
  Vb365BackupJobSchedulePolicy: `
    schedulePolicyType Vb365BackupJobSchedulePolicySchedulePolicyType,
    periodicallyEvery? Vb365BackupJobSchedulePolicyPeriodicallyEvery,
    dailyType? Vb365BackupJobSchedulePolicyDailyType, scheduleEnabled? bool, backupWindowEnabled? bool,
    backupWindowSettings? Vb365BackupWindowSettings, periodicallyWindowSettings? Vb365BackupWindowSettings,
    periodicallyWindowEnabled? bool|null, periodicallyOffsetMinutes? int|null, dailyTime? text|null,
    retryEnabled? bool, retryNumber? int|null, retryWaitInterval? int|null`,
  Vb365BackupJobSchedulePolicyDailyType: `
    Everyday | Friday | Monday | Saturday | Sunday | Thursday | Tuesday | Unknown | Wednesday | Weekends | Workdays`,
  Vb365BackupJobSchedulePolicyPeriodicallyEvery: `
    Hours1 | Hours12 | Hours2 | Hours4 | Hours8 | Minutes10 | Minutes15 | Minutes30 | Minutes5 | Unknown`,
  Vb365BackupJobSchedulePolicySchedulePolicyType: 'Daily | ManualOnly | Periodically | Unknown',
  Vb365BackupWindowSettings: 'backupWindow bool[], minuteOffset? int|null',
  Vb365CopyJob: `
    sourceBackupJobUid uid, repositoryUid uid, instanceUid? uid, name? text, repositoryName? text,
    vb365OrganizationUid? uid, vspcOrganizationUid? uid|null, vspcOrganizationName? text|null, vb365ServerUid? uid,
    vb365ServerName? text, lastRun? time|null, nextRun? time|null, isEnabled? bool,
    lastStatus? Vb365CopyJobLastStatus, lastStatusDetails? text, lastErrorLogRecords? Vb365JobSessionLog[],
    schedulePolicy? Vb365CopyJobSchedulePolicy`,
  Vb365CopyJobLastStatus: `
    Deleting | Disconnected | Failed | NotConfigured | Queued | Running | Starting | Stopped | Stopping | Success |
    Unknown | Warning`,
  Vb365CopyJobSchedulePolicy: `
    schedulePolicyType? Vb365CopyJobSchedulePolicySchedulePolicyType,
    periodicallyEvery? Vb365CopyJobSchedulePolicyPeriodicallyEvery, dailyType? Vb365CopyJobSchedulePolicyDailyType,
    backupWindowEnabled? bool, backupWindowSettings? Vb365BackupWindowSettings, dailyTime? text|null`,
  Vb365CopyJobSchedulePolicyDailyType: `
    Everyday | Friday | Monday | Saturday | Sunday | Thursday | Tuesday | Unknown | Wednesday | Weekends | Workdays`,
  Vb365CopyJobSchedulePolicyPeriodicallyEvery: `
    Hours1 | Hours12 | Hours2 | Hours4 | Hours8 | Minutes10 | Minutes15 | Minutes30 | Minutes5 | Unknown`,
  Vb365CopyJobSchedulePolicySchedulePolicyType: 'DailyAtTime | Immediate | Periodically | Unknown',
  Vb365HybridOrganization: `
    exchangeAndSharePointOnlineConnectionSettings Vb365Microsoft365ConnectionSettings, instanceUid? uid, name? text,
    isTeamsOnline? bool, isTeamsChatsOnline? bool, region? Vb365OrganizationRegion,
    sharePointSettings? Vb365OnPremisesMicrosoftSharePointSettings,
    exchangeSettings? Vb365OnPremisesMicrosoftExchangeSettings, _embedded? Vb365OrganizationChildrenEmbedded`,
  Vb365Job: `
    instanceUid? uid, name? text, jobType? Vb365JobJobType, repositoryUid? uid, repositoryName? text,
    vb365OrganizationUid? uid, vspcOrganizationUid? uid|null, vspcOrganizationName? text|null,
    scheduleEditingAvailable? bool, vb365ServerUid? uid, vb365ServerName? text, managementAgentUid? uid,
    lastRun? time|null, nextRun? time|null, isEnabled? bool, isCopyJobAvailable? bool,
    lastStatus? Vb365JobLastStatus, lastStatusDetails? text, siteName? text|null, locationName? text|null,
    lastErrorLogRecords? Vb365JobSessionLog[]`,
  Vb365JobItemComposed: `
    id? text, itemType? Vb365JobItemComposedItemType, folders? text[]|null, backupMailbox? bool,
    backupOneDrive? bool, backupArchiveMailbox? bool, backupPersonalSite? bool, backupSites? bool, backupTeams? bool,
    backupTeamsChats? bool, backupMembers? bool, backupMemberMailbox? bool, backupMemberArchiveMailbox? bool,
    backupMemberOneDrive? bool, backupMemberSite? bool, backupGroupSite? bool, site? Vb365JobItemSite,
    team? Vb365JobItemTeam, user? Vb365JobItemUser, group? Vb365JobItemGroup`,
  Vb365JobItemComposedItemType: `
    Group | OneDriveFolders | PartialOrganization | PersonalSites | Site | Team | Unknown | User`,
  Vb365JobItemGroup: `
    id text, groupType Vb365JobItemGroupGroupType, name text, displayName text, onPremisesSid? text|null,
    locationType? Vb365JobItemGroupLocationType, managedBy? text, site? text`,
  Vb365JobItemGroupGroupType: 'Distribution | DynamicDistribution | Office365 | Security | Unknown',
  Vb365JobItemGroupLocationType: 'Cloud | Hybrid | OnPremises | Unknown',
  Vb365JobItemSite: `
    id text, title text, url text, name? text, parentUrl? text, isCloud? bool, isPersonal? bool, isAvailable? bool,
    siteCollectionError? text`,
  Vb365JobItemTeam: 'id uid, displayName text, mail text, description? text',
  Vb365JobItemUser: `
    id text, userType Vb365JobItemUserUserType, name text, displayName text, onPremisesSid? text|null,
    officeName? text, locationType? Vb365JobItemUserLocationType`,
  Vb365JobItemUserLocationType: 'Cloud | Hybrid | OnPremises | Unknown',
  Vb365JobItemUserUserType: 'Public | Shared | Unknown | User',
  Vb365JobJobType: 'BackupJob | CopyJob | Unknown',
  Vb365JobLastStatus: `
    Deleting | Disconnected | Failed | NotConfigured | Queued | Running | Starting | Stopped | Stopping | Success |
    Unknown | Warning`,
  Vb365JobSessionLog: 'message? text, logType? Vb365JobSessionLogLogType',
  Vb365JobSessionLogLogType: 'Error | Success | Unknown | Warning',
  Vb365Microsoft365BasicAuthenticationCommonConnectionSettings: `
    account text, password text|null, grantAdminAccess? bool, useCustomVeeamAADApplication? bool`,
  Vb365Microsoft365BasicAuthenticationConnectionSettings: `
    sharePointSettings? Vb365Microsoft365BasicAuthenticationCommonConnectionSettings,
    exchangeSettings? Vb365Microsoft365BasicAuthenticationCommonConnectionSettings`,
  Vb365Microsoft365ConnectionSettings: `
    modernAppOnlyAuthenticationSettings? Vb365Microsoft365ModernAppOnlyAuthenticationConnectionSettings,
    modernAuthenticationWithLegacyProtocolsSettings? Vb365Microsoft365ModernAuthenticationWithLegacyProtocolsConnectionSettings,
    basicAuthenticationSettings? Vb365Microsoft365BasicAuthenticationConnectionSettings`,
  Vb365Microsoft365ModernAppOnlyAuthenticationConnectionSettings: `
    configureApplication? bool|null, userCode? text|null, newApplicationName? text|null, applicationId? uid|null,
    applicationCertificate? text|null, applicationCertificatePassword? text|null,
    applicationCertificateThumbprint? text,
    sharePointSettings? Vb365Microsoft365ModernAppOnlyAuthenticationSharePointConnectionSettings,
    exchangeSettings? Vb365Microsoft365ModernAppOnlyAuthenticationExchangeConnectionSettings`,
  Vb365Microsoft365ModernAppOnlyAuthenticationExchangeConnectionSettings: `
    officeOrganizationName? text, account? text|null`,
  Vb365Microsoft365ModernAppOnlyAuthenticationSharePointConnectionSettings: `
    sharePointSaveAllWebParts? bool, officeOrganizationName? text|null`,
  Vb365Microsoft365ModernAuthenticationWithLegacyProtocolsCommonConnectionSettings: `
    account text, password text, applicationId uid, grantAdminAccess? bool, applicationSecret? text|null,
    applicationCertificate? text|null, applicationCertificatePassword? text|null,
    applicationCertificateThumbprint? text`,
  Vb365Microsoft365ModernAuthenticationWithLegacyProtocolsConnectionSettings: `
    sharePointSettings? Vb365Microsoft365ModernAuthenticationWithLegacyProtocolsCommonConnectionSettings,
    exchangeSettings? Vb365Microsoft365ModernAuthenticationWithLegacyProtocolsCommonConnectionSettings`,
  Vb365Microsoft365Organization: `
    exchangeAndSharePointOnlineConnectionSettings Vb365Microsoft365ConnectionSettings, instanceUid? uid, name? text,
    isTeamsOnline? bool, isTeamsChatsOnline? bool, region? Vb365OrganizationRegion,
    _embedded? Vb365OrganizationChildrenEmbedded`,
  Vb365OnPremisesMicrosoftExchangeSettings: `
    serverName? text, grantImpersonation? bool, userName? text, useSSL? bool, skipCAverification? bool,
    skipCommonNameVerification? bool, skipRevocationCheck? bool, configureThrottlingPolicy? bool`,
  Vb365OnPremisesMicrosoftOrganization: `
    name text, instanceUid? uid, sharePointSettings? Vb365OnPremisesMicrosoftSharePointSettings,
    exchangeSettings? Vb365OnPremisesMicrosoftExchangeSettings, _embedded? Vb365OrganizationChildrenEmbedded`,
  Vb365OnPremisesMicrosoftSharePointSettings: `
    serverName? text, serverPort? int|null, grantImpersonation? bool, userName? text, useSSL? bool,
    skipCAverification? bool, skipCommonNameVerification? bool, skipRevocationCheck? bool`,
  Vb365OrganizationBase: `
    name text, type Vb365OrganizationBaseType, isBackedUp bool, instanceUid? uid,
    region? Vb365OrganizationBaseRegion, cloudAuthenticatedMethod? Vb365OrganizationBaseCloudAuthenticatedMethod,
    protectedServices? Vb365OrganizationBaseProtectedServicesItem[], vb365ServerUid? uid, vb365ServerName? text,
    locationUid? uid|null, locationName? text|null, firstBackupTime? time|null, lastBackupTime? time|null,
    registeredBy? text|null, registrationDate? time|null, isRemoving? bool, isJobSchedulingEnabled? bool|null,
    mappedOrganizationUid? uid|null, mappedOrganizationName? text|null, _embedded? Vb365OrganizationBaseEmbedded`,
  Vb365OrganizationBaseCloudAuthenticatedMethod: 'Basic | Modern | ModernWithLegacyProtocols | Unknown',
  Vb365OrganizationBaseEmbedded: 'organizationDetails? Vb365OrganizationDetails, vb365Server? Vb365Server',
  Vb365OrganizationBaseProtectedServicesItem: `
    ExchangeOnline | MicrosoftExchangeServer | MicrosoftSharePointServer | MicrosoftTeams | MicrosoftTeamsChats |
    SharePointOnlineAndOneDriveForBusiness | Unknown`,
  Vb365OrganizationBaseRegion: 'China | Default | Germany | Unknown | USDefence | USGovernment',
  Vb365OrganizationBaseType: 'Hybrid | Microsoft365 | OnPremises | Unknown',
  Vb365OrganizationChildrenEmbedded: 'organizationBase? Vb365OrganizationBase',
  Vb365OrganizationDetails: `
    microsoft365OrganizationDetails? Vb365Microsoft365Organization,
    onPremisesOrganizationDetails? Vb365OnPremisesMicrosoftOrganization,
    hybridOrganizationDetails? Vb365HybridOrganization`,
  Vb365OrganizationRegion: 'China | Default | Germany | Unknown | USDefence | USGovernment',
  Vb365OrganizationToCompanyMapping: `
    vb365OrganizationUid uid, companyUid uid, instanceUid? uid, vb365OrganizationName? text, vb365ServerUid? uid,
    vb365ServerName? text, companyName? text`,
  Vb365Server: `
    instanceUid? uid|null, locationUid? uid, organizationUid? uid, managementAgentUid? uid,
    installationUid? uid|null, name? text, version? text, majorVersion? int,
    serverApiVersion? Vb365ServerServerApiVersion, status? Vb365ServerStatus,
    managementAgentStatus? ManagementAgentStatus`,
  Vb365ServerServerApiVersion: 'Unknown | V6 | V7 | V8',
  Vb365ServerStatus: 'Healthy | Inaccessible | Unknown | Warning',
} as const

export const MICROSOFT_365_COLLECTIONS: readonly EmptyCollection[] = [
  {
    operationId: 'getUnactivatedVb365Servers',
    tag: 'veeam_backup_for_microsoft_365_server',
    path: '/infrastructure/unactivatedVb365Servers',
    item: 'UnactivatedVb365Server',
    access: 'sites.read',
  },
  {
    operationId: 'getVb365Servers',
    tag: 'veeam_backup_for_microsoft_365_server',
    path: '/infrastructure/vb365Servers',
    item: 'Vb365Server',
    access: 'sites.read',
  },
  {
    operationId: 'getVb365Organizations',
    tag: 'veeam_backup_for_microsoft_365_server',
    path: '/infrastructure/vb365Servers/organizations',
    item: 'Vb365OrganizationBase',
    access: 'sites.read',
    expand: ['OrganizationDetails', 'Vb365Server'],
    query: ['siteFilter', 'organizationFilter', 'locationFilter'],
  },
  {
    operationId: 'getVb365OrganizationsToCompanyMappings',
    tag: 'veeam_backup_for_microsoft_365_server',
    path: '/infrastructure/vb365Servers/organizations/companyMappings',
    item: 'Vb365OrganizationToCompanyMapping',
    access: 'sites.read',
  },
  {
    operationId: 'getVb365Jobs',
    tag: 'veeam_backup_for_microsoft_365_server',
    path: '/infrastructure/vb365Servers/organizations/jobs',
    item: 'Vb365Job',
    access: 'jobs.read',
    query: ['siteFilter', 'organizationFilter', 'locationFilter'],
  },
  {
    operationId: 'getVb365BackupJobs',
    tag: 'veeam_backup_for_microsoft_365_server',
    path: '/infrastructure/vb365Servers/organizations/jobs/backup',
    item: 'Vb365BackupJob',
    access: 'jobs.read',
  },
  {
    operationId: 'getVb365CopyJobs',
    tag: 'veeam_backup_for_microsoft_365_server',
    path: '/infrastructure/vb365Servers/organizations/jobs/copy',
    item: 'Vb365CopyJob',
    access: 'jobs.read',
  },
]
