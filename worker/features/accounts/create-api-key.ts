/** API keys: a secret shown once, kept as SHA-256, that stands for its user over REST until it is removed. */
import { and, eq, isNull } from 'drizzle-orm'
import type { z } from 'zod'
import { ROLES, type RoleName } from '../../../domain/permissions.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { API_KEY_PREFIX } from '../../auth/identity.ts'
import type { Scope } from '../../auth/scope.ts'
import { newSecret, sha256Hex } from '../../auth/secrets.ts'
import type { addApiKeyLogin, UserLogin } from '../../contract/accounts/logins.ts'
import { toWireTime } from '../../contract/common.ts'
import { auditStatement } from '../../db/audit.ts'
import { type Db, runBatch } from '../../db/client.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { organizations } from '../../db/schema/organizations.ts'
import { userLogins, users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'

type Params = z.output<NonNullable<typeof addApiKeyLogin.params>>
type Query = z.output<NonNullable<typeof addApiKeyLogin.query>>

const MAX_KEYS_PER_USER = 100

export async function createApiKey(request: ApiRequest<Params, Query>): Promise<Result<UserLogin, ApiFailure>> {
  const { scope, db, params, query, now } = request
  const scopes = [...new Set(query.scopes)]
  if (scopes.includes('unknown'))
    return fail({ code: 'invalid_input', message: '"scopes" may hold rest, ui and integration.', parameter: 'scopes' })
  if (query.description.trim() === '')
    return fail({ code: 'invalid_input', message: '"description" must not be empty.', parameter: 'description' })
  const holder = await findHolder(scope, db, params.userUid)
  if (holder === undefined) return fail({ code: 'not_found', what: 'The user' })
  if (holder.uid !== scope.userUid && !ROLES[scope.role].managesRoles.includes(holder.role))
    return fail({
      code: 'forbidden',
      message: `A user of the role ${scope.role} cannot create keys of a ${holder.role}.`,
    })
  if ((await countKeys(db, holder.uid)) >= MAX_KEYS_PER_USER)
    return fail({ code: 'conflict', message: `A user may have at most ${MAX_KEYS_PER_USER} keys.` })

  const secret = newSecret(API_KEY_PREFIX)
  const secretSha256 = await sha256Hex(secret)
  const description = query.description.trim()
  const isReadOnly = query.isReadAccessOnly === true
  const row = {
    userUid: holder.uid,
    kind: 'apiKey' as const,
    description,
    scopes: JSON.stringify(scopes),
    isReadOnly,
    secretSha256,
  }
  await runBatch(db, [
    db.insert(userLogins).values({ ...row, createdAt: now }),
    bumpRevision(db, 'userLogins', holder.organizationUid),
    auditStatement(db, request, {
      organizationUid: holder.organizationUid,
      kind: 'ApiKeyCreated',
      target: { type: 'User', uid: holder.uid },
      details: { description, scopes, isReadAccessOnly: isReadOnly },
    }),
  ])
  const stored = await db
    .select({ id: userLogins.id })
    .from(userLogins)
    .where(eq(userLogins.secretSha256, secretSha256))
    .get()
  return ok({
    id: stored?.id ?? 0,
    userUid: holder.uid,
    identityProviderName: 'ApiKey',
    description,
    isReadAccessOnly: isReadOnly,
    status: holder.hasRestAccess ? 'enabled' : 'disabledDueToCompany',
    identifierInProvider: secretSha256.slice(0, 16),
    userName: holder.userName,
    companyId: holder.organizationUid,
    companyName: holder.organizationName,
    scopes,
    parameters: JSON.stringify({ apiKey: secret }),
    creationDate: toWireTime(now),
  })
}

async function findHolder(scope: Scope, db: Db, userUid: string) {
  const row = await db
    .select({
      uid: users.uid,
      userName: users.userName,
      role: users.role,
      organizationUid: organizations.uid,
      organizationName: organizations.name,
      organizationType: organizations.type,
      isRestAccessEnabled: organizations.isRestAccessEnabled,
    })
    .from(users)
    .innerJoin(organizations, eq(organizations.uid, users.organizationUid))
    .where(and(eq(users.uid, userUid), isNull(users.deletedAt), scope.users()))
    .get()
  const role = (Object.keys(ROLES) as RoleName[]).find((name) => name === row?.role)
  if (row === undefined || role === undefined) return undefined
  return { ...row, role, hasRestAccess: row.organizationType === 'Provider' || row.isRestAccessEnabled }
}

function countKeys(db: Db, userUid: string): Promise<number> {
  return db.$count(userLogins, and(eq(userLogins.userUid, userUid), isNull(userLogins.deletedAt)))
}
