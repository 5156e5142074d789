/** The portals' sign-in: a session held by a cookie that no script can read. */
import { z } from 'zod'
import { userRole } from '../accounts/users.ts'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'

export const portal = z.enum(['admin', 'reseller', 'client']).meta({ id: 'Portal' })

const sessionUser = z.object({
  instanceUid: uid,
  userName: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  role: userRole,
})
const sessionOrganization = z.object({
  instanceUid: uid,
  name: z.string(),
  type: z.enum(['Provider', 'Reseller', 'Company']),
})

export const session = z
  .object({
    user: sessionUser,
    organization: sessionOrganization,
    portal: portal.describe('Where the role is at home.'),
    permissions: z.array(z.string()).describe('Of the role, as far as the claims of the organization go.'),
    managesRoles: z.array(userRole).describe('Roles of the users that the user may create and change.'),
    timeZone: z.string().nullable().describe('IANA name.'),
    impersonator: z
      .object({ userUid: uid, userName: z.string() })
      .nullable()
      .describe('Who acts as the user; null: the user itself. To be shown on every page.'),
    secondFactor: z.enum(['none', 'totp', 'recoveryCode', 'sso']).describe('By which the session was signed in.'),
    signInMethod: z
      .enum(['password', 'sso', 'setup', 'impersonation'])
      .nullable()
      .describe('Null: an API key, which has no session.'),
  })
  .meta({ id: 'Session' })
export type Session = z.output<typeof session>

/** Signed in, or one step before it: then `mfaToken` is there and the members of the session are null. */
export const signInAnswer = z
  .object({
    user: session.shape.user.nullable(),
    organization: session.shape.organization.nullable(),
    portal: portal.nullable(),
    permissions: session.shape.permissions.nullable(),
    managesRoles: session.shape.managesRoles.nullable(),
    timeZone: session.shape.timeZone,
    impersonator: session.shape.impersonator,
    secondFactor: session.shape.secondFactor.nullable(),
    signInMethod: session.shape.signInMethod,
    mfaToken: z
      .string()
      .nullable()
      .describe('Not signed in yet: to be sent with the second factor within ten minutes. Null: signed in.'),
    isEnrolmentRequired: z
      .boolean()
      .describe('True: a second factor is demanded and none is set up. Go on with /session/mfa/enrolment.'),
  })
  .meta({ id: 'SignInAnswer' })
export type SignInAnswer = z.output<typeof signInAnswer>

export const createSession = operation({
  operationId: 'createSession',
  method: 'post',
  path: '/session',
  tag: 'holdfast',
  summary: 'Signs in to the portals: the answer sets the session cookie, or asks for the second factor.',
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
  answer: { kind: 'object', schema: signInAnswer },
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
