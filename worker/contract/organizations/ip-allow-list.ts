/** From which addresses the users of an organization may sign in and ask. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'

export const MAX_ALLOWED_BLOCKS = 200

export const ipAllowList = z
  .object({
    isEnabled: z.boolean().describe('False: its users may come from anywhere.'),
    blocks: z
      .array(z.string().max(100))
      .max(MAX_ALLOWED_BLOCKS)
      .describe('IPv4 and IPv6 addresses and CIDR blocks. Kept while the list is not enabled.'),
    clientAddress: z.string().nullable().describe('From where the caller comes.'),
  })
  .meta({ id: 'IpAllowList' })
export type IpAllowList = z.output<typeof ipAllowList>

const byUid = z.object({ organizationUid: uid })

export const getIpAllowList = operation({
  operationId: 'getIpAllowList',
  method: 'get',
  path: '/organizations/{organizationUid}/ipAllowList',
  tag: 'holdfast',
  summary: 'Returns the addresses from which the users of one organization may sign in.',
  access: 'ipAllowLists.manage',
  params: byUid,
  answer: { kind: 'object', schema: ipAllowList },
})

export const putIpAllowList = operation({
  operationId: 'putIpAllowList',
  method: 'put',
  path: '/organizations/{organizationUid}/ipAllowList',
  tag: 'holdfast',
  summary:
    'Sets the addresses from which the users of one organization may sign in. Organizations below have lists of their own.',
  access: 'ipAllowLists.manage',
  closedToImpersonation: true,
  params: byUid,
  body: {
    mediaType: 'application/json',
    schema: z
      .object({
        isEnabled: z.boolean().default(true),
        blocks: z.array(z.string().max(100)).max(MAX_ALLOWED_BLOCKS),
        isForced: z
          .boolean()
          .default(false)
          .describe('True: also a list that locks the caller itself out. Otherwise such a list is refused.'),
      })
      .meta({ id: 'IpAllowListInput' }),
  },
  answer: { kind: 'object', schema: ipAllowList },
})

export const IP_ALLOW_LIST_OPERATIONS = [getIpAllowList, putIpAllowList]
