/** Every collection that is always empty here, as operations of the contract. */
import { z } from 'zod'
import { managementAgentStatus } from '../infrastructure/management-agents.ts'
import { type Operation, operation } from '../operation.ts'
import { backupAgentSettings } from '../organizations/configuration.ts'
import { timeZone } from '../reference-lists/reference-lists.ts'
import { BACKUP_SERVER_JOBS_COLLECTIONS } from './backup-server-job-lists.ts'
import { BACKUP_SERVER_JOBS_ITEMS } from './backup-server-jobs.ts'
import { BACKUP_SERVERS_COLLECTIONS, BACKUP_SERVERS_ITEMS } from './backup-servers.ts'
import { compactSchemas, type EmptyCollection } from './compact-schema.ts'
import { HOSTED_RESOURCES_COLLECTIONS, HOSTED_RESOURCES_ITEMS } from './hosted-resources.ts'
import { LICENSING_COLLECTIONS, LICENSING_ITEMS } from './licensing.ts'
import { MICROSOFT_365_COLLECTIONS, MICROSOFT_365_ITEMS } from './microsoft-365.ts'
import { PROTECTED_WORKLOADS_COLLECTIONS, PROTECTED_WORKLOADS_ITEMS } from './protected-workloads.ts'
import { PROVIDER_RESOURCES_COLLECTIONS, PROVIDER_RESOURCES_ITEMS } from './provider-resources.ts'
import { PUBLIC_CLOUD_COLLECTIONS, PUBLIC_CLOUD_ITEMS } from './public-cloud.ts'
import { SHARED_ITEMS } from './shared.ts'

const COLLECTIONS: readonly EmptyCollection[] = [
  ...BACKUP_SERVER_JOBS_COLLECTIONS,
  ...BACKUP_SERVERS_COLLECTIONS,
  ...HOSTED_RESOURCES_COLLECTIONS,
  ...LICENSING_COLLECTIONS,
  ...MICROSOFT_365_COLLECTIONS,
  ...PROTECTED_WORKLOADS_COLLECTIONS,
  ...PROVIDER_RESOURCES_COLLECTIONS,
  ...PUBLIC_CLOUD_COLLECTIONS,
]

const findSchema = compactSchemas(
  {
    ...SHARED_ITEMS,
    ...BACKUP_SERVER_JOBS_ITEMS,
    ...BACKUP_SERVERS_ITEMS,
    ...HOSTED_RESOURCES_ITEMS,
    ...LICENSING_ITEMS,
    ...MICROSOFT_365_ITEMS,
    ...PROTECTED_WORKLOADS_ITEMS,
    ...PROVIDER_RESOURCES_ITEMS,
    ...PUBLIC_CLOUD_ITEMS,
  },
  {
    BackupAgentSettings: backupAgentSettings,
    ManagementAgentStatus: managementAgentStatus,
    TimeZone: timeZone,
  },
)

export const EMPTY_COLLECTION_OPERATIONS: readonly Operation[] = COLLECTIONS.map(declare)

function declare({ operationId, tag, path, olderPaths, item, access, expand, query }: EmptyCollection): Operation {
  return operation({
    operationId,
    method: 'get',
    path,
    ...(olderPaths === undefined ? {} : { olderPaths: [...olderPaths] }),
    tag,
    summary: `${summaryOf(operationId)}: always empty, this console drives none.`,
    access,
    ...(query === undefined
      ? {}
      : { query: z.object(Object.fromEntries(query.map((name) => [name, z.string().optional()]))) }),
    ...(expand === undefined ? {} : { expand }),
    isAlwaysEmpty: true,
    answer: { kind: 'page', item: z.lazy(() => findSchema(item)) },
  })
}

/** "getBackupServerAgentJobs" → "Backup server agent jobs". */
function summaryOf(operationId: string): string {
  const words = operationId
    .replace(/^get/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
