/** Changing and removing users, and the locations that a user of a company sees. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'
import { location } from '../organizations/locations.ts'
import { user, userStatus } from './users.ts'

/** How a patched user is judged, and what a patch may change of it. */
export const patchedUser = user.extend({ status: userStatus.exclude(['Unknown']) })
export const USER_CHANGEABLE = [
  'status',
  'role',
  'profile',
  'credentials.password',
  'mfaPolicyStatus',
  'locationUids',
  'hasAllCompanies',
  'companyUids',
  'hasProviderResources',
  'siteUids',
] as const
export type PatchedUser = z.output<typeof patchedUser>

const byUid = z.object({ userUid: uid })
const ofLocation = z.object({ locationUid: uid })

export const patchUser = operation({
  operationId: 'patchUser',
  method: 'patch',
  path: '/users/{userUid}',
  tag: 'accounts',
  summary:
    'Changes a user: profile and password of oneself by everybody; all of other users by those who manage them. Sessions end unless only the profile changes.',
  access: 'signedIn',
  // To the address goes the link for a new password.
  closedToImpersonation: ['credentials', 'mfaPolicyStatus', 'profile.email'],
  params: byUid,
  isPatch: true,
  answer: { kind: 'object', schema: user },
})

export const deleteUser = operation({
  operationId: 'deleteUser',
  method: 'delete',
  path: '/users/{userUid}',
  tag: 'accounts',
  summary: 'Deletes a user with its sessions and API keys.',
  access: 'users.manage',
  params: byUid,
  answer: { kind: 'empty' },
})

export const getUsersByOrganization = operation({
  operationId: 'getUsersByOrganization',
  method: 'get',
  path: '/organizations/{organizationUid}/users',
  tag: 'accounts',
  summary: 'Lists the users of one organization.',
  access: 'users.read',
  params: z.object({ organizationUid: uid }),
  answer: { kind: 'page', item: user },
})

export const getUsersByLocation = operation({
  operationId: 'getUsersByLocation',
  method: 'get',
  path: '/organizations/locations/{locationUid}/users',
  tag: 'accounts',
  summary: 'Lists the users who see one location and not the whole company.',
  access: 'users.read',
  params: ofLocation,
  answer: { kind: 'page', item: user },
})

export const getUserLocations = operation({
  operationId: 'getUserLocations',
  method: 'get',
  path: '/users/{userUid}/locations',
  tag: 'accounts',
  summary: 'Lists the locations that a Location User sees; other users see all of their company and have none here.',
  access: 'users.read',
  params: byUid,
  answer: { kind: 'page', item: location },
})

export const setUserToLocation = operation({
  operationId: 'setUserToLocation',
  method: 'post',
  path: '/users/{userUid}/locations',
  tag: 'accounts',
  summary: 'Lets a Location User see one location more.',
  access: 'users.manage',
  params: byUid,
  query: ofLocation,
  answer: { kind: 'object', schema: user },
})

export const deleteUserFromLocation = operation({
  operationId: 'deleteUserFromLocation',
  method: 'delete',
  path: '/users/{userUid}/locations',
  tag: 'accounts',
  summary: 'Takes a location away from a Location User.',
  access: 'users.manage',
  params: byUid,
  query: ofLocation,
  answer: { kind: 'empty' },
})

export const USER_MANAGEMENT_OPERATIONS = [
  patchUser,
  deleteUser,
  getUsersByOrganization,
  getUsersByLocation,
  getUserLocations,
  setUserToLocation,
  deleteUserFromLocation,
]
