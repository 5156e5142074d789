import { fail, ok } from '../../../domain/result.ts'
import { addApiKeyLogin } from '../../contract/accounts/logins.ts'
import { createUser, getCurrentUser, getUser, getUsers } from '../../contract/accounts/users.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { createApiKey } from './create-api-key.ts'
import { createUserOf } from './create-user.ts'
import { findUser, usersSource } from './queries.ts'

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
  route(addApiKeyLogin, createApiKey)
}
