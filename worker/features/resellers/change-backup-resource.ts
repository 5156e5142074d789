/** Storage of a site given to a reseller. */
import { eq, sql } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { foldKey, naturalKey } from '../../../domain/collation.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import {
  patchedResellerBackupResource,
  RESELLER_BACKUP_RESOURCE_CHANGEABLE,
  type ResellerBackupResource,
  type ResellerBackupResourceInput,
} from '../../contract/organizations/reseller-sites.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch, violatedUnique } from '../../db/client.ts'
import { newUid } from '../../db/new-uid.ts'
import { retryChange } from '../../db/retry-change.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { resellerBackupResources } from '../../db/schema/life-cycle.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { NO_SITE } from './change-site.ts'
import { givenBytes, isWithinStorageQuota } from './grants.ts'
import { findResellerBackupResourceRow, findResellerSiteRow, toResellerBackupResource } from './site-queries.ts'
import { flagAfterPatch, limitOrNull } from './unlimited-quota.ts'

type Place = { resellerUid: string; siteUid: string }
type ByUid = ApiRequest<Place & { resourceUid: string }>

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The backup resource of the reseller' }
const QUOTAS = [
  ['storageQuota', 'isStorageQuotaUnlimited', 'storageQuotaBytes'],
  ['serversQuota', 'isServersQuotaUnlimited', 'serversQuota'],
  ['workstationsQuota', 'isWorkstationsQuotaUnlimited', 'workstationsQuota'],
  ['vmsQuota', 'isVmsQuotaUnlimited', 'vmsQuota'],
] as const

type QuotaColumns = Record<(typeof QUOTAS)[number][2], number | null>
type QuotaMembers = Partial<
  Record<(typeof QUOTAS)[number][0], number | null | undefined> &
    Record<(typeof QUOTAS)[number][1], boolean | undefined>
>

function quotaColumns(input: QuotaMembers): Result<QuotaColumns, ApiFailure> {
  const columns: QuotaColumns = { storageQuotaBytes: null, serversQuota: null, workstationsQuota: null, vmsQuota: null }
  for (const [quota, flag, column] of QUOTAS) {
    const limit = limitOrNull(quota, flag, input[quota], input[flag])
    if (!limit.ok) return limit
    columns[column] = limit.value
  }
  return ok(columns)
}

export async function createResellerBackupResource(
  request: ApiRequest<Place, unknown, ResellerBackupResourceInput>,
): Promise<Result<ResellerBackupResource, ApiFailure>> {
  const { db, scope, params, body, now } = request
  const site = await findResellerSiteRow(scope, db, params)
  if (site === null) return fail(NO_SITE)
  const quotas = quotaColumns(body)
  if (!quotas.ok) return quotas
  const uid = newUid()
  try {
    await runBatch(db, [
      requireInBatch(
        db,
        sql`EXISTS (SELECT 1 FROM reseller_sites s WHERE s.uid = ${site.uid} AND s.deleted_at IS NULL)`,
      ),
      db.insert(resellerBackupResources).values({
        uid,
        resellerUid: site.resellerUid,
        siteUid: site.siteUid,
        ...nameColumns(body.resourceFriendlyName),
        ...quotas.value,
        createdAt: now,
        updatedAt: now,
      }),
      bumpRevision(db, 'organizations', site.resellerUid),
      auditStatement(db, request, {
        organizationUid: site.resellerUid,
        kind: 'ResellerStorageGiven',
        target: { type: 'BackupResource', uid },
        details: { name: body.resourceFriendlyName, siteUid: site.siteUid, ...quotas.value },
      }),
    ])
  } catch (error) {
    if (isGuardFailure(error)) return fail(NO_SITE)
    if (violatedUnique(error) === null) throw error
    return fail(takenName(body.resourceFriendlyName))
  }
  const row = await findResellerBackupResourceRow(scope, db, params, uid)
  return row === null ? fail(NOT_FOUND) : ok(toResellerBackupResource(row))
}

/** A quota below what the reseller has given away only refuses more. */
export async function patchResellerBackupResource(request: ByUid): Promise<Result<ResellerBackupResource, ApiFailure>> {
  return retryChange(async () => {
    const { db, scope, params, now } = request
    const row = await findResellerBackupResourceRow(scope, db, params, params.resourceUid)
    if (row === null) return fail(NOT_FOUND)
    const before = toResellerBackupResource(row)
    const patched = applyPatch({
      current: before,
      operations: request.patch,
      schema: patchedResellerBackupResource,
      allowed: RESELLER_BACKUP_RESOURCE_CHANGEABLE,
    })
    if (!patched.ok) return patched
    const wanted: QuotaMembers = { ...patched.value }
    for (const [quota, flag] of QUOTAS) {
      wanted[flag] = flagAfterPatch(
        { quota: before[quota], isUnlimited: before[flag] },
        { quota: patched.value[quota], isUnlimited: patched.value[flag] },
      )
    }
    const quotas = quotaColumns(wanted)
    if (!quotas.ok) return quotas
    const name = nameColumns(patched.value.resourceFriendlyName)
    const after = toResellerBackupResource({ ...row, ...name, ...quotas.value })
    try {
      await runBatch(db, [
        requireInBatch(
          db,
          sql`EXISTS (SELECT 1 FROM reseller_backup_resources b
            WHERE b.uid = ${row.uid} AND b.updated_at = ${row.updatedAt})`,
        ),
        db
          .update(resellerBackupResources)
          .set({ ...name, ...quotas.value, updatedAt: Math.max(now, row.updatedAt + 1) })
          .where(eq(resellerBackupResources.uid, row.uid)),
        bumpRevision(db, 'organizations', row.resellerUid),
        auditStatement(db, request, {
          organizationUid: row.resellerUid,
          kind: 'ResellerStorageEdited',
          target: { type: 'BackupResource', uid: row.uid },
          details: { name: row.name },
          changes: auditChanges(before, after),
        }),
      ])
    } catch (error) {
      if (isGuardFailure(error)) return null
      if (violatedUnique(error) === null) throw error
      return fail(takenName(patched.value.resourceFriendlyName))
    }
    return ok(after)
  })
}

/** Not while the companies of the reseller have more than the other resources of the site would leave. */
export async function deleteResellerBackupResource(request: ByUid): Promise<Result<null, ApiFailure>> {
  const { db, scope, params } = request
  const row = await findResellerBackupResourceRow(scope, db, params, params.resourceUid)
  if (row === null) return fail(NOT_FOUND)
  const isNothingGiven = sql`${givenBytes(row.resellerUid, row.siteUid)} = 0`
  try {
    await runBatch(db, [
      db.delete(resellerBackupResources).where(eq(resellerBackupResources.uid, row.uid)),
      requireInBatch(db, sql`(${isNothingGiven} OR ${isWithinStorageQuota(row.resellerUid, row.siteUid)})`),
      bumpRevision(db, 'organizations', row.resellerUid),
      auditStatement(db, request, {
        organizationUid: row.resellerUid,
        kind: 'ResellerStorageTaken',
        target: { type: 'BackupResource', uid: row.uid },
        details: { name: row.name },
      }),
    ])
  } catch (error) {
    if (!isGuardFailure(error)) throw error
    const message = `Companies of the reseller have storage of "${row.name}"; lower their quotas or move them first.`
    return fail({ code: 'conflict', message })
  }
  return ok(null)
}

function nameColumns(name: string) {
  return { name, nameFold: foldKey(name), nameNatural: naturalKey(name) }
}

function takenName(name: string): ApiFailure {
  const message = `resourceFriendlyName: the reseller already has storage named "${name}" on this site.`
  return { code: 'conflict', message, property: 'resourceFriendlyName' }
}
