/** What a delete would take, what was deleted and can still come back, and for how long. Beyond v3. */
import { z } from 'zod'
import { dateTime, uid } from '../common.ts'
import { operation } from '../operation.ts'
import { organization, organizationType } from './organization.ts'
import { operationMember } from './pending-operation.ts'
import { limitedText, nameText } from './text.ts'

const byUid = z.object({ organizationUid: uid })

export const deletionPlan = z
  .object({
    organizationUid: uid,
    name: z.string(),
    type: organizationType,
    companiesCount: z.int().describe('Of a reseller: they go over to the provider and are not deleted.'),
    usersCount: z.int(),
    locationsCount: z.int(),
    tenantsCount: z.int(),
    agentsCount: z.int(),
    onlineAgentsCount: z.int(),
    jobsCount: z.int(),
    runningJobsCount: z.int().describe('Backups that would be stopped.'),
    restorePointsCount: z.int(),
    repositoriesCount: z.int(),
    storedBytes: z.int(),
    objectsCount: z.int().describe('Stored objects.'),
    lockedObjectsCount: z
      .int()
      .describe('Objects whose bytes stay for the protection period of their tenant, whatever is asked for.'),
    lockedUntil: dateTime.nullable().describe('When the last of them could go if the backups were removed at once.'),
    retentionDays: z.int().describe('How long all of it can be restored.'),
    restorableUntil: dateTime.describe('If it were deleted now.'),
  })
  .meta({ id: 'OrganizationDeletionPlan' })
export type DeletionPlan = z.output<typeof deletionPlan>

export const deletedOrganization = z
  .object({
    instanceUid: uid,
    name: z.string(),
    alias: z.string().nullable(),
    type: organizationType,
    resellerUid: uid.nullable(),
    deletedAt: dateTime,
    deletedBy: z.string().nullable(),
    restorableUntil: dateTime,
    isRestorable: z.boolean().describe('False: its data is being removed for good.'),
    areAgentsRemoved: z.boolean().describe('True: computers have to be enrolled again after a restore.'),
    areBackupsRemoved: z.boolean().describe('True: what was stored does not come back.'),
    repositoriesCount: z.int(),
    storedBytes: z.int(),
    operation: operationMember,
  })
  .meta({ id: 'DeletedOrganization' })
export type DeletedOrganization = z.output<typeof deletedOrganization>

export const restoreInput = z
  .object({
    name: nameText(255).optional().describe('Where the name was given to another organization meanwhile.'),
    alias: limitedText(255).nullable().optional().describe('The same for the alias; null: none.'),
  })
  .meta({ id: 'OrganizationRestoreInput' })
export type RestoreInput = z.output<typeof restoreInput>

export const deletionSettings = z
  .object({
    retentionDays: z
      .int()
      .min(0, { error: 'must be at least 0' })
      .max(365, { error: 'must be at most 365' })
      .describe('How long a deleted organization can be restored; holds for what is deleted from then on.'),
  })
  .meta({ id: 'DeletionSettings' })
export const DELETION_SETTINGS_CHANGEABLE = ['retentionDays'] as const

export const getDeletedOrganizations = operation({
  operationId: 'getDeletedOrganizations',
  method: 'get',
  path: '/organizations/deleted',
  tag: 'organizationsExtensions',
  summary: 'Lists deleted organizations whose data is still there.',
  access: 'companies.delete',
  answer: { kind: 'page', item: deletedOrganization },
})

export const getDeletionPlan = operation({
  operationId: 'getDeletionPlan',
  method: 'get',
  path: '/organizations/{organizationUid}/deletionPlan',
  tag: 'organizationsExtensions',
  summary: 'Tells what a delete of a company or a reseller would take.',
  access: 'companies.delete',
  params: byUid,
  answer: { kind: 'object', schema: deletionPlan },
})

export const restoreOrganization = operation({
  operationId: 'restoreOrganization',
  method: 'post',
  path: '/organizations/{organizationUid}/restore',
  tag: 'organizationsExtensions',
  summary: 'Brings a deleted company or reseller back with everything that hung on it.',
  access: 'companies.delete',
  params: byUid,
  body: { mediaType: 'application/json', schema: restoreInput.prefault({}) },
  isSlow: true,
  isResumable: true,
  answer: { kind: 'object', schema: organization },
})

export const getDeletionSettings = operation({
  operationId: 'getDeletionSettings',
  method: 'get',
  path: '/organizations/deleted/settings',
  tag: 'organizationsExtensions',
  summary: 'Tells how long deleted organizations can be restored.',
  access: 'companies.delete',
  answer: { kind: 'object', schema: deletionSettings },
})

export const patchDeletionSettings = operation({
  operationId: 'patchDeletionSettings',
  method: 'patch',
  path: '/organizations/deleted/settings',
  tag: 'organizationsExtensions',
  summary: 'Changes how long deleted organizations can be restored.',
  access: 'retention.manage',
  isPatch: true,
  answer: { kind: 'object', schema: deletionSettings },
})

export const DELETED_ORGANIZATION_OPERATIONS = [
  getDeletedOrganizations,
  getDeletionSettings,
  patchDeletionSettings,
  getDeletionPlan,
  restoreOrganization,
]
