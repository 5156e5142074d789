/** Licences of products that this console does not drive. The notation is read by compact-schema.ts. */
import type { EmptyCollection } from './compact-schema.ts'

export const LICENSING_ITEMS = {
  BackupServerLicense: `
    autoUpdateEnabled bool, backupServerUid? uid, edition? text|null, monitoring? bool|null,
    packages? BackupServerLicensePackagesItem[], company? text, email? text, contactPerson? text,
    expirationDate? time|null, supportExpirationDate? time|null, licenseIds? uid[], supportIds? text[],
    sectionTypes? BackupServerLicenseSectionTypesItem[], status? BackupServerLicenseStatus,
    cloudConnect? BackupServerLicenseCloudConnect, sockets? number|null, usedSockets? number|null,
    capacity? number|null, usedCapacity? number|null, units? number, usedUnits? number,
    unitType? BackupServerLicenseUnitType, type? BackupServerLicenseType`,
  BackupServerLicenseCloudConnect: 'Enterprise | No | Unknown | Yes',
  BackupServerLicensePackagesItem: `
    Advanced | Backup | Essentials | Foundation | None | ONE | Orchestrator | Premium | Starter | Suite | Unknown`,
  BackupServerLicenseSectionTypesItem: 'All | Instance | Socket | Unknown',
  BackupServerLicenseStatus: 'Error | Expired | Unknown | Unlicensed | Valid | Warning',
  BackupServerLicenseType: `
    Community | Evaluation | NFR | NotInstalled | Perpetual | Rental | Subscription | Unknown`,
  BackupServerLicenseUnitType: 'Instances | Points | Unknown',
  LicenseReportAppendix: `
    licenseCompanyName? text, appendixSummary? LicenseReportSummary, organizationsUsage? OrganizationLicenseUsage[],
    notCollectedCloudServers? text[], clonedCloudServers? text[], unsupportedCloudServers? text[],
    usageDetails? OrganizationUsageOfLicensesWithSameSupportId[]`,
  LicenseReportInterval: 'startOfInterval text, endOfInterval text',
  LicenseReportParameters: `
    reportId int, organizationName text, organizationUid uid, licenseCompanyName text, generationDate text,
    reportInterval LicenseReportInterval`,
  LicenseReportSummary: 'totalPoints number, productsUsage TotalProductLicenseUsage[]',
  OrganizationLicenseUsage: `
    organizationType? OrganizationLicenseUsageOrganizationType, organizationName? text, organizationUid? uid,
    usedPoints? number`,
  OrganizationLicenseUsageOrganizationType: 'Company | Provider | Reseller | Unknown',
  OrganizationUsageOfLicensesWithSameSupportId: `
    organizationName? text, organizationUid? uid, supportId? text|null, notCollectedClientServers? text[],
    clonedClientServers? text[], unsupportedClientServers? text[], usageByLicenseAndProduct? ProductLicenseUsage[]`,
  ProductLicenseUsage: `
    licenseId? text|null, productType? ProductLicenseUsageProductType, licenseEdition? text|null, usedPoints? number,
    workloadUsage? WorkloadLicenseUsage[]`,
  ProductLicenseUsageProductType: `
    BackupAndReplication | CloudConnect | EnterpriseManager | Unknown | VB365 | VDP | VONE | VSPC`,
  PulseLicense: `
    instanceUid uid, type PulseLicenseType, assignStatus PulseLicenseAssignStatus, usageType PulseLicenseUsageType,
    contractId text|null, productId text, points number,
    automaticReportingStatus PulseLicenseAutomaticReportingStatus, workloads PulseLicenseWorkload[],
    licenseId? uid|null, createdBy? text|null, description? text|null, expirationDate? time|null,
    automaticExtensionStatus? PulseLicenseAutomaticExtensionStatus, assignedCompanyUid? uid|null,
    assignedResellerUid? uid|null`,
  PulseLicenseAssignStatus: `
    Assigned | Assigning | Editing | FailedToAssign | FailedToEdit | FailedToRevoke | NotAssigned | Revoking |
    Unknown`,
  PulseLicenseAutomaticExtensionStatus: `
    AlwaysOff | AlwaysOn | Off | On | SwitchingToOff | SwitchingToOn | Unknown`,
  PulseLicenseAutomaticReportingStatus: `
    AlwaysOff | AlwaysOn | Off | On | SwitchingToOff | SwitchingToOn | Unknown`,
  PulseLicenseContract: `
    contractId? text, expirationDate? time, pointsLimit? number|null, automaticExtensionAlwaysOn? bool`,
  PulseLicenseProduct: `
    productId? text, name? text, edition? text, version? text, workloads? PulseLicenseProductWorkload[]`,
  PulseLicenseProductWorkload: 'workloadId? text, name? text, multiplier? number',
  PulseLicenseType: 'Internal | REMOVED_1 | Rental | Unknown',
  PulseLicenseUsageType: 'InternalUse | MultiCustomerUse | SingleCustomerUse | Unknown',
  PulseLicenseWorkload: 'workloadId text, count int, name? text, multiplier? number',
  PulseTenant: `
    instanceUid? text, mappingStatus? PulseTenantMappingStatus, mappingStatusMessage? text, name? text,
    mappedMasterOrganizationUid? uid|null, mergedOrganizationUids? uid[]`,
  PulseTenantMappingStatus: 'FailedToMap | Mapped | MappingInProggress | NotMapped | Unknown',
  SingleLicenseReport: `
    reportStatus? SingleLicenseReportReportStatus, reportParameters? LicenseReportParameters,
    reportSummary? LicenseReportSummary, organizationsUsage? OrganizationLicenseUsage[],
    notCollectedCloudServers? text[], clonedCloudServers? text[], unsupportedCloudServers? text[],
    usageDetails? OrganizationUsageOfLicensesWithSameSupportId[], appendices? LicenseReportAppendix[]`,
  SingleLicenseReportReportStatus: 'ApprovalRequired | Approved | Finalization | Unknown',
  TotalProductLicenseUsage: `
    productType? TotalProductLicenseUsageProductType, totalPoints? number, licenseEdition? text,
    workloadUsage? WorkloadLicenseUsage[]`,
  TotalProductLicenseUsageProductType: `
    BackupAndReplication | CloudConnect | EnterpriseManager | Unknown | VB365 | VDP | VONE | VSPC`,
  VOneServerLicense: `
    autoUpdateEnabled bool, vOneServerUid? uid, company? text, email? text, expirationDate? time|null,
    supportExpirationDate? time|null, licenseId? uid|null, supportId? text, status? VOneServerLicenseStatus,
    statusMessage? text, units? number|null, usedUnits? number|null, unitType? VOneServerLicenseUnitType,
    type? VOneServerLicenseType`,
  VOneServerLicenseStatus: 'Error | Expired | Unknown | Unlicensed | Valid | Warning',
  VOneServerLicenseType: `
    Community | Evaluation | NFR | NotInstalled | Perpetual | Rental | Subscription | Unknown`,
  VOneServerLicenseUnitType: 'Instances | Points | Unknown',
  Vb365ServerLicense: `
    autoUpdateEnabled bool, vb365ServerUid? uid, company? text, email? text, expirationDate? time|null,
    supportExpirationDate? time|null, licenseId? uid|null, supportId? text, status? Vb365ServerLicenseStatus,
    licensedUsers? int, protectedUsers? int, type? Vb365ServerLicenseType`,
  Vb365ServerLicenseStatus: 'Error | Expired | Unknown | Unlicensed | Valid | Warning',
  Vb365ServerLicenseType: `
    Community | Evaluation | NFR | NotInstalled | Perpetual | Rental | Subscription | Unknown`,
  WorkloadLicenseUsage: `
    workloadType? WorkloadLicenseUsageWorkloadType, description? text, initialCount? int, reportedCount? int,
    newCount? int, weight? number, usedPoints? number, workloadsByPlatform? WorkloadLicenseUsageByPlatform[]`,
  WorkloadLicenseUsageByPlatform: `
    typeId? text, description? text, objectsByWeight? WorkloadLicenseUsageByWeight[]`,
  WorkloadLicenseUsageByWeight: `
    weight? number, initialCount? int, reportedCount? int, newCount? int, usedPoints? number`,
  WorkloadLicenseUsageWorkloadType: `
    CC_Server_Backup | CC_VM_Backup | CC_VM_Replica | CC_Workstation_Backup | Dynamic | Unknown | VAC_Server_Agent |
    VAC_Workstation_Agent | VB365_User | VBR_Application_Plugins | VBR_Cloud_Database | VBR_Cloud_File_Share |
    VBR_Cloud_VM | VBR_NAS_Backup | VBR_NAS_Server | VBR_Server_Agent | VBR_Tape_Backup | VBR_Tape_Server | VBR_VM |
    VBR_Workstation_Agent | VONE_Cloud_Database | VONE_Cloud_File_Share | VONE_Cloud_VM | VONE_Nas_Backup |
    VONE_Server_Agent | VONE_Tape_Backup | VONE_User | VONE_VM | VONE_Workstation_Agent`,
} as const

export const LICENSING_COLLECTIONS: readonly EmptyCollection[] = [
  {
    operationId: 'getBackupServersLicenses',
    tag: 'licensing',
    path: '/licensing/backupServers',
    item: 'BackupServerLicense',
    access: 'sites.read',
  },
  {
    operationId: 'getLicensingReports',
    tag: 'licensing',
    path: '/licensing/reports',
    item: 'SingleLicenseReport',
    access: 'sites.read',
  },
  {
    operationId: 'getLatestLicensingReports',
    tag: 'licensing',
    path: '/licensing/reports/latest',
    item: 'SingleLicenseReport',
    access: 'sites.read',
  },
  {
    operationId: 'getVb365ServersLicenses',
    tag: 'licensing',
    path: '/licensing/vb365Servers',
    item: 'Vb365ServerLicense',
    access: 'sites.read',
  },
  {
    operationId: 'getVOneServersLicenses',
    tag: 'licensing',
    path: '/licensing/voneServers',
    item: 'VOneServerLicense',
    access: 'sites.read',
  },
  {
    operationId: 'getPulseLicenseContracts',
    tag: 'pulse',
    path: '/pulse/contracts',
    item: 'PulseLicenseContract',
    access: 'sites.manage',
  },
  {
    operationId: 'getPulseLicenses',
    tag: 'pulse',
    path: '/pulse/licenses',
    item: 'PulseLicense',
    access: 'sites.manage',
  },
  {
    operationId: 'getPulseLicenseProducts',
    tag: 'pulse',
    path: '/pulse/products',
    item: 'PulseLicenseProduct',
    access: 'sites.manage',
  },
  { operationId: 'getPulseTenants', tag: 'pulse', path: '/pulse/tenants', item: 'PulseTenant', access: 'sites.manage' },
]
