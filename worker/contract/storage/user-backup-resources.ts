/** What a subtenant may store of its company's backup resource. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { limitedText, nameText } from '../organizations/text.ts'

const quotaBytes = z
  .int()
  .min(0, { error: 'must be at least 0 (bytes)' })
  .max(Number.MAX_SAFE_INTEGER, { error: `must be at most ${Number.MAX_SAFE_INTEGER} (bytes)` })
  .nullable()

export const userBackupResource = z
  .object({
    siteUid: uid,
    tenantBackupResourceUid: uid,
    resourceFriendlyName: z.string(),
    userUid: uid,
    description: z.string().nullable(),
    subtenantUid: uid.describe('The user: a subtenant has no identifier of its own.'),
    vcdUserId: z.string().nullable(),
    storageQuota: z.int().nullable().describe('Bytes; null: as much as the backup resource has.'),
    storageQuotaUsage: z.int().nullable().describe('Bytes.'),
    isStorageQuotaUnlimited: z.boolean(),
  })
  .meta({ id: 'UserBackupResource' })
export type UserBackupResource = z.output<typeof userBackupResource>

export const patchedUserBackupResource = userBackupResource.extend({
  resourceFriendlyName: nameText(255),
  description: limitedText(4000).nullable(),
  storageQuota: quotaBytes,
})
export const USER_BACKUP_RESOURCE_CHANGEABLE = [
  'tenantBackupResourceUid',
  'resourceFriendlyName',
  'description',
  'storageQuota',
  'isStorageQuotaUnlimited',
] as const

export const getUsersBackupResources = operation({
  operationId: 'getUsersBackupResources',
  method: 'get',
  path: '/users/backupResources',
  tag: 'accounts',
  summary: 'Lists the storage quotas of all subtenants.',
  access: 'users.read',
  answer: { kind: 'page', item: userBackupResource },
})

export const getUserBackupResource = operation({
  operationId: 'getUserBackupResource',
  method: 'get',
  path: '/users/{userUid}/backupResource',
  tag: 'accounts',
  summary: 'Returns the storage quota of one subtenant.',
  access: 'users.read',
  params: z.object({ userUid: uid }),
  answer: { kind: 'object', schema: userBackupResource },
})

export const patchUserBackupResource = operation({
  operationId: 'patchUserBackupResource',
  method: 'patch',
  path: '/users/{userUid}/backupResource',
  tag: 'accounts',
  summary: 'Changes the storage quota of one subtenant.',
  access: 'users.manage',
  params: z.object({ userUid: uid }),
  isPatch: true,
  answer: { kind: 'object', schema: userBackupResource },
})

export const USER_BACKUP_RESOURCE_OPERATIONS = [getUsersBackupResources, getUserBackupResource, patchUserBackupResource]
