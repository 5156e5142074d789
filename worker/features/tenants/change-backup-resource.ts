import { eq, type SQL, sql } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { foldKey, naturalKey } from '../../../domain/collation.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import {
  BACKUP_RESOURCE_CHANGEABLE,
  type BackupResource,
  patchedBackupResource,
} from '../../contract/storage/backup-resources.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, type Statement, violatedUnique } from '../../db/client.ts'
import { directoryChange, pushDirectory } from '../../db/directory-push.ts'
import { retryChange } from '../../db/retry-change.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { backupResources } from '../../db/schema/sites.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { grantProblem, requireWithinGrants } from '../resellers/grants.ts'
import { findBackupResource, findBackupResourceRow, toBackupResource } from './backup-resource-queries.ts'
import { resourceValues } from './backup-resource-values.ts'
import { takenResourceName } from './create-backup-resource.ts'
import { clearDefault, settleDefault } from './default-resource.ts'

type Request = ApiRequest<{ tenantUid: string; resourceUid: string }>

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The backup resource' }

/** A quota below what is used refuses further writing; nothing that is stored goes. */
export async function patchBackupResource(request: Request): Promise<Result<BackupResource, ApiFailure>> {
  const changed = await retryChange(() => changeOnce(request))
  if (changed.ok && changed.value.companyUid !== null) await pushDirectory(request.env, changed.value.companyUid)
  return changed
}

async function changeOnce(request: Request): Promise<Result<BackupResource, ApiFailure> | null> {
  const { db, scope, params, now } = request
  const row = await findBackupResourceRow(scope, db, params.tenantUid, params.resourceUid)
  if (row === null) return fail(NOT_FOUND)
  const before = toBackupResource({ ...row, usedBytes: 0 })
  const patched = applyPatch({
    current: before,
    operations: request.patch,
    schema: patchedBackupResource,
    allowed: BACKUP_RESOURCE_CHANGEABLE,
  })
  if (!patched.ok) return patched
  const after = withFlags(before, patched.value)
  if (before.isDefault && !after.isDefault) {
    const message = 'isDefault: one resource must be the default; make another one the default instead.'
    return fail({ code: 'invalid_input', message, property: 'isDefault' })
  }
  const values = resourceValues(after)
  if (!values.ok) return values
  const moreBytes = values.value.storageQuotaBytes - row.storageQuotaBytes
  if (moreBytes > 0) {
    const limit = await grantProblem(db, scope, row.siteUid, { storageBytes: moreBytes })
    if (limit !== null) return fail(limit)
  }
  const group = { tenantUid: row.tenantUid, companyUid: row.companyUid }
  const failure = await writeChange(request, row, [
    ...(after.isDefault && !before.isDefault ? [clearDefault(db, group, now)] : []),
    db
      .update(backupResources)
      .set({
        name: after.cloudRepositoryName,
        nameFold: foldKey(after.cloudRepositoryName),
        nameNatural: naturalKey(after.cloudRepositoryName),
        ...values.value,
        isDefault: after.isDefault,
        updatedAt: Math.max(now, row.updatedAt + 1),
      })
      .where(eq(backupResources.uid, row.uid)),
    ...(moreBytes > 0 ? requireWithinGrants(db, scope, [row.siteUid], { tenants: false, storage: true }) : []),
    auditStatement(db, request, {
      organizationUid: row.companyUid ?? scope.organizationUid,
      kind: 'BackupResourceEdited',
      target: { type: 'BackupResource', uid: row.uid },
      details: { name: after.cloudRepositoryName },
      changes: auditChanges(before, after),
    }),
  ])
  if (failure === 'guard') return null
  if (failure === 'name') return fail(takenResourceName(after.cloudRepositoryName))
  const changed = await findBackupResource(scope, db, row.tenantUid, row.uid)
  return changed === null ? fail(NOT_FOUND) : ok(changed)
}

/** A patch of a number or of its flag alone says what the other one is to be. */
function withFlags(before: BackupResource, after: BackupResource): BackupResource {
  const flagOf = (
    quota: 'serversQuota' | 'workstationsQuota' | 'vmsQuota',
    isUnlimited: boolean,
    was: boolean,
  ): boolean => (after[quota] !== before[quota] && isUnlimited === was ? after[quota] === null : isUnlimited)
  return {
    ...after,
    isServersQuotaUnlimited: flagOf('serversQuota', after.isServersQuotaUnlimited, before.isServersQuotaUnlimited),
    isWorkstationsQuotaUnlimited: flagOf(
      'workstationsQuota',
      after.isWorkstationsQuotaUnlimited,
      before.isWorkstationsQuotaUnlimited,
    ),
    isVmsQuotaUnlimited: flagOf('vmsQuota', after.isVmsQuotaUnlimited, before.isVmsQuotaUnlimited),
  }
}

export async function deleteBackupResource(request: Request): Promise<Result<null, ApiFailure>> {
  return retryChange(async () => {
    const { db, scope, params, now } = request
    const row = await findBackupResourceRow(scope, db, params.tenantUid, params.resourceUid)
    if (row === null) return fail(NOT_FOUND)
    if (await isInUse(db, row.uid)) {
      const message = 'Repositories, jobs or subtenants still use this backup resource; remove them first.'
      return fail({ code: 'conflict', message })
    }
    const group = { tenantUid: row.tenantUid, companyUid: row.companyUid }
    const failure = await writeChange(request, row, [
      requireInBatch(db, sql`NOT ${usesOf(row.uid)}`),
      db.update(backupResources).set({ deletedAt: now, isDefault: false }).where(eq(backupResources.uid, row.uid)),
      settleDefault(db, group, now),
      auditStatement(db, request, {
        organizationUid: row.companyUid ?? scope.organizationUid,
        kind: 'BackupResourceDeleted',
        target: { type: 'BackupResource', uid: row.uid },
        details: { name: row.name, tenantUid: row.tenantUid },
      }),
    ])
    if (failure !== null) return null
    if (row.companyUid !== null) await pushDirectory(request.env, row.companyUid)
    return ok(null)
  })
}

async function isInUse(db: Db, resourceUid: string): Promise<boolean> {
  const found = await db.get<{ isUsed: number }>(sql`SELECT ${usesOf(resourceUid)} AS isUsed`)
  return found?.isUsed === 1
}

function usesOf(resourceUid: string): SQL {
  return sql`(EXISTS (SELECT 1 FROM repositories WHERE backup_resource_uid = ${resourceUid} AND deleted_at IS NULL)
    OR EXISTS (SELECT 1 FROM jobs WHERE backup_resource_uid = ${resourceUid} AND deleted_at IS NULL)
    OR EXISTS (SELECT 1 FROM user_backup_resources q JOIN users u ON u.uid = q.user_uid
      WHERE q.backup_resource_uid = ${resourceUid} AND u.deleted_at IS NULL))`
}

/** The batch with what every change of a resource brings along; 'guard': the resource changed meanwhile. */
async function writeChange(
  { db, scope, now }: Request,
  row: { uid: string; companyUid: string | null; updatedAt: number },
  statements: Statement[],
): Promise<'guard' | 'name' | null> {
  const ownerUid = row.companyUid ?? scope.organizationUid
  try {
    await runBatch(db, [
      requireInBatch(
        db,
        sql`EXISTS (SELECT 1 FROM backup_resources b
        WHERE b.uid = ${row.uid} AND b.updated_at = ${row.updatedAt} AND b.deleted_at IS NULL)`,
      ),
      ...statements,
      ...(row.companyUid === null ? [] : directoryChange(db, row.companyUid, now)),
      bumpRevision(db, 'tenants', ownerUid),
      bumpRevision(db, 'backupResources', ownerUid),
    ])
    return null
  } catch (error) {
    if (isGuardFailure(error)) return 'guard'
    if (violatedUnique(error) === null) throw error
    return 'name'
  }
}
