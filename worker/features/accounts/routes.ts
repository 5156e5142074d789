import { fail, ok } from '../../../domain/result.ts'
import * as logins from '../../contract/accounts/login-management.ts'
import { addApiKeyLogin } from '../../contract/accounts/logins.ts'
import * as resets from '../../contract/accounts/password-reset.ts'
import * as backupResources from '../../contract/accounts/user-backup-resources.ts'
import * as management from '../../contract/accounts/user-management.ts'
import * as userSessions from '../../contract/accounts/user-sessions.ts'
import { createUser, getCurrentUser, getUser, getUsers } from '../../contract/accounts/users.ts'
import { addTotpLogin } from '../../contract/authentication/totp.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { createApiKey } from './create-api-key.ts'
import { createUserOf } from './create-user.ts'
import { deleteUserOf } from './delete-user.ts'
import { listUsersOfLocation, listUsersOfOrganization } from './list-users.ts'
import * as keys from './manage-logins.ts'
import { askForPasswordLink, completePasswordReset } from './password-reset.ts'
import { patchUserOf } from './patch-user.ts'
import { findUser, usersSource } from './queries.ts'
import { addTotpLoginOf } from './totp-login.ts'
import { getUserBackupResource, listUserBackupResources, patchUserBackupResource } from './user-backup-resource.ts'
import { addUserLocation, listUserLocations, removeUserLocation } from './user-locations.ts'
import { endSessionOfUser, endSessionsOfUser, listSessionsOfUser, resetSecondFactor } from './user-sessions.ts'

export function registerAccounts(route: RouteRegistrar): void {
  route(getUsers, async ({ scope, db }) => ok(usersSource(scope, db)))

  route(getCurrentUser, async ({ scope, db }) => {
    const user = await findUser(scope, db, scope.userUid)
    return user === null ? fail({ code: 'unauthenticated' }) : ok(user)
  })

  route(getUser, async ({ scope, db, params }) => {
    const user = await findUser(scope, db, params.userUid)
    return user === null ? fail({ code: 'not_found', what: 'The user' }) : ok(user)
  })

  route(createUser, createUserOf)
  route(management.patchUser, patchUserOf)
  route(management.deleteUser, deleteUserOf)
  route(management.getUsersByOrganization, listUsersOfOrganization)
  route(management.getUsersByLocation, listUsersOfLocation)
  route(management.getUserLocations, listUserLocations)
  route(management.setUserToLocation, addUserLocation)
  route(management.deleteUserFromLocation, removeUserLocation)

  route(backupResources.getUsersBackupResources, listUserBackupResources)
  route(backupResources.getUserBackupResource, getUserBackupResource)
  route(backupResources.patchUserBackupResource, patchUserBackupResource)

  route(addApiKeyLogin, createApiKey)
  route(logins.getLogins, keys.listLogins)
  route(logins.getOrganizationApiKeys, keys.listLoginsOfOrganization)
  route(logins.getUserLogins, keys.getLoginsOfUser)
  route(logins.getUserLogin, keys.getLogin)
  route(logins.updateUserLogin, keys.patchLogin)
  route(logins.deleteUserLogin, keys.deleteLogin)
  route(logins.revokeAuthenticationToken, keys.revokeTokens)
  route(addTotpLogin, addTotpLoginOf)

  route(resets.createResetPasswordRequest, askForPasswordLink)
  route(resets.completeResetPasswordRequest, completePasswordReset)
  route(userSessions.getUserSessions, listSessionsOfUser)
  route(userSessions.deleteUserSessions, endSessionsOfUser)
  route(userSessions.deleteUserSession, endSessionOfUser)
  route(userSessions.resetMfa, resetSecondFactor)
}
