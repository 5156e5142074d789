/** What a subtenant may use of its tenant's storage: given when it is created, changed by those who manage it. */
import { and, eq, sql } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { foldKey, naturalKey } from '../../../domain/collation.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { Scope } from '../../auth/scope.ts'
import {
  patchedUserBackupResource,
  USER_BACKUP_RESOURCE_CHANGEABLE,
  type UserBackupResource,
  type UserBackupResourceInput,
} from '../../contract/accounts/user-backup-resources.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, type Statement } from '../../db/client.ts'
import { directoryChange, pushDirectory } from '../../db/directory-push.ts'
import { retryChange } from '../../db/retry-change.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { userBackupResources, users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { findManageableUser, findUserRow, isUnchanged, USER_NOT_FOUND } from './manageable-user.ts'
import {
  findGrantedResource,
  findUserBackupResource,
  userBackupResourcesSource,
} from './user-backup-resource-queries.ts'

type Request = ApiRequest<{ userUid: string }>

const NONE: ApiFailure = { code: 'not_found', what: 'The backup resource of the user' }

export interface SubtenantResource {
  tenantUid: string
  backupResourceUid: string
  name: string
  description: string | null
  storageQuotaBytes: number | null
}

/** What a new subtenant of the company gets: as asked for, or the default backup resource. */
export async function readSubtenantResource(
  scope: Scope,
  db: Db,
  companyUid: string,
  input: UserBackupResourceInput | undefined,
): Promise<Result<SubtenantResource, ApiFailure>> {
  const granted = await findGrantedResource(scope, db, companyUid, input?.tenantBackupResourceUid ?? null)
  if (granted === null) return fail(noResource(input))
  const isUnlimited = input?.isStorageQuotaUnlimited ?? (input?.storageQuota ?? null) === null
  const quota = isUnlimited ? null : (input?.storageQuota ?? null)
  if (!isUnlimited && quota === null) return fail(invalid('backupResource.storageQuota', 'must be given'))
  const problem = quotaProblem(quota, granted.storageQuotaBytes, 'backupResource.storageQuota')
  if (problem !== null) return fail(problem)
  return ok({
    tenantUid: granted.tenantUid,
    backupResourceUid: granted.uid,
    name: input?.resourceFriendlyName ?? granted.name,
    description: input?.description ?? null,
    storageQuotaBytes: quota,
  })
}

function noResource(input: UserBackupResourceInput | undefined): ApiFailure {
  return input === undefined
    ? invalid('backupResource', 'is needed: the company has no storage that a subtenant could use')
    : invalid('backupResource.tenantBackupResourceUid', `names ${input.tenantBackupResourceUid}, which was not found`)
}

function quotaProblem(quotaBytes: number | null, limitBytes: number, property: string): ApiFailure | null {
  if (quotaBytes === null || quotaBytes <= limitBytes) return null
  return invalid(property, `must be at most ${limitBytes} (bytes), the quota of the backup resource`)
}

function invalid(property: string, reason: string): ApiFailure {
  return { code: 'invalid_input', message: `"${property}" ${reason}.`, property }
}

export function subtenantResourceStatement(db: Db, userUid: string, resource: SubtenantResource): Statement {
  const { backupResourceUid, storageQuotaBytes } = resource
  return db
    .insert(userBackupResources)
    .values({ userUid, backupResourceUid, storageQuotaBytes, ...textColumns(resource) })
}

function textColumns({ name, description }: { name: string; description: string | null }) {
  const text = description === '' ? null : description
  return {
    name,
    nameFold: foldKey(name),
    nameNatural: naturalKey(name),
    description: text,
    descriptionFold: text === null ? null : foldKey(text),
  }
}

export async function listUserBackupResources({ scope, db }: ApiRequest) {
  return ok(userBackupResourcesSource(scope, db))
}

export async function getUserBackupResource(request: Request): Promise<Result<UserBackupResource, ApiFailure>> {
  const { scope, db, params } = request
  const user = await findUserRow(scope, db, params.userUid)
  if (user === null) return fail(USER_NOT_FOUND)
  if (user.uid !== scope.userUid && !scope.has('users.read'))
    return fail({ code: 'forbidden', permission: 'users.read' })
  const resource = await findUserBackupResource(scope, db, user.uid)
  return resource === null ? fail(NONE) : ok(resource)
}

export function patchUserBackupResource(request: Request): Promise<Result<UserBackupResource, ApiFailure>> {
  return retryChange(() => changeOnce(request))
}

async function changeOnce(request: Request): Promise<Result<UserBackupResource, ApiFailure> | null> {
  const { scope, db, params, now } = request
  const found = await findManageableUser(scope, db, params.userUid)
  if (!found.ok) return found
  const row = found.value
  const before = await findUserBackupResource(scope, db, row.uid)
  if (before === null) return fail(NONE)
  const patched = applyPatch({
    current: before,
    operations: request.patch,
    schema: patchedUserBackupResource,
    allowed: USER_BACKUP_RESOURCE_CHANGEABLE,
  })
  if (!patched.ok) return patched
  const after = patched.value
  const quota = quotaOf(before, after)
  if (!quota.ok) return quota
  const granted = await findGrantedResource(scope, db, row.organizationUid, before.tenantBackupResourceUid)
  const problem = quotaProblem(quota.value, granted?.storageQuotaBytes ?? 0, 'storageQuota')
  if (problem !== null) return fail(problem)
  try {
    await runBatch(db, [
      requireInBatch(db, isUnchanged(row)),
      db
        .update(userBackupResources)
        .set({
          ...textColumns({ name: after.resourceFriendlyName, description: after.description }),
          storageQuotaBytes: quota.value,
        })
        .where(eq(userBackupResources.userUid, row.uid)),
      db
        .update(users)
        .set({ updatedAt: Math.max(now, row.updatedAt + 1) })
        .where(and(eq(users.uid, row.uid), sql`deleted_at IS NULL`)),
      bumpRevision(db, 'users', row.organizationUid),
      ...directoryChange(db, row.organizationUid, now),
      auditStatement(db, request, {
        organizationUid: row.organizationUid,
        kind: 'UserEdited',
        target: { type: 'User', uid: row.uid },
        details: { userName: row.userName },
        changes: auditChanges(before, { ...after, storageQuota: quota.value }),
      }),
    ])
  } catch (error) {
    if (!isGuardFailure(error)) throw error
    return null
  }
  await pushDirectory(request.env, row.organizationUid)
  const changed = await findUserBackupResource(scope, db, row.uid)
  return changed === null ? fail(NONE) : ok(changed)
}

/** A patch of the number or of its flag alone says what the other one is to be. */
function quotaOf(before: UserBackupResource, after: UserBackupResource): Result<number | null, ApiFailure> {
  const isFlagChanged = after.isStorageQuotaUnlimited !== before.isStorageQuotaUnlimited
  const isUnlimited = isFlagChanged ? after.isStorageQuotaUnlimited : after.storageQuota === null
  if (isUnlimited) return ok(null)
  return after.storageQuota === null ? fail(invalid('storageQuota', 'must be given')) : ok(after.storageQuota)
}
