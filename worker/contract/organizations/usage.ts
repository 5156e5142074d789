/** What companies and resellers use, counter by counter. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'

export const aggregatedUsageType = z
  .enum([
    'AgentCloudBackupDataTransferIn',
    'AgentCloudBackupDataTransferOut',
    'BackedupVms',
    'CloudArchiveTierBackupSize',
    'CloudCapacityTierBackupSize',
    'CloudInsiderProtectionBackupSize',
    'CloudObjectStorageUsage',
    'CloudPerformanceTierBackupSize',
    'CloudRegularStorageUsage',
    'CloudRepositoryUsageByServerAgent',
    'CloudRepositoryUsageByUnknownFiles',
    'CloudRepositoryUsageByVm',
    'CloudRepositoryUsageByWorkstationAgent',
    'CloudTotalUsage',
    'FileShareArchiveSize',
    'FileShareBackupSize',
    'FileShareSourceSize',
    'ManagedAgentsLinuxOS',
    'ManagedAgentsMacOS',
    'ManagedAgentsWindowsDesktopOS',
    'ManagedAgentsWindowsServerOS',
    'ManagedCdpVms',
    'ManagedCloudVms',
    'ManagedServerAgents',
    'ManagedUsers',
    'ManagedVms',
    'ManagedWorkstationAgents',
    'ObjectStorageArchiveSize',
    'ObjectStorageBackupSize',
    'ObjectStorageSourceSize',
    'ProtectedFileShares',
    'ProtectedObjectStorages',
    'PublicCloudArchiveSize',
    'PublicCloudBackupSize',
    'PublicCloudProtectedCloudDatabases',
    'PublicCloudProtectedFileShares',
    'ReplicatedVms',
    'ServerCloudBackups',
    'Unknown',
    'Vb365ArchiveSize',
    'Vb365BackupSize',
    'Vb365ProtectedEducationalUsers',
    'Vb365ProtectedGroups',
    'Vb365ProtectedSites',
    'Vb365ProtectedTeams',
    'Vb365ProtectedUsers',
    'VbrBackupSize',
    'VbrCloudBackupsDataTransferIn',
    'VbrCloudBackupsDataTransferOut',
    'VbrCloudReplicaDataTransferIn',
    'VbrCloudReplicaDataTransferOut',
    'VmCloudBackups',
    'VmCloudReplicaComputeTime',
    'VmCloudReplicas',
    'VmCloudReplicaStorageUsage',
    'WorkstationCloudBackups',
  ])
  .meta({ id: 'AggregatedUsageType' })
export type AggregatedUsageType = z.output<typeof aggregatedUsageType>

const aggregatedUsage = z.object({ value: z.int(), type: aggregatedUsageType }).meta({ id: 'AggregatedUsage' })
export type AggregatedUsage = z.output<typeof aggregatedUsage>

export const locationUsage = z
  .object({
    companyUid: uid,
    resellerUid: uid.nullable(),
    locationUid: uid,
    date: z.iso.date(),
    counters: z.array(aggregatedUsage),
  })
  .meta({ id: 'LocationAggregatedUsage' })
export type LocationUsage = z.output<typeof locationUsage>

export const resellerUsage = z
  .object({ resellerUid: uid, date: z.iso.date(), counters: z.array(aggregatedUsage) })
  .meta({ id: 'ResellerAggregatedUsage' })
export type ResellerUsage = z.output<typeof resellerUsage>

/** Days in UTC. Usage is known of the present day: a period that leaves it out has no rows. */
const period = z.object({
  fromDate: z.iso.date().optional().describe('Day in UTC.'),
  toDate: z.iso.date().optional().describe('Day in UTC, itself included.'),
})
export type UsagePeriod = z.output<typeof period>

export const getCompaniesAggregatedUsage = operation({
  operationId: 'getCompaniesAggregatedUsage',
  method: 'get',
  path: '/organizations/companies/usage',
  tag: 'companies',
  summary: 'Lists what companies use, by location.',
  access: 'companies.read',
  query: period,
  answer: { kind: 'page', item: locationUsage },
})

export const getCompanyAggregatedUsage = operation({
  operationId: 'getCompanyAggregatedUsage',
  method: 'get',
  path: '/organizations/companies/{companyUid}/usage',
  tag: 'companies',
  summary: 'Lists what one company uses, by location.',
  access: 'companies.read',
  params: z.object({ companyUid: uid }),
  query: period,
  answer: { kind: 'page', item: locationUsage },
})

export const getResellersAggregatedUsage = operation({
  operationId: 'getResellersAggregatedUsage',
  method: 'get',
  path: '/organizations/resellers/usage',
  tag: 'resellers',
  summary: 'Lists what the companies of each reseller use together.',
  access: 'resellers.read',
  query: period,
  answer: { kind: 'page', item: resellerUsage },
})

export const getResellerAggregatedUsage = operation({
  operationId: 'getResellerAggregatedUsage',
  method: 'get',
  path: '/organizations/resellers/{resellerUid}/usage',
  tag: 'resellers',
  summary: 'Tells what the companies of one reseller use together.',
  access: 'resellers.read',
  params: z.object({ resellerUid: uid }),
  query: period,
  answer: { kind: 'page', item: resellerUsage },
})

export const USAGE_OPERATIONS = [
  getCompaniesAggregatedUsage,
  getCompanyAggregatedUsage,
  getResellersAggregatedUsage,
  getResellerAggregatedUsage,
]
