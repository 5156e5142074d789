/** Backup servers and what belongs to them, which this console does not drive. The notation is read by compact-schema.ts. */
import type { EmptyCollection } from './compact-schema.ts'

export const BACKUP_SERVERS_ITEMS = {
  BackupFailoverPlan: `
    instanceUid? uid, originalUid? uid, backupServerUid? uid, name? text, type? BackupFailoverPlanType,
    status? BackupFailoverPlanStatus, tenantUid? uid|null, objectsCount? int, preFailoverScriptEnabled? bool|null,
    preFailoverCommand? text|null, postFailoverCommand? text|null, postFailoverScriptEnabled? bool|null,
    lastSession? BackupFailoverPlanLastSession|null`,
  BackupFailoverPlanLastSession: `
    instanceUid uid, endTime? time|null, status? BackupFailoverPlanSessionStatus, message? text|null,
    detailedMessages? BackupFailoverPlanSessionMessage[]|null`,
  BackupFailoverPlanObject: `
    instanceUid? uid, planUid? uid, name? text, hostName? text, folderName? text, path? text, backupServerUid? uid,
    restoreSession? BackupFailoverPlanRestoreSession`,
  BackupFailoverPlanRestoreSession: `
    instanceUid? uid, backupStatus? BackupFailoverPlanRestoreSessionBackupStatus, restorePointUid? uid|null,
    restorePointDateTime? time|null, startDateTime? time, endDateTime? time|null`,
  BackupFailoverPlanRestoreSessionBackupStatus: 'Failed | Running | Success | Unknown | Warning',
  BackupFailoverPlanSessionMessage: `
    title? text, description? text, severity? BackupFailoverPlanSessionMessageSeverity, startTime? time|null,
    endTime? time|null`,
  BackupFailoverPlanSessionMessageSeverity: 'Failed | None | Success | Unknown | Warning',
  BackupFailoverPlanSessionStatus: 'Failed | None | Success | Unknown | Warning',
  BackupFailoverPlanStatus: `
    Completed | Failed | InProgress | InUndoProgress | Ready | Success | UndoFailed | Unknown`,
  BackupFailoverPlanType: 'Cloud | Local | Tenant | Unknown',
  BackupProxy: `
    instanceUid? uid, name? text, version? text, backupServerUid? uid, isOutOfDate? bool, isDisabled? bool,
    hostUid? uid, hostName? text, status? BackupProxyStatus, type? BackupProxyType`,
  BackupProxyStatus: 'Error | Healthy | Unknown | Warning',
  BackupProxyType: 'CDP | File | HyperV | HyperVOffhost | Unknown | vSphere',
  BackupRepository: 'instanceUid? uid, name? text, backupServerUid? uid, _embedded? BackupRepositoryInfo|null',
  BackupRepositoryInfo: `
    parentRepositoryUid? uid|null, perVMBackupFiles? bool|null, capacity? int|null, isCapacityAvailable? bool,
    freeSpace? int|null, isFreeSpaceAvailable? bool, usedSpace? int|null, isUsedSpaceAvailable? bool,
    backupSize? int|null, isImmutabilityEnabled? bool|null, immutabilityInterval? int|null,
    type? BackupRepositoryInfoType, cloudRepositoryUid? uid|null, path? text, hostName? text, hostUid? uid|null,
    isOutOfDate? bool, status? BackupRepositoryInfoStatus, isCloud? bool`,
  BackupRepositoryInfoStatus: 'Error | Healthy | Unknown | Warning',
  BackupRepositoryInfoType: `
    AmazonS3 | AmazonS3Compatible | AmazonS3External | AmazonS3Glacier | AmazonSnowball | AzureArchiveTier |
    AzureExternal | Cloud | DellEmcDataDomain | ElevenEleven | ExaGrid | Fujitsu | GoogleArchiveTier | GoogleCloud |
    HpeStoreOnce | IbmCloudObjectStorage | Infinidat | Linux | LinuxHardened | MicrosoftAzureArchive |
    MicrosoftAzureBlobStorage | MicrosoftAzureDataBox | NFS | QuantumDxi | S3Compatible | SanSnapshot | ScaleOut |
    Share | Unknown | VeeamVault | Wasabi | Windows`,
  BackupServer: `
    instanceUid? uid, name? text, organizationUid? uid, locationUid? uid, managementAgentUid? uid, version? text,
    displayVersion? text, installationUid? text, backupServerRoleType? BackupServerBackupServerRoleType,
    status? BackupServerStatus, inHighAvailabilityCluster? bool`,
  BackupServerAgent: `
    instanceUid? uid|null, name? text|null, machineName? text|null, guestOs? text|null, version? text|null,
    biosUid? uid|null, ipAddresses? text[]|null, protectionGroups? uid[]|null, backupServerUid? uid,
    isUnmanaged? bool|null, installationStatus? BackupServerAgentInstallationStatus,
    license? BackupServerAgentLicense, licenseStatus? BackupServerAgentLicenseStatus,
    osType? BackupServerAgentOsType`,
  BackupServerAgentInstallationStatus: `
    Failed | Installed | NotInitialized | NotInstalled | RebootRequired | Unknown | UnsupportedOs`,
  BackupServerAgentLicense: 'Limited | Server | Unknown | Workstation',
  BackupServerAgentLicenseStatus: 'Licensed | LicenseRevoked | Unknown | Unlicensed',
  BackupServerAgentOsType: 'Linux | Mac | Unknown | Windows',
  BackupServerAgentProtectionGroup: 'instanceUid? uid, name? text, backupServerUid? uid',
  BackupServerBackupServerRoleType: 'Client | CloudConnect | Hosted | Unknown',
  BackupServerHost: 'instanceUid? uid, name? text, backupServerUid? uid, type? BackupServerHostType',
  BackupServerHostType: `
    AmazonS3Bucket | AmazonS3Server | AzureBlobServer | BackupServer | CifsServer | CifsServerShare | CifsShare |
    ESX | ESXi | ExternalInfrastructureServer | GoogleStorageBucket | GoogleStorageServer | HyperVCluster |
    HyperVServer | LinuxHost | LocalHost | NasFiler | NfsServer | NfsServerShare | NfsShare | S3CompatibleBucket |
    S3CompatibleServer | SanCifsServer | SanNfsServer | Scvmm | Share | SmbCluster | SmbServer | Unknown | VcdSystem |
    VirtualCenter | WindowsHost`,
  BackupServerStatus: 'Healthy | Inaccessible | Unknown | Warning',
  BackupWanAccelerator: `
    instanceUid? uid, name? text, backupServerUid? uid, version? text, hostUid? uid, hostName? text,
    isOutOfDate? bool, status? BackupWanAcceleratorStatus, isCloud? bool`,
  BackupWanAcceleratorStatus: 'Error | Healthy | Unknown | Warning',
  EnterpriseManager: `
    instanceUid? uid, name? text, managementAgentUid? uid, installationUid? uid, version? text,
    status? EnterpriseManagerStatus`,
  EnterpriseManagerStatus: 'Healthy | Inaccessible | OutofDate | Unknown',
  VOneServer: `
    instanceUid? uid, locationUid? uid, organizationUid? uid, managementAgentUid? uid, installationUid? uid,
    name? text, version? text, status? VOneServerStatus, managementAgentStatus? ManagementAgentStatus,
    alarmsSynchronizationStatus? VOneServerAlarmsSynchronizationStatus`,
  VOneServerAlarmsSynchronizationStatus: 'Active | Disabled | Error | Unknown',
  VOneServerStatus: 'Healthy | Inaccessible | Unknown | Warning',
} as const

export const BACKUP_SERVERS_COLLECTIONS: readonly EmptyCollection[] = [
  {
    operationId: 'getBackupFailoverPlans',
    tag: 'backup_server_failover_plans',
    path: '/infrastructure/backupServers/failoverplans',
    item: 'BackupFailoverPlan',
    access: 'jobs.read',
  },
  {
    operationId: 'getBackupFailoverPlansObjects',
    tag: 'backup_server_failover_plans',
    path: '/infrastructure/backupServers/failoverplans/objects',
    item: 'BackupFailoverPlanObject',
    access: 'jobs.read',
  },
  {
    operationId: 'getBackupServers',
    tag: 'backup_servers',
    path: '/infrastructure/backupServers',
    item: 'BackupServer',
    access: 'sites.read',
  },
  {
    operationId: 'getBackupServersAgents',
    tag: 'backup_servers',
    path: '/infrastructure/backupServers/agents',
    item: 'BackupServerAgent',
    access: 'sites.read',
  },
  {
    operationId: 'getBackupServerAgentProtectionGroups',
    tag: 'backup_servers',
    path: '/infrastructure/backupServers/protectionGroups',
    item: 'BackupServerAgentProtectionGroup',
    access: 'sites.read',
  },
  {
    operationId: 'getBackupProxies',
    tag: 'backup_servers',
    path: '/infrastructure/backupServers/proxies',
    item: 'BackupProxy',
    access: 'sites.read',
  },
  {
    operationId: 'getBackupRepositories',
    tag: 'backup_servers',
    path: '/infrastructure/backupServers/repositories',
    item: 'BackupRepository',
    access: 'sites.read',
    expand: ['BackupRepositoryInfo'],
  },
  {
    operationId: 'getBackupServerHosts',
    tag: 'backup_servers',
    path: '/infrastructure/backupServers/servers',
    item: 'BackupServerHost',
    access: 'sites.read',
  },
  {
    operationId: 'getVcdServers',
    tag: 'backup_servers',
    path: '/infrastructure/backupServers/vcdServers',
    item: 'VcdServer',
    access: 'sites.read',
  },
  {
    operationId: 'getVcdOrganizations',
    tag: 'backup_servers',
    path: '/infrastructure/backupServers/vcdServers/vcdOrganizations',
    item: 'VcdOrganization',
    access: 'sites.read',
  },
  {
    operationId: 'getVcdOrganizationUsers',
    tag: 'backup_servers',
    path: '/infrastructure/backupServers/vcdServers/vcdOrganizations/users',
    item: 'VcdOrganizationUser',
    access: 'sites.read',
  },
  {
    operationId: 'getVcdOrganizationVDCs',
    tag: 'backup_servers',
    path: '/infrastructure/backupServers/vcdServers/vcdOrganizations/vDCs',
    item: 'VcdOrganizationDataCenter',
    access: 'sites.read',
  },
  {
    operationId: 'getBackupWanAccelerators',
    tag: 'backup_servers',
    path: '/infrastructure/backupServers/wanaccelerators',
    item: 'BackupWanAccelerator',
    access: 'sites.read',
  },
  {
    operationId: 'getEnterpriseManagers',
    tag: 'enterprise_manager',
    path: '/infrastructure/enterpriseManagers',
    item: 'EnterpriseManager',
    access: 'sites.read',
  },
  {
    operationId: 'getVOneServers',
    tag: 'veeam_one_server',
    path: '/infrastructure/voneServers',
    item: 'VOneServer',
    access: 'sites.read',
  },
]
