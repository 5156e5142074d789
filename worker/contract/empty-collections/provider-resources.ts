/** What a provider has of products that this console does not drive. The notation is read by compact-schema.ts. */
import type { EmptyCollection } from './compact-schema.ts'

export const PROVIDER_RESOURCES_ITEMS = {
  Certificate: `
    issuedTo text, issuedBy text, friendlyName text, thumbprint text, serialNumber text, expirationDate time`,
  DiscoveryRule: `
    name text, masterAgentUid uid, instanceUid? uid, locationUid? uid, companyUid? uid,
    systemType? DiscoveryRuleSystemType, status? DiscoveryRuleStatus, lastRun? time|null,
    filter? DiscoveryRuleFilter, notificationSettings? DiscoveryRuleNotificationSettings,
    scheduleSettings? DiscoveryRuleScheduleSettings, totalComputersCount? int, onlineComputersCount? int,
    offlineComputersCount? int`,
  DiscoveryRuleCredentials: 'userName text, password? text|null',
  DiscoveryRuleDailyScheduleSettings: `
    time? text, specificDays? DiscoveryRuleDailyScheduleSettingsSpecificDaysItem[]|null`,
  DiscoveryRuleDailyScheduleSettingsSpecificDaysItem: `
    Friday | Monday | Saturday | Sunday | Thursday | Tuesday | Wednesday`,
  DiscoveryRuleFilter: `
    exclusionMask? text[]|null, ignoreInaccessibleMachine? bool, osTypes? DiscoveryRuleFilterOsTypesItem[]|null,
    applications? DiscoveryRuleFilterApplicationsItem[]|null, customApplication? text|null,
    platforms? DiscoveryRuleFilterPlatformsItem[]|null`,
  DiscoveryRuleFilterApplicationsItem: `
    ApacheServer | MicrosoftActiveDirectory | MicrosoftExchangeServer | MicrosoftSharePoint | MicrosoftSqlServer |
    MongoDB | MySQL | Oracle | OtherApp | PostgreSQL | Unknown`,
  DiscoveryRuleFilterOsTypesItem: `
    AlmaLinux | AmazonLinux | CentOS | Debian | Fedora | OpenSUSE | OracleLinux | RedHat | RockyLinux | SLES |
    Ubuntu | Unknown | WindowsServer | WindowsWorkstation`,
  DiscoveryRuleFilterPlatformsItem: `
    AmazonWebServices | GoogleCloud | MicrosoftAzure | MicrosoftHyperVandVmWareVSphere | Other | Physical | Unknown`,
  DiscoveryRuleMonthlyScheduleCalendarWithDaySettings: `
    months DiscoveryRuleMonthlyScheduleCalendarWithDaySettingsMonthsItem[],
    monthlyMode DiscoveryRuleMonthlyScheduleCalendarWithDaySettingsMonthlyMode,
    weekDayNumber? DiscoveryRuleMonthlyScheduleCalendarWithDaySettingsWeekDayNumber,
    dayOfWeek? DiscoveryRuleMonthlyScheduleCalendarWithDaySettingsDayOfWeek, day? int|null`,
  DiscoveryRuleMonthlyScheduleCalendarWithDaySettingsDayOfWeek: `
    Friday | Monday | Saturday | Sunday | Thursday | Tuesday | Wednesday`,
  DiscoveryRuleMonthlyScheduleCalendarWithDaySettingsMonthlyMode: 'Day | DayOfWeek | LastDayOfMonth | Unknown',
  DiscoveryRuleMonthlyScheduleCalendarWithDaySettingsMonthsItem: `
    All | Apr | Aug | Dec | Feb | Jan | Jul | Jun | Mar | May | Nov | Oct | Sep`,
  DiscoveryRuleMonthlyScheduleCalendarWithDaySettingsWeekDayNumber: 'First | Fourth | Last | Second | Third',
  DiscoveryRuleMonthlyScheduleSettings: `
    time text, calendarSettings DiscoveryRuleMonthlyScheduleCalendarWithDaySettings`,
  DiscoveryRuleNotificationSettings: `
    scheduleType DiscoveryRuleNotificationSettingsScheduleType, isEnabled? bool, scheduleTime? text,
    weekSettings? DiscoveryRuleNotificationSettingsWeekSettings|null, to? text|null, subject? text|null,
    notifyOnTheFirstRun? bool`,
  DiscoveryRuleNotificationSettingsScheduleType: 'Days | Weeks',
  DiscoveryRuleNotificationSettingsWeekSettings: `
    scheduleDay DiscoveryRuleNotificationSettingsWeekSettingsScheduleDay`,
  DiscoveryRuleNotificationSettingsWeekSettingsScheduleDay: `
    Friday | Monday | Saturday | Sunday | Thursday | Tuesday | Wednesday`,
  DiscoveryRulePeriodicalScheduleSettings: 'intervalInMinutes? int',
  DiscoveryRuleScheduleSettings: `
    scheduleType DiscoveryRuleScheduleSettingsScheduleType, timeZone? TimeZone,
    dailyScheduleSettings? DiscoveryRuleDailyScheduleSettings,
    monthlyScheduleSettings? DiscoveryRuleMonthlyScheduleSettings,
    periodicalScheduleSettings? DiscoveryRulePeriodicalScheduleSettings`,
  DiscoveryRuleScheduleSettingsScheduleType: 'Continuously | Daily | Monthly | NotScheduled | Periodically',
  DiscoveryRuleStatus: `
    Canceled | CancellationRequested | CancellationRequestFailed | Created | Failed | Running | Success | Unknown`,
  DiscoveryRuleSystemType: 'Linux | Unknown | Windows',
  EmbeddedForDiscoveryRuleChildren: 'discoveryRule? DiscoveryRule',
  EmbeddedForWindowsDiscoveryRuleChildren: `
    discoveryRule? DiscoveryRule, windowsDiscoveryRule? WindowsDiscoveryRule`,
  LocalUserRule: `
    name text, roleType LocalUserRuleRoleType, contextType WinContextType, scope LocalUserRuleObject[],
    type LocalUserRuleType, mfaPolicyStatus LocalUserRuleMfaPolicyStatus, instanceUid? uid, sid? text,
    description? text|null, enabled? bool, hasAccessToProvider? bool|null`,
  LocalUserRuleMfaPolicyStatus: 'disabled | enabled',
  LocalUserRuleObject: 'type LocalUserRuleObjectType, objectUid? uid|null',
  LocalUserRuleObjectType: 'all | cloudConnect | company',
  LocalUserRuleRoleType: 'operator | portalAdministrator | readonlyOperator | siteAdministrator | unknown',
  LocalUserRuleType: 'winNTGroup | winNTUser',
  SiteWanAcceleratorResource: 'instanceUid? uid, name? text, backupServerUid? uid',
  TenantVcdReplicationResource: `
    instanceUid? uid, tenantUid? uid, companyUid? uid|null, siteUid? uid,
    dataCenters? TenantVcdReplicationResourceDataCenter[], isFailoverCapabilitiesEnabled? bool`,
  TenantVcdReplicationResourceDataCenter: `
    dataCenterUid uid, isWanAccelerationEnabled? bool, wanAcceleratorUid? uid|null`,
  TenantVcdReplicationResourceUsage: `
    dataCenterUid? uid, companyUid? uid|null, tenantUid? uid, siteUid? uid, cpuCountConsumed? int, memoryUsage? int,
    storageUsage? int`,
  WinContextType: 'applicationDirectory | domain | machine',
  WindowsActiveDirectoryBasedDiscoveryRule: `
    adMethod WindowsActiveDirectoryBasedDiscoveryRuleAdMethod, instanceUid? uid, customQuery? text|null,
    skipOfflineComputersDays? int|null, _embedded? EmbeddedForWindowsDiscoveryRuleChildren|null`,
  WindowsActiveDirectoryBasedDiscoveryRuleAdMethod: 'Custom | Query | Search | Unknown',
  WindowsDiscoveryRule: `
    accessAccount DiscoveryRuleCredentials, instanceUid? uid, method? WindowsDiscoveryRuleMethod,
    useMasterManagementAgentCredentials? bool, deploymentSettings? WindowsDiscoveryRuleDeploymentSettings,
    _embedded? EmbeddedForDiscoveryRuleChildren|null`,
  WindowsDiscoveryRuleDeploymentSettings: `
    isEnabled? bool, backupPolicyUid? uid|null, setReadOnlyAccess? bool, backupAgentSettings? BackupAgentSettings`,
  WindowsDiscoveryRuleMethod: 'AD | Manual | NetworkBased | Unknown',
} as const

export const PROVIDER_RESOURCES_COLLECTIONS: readonly EmptyCollection[] = [
  {
    operationId: 'getLocalUserRules',
    tag: 'accounts',
    path: '/users/serviceProvider/localUserRule',
    item: 'LocalUserRule',
    access: 'users.read',
  },
  {
    operationId: 'getTenantsVcdReplicationResources',
    tag: 'cloud_connect',
    path: '/infrastructure/sites/tenants/vcdReplicationResources',
    olderPaths: ['/organizations/companies/sites/vcdReplicationResources'],
    item: 'TenantVcdReplicationResource',
    access: 'tenants.read',
  },
  {
    operationId: 'getTenantsVcdReplicationResourcesUsages',
    tag: 'cloud_connect',
    path: '/infrastructure/sites/tenants/vcdReplicationResources/usage',
    olderPaths: ['/organizations/companies/sites/vcdReplicationResources/usage'],
    item: 'TenantVcdReplicationResourceUsage',
    access: 'tenants.read',
  },
  {
    operationId: 'getSitesVcdServers',
    tag: 'cloud_connect',
    path: '/infrastructure/sites/vcdServers',
    item: 'VcdServer',
    access: 'sites.read',
  },
  {
    operationId: 'getSitesVcdOrganizations',
    tag: 'cloud_connect',
    path: '/infrastructure/sites/vcdServers/vcdOrganizations',
    item: 'VcdOrganization',
    access: 'sites.read',
  },
  {
    operationId: 'getSitesVcdOrganizationUsers',
    tag: 'cloud_connect',
    path: '/infrastructure/sites/vcdServers/vcdOrganizations/users',
    item: 'VcdOrganizationUser',
    access: 'sites.read',
  },
  {
    operationId: 'getSitesVcdOrganizationVDCs',
    tag: 'cloud_connect',
    path: '/infrastructure/sites/vcdServers/vcdOrganizations/vDCs',
    item: 'VcdOrganizationDataCenter',
    access: 'sites.read',
  },
  {
    operationId: 'getSiteWanAcceleratorResources',
    tag: 'cloud_connect',
    path: '/infrastructure/sites/wanAccelerators',
    item: 'SiteWanAcceleratorResource',
    access: 'sites.read',
  },
  {
    operationId: 'getAllAvailableCertificates',
    tag: 'configuration',
    path: '/configuration/certificates',
    item: 'Certificate',
    access: 'sites.manage',
  },
  {
    operationId: 'getWindowsActiveDirectoryBasedDiscoveryRules',
    tag: 'discovery',
    path: '/discovery/rules/windows/adBased',
    item: 'WindowsActiveDirectoryBasedDiscoveryRule',
    access: 'discovery.read',
    expand: ['DiscoveryRule', 'WindowsDiscoveryRule'],
  },
]
