/** What the provider, or a reseller, lets an organization do with jobs. */
import { z } from 'zod'
import { PERMISSION_CLAIMS } from '../../../domain/permission-claims.ts'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'

export const entityPermissions = z
  .object({
    claims: z
      .array(z.enum(PERMISSION_CLAIMS).meta({ id: 'PermissionClaims' }))
      .describe('What the organization may do. A claim that is missing binds every role of the organization.'),
  })
  .meta({ id: 'EntityPermissions' })
export type EntityPermissions = z.output<typeof entityPermissions>
export const PERMISSIONS_CHANGEABLE = ['claims'] as const

const byEntity = z.object({ entityUid: uid.describe('A company or a reseller.') })

export const getEntityPermissions = operation({
  operationId: 'getEntityPermissions',
  method: 'get',
  path: '/permissions/{entityUid}',
  olderPaths: ['/organizations/companies/{entityUid}/permissions', '/organizations/resellers/{entityUid}/permissions'],
  tag: 'companies',
  summary: 'Returns the permission claims of a company or a reseller.',
  access: 'claims.read',
  params: byEntity,
  answer: { kind: 'object', schema: entityPermissions },
})

export const patchEntityPermissions = operation({
  operationId: 'patchEntityPermissions',
  method: 'patch',
  path: '/permissions/{entityUid}',
  olderPaths: ['/organizations/companies/{entityUid}/permissions', '/organizations/resellers/{entityUid}/permissions'],
  tag: 'companies',
  summary: 'Changes the permission claims of a company or a reseller; a reseller gives none that it does not have.',
  access: 'claims.manage',
  params: byEntity,
  isPatch: true,
  answer: { kind: 'object', schema: entityPermissions },
})

export const PERMISSION_OPERATIONS = [getEntityPermissions, patchEntityPermissions]
