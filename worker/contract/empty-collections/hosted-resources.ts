/** Hosted servers of companies and resellers, of products that this console does not drive. The notation is read by compact-schema.ts. */
import type { EmptyCollection } from './compact-schema.ts'

export const HOSTED_RESOURCES_ITEMS = {
  CompanyHostedVbrBackupResource: `
    repositoryUid uid, instanceUid? uid, companyUid? uid, hostedResourceUid? uid, storageQuota? int|null,
    isStorageQuotaUnlimited? bool`,
  CompanyHostedVbrResource: 'serverUid uid, friendlyName text, instanceUid? uid, companyUid? uid|null',
  CompanyHostedVbrTagResource: `
    instanceUid? uid, companyUid? uid, hostedResourceUid? uid, tagUrn? text, tagName? text, virtualCenterUid? uid`,
  CompanyVb365BackupResource: `
    instanceUid? uid, companyUid? uid, vb365ResourceUid? uid, repositoryUid? uid, proxyUid? uid|null,
    proxyPoolUid? uid|null, usersQuota? int|null, isUsersQuotaUnlimited? bool, storageQuota? int|null,
    isStorageQuotaUnlimited? bool`,
  CompanyVb365Resource: 'vb365ServerUid uid, friendlyName text|null, instanceUid? uid, companyUid? uid|null',
  ResellerLicenseResource: `
    resellerUid? uid, pulseConfigurationStatus? ResellerLicenseResourcePulseConfigurationStatus,
    pulseConfigurationStatusMessage? text, pulseAutoConnectWithProviderToken? bool, isLicenseManagementEnabled? bool,
    licenseContractId? text|null, licensePointsQuota? int|null, isLicensePointsQuotaUnlimited? bool,
    licensePointsUsage? number, isCreatingNewCompaniesToPulseEnabled? bool`,
  ResellerLicenseResourcePulseConfigurationStatus: 'Configured | Error | NotConfigured | Unknown | Warning',
  ResellerSiteVcdReplicationResource: 'vcdOrganizationUid uid, instanceUid? uid, siteUid? uid, resellerUid? uid',
  ResellerSiteWanAcceleratorResource: 'wanAcceleratorUid uid, instanceUid? uid, siteUid? uid, resellerUid? uid',
  ResellerVb365RepositoryResource: `
    instanceUid uid, resellerUid? uid, vb365ResourceUid? uid, repositoryUid? uid, proxyUid? uid|null,
    proxyPoolUid? uid|null, storageQuota? int|null, isStorageQuotaUnlimited? bool`,
  ResellerVb365Resource: `
    vb365ServerUid uid, friendlyName text, resellerUid uid, vb365Repositories ResellerVb365RepositoryResource[],
    instanceUid? uid`,
  ResellerVbrResource: 'vbrServerUid uid, friendlyName text, resellerUid uid, instanceUid? uid',
  VcdOrganizationToCompanyMapping: `
    instanceUid? uid, companyUid? uid, hostedResourceUid? uid, vcdOrganizationUid? uid, vcdOrganizationName? text,
    backupServerUid? uid, backupServerName? text`,
} as const

export const HOSTED_RESOURCES_COLLECTIONS: readonly EmptyCollection[] = [
  {
    operationId: 'getCompaniesVb365Resources',
    tag: 'companies',
    path: '/organizations/companies/hostedResources/vb365',
    item: 'CompanyVb365Resource',
    access: 'companies.read',
  },
  {
    operationId: 'getCompaniesVb365BackupResources',
    tag: 'companies',
    path: '/organizations/companies/hostedResources/vb365/backupResources',
    item: 'CompanyVb365BackupResource',
    access: 'companies.read',
  },
  {
    operationId: 'getCompaniesHostedVbrResources',
    tag: 'companies',
    path: '/organizations/companies/hostedResources/vbr',
    item: 'CompanyHostedVbrResource',
    access: 'companies.read',
  },
  {
    operationId: 'getCompaniesHostedVbrBackupResources',
    tag: 'companies',
    path: '/organizations/companies/hostedResources/vbr/backupResources',
    item: 'CompanyHostedVbrBackupResource',
    access: 'companies.read',
  },
  {
    operationId: 'getCompaniesHostedVbrVcdOrganizationMappings',
    tag: 'companies',
    path: '/organizations/companies/hostedResources/vbr/mappedVcdOrganizations',
    item: 'VcdOrganizationToCompanyMapping',
    access: 'companies.read',
  },
  {
    operationId: 'getCompaniesHostedVbrTagResources',
    tag: 'companies',
    path: '/organizations/companies/hostedResources/vbr/tagResources',
    item: 'CompanyHostedVbrTagResource',
    access: 'companies.read',
  },
  {
    operationId: 'getResellersVb365Resources',
    tag: 'resellers',
    path: '/organizations/resellers/hostedResources/vb365',
    item: 'ResellerVb365Resource',
    access: 'resellers.read',
  },
  {
    operationId: 'getResellersVbrResources',
    tag: 'resellers',
    path: '/organizations/resellers/hostedResources/vbr',
    item: 'ResellerVbrResource',
    access: 'resellers.read',
  },
  {
    operationId: 'getResellersLicenseResources',
    tag: 'resellers',
    path: '/organizations/resellers/licenseResource',
    item: 'ResellerLicenseResource',
    access: 'resellers.read',
  },
  {
    operationId: 'getResellersSiteVcdReplicationResources',
    tag: 'resellers',
    path: '/organizations/resellers/sites/vcdReplicationResources',
    item: 'ResellerSiteVcdReplicationResource',
    access: 'resellers.read',
  },
  {
    operationId: 'getResellersSiteWanAcceleratorResources',
    tag: 'resellers',
    path: '/organizations/resellers/sites/wanAcceleratorResources',
    item: 'ResellerSiteWanAcceleratorResource',
    access: 'resellers.read',
  },
]
