/** Sites given to a reseller. */
import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import {
  patchedResellerSite,
  RESELLER_SITE_CHANGEABLE,
  type ResellerSite,
  type ResellerSiteInput,
} from '../../contract/organizations/reseller-sites.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch, violatedUnique } from '../../db/client.ts'
import { organizationExists } from '../../db/directory-rev.ts'
import { newUid } from '../../db/new-uid.ts'
import { retryChange } from '../../db/retry-change.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { resellerSites } from '../../db/schema/life-cycle.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { findSite } from '../sites/queries.ts'
import { DEFAULT_TENANTS_QUOTA, usedTenants } from './grants.ts'
import { findResellerRow } from './queries.ts'
import { findResellerSiteRow, toResellerSite } from './site-queries.ts'
import { flagAfterPatch, limitOrNull } from './unlimited-quota.ts'

type BySite = ApiRequest<{ resellerUid: string; siteUid: string }>

const NO_RESELLER: ApiFailure = { code: 'not_found', what: 'The reseller' }
export const NO_SITE: ApiFailure = { code: 'not_found', what: 'The site of the reseller' }

export async function createResellerSite(
  request: ApiRequest<{ resellerUid: string }, unknown, ResellerSiteInput>,
): Promise<Result<ResellerSite, ApiFailure>> {
  const { db, scope, params, body, now } = request
  const reseller = await findResellerRow(scope, db, params.resellerUid)
  if (reseller === null) return fail(NO_RESELLER)
  const site = await findSite(scope, db, body.siteUid)
  if (site === null) {
    return fail({
      code: 'invalid_input',
      message: `siteUid: there is no site ${body.siteUid}.`,
      property: 'siteUid',
    })
  }
  const wanted = body.tenantsQuota === undefined ? DEFAULT_TENANTS_QUOTA : body.tenantsQuota
  const quota = limitOrNull('tenantsQuota', 'isTenantsQuotaUnlimited', wanted, body.isTenantsQuotaUnlimited)
  if (!quota.ok) return quota
  try {
    await runBatch(db, [
      requireInBatch(db, organizationExists(reseller.uid)),
      // One that was taken back has left its row.
      db.delete(resellerSites).where(and(eq(resellerSites.resellerUid, reseller.uid), isTakenBack(site.siteUid))),
      db.insert(resellerSites).values({
        uid: newUid(),
        resellerUid: reseller.uid,
        siteUid: site.siteUid,
        tenantsQuota: quota.value,
        createdAt: now,
        updatedAt: now,
      }),
      bumpRevision(db, 'organizations', reseller.uid),
      auditStatement(db, request, {
        organizationUid: reseller.uid,
        kind: 'ResellerSiteGiven',
        target: { type: 'Site', uid: site.siteUid },
        details: { name: site.siteName, tenantsQuota: quota.value },
      }),
    ])
  } catch (error) {
    if (isGuardFailure(error)) return fail(NO_RESELLER)
    if (violatedUnique(error) === null) throw error
    const message = `siteUid: the reseller has the site "${site.siteName}" already.`
    return fail({ code: 'conflict', message, property: 'siteUid' })
  }
  return readSite(request, site.siteUid)
}

/** A quota below what is used only refuses more. */
export async function patchResellerSite(request: BySite): Promise<Result<ResellerSite, ApiFailure>> {
  return retryChange(async () => {
    const { db, scope, params, now } = request
    const row = await findResellerSiteRow(scope, db, params)
    if (row === null) return fail(NO_SITE)
    const before = toResellerSite(row)
    const patched = applyPatch({
      current: before,
      operations: request.patch,
      schema: patchedResellerSite,
      allowed: RESELLER_SITE_CHANGEABLE,
    })
    if (!patched.ok) return patched
    const isUnlimited = flagAfterPatch(flagOf(before), flagOf(patched.value))
    const quota = limitOrNull('tenantsQuota', 'isTenantsQuotaUnlimited', patched.value.tenantsQuota, isUnlimited)
    if (!quota.ok) return quota
    const after = { ...before, tenantsQuota: quota.value, isTenantsQuotaUnlimited: quota.value === null }
    try {
      await runBatch(db, [
        requireInBatch(
          db,
          sql`EXISTS (SELECT 1 FROM reseller_sites s WHERE s.uid = ${row.uid} AND s.updated_at = ${row.updatedAt})`,
        ),
        db
          .update(resellerSites)
          .set({ tenantsQuota: quota.value, updatedAt: Math.max(now, row.updatedAt + 1) })
          .where(eq(resellerSites.uid, row.uid)),
        bumpRevision(db, 'organizations', row.resellerUid),
        auditStatement(db, request, {
          organizationUid: row.resellerUid,
          kind: 'ResellerSiteEdited',
          target: { type: 'Site', uid: row.siteUid },
          details: {},
          changes: auditChanges(before, after),
        }),
      ])
    } catch (error) {
      if (isGuardFailure(error)) return null
      throw error
    }
    return ok(after)
  })
}

/** Only when the companies of the reseller have nothing on the site; the storage given of it goes too. */
export async function deleteResellerSite(request: BySite): Promise<Result<null, ApiFailure>> {
  const { db, scope, params, now } = request
  const row = await findResellerSiteRow(scope, db, params)
  if (row === null) return fail(NO_SITE)
  const inUse: ApiFailure = {
    code: 'conflict',
    message: `Companies of the reseller have ${row.usedTenants} tenants on this site; remove or move them first.`,
  }
  if (row.usedTenants > 0) return fail(inUse)
  const ofSite = sql`reseller_uid = ${row.resellerUid} AND site_uid = ${row.siteUid}`
  try {
    await runBatch(db, [
      requireInBatch(db, sql`${usedTenants(row.resellerUid, row.siteUid)} = 0`),
      db.run(sql`DELETE FROM reseller_backup_resources WHERE ${ofSite}`),
      db.run(sql`DELETE FROM reseller_replication_resources WHERE ${ofSite}`),
      db.run(sql`UPDATE reseller_sites SET deleted_at = ${now}, updated_at = ${now} WHERE ${ofSite}`),
      bumpRevision(db, 'organizations', row.resellerUid),
      auditStatement(db, request, {
        organizationUid: row.resellerUid,
        kind: 'ResellerSiteTaken',
        target: { type: 'Site', uid: row.siteUid },
      }),
    ])
  } catch (error) {
    if (isGuardFailure(error))
      return fail({ ...inUse, message: 'Companies of the reseller have tenants on this site.' })
    throw error
  }
  return ok(null)
}

function isTakenBack(siteUid: string) {
  return and(eq(resellerSites.siteUid, siteUid), isNotNull(resellerSites.deletedAt))
}

async function readSite(
  { db, scope, params }: Pick<ApiRequest<{ resellerUid: string }>, 'db' | 'scope' | 'params'>,
  siteUid: string,
): Promise<Result<ResellerSite, ApiFailure>> {
  const row = await findResellerSiteRow(scope, db, { resellerUid: params.resellerUid, siteUid })
  return row === null ? fail(NO_SITE) : ok(toResellerSite(row))
}

function flagOf(site: Pick<ResellerSite, 'tenantsQuota' | 'isTenantsQuotaUnlimited'>) {
  return { quota: site.tenantsQuota, isUnlimited: site.isTenantsQuotaUnlimited }
}
