/** The share of a tenant's backup resource that a subtenant may use. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { limitedText, nameText } from '../organizations/text.ts'

const storageQuota = z
  .int()
  .min(0, { error: 'must be at least 0 (bytes)' })
  .max(Number.MAX_SAFE_INTEGER, { error: `must be at most ${Number.MAX_SAFE_INTEGER} (bytes)` })
  .nullable()
const description = limitedText(1000).nullable()

export const userBackupResource = z
  .object({
    userUid: uid,
    subtenantUid: uid.describe('The user: a subtenant is no other thing here.'),
    siteUid: uid,
    tenantBackupResourceUid: uid,
    resourceFriendlyName: z.string(),
    description: z.string().nullable(),
    vcdUserId: z.string().nullable(),
    storageQuota: z.int().nullable().describe('Bytes; null: no limit but that of the backup resource.'),
    storageQuotaUsage: z.int().nullable().describe('Bytes of the computers that write under the account.'),
    isStorageQuotaUnlimited: z.boolean(),
  })
  .meta({ id: 'UserBackupResource' })
export type UserBackupResource = z.output<typeof userBackupResource>

export const userBackupResourceInput = z
  .object({
    tenantBackupResourceUid: uid,
    resourceFriendlyName: nameText(255),
    siteUid: uid.nullable().optional().describe('Has no effect: the backup resource is on one site.'),
    description: description.optional(),
    vcdUserId: z.string().nullable().optional().describe('Has no effect.'),
    storageQuota: storageQuota.optional().describe('Bytes, at most those of the backup resource.'),
    isStorageQuotaUnlimited: z.boolean().optional().describe('Not given: true unless there is a storageQuota.'),
  })
  .meta({ id: 'UserBackupResourceInput' })
export type UserBackupResourceInput = z.output<typeof userBackupResourceInput>

/** How a patched resource is judged, and what a patch may change. */
export const patchedUserBackupResource = userBackupResource.extend({
  resourceFriendlyName: nameText(255),
  description,
  storageQuota,
})
export const USER_BACKUP_RESOURCE_CHANGEABLE = [
  'resourceFriendlyName',
  'description',
  'storageQuota',
  'isStorageQuotaUnlimited',
] as const

const byUser = z.object({ userUid: uid })

export const getUsersBackupResources = operation({
  operationId: 'getUsersBackupResources',
  method: 'get',
  path: '/users/backupResources',
  tag: 'accounts',
  summary: 'Lists what subtenants may use of backup resources.',
  access: 'users.read',
  answer: { kind: 'page', item: userBackupResource },
})

export const getUserBackupResource = operation({
  operationId: 'getUserBackupResource',
  method: 'get',
  path: '/users/{userUid}/backupResource',
  tag: 'accounts',
  summary: 'What one subtenant may use, told to itself too; other users have none.',
  access: 'signedIn',
  params: byUser,
  answer: { kind: 'object', schema: userBackupResource },
})

export const patchUserBackupResource = operation({
  operationId: 'patchUserBackupResource',
  method: 'patch',
  path: '/users/{userUid}/backupResource',
  tag: 'accounts',
  summary: 'Changes name, description or quota of what a subtenant may use.',
  access: 'users.manage',
  params: byUser,
  isPatch: true,
  answer: { kind: 'object', schema: userBackupResource },
})

export const USER_BACKUP_RESOURCE_OPERATIONS = [getUsersBackupResources, getUserBackupResource, patchUserBackupResource]
