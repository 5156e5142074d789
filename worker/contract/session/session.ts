/** The portals' sign-in: a session held by a cookie that no script can read. */
import { z } from 'zod'
import { userRole } from '../accounts/users.ts'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'

export const portal = z.enum(['admin', 'reseller', 'client']).meta({ id: 'Portal' })

export const session = z
  .object({
    user: z.object({
      instanceUid: uid,
      userName: z.string(),
      firstName: z.string().nullable(),
      lastName: z.string().nullable(),
      role: userRole,
    }),
    organization: z.object({ instanceUid: uid, name: z.string(), type: z.enum(['Provider', 'Reseller', 'Company']) }),
    portal: portal.describe('Where the role is at home.'),
    permissions: z.array(z.string()),
    timeZone: z.string().nullable().describe('IANA name.'),
  })
  .meta({ id: 'Session' })
export type Session = z.output<typeof session>

export const createSession = operation({
  operationId: 'createSession',
  method: 'post',
  path: '/session',
  tag: 'holdfast',
  summary: 'Signs in to the portals: the answer sets the session cookie.',
  access: 'anonymous',
  body: {
    mediaType: 'application/json',
    schema: z
      .object({
        userName: z.string().min(1).describe('"Company\\user", or a user name that only one has.'),
        password: z.string().min(1),
      })
      .meta({ id: 'SessionInput' }),
  },
  answer: { kind: 'object', schema: session },
})

export const getSession = operation({
  operationId: 'getSession',
  method: 'get',
  path: '/session',
  tag: 'holdfast',
  summary: 'Who is signed in, and what it may do.',
  access: 'signedIn',
  answer: { kind: 'object', schema: session },
})

export const deleteSession = operation({
  operationId: 'deleteSession',
  method: 'delete',
  path: '/session',
  tag: 'holdfast',
  summary: 'Ends the session of the cookie or the access token that asks.',
  access: 'signedIn',
  isOpenToReadOnly: true,
  answer: { kind: 'empty' },
})

export const SESSION_OPERATIONS = [createSession, getSession, deleteSession]
