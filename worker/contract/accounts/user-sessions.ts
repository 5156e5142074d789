/** Signed-in sessions of users, as those see them who may. */
import { z } from 'zod'
import { dateTime, uid } from '../common.ts'
import { operation } from '../operation.ts'

export const userSession = z
  .object({
    instanceUid: uid,
    userUid: uid,
    kind: z.enum(['portal', 'token']).describe('portal: held by the cookie; token: access and refresh tokens.'),
    signInMethod: z.enum(['password', 'sso', 'setup', 'impersonation']),
    secondFactor: z.enum(['none', 'totp', 'recoveryCode', 'sso']),
    isReadOnly: z.boolean(),
    isCurrent: z.boolean().describe('The one that asks.'),
    impersonatorName: z
      .string()
      .nullable()
      .describe('Who acts as the user, where the caller may know; null: the user itself.'),
    clientAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
    createdAt: dateTime,
    lastSeenAt: dateTime.describe('To within five minutes.'),
    expiresAt: dateTime.describe('However much it is used.'),
    idleExpiresAt: dateTime.describe('Unless it is used before.'),
  })
  .meta({ id: 'UserSession' })
export type UserSession = z.output<typeof userSession>

const byUser = z.object({ userUid: uid })

export const getUserSessions = operation({
  operationId: 'getUserSessions',
  method: 'get',
  path: '/users/{userUid}/sessions',
  tag: 'holdfast',
  summary: 'Lists the open sessions of a user.',
  access: 'users.read',
  params: byUser,
  answer: { kind: 'page', item: userSession },
})

export const deleteUserSessions = operation({
  operationId: 'deleteUserSessions',
  method: 'delete',
  path: '/users/{userUid}/sessions',
  tag: 'holdfast',
  summary: 'Ends all sessions of a user.',
  access: 'users.manage',
  closedToImpersonation: true,
  params: byUser,
  answer: { kind: 'empty' },
})

export const deleteUserSession = operation({
  operationId: 'deleteUserSession',
  method: 'delete',
  path: '/users/{userUid}/sessions/{sessionUid}',
  tag: 'holdfast',
  summary: 'Ends one session of a user.',
  access: 'users.manage',
  closedToImpersonation: true,
  params: z.object({ userUid: uid, sessionUid: uid }),
  answer: { kind: 'empty' },
})

export const resetMfa = operation({
  operationId: 'resetMfa',
  method: 'post',
  path: '/users/{userUid}/mfaReset',
  tag: 'holdfast',
  summary:
    'Takes the second factor of another user away; its sessions end, and where one is demanded it sets up a new one.',
  access: 'mfa.manage',
  closedToImpersonation: true,
  params: byUser,
  answer: { kind: 'empty' },
})

export const USER_SESSION_OPERATIONS = [getUserSessions, deleteUserSessions, deleteUserSession, resetMfa]
