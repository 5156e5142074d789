/** Appliances, policies and workloads of public clouds, which this console does not drive. The notation is read by compact-schema.ts. */
import type { EmptyCollection } from './compact-schema.ts'

export const PUBLIC_CLOUD_ITEMS = {
  BackupServerPublicCloudAppliance: `
    instanceUid? uid, resourceId? text, backupServerUid? uid, publicAddress? text, description? text, region? text,
    certificateThumbprint? text, remoteUiAccessEnabled? bool, selfServicePortalUrl? text, organizationUid? uid,
    mappedOrganizationUid? uid|null, locationUid? uid, managementAgentUid? uid, version? text,
    status? BackupServerPublicCloudApplianceStatus, statusMessage? text,
    platform? BackupServerPublicCloudAppliancePlatform,
    managementType? BackupServerPublicCloudApplianceManagementType`,
  BackupServerPublicCloudApplianceManagementType: 'ByBackupServer | ByConsole | Unknown',
  BackupServerPublicCloudAppliancePlatform: 'Amazon | Azure | Google | Unknown',
  BackupServerPublicCloudApplianceStatus: 'Deleting | Healthy | Removing | Unavailable | Unknown | Warning',
  CreatingObjectInfo: 'state? EPublicCloudObjectCreatingState, message? text',
  EPublicCloudObjectCreatingState: 'Creating | Failed | None',
  EVbApplianceDeploymentStatus: `
    Connecting | Failed | Installing | ServiceAccountCreating | Success | Unknown | UpdateCredentials | Upgrading |
    Warning`,
  ProtectedCloudDatabase: `
    instanceUid? uid, backupServerUid? uid, organizationUid? uid, name? text, applianceUid? uid|null, region? text,
    resourceId? text, hierarchyRootName? text, latestBackupDate? time|null, latestArchiveDate? time|null,
    latestSnapshotDate? time|null, latestReplicaSnapshotDate? time|null, backupCount? int|null,
    archiveCount? int|null, snapshotCount? int|null, replicaSnapshotCount? int|null, instanceSize? int,
    totalSize? int, platform? ProtectedCloudDatabasePlatform, databaseType? PublicCloudDatabaseType,
    engineType? ProtectedCloudDatabaseEngineType`,
  ProtectedCloudDatabaseBackup: `
    databaseUid? uid, policyUid? uid|null, policyName? text|null, backupType? ProtectedCloudDatabaseBackupBackupType,
    size? int, destinations? text[], restorePoints? int, latestRestorePointDate? time|null,
    databaseType? PublicCloudDatabaseType, engineType? ProtectedCloudDatabaseEngineType`,
  ProtectedCloudDatabaseBackupBackupType: 'Archive | Backup | ReplicaSnapshot | Snapshot | Unknown',
  ProtectedCloudDatabaseEngineType: `
    AuroraDbMySql | AuroraDbPostgres | AwsRedshift | AwsRedshiftServerless | AzureCosmosDb | AzureSql | CloudSpanner |
    DynamoDb | Gremlin | MariaDb | MongoDb | MsSql | MySql | NoSql | OracleDb | Postgres | Table | Unknown`,
  ProtectedCloudDatabasePlatform: 'Amazon | Azure | Google | Unknown',
  ProtectedCloudFileShare: `
    fileShareUid? uid, backupServerUid? uid, organizationUid? uid, name? text, applianceUid? uid|null,
    resourceId? text, platform? ProtectedCloudFileSharePlatform, fileShareType? PublicCloudFileShareType,
    snapshotsCount? int, policyCount? int, replicaSnapshotsCount? int, latestSnapshotDate? time|null,
    latestReplicaSnapshotDate? time|null`,
  ProtectedCloudFileShareBackup: `
    fileShareUid? uid, backupServerUid? uid, organizationUid? uid, policyUid? uid|null, policyName? text|null,
    region? text, replicaRegion? text, fileShareType? PublicCloudFileShareType, name? text, snapshotsCount? int,
    replicaSnapshotsCount? int, latestSnapshotDate? time|null, latestReplicaSnapshotDate? time|null,
    totalSize? int|null`,
  ProtectedCloudFileSharePlatform: 'Amazon | Azure | Unknown',
  ProtectedCloudNetwork: `
    instanceId? text, accountUid? uid|null, accountName? text, subscriptionUid? uid|null, subscriptionName? text,
    regionTag? text, regionName? text, policyUid? uid, policyName? text, applianceUid? uid|null,
    backupServerUid? uid, backupServerName? text, restorePointsCount? int,
    platformType? BackupServerPublicCloudAppliancePlatform, lastBackup? time, locationUid? uid, organizationUid? uid`,
  ProtectedCloudVirtualMachine: `
    instanceUid? uid, backupServerUid? uid, organizationUid? uid, name? text, applianceUid? uid|null,
    platformType? BackupServerPublicCloudAppliancePlatform, resourceId? text, destinations? text[],
    latestBackupDate? time|null`,
  ProtectedCloudVirtualMachineBackup: `
    cloudVirtualMachineUid? uid, policyUid? uid|null, policyName? text|null,
    backupType? ProtectedCloudVirtualMachineBackupBackupType, destination? text, size? int, restorePoints? int,
    latestRestorePointDate? time|null`,
  ProtectedCloudVirtualMachineBackupBackupType: `
    Backup | BackupCopy | BackupToTape | PublicCloudArchive | ReplicaSnapshot | Snapshot | Unknown`,
  PublicCloudDatabasePolicy: `
    instanceUid? uid, name? text, applianceUid? uid|null, status? PublicCloudPolicyStatus,
    state? PublicCloudPolicyState, applianceManagementType? BackupServerPublicCloudApplianceManagementType,
    managementAgentUid? uid, backupServerUid? uid, organizationUid? uid|null, locationUid? uid|null,
    instancesCount? int, nextRun? time|null, platformType? BackupServerPublicCloudAppliancePlatform`,
  PublicCloudDatabasePolicyObject: `
    instanceUid? uid, instanceName? text, policyUid? uid, policyName? text, backupServerUid? uid,
    databaseType? PublicCloudDatabaseType, engineType? ProtectedCloudDatabaseEngineType, resourceId? text|null,
    lastBackup? PublicCloudPolicySession, lastSnapshot? PublicCloudPolicySession,
    lastReplicaSnapshot? PublicCloudPolicySession, lastArchive? PublicCloudPolicySession`,
  PublicCloudDatabaseType: `
    AwsDynamoDb | AwsRds | AwsRedshift | AwsRedshiftServerless | AzureCosmosDb | AzureSql | GoogleCloudSpanner |
    GoogleSql | Unknown`,
  PublicCloudFileSharePolicy: `
    instanceUid? uid, name? text, applianceUid? uid|null, status? PublicCloudPolicyStatus,
    state? PublicCloudPolicyState, applianceManagementType? BackupServerPublicCloudApplianceManagementType,
    managementAgentUid? uid, backupServerUid? uid, organizationUid? uid|null, locationUid? uid|null,
    instancesCount? int, platformType? BackupServerPublicCloudAppliancePlatform, nextRun? time|null,
    backupTargetVaultName? text|null, backupCopyTargetVaultName? text|null`,
  PublicCloudFileSharePolicyObject: `
    instanceUid? uid, instanceName? text, policyUid? uid, policyName? text, backupServerUid? uid, resourceId? text,
    lastSnapshot? PublicCloudPolicySession, lastReplicaSnapshot? PublicCloudPolicySession,
    fileShareType? PublicCloudFileShareType`,
  PublicCloudFileShareType: 'AwsEfs | AwsFsx | AzureFiles | Unknown',
  PublicCloudGuestOsCredentials: `
    password text, guestOsCredentialsUid? uid, role? PublicCloudGuestOsCredentialsRole, username? text,
    description? text|null, organizationUid? uid, siteUid? uid|null, appliances? uid[]|null,
    lastChangeTimestamp? time|null`,
  PublicCloudGuestOsCredentialsRole: 'companyAdministrator | serviceProviderAdministrator',
  PublicCloudNetworkPolicy: `
    instanceUid? uid, name? text, applianceUid? uid|null, status? PublicCloudPolicyStatus,
    state? PublicCloudPolicyState, applianceManagementType? BackupServerPublicCloudApplianceManagementType,
    organizationUid? uid, backupServerUid? uid, vnetType? PublicCloudNetworkTypeReadonly,
    platformType? BackupServerPublicCloudAppliancePlatform, subscriptionsCount? int, regionsCount? int,
    lastBackup? PublicCloudPolicySession`,
  PublicCloudNetworkTypeReadonly: 'AwsVpc | AzureVnet | Unknown',
  PublicCloudPolicy: `
    instanceUid? uid, name? text, applianceUid? uid|null, status? PublicCloudPolicyStatus,
    state? PublicCloudPolicyState, applianceManagementType? BackupServerPublicCloudApplianceManagementType,
    backupServerUid? uid, organizationUid? uid|null, platformType? BackupServerPublicCloudAppliancePlatform,
    policyType? PublicCloudPolicyTypeReadonly`,
  PublicCloudPolicySession: `
    endTime? time|null, failureMessage? text|null, status? PublicCloudPolicySessionStatusReadonly`,
  PublicCloudPolicySessionStatusReadonly: `
    Deleting | Disabling | Enabling | Failed | Idle | None | Running | Starting | Stopping | Success |
    WaitingRepository | WaitingTape | Warning`,
  PublicCloudPolicyState: 'Disabled | Disabling | Enabled | Enabling | Unknown',
  PublicCloudPolicyStatus: 'Deleting | Idle | Running | Starting | Stopping | Unknown',
  PublicCloudPolicyTypeReadonly: 'CloudNetwork | Database | FileShare | Unknown | VirtualMachine',
  PublicCloudRepository: `
    instanceUid text, repositoryName text, description text, platform text, applianceName text, applianceUid uid,
    bucket text, folder text, region text, storageClass text, organizationName text, organizationUid uid,
    siteName text, siteUid uid, creatingState CreatingObjectInfo|null, isEncrypted? bool|null,
    immutabilityEnabled? bool|null`,
  PublicCloudSqlAccount: `
    accountName text, accountId? text, userName? text|null, password? text|null, description? text|null,
    status? PublicCloudSqlAccountStatus, applianceUid? uid, siteUid? uid, managementAgentUid? uid`,
  PublicCloudSqlAccountAppliance: 'applianceUid? uid, applianceName? text, siteUid? uid, managementAgentUid? uid',
  PublicCloudSqlAccountStatus: 'Available | Removing | Unknown',
  PublicCloudVirtualMachinePolicy: `
    instanceUid? uid, name? text, applianceUid? uid|null, status? PublicCloudPolicyStatus,
    state? PublicCloudPolicyState, applianceManagementType? BackupServerPublicCloudApplianceManagementType,
    managementAgentUid? uid, backupServerUid? uid, organizationUid? uid|null, locationUid? uid|null,
    instancesCount? int, nextRun? time|null, platformType? BackupServerPublicCloudAppliancePlatform`,
  PublicCloudVirtualMachinePolicyObject: `
    instanceUid? uid, instanceName? text, policyUid? uid, policyName? text, backupServerUid? uid, resourceId? text,
    lastBackup? PublicCloudPolicySession, lastArchive? PublicCloudPolicySession,
    lastReplicaSnapshot? PublicCloudPolicySession, lastSnapshot? PublicCloudPolicySession`,
  SitePublicCloudAppliance: `
    instanceUid? uid, siteUid? uid, publicAddress? text, applianceName? text, description? text, region? text,
    certificateThumbprint? text, remoteUiAccessEnabled? bool, selfServicePortalUrl? text, organizationUid? uid,
    mappedOrganizationUid? uid|null, managementAgentUid? uid, version? text,
    status? BackupServerPublicCloudApplianceStatus, statusMessage? text,
    platform? BackupServerPublicCloudAppliancePlatform, deploymentStatus? EVbApplianceDeploymentStatus`,
} as const

export const PUBLIC_CLOUD_COLLECTIONS: readonly EmptyCollection[] = [
  {
    operationId: 'getPublicCloudPolicies',
    tag: 'backup_server_public_cloud_policies',
    path: '/infrastructure/backupServers/publicCloud/policies',
    item: 'PublicCloudPolicy',
    access: 'jobs.read',
  },
  {
    operationId: 'getPublicCloudDatabasePolicies',
    tag: 'backup_server_public_cloud_policies',
    path: '/infrastructure/backupServers/publicCloud/policies/databases',
    item: 'PublicCloudDatabasePolicy',
    access: 'jobs.read',
  },
  {
    operationId: 'getPublicCloudDatabasePoliciesObjects',
    tag: 'backup_server_public_cloud_policies',
    path: '/infrastructure/backupServers/publicCloud/policies/databases/objects',
    item: 'PublicCloudDatabasePolicyObject',
    access: 'jobs.read',
  },
  {
    operationId: 'getPublicCloudFileSharePolicies',
    tag: 'backup_server_public_cloud_policies',
    path: '/infrastructure/backupServers/publicCloud/policies/fileShares',
    item: 'PublicCloudFileSharePolicy',
    access: 'jobs.read',
  },
  {
    operationId: 'getPublicCloudFileSharePoliciesObjects',
    tag: 'backup_server_public_cloud_policies',
    path: '/infrastructure/backupServers/publicCloud/policies/fileShares/objects',
    item: 'PublicCloudFileSharePolicyObject',
    access: 'jobs.read',
  },
  {
    operationId: 'getPublicCloudNetworkPolicies',
    tag: 'backup_server_public_cloud_policies',
    path: '/infrastructure/backupServers/publicCloud/policies/networks',
    item: 'PublicCloudNetworkPolicy',
    access: 'jobs.read',
  },
  {
    operationId: 'getPublicCloudVirtualMachinePolicies',
    tag: 'backup_server_public_cloud_policies',
    path: '/infrastructure/backupServers/publicCloud/policies/virtualMachines',
    item: 'PublicCloudVirtualMachinePolicy',
    access: 'jobs.read',
  },
  {
    operationId: 'getPublicCloudVirtualMachinePoliciesObjects',
    tag: 'backup_server_public_cloud_policies',
    path: '/infrastructure/backupServers/publicCloud/policies/virtualMachines/objects',
    item: 'PublicCloudVirtualMachinePolicyObject',
    access: 'jobs.read',
  },
  {
    operationId: 'getPublicCloudSqlAccounts',
    tag: 'preview_operations',
    path: '/infrastructure/sites/publicCloud/sqlAccounts',
    item: 'PublicCloudSqlAccount',
    access: 'sites.read',
  },
  {
    operationId: 'getPublicCloudAppliancesForSqlAccounts',
    tag: 'preview_operations',
    path: '/infrastructure/sites/publicCloud/sqlAccounts/appliances',
    item: 'PublicCloudSqlAccountAppliance',
    access: 'sites.read',
  },
  {
    operationId: 'getProtectedCloudDatabasesBackups',
    tag: 'preview_operations',
    path: '/protectedWorkloads/publicCloud/databases/backups',
    item: 'ProtectedCloudDatabaseBackup',
    access: 'computers.read',
  },
  {
    operationId: 'getProtectedCloudFileShareBackups',
    tag: 'preview_operations',
    path: '/protectedWorkloads/publicCloud/fileShares/backups',
    item: 'ProtectedCloudFileShareBackup',
    access: 'computers.read',
  },
  {
    operationId: 'getProtectedCloudVirtualMachinesBackups',
    tag: 'preview_operations',
    path: '/protectedWorkloads/publicCloud/virtualMachines/backups',
    item: 'ProtectedCloudVirtualMachineBackup',
    access: 'computers.read',
  },
  {
    operationId: 'getProtectedCloudDatabases',
    tag: 'protected_public_cloud_workloads',
    path: '/protectedWorkloads/publicCloud/databases',
    item: 'ProtectedCloudDatabase',
    access: 'computers.read',
  },
  {
    operationId: 'getProtectedCloudFileShares',
    tag: 'protected_public_cloud_workloads',
    path: '/protectedWorkloads/publicCloud/fileShares',
    item: 'ProtectedCloudFileShare',
    access: 'computers.read',
  },
  {
    operationId: 'getProtectedCloudNetworks',
    tag: 'protected_public_cloud_workloads',
    path: '/protectedWorkloads/publicCloud/networks',
    item: 'ProtectedCloudNetwork',
    access: 'computers.read',
  },
  {
    operationId: 'getProtectedCloudVirtualMachines',
    tag: 'protected_public_cloud_workloads',
    path: '/protectedWorkloads/publicCloud/virtualMachines',
    item: 'ProtectedCloudVirtualMachine',
    access: 'computers.read',
  },
  {
    operationId: 'getBackupServerPublicCloudAppliances',
    tag: 'public_cloud',
    path: '/infrastructure/backupServers/publicCloud/appliances',
    item: 'BackupServerPublicCloudAppliance',
    access: 'sites.read',
  },
  {
    operationId: 'getPublicCloudAppliances',
    tag: 'public_cloud',
    path: '/infrastructure/sites/publicCloud/appliances',
    item: 'SitePublicCloudAppliance',
    access: 'sites.read',
  },
  {
    operationId: 'getPublicCloudGuestOsCredentials',
    tag: 'public_cloud',
    path: '/infrastructure/sites/publicCloud/guestOsCredentials',
    item: 'PublicCloudGuestOsCredentials',
    access: 'sites.read',
    query: ['siteUid'],
  },
  {
    operationId: 'getPublicCloudRepositories',
    tag: 'public_cloud',
    path: '/infrastructure/sites/publicCloud/repositories',
    item: 'PublicCloudRepository',
    access: 'sites.read',
  },
]
