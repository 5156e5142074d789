/** Listing, changing and removing API keys, and ending the sessions of a user. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { userLogin } from './logins.ts'

/** What a patch may change of a login. */
export const LOGIN_CHANGEABLE = ['description', 'status', 'isReadAccessOnly', 'scopes'] as const

const byUser = z.object({ userUid: uid })
const byId = z.object({ userUid: uid, userLoginId: z.int().min(1) })
const isDone = z.boolean()

export const getLogins = operation({
  operationId: 'getLogins',
  method: 'get',
  path: '/users/logins',
  tag: 'accounts',
  summary: 'Lists API keys; secrets are never answered.',
  access: 'users.read',
  answer: { kind: 'page', item: userLogin },
})

export const getOrganizationApiKeys = operation({
  operationId: 'getOrganizationApiKeys',
  method: 'get',
  path: '/organizations/{organizationUid}/keys',
  tag: 'accounts',
  summary: 'Lists the API keys of the users of one organization.',
  access: 'users.read',
  params: z.object({ organizationUid: uid }),
  answer: { kind: 'page', item: userLogin },
})

export const getUserLogins = operation({
  operationId: 'getUserLogins',
  method: 'get',
  path: '/users/{userUid}/logins',
  tag: 'accounts',
  summary: 'Returns the API keys of one user.',
  access: 'users.read',
  params: byUser,
  answer: { kind: 'list', item: userLogin },
})

export const getUserLogin = operation({
  operationId: 'getUserLogin',
  method: 'get',
  path: '/users/{userUid}/logins/{userLoginId}',
  tag: 'accounts',
  summary: 'Returns one API key.',
  access: 'users.read',
  params: byId,
  answer: { kind: 'object', schema: userLogin },
})

export const updateUserLogin = operation({
  operationId: 'updateUserLogin',
  method: 'patch',
  path: '/users/{userUid}/logins/{userLoginId}',
  tag: 'accounts',
  summary: 'Changes description, status, scopes or read-only access of an API key.',
  access: 'apiKeys.manage',
  closedToImpersonation: true,
  params: byId,
  isPatch: true,
  answer: { kind: 'object', schema: userLogin },
})

export const deleteUserLogin = operation({
  operationId: 'deleteUserLogin',
  method: 'delete',
  path: '/users/{userUid}/logins/{userLoginId}',
  tag: 'accounts',
  summary: 'Removes an API key.',
  access: 'apiKeys.manage',
  closedToImpersonation: true,
  params: byId,
  answer: { kind: 'object', schema: isDone },
})

export const revokeAuthenticationToken = operation({
  operationId: 'revokeAuthenticationToken',
  method: 'delete',
  path: '/users/{userUid}/tokens',
  tag: 'accounts',
  summary: 'Ends every session of a user: access and refresh tokens, and those of the portals.',
  access: 'users.manage',
  closedToImpersonation: true,
  params: byUser,
  query: z.object({
    userLoginId: z.int().min(1).optional().describe('An API key: it needs no token, so nothing of it is to be ended.'),
  }),
  answer: { kind: 'object', schema: isDone },
})

export const LOGIN_MANAGEMENT_OPERATIONS = [
  getLogins,
  getOrganizationApiKeys,
  getUserLogins,
  getUserLogin,
  updateUserLogin,
  deleteUserLogin,
  revokeAuthenticationToken,
]
