/** What a signed-in user does with its own password and sessions. */
import { z } from 'zod'
import { userSession } from '../accounts/user-sessions.ts'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'

export const changePassword = operation({
  operationId: 'changePassword',
  method: 'put',
  path: '/session/password',
  tag: 'holdfast',
  summary: 'Changes the password of the user who asks; all of its other sessions end.',
  access: 'signedIn',
  closedToImpersonation: true,
  body: {
    mediaType: 'application/json',
    schema: z
      .object({ currentPassword: z.string().min(1).max(1024), newPassword: z.string().min(1).max(1024) })
      .meta({ id: 'PasswordInput' }),
  },
  answer: { kind: 'empty' },
})

export const getOwnSessions = operation({
  operationId: 'getOwnSessions',
  method: 'get',
  path: '/session/sessions',
  tag: 'holdfast',
  summary: 'Lists the sessions of the user who asks that are open.',
  access: 'signedIn',
  answer: { kind: 'page', item: userSession },
})

export const deleteOtherSessions = operation({
  operationId: 'deleteOtherSessions',
  method: 'delete',
  path: '/session/sessions',
  tag: 'holdfast',
  summary: 'Ends all sessions of the user who asks but the one that asks.',
  access: 'signedIn',
  closedToImpersonation: true,
  answer: { kind: 'empty' },
})

export const deleteOwnSession = operation({
  operationId: 'deleteOwnSession',
  method: 'delete',
  path: '/session/sessions/{sessionUid}',
  tag: 'holdfast',
  summary: 'Ends one session of the user who asks.',
  access: 'signedIn',
  closedToImpersonation: true,
  params: z.object({ sessionUid: uid }),
  answer: { kind: 'empty' },
})

export const OWN_SESSION_OPERATIONS = [changePassword, getOwnSessions, deleteOtherSessions, deleteOwnSession]
