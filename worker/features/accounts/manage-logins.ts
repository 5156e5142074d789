/** API keys after their creation: listed, changed, removed. */
import { and, eq, isNull } from 'drizzle-orm'
import { type AuditChanges, auditChanges } from '../../../domain/audit-changes.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { Scope } from '../../auth/scope.ts'
import { LOGIN_CHANGEABLE } from '../../contract/accounts/login-management.ts'
import { type UserLogin, userLogin } from '../../contract/accounts/logins.ts'
import { auditStatement } from '../../db/audit.ts'
import { runBatch, type Statement } from '../../db/client.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { userLogins } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { endSessions } from './end-sessions.ts'
import {
  findLogin,
  loginsOfOrganizationSource,
  loginsOfUserSource,
  loginsSource,
  TOTP_PROVIDER,
} from './login-queries.ts'
import { findManageableUser, findUserRow, USER_NOT_FOUND } from './manageable-user.ts'
import { removeTotpLogin } from './totp-login.ts'

type ByUser = ApiRequest<{ userUid: string }>
type ById = ApiRequest<{ userUid: string; userLoginId: number }>

const LOGIN_NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The login' }
const ORGANIZATION_NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The organization' }
const MAX_DESCRIPTION_LENGTH = 1000

export async function listLogins({ scope, db }: ApiRequest) {
  return ok(loginsSource(scope, db))
}

export async function listLoginsOfOrganization({ scope, db, params }: ApiRequest<{ organizationUid: string }>) {
  const organization = await scope.findOrganization(params.organizationUid)
  if (organization === null) return fail(ORGANIZATION_NOT_FOUND)
  return ok(loginsOfOrganizationSource(scope, db, organization.uid))
}

export async function getLoginsOfUser({ scope, db, params }: ByUser): Promise<Result<UserLogin[], ApiFailure>> {
  const user = await findUserRow(scope, db, params.userUid)
  if (user === null) return fail(USER_NOT_FOUND)
  const all = await loginsOfUserSource(scope, db, user.uid).readAll({ filter: null, sort: [] })
  if (!all.ok) return all
  const logins: UserLogin[] = []
  for await (const chunk of all.value.chunks) logins.push(...chunk)
  return ok(logins)
}

export async function getLogin({ scope, db, params }: ById): Promise<Result<UserLogin, ApiFailure>> {
  const login = await findLogin(scope, db, params.userUid, params.userLoginId)
  return login === null ? fail(LOGIN_NOT_FOUND) : ok(login)
}

/** The login, when the caller may change it. */
async function findManageableLogin({ scope, db, params }: ById): Promise<Result<UserLogin, ApiFailure>> {
  const user = await findManageableUser(scope, db, params.userUid)
  if (!user.ok) return user
  const login = await findLogin(scope, db, user.value.uid, params.userLoginId)
  return login === null ? fail(LOGIN_NOT_FOUND) : ok(login)
}

export async function patchLogin(request: ById): Promise<Result<UserLogin, ApiFailure>> {
  const { scope, db, params } = request
  const found = await findManageableLogin(request)
  if (!found.ok) return found
  const before = found.value
  const patched = applyPatch({
    current: before,
    operations: request.patch,
    schema: userLogin,
    allowed: LOGIN_CHANGEABLE,
  })
  if (!patched.ok) return patched
  const after = { ...patched.value, description: patched.value.description.trim() }
  const problem = changeProblem(before, after)
  if (problem !== null) return fail(problem)
  const isStatusChanged = after.status !== before.status
  if (isStatusChanged && after.status === 'enabled' && !(await mayEnable(request, before.id)))
    return fail({ code: 'forbidden', permission: 'apiKeys.enable' })
  await runBatch(db, [
    db
      .update(userLogins)
      .set({
        description: after.description,
        isReadOnly: after.isReadAccessOnly,
        scopes: JSON.stringify([...new Set(after.scopes)]),
        ...(isStatusChanged ? statusColumns(scope, after.status === 'enabled') : {}),
      })
      .where(and(eq(userLogins.id, before.id), isNull(userLogins.deletedAt))),
    ...record(request, before, 'ApiKeyEdited', auditChanges(before, after)),
  ])
  const changed = await findLogin(scope, db, params.userUid, before.id)
  return changed === null ? fail(LOGIN_NOT_FOUND) : ok(changed)
}

function statusColumns(scope: Scope, isEnabled: boolean) {
  if (isEnabled) return { status: 'enabled', disabledBy: null } as const
  return { status: 'disabled', disabledBy: scope.organizationType } as const
}

/** A company takes back what itself has disabled; a reseller enables no key at all; the rest is the provider's. */
async function mayEnable({ scope, db }: ById, loginId: number): Promise<boolean> {
  if (scope.has('apiKeys.enable')) return true
  if (scope.organizationType !== 'Company') return false
  const row = await db
    .select({ disabledBy: userLogins.disabledBy })
    .from(userLogins)
    .where(eq(userLogins.id, loginId))
    .get()
  return row?.disabledBy === 'Company'
}

function changeProblem(before: UserLogin, after: UserLogin): ApiFailure | null {
  if (before.identityProviderName === TOTP_PROVIDER && (after.status !== before.status || after.isReadAccessOnly))
    return { code: 'conflict', message: 'Of an authenticator app only the description changes. Remove it instead.' }
  const isStatusKnown = after.status === 'enabled' || after.status === 'disabled'
  if (after.status !== before.status && !isStatusKnown) return invalid('status', 'must be enabled or disabled')
  if (after.description === '' || after.description.length > MAX_DESCRIPTION_LENGTH)
    return invalid('description', `must have 1 to ${MAX_DESCRIPTION_LENGTH} characters`)
  if (after.scopes.length === 0 || after.scopes.includes('unknown'))
    return invalid('scopes', 'must hold at least one of rest, ui and integration')
  return null
}

function invalid(property: string, reason: string): ApiFailure {
  return { code: 'invalid_input', message: `"${property}" ${reason}.`, property }
}

export async function deleteLogin(request: ById): Promise<Result<boolean, ApiFailure>> {
  const { db, now } = request
  const found = await findManageableLogin(request)
  if (!found.ok) return found
  const login = found.value
  if (login.identityProviderName === TOTP_PROVIDER) return removeTotpLogin(request, login)
  await runBatch(db, [
    db
      .update(userLogins)
      .set({ deletedAt: now })
      .where(and(eq(userLogins.id, login.id), isNull(userLogins.deletedAt))),
    ...record(request, login, 'ApiKeyDeleted', {}),
  ])
  return ok(true)
}

function record(request: ById, login: UserLogin, kind: string, changes: AuditChanges): Statement[] {
  const { db } = request
  return [
    bumpRevision(db, 'userLogins', login.companyId),
    auditStatement(db, request, {
      organizationUid: login.companyId,
      kind,
      target: { type: 'User', uid: login.userUid },
      details: { description: login.description, identifier: login.identifierInProvider },
      changes,
    }),
  ]
}

/** An API key has no token of its own: for one that exists there is nothing to be ended. */
export async function revokeTokens(
  request: ApiRequest<{ userUid: string }, { userLoginId?: number | undefined }>,
): Promise<Result<boolean, ApiFailure>> {
  const { scope, db, params, query, now } = request
  const found = await findManageableUser(scope, db, params.userUid)
  if (!found.ok) return found
  const user = found.value
  if (query.userLoginId !== undefined) {
    const login = await findLogin(scope, db, user.uid, query.userLoginId)
    return login === null ? fail(LOGIN_NOT_FOUND) : ok(true)
  }
  await runBatch(db, [
    endSessions(db, user.uid, now),
    auditStatement(db, request, {
      organizationUid: user.organizationUid,
      kind: 'UserSessionsEnded',
      target: { type: 'User', uid: user.uid },
      details: { userName: user.userName },
    }),
  ])
  return ok(true)
}
