import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'

/** The contract's "cloud agent" is the server at the head of a site; here a site is a bucket and the Worker in front of it. */
export const site = z
  .object({
    siteUid: uid,
    siteName: z.string(),
    description: z.string().nullable(),
    backupServerUid: uid.describe('A site has no server of its own: the same identifier as the site.'),
    managementAgentUid: uid.describe('A site has no agent of its own: the same identifier as the site.'),
    maintenanceModeIsEnabled: z.boolean(),
    tenantManagementInCloudConnectIsEnabled: z.boolean(),
  })
  .meta({ id: 'CloudAgent' })
export type Site = z.output<typeof site>

export const getSites = operation({
  operationId: 'getSites',
  method: 'get',
  path: '/infrastructure/sites',
  tag: 'cloud_connect',
  summary: 'Lists the storage sites.',
  access: 'sites.read',
  answer: { kind: 'page', item: site },
})

export const getSite = operation({
  operationId: 'getSite',
  method: 'get',
  path: '/infrastructure/sites/{siteUid}',
  tag: 'cloud_connect',
  summary: 'Returns one storage site.',
  access: 'sites.read',
  params: z.object({ siteUid: uid }),
  answer: { kind: 'object', schema: site },
})

export const SITE_OPERATIONS = [getSites, getSite]
