/**
 * What a reseller was given of the sites, and what its companies have of it. The quotas are hard for the reseller's own
 * users; the provider may exceed them. The conditions hold after the change: as the last guards of its batch they make
 * requests that come at the same time wait for each other, and refuse the one that would be too much.
 */
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import { requireInBatch } from '../../db/batch-guard.ts'
import type { Db, Statement } from '../../db/client.ts'
import { newUid } from '../../db/new-uid.ts'
import type { ApiFailure } from '../../http/failure.ts'

export const DEFAULT_TENANTS_QUOTA = 20

/** Sums of quotas may exceed what a number of the API can say. */
function safeSum(expression: SQL, from: SQL): SQL<number> {
  return sql<number>`(SELECT CAST(min(total(${expression}), 9007199254740991) AS INTEGER) FROM ${from})`
}

/** Tenants that companies of the reseller have on the site. */
export function usedTenants(resellerUid: SQLWrapper | string, siteUid: SQLWrapper | string): SQL<number> {
  return sql<number>`(SELECT count(*) FROM organizations c JOIN tenants t ON t.company_uid = c.uid
    WHERE c.reseller_uid = ${resellerUid} AND c.deleted_at IS NULL AND t.site_uid = ${siteUid} AND t.deleted_at IS NULL)`
}

/** Bytes that the quotas of its companies on the site add up to. */
export function givenBytes(resellerUid: SQLWrapper | string, siteUid: SQLWrapper | string): SQL<number> {
  return safeSum(
    sql`b.storage_quota_bytes`,
    sql`organizations c JOIN backup_resources b ON b.company_uid = c.uid
      WHERE c.reseller_uid = ${resellerUid} AND c.deleted_at IS NULL AND b.site_uid = ${siteUid} AND b.deleted_at IS NULL`,
  )
}

function grantOf(resellerUid: string, siteUid: string): SQL {
  return sql`reseller_backup_resources g WHERE g.reseller_uid = ${resellerUid} AND g.site_uid = ${siteUid}`
}

function isStorageUnlimited(resellerUid: string, siteUid: string): SQL {
  return sql`EXISTS (SELECT 1 FROM ${grantOf(resellerUid, siteUid)} AND g.storage_quota_bytes IS NULL)`
}

/** How many tenants the reseller may have there; null: no limit. */
function tenantsLimit(resellerUid: string, siteUid: string): SQL {
  const rowOf = sql`FROM reseller_sites s WHERE s.reseller_uid = ${resellerUid} AND s.site_uid = ${siteUid}`
  return sql`iif(EXISTS (SELECT 1 ${rowOf}), (SELECT iif(s.deleted_at IS NULL, s.tenants_quota, 0) ${rowOf}),
    ${DEFAULT_TENANTS_QUOTA})`
}

function isSiteUnspokenOf(resellerUid: string, siteUid: string): SQL {
  return sql`NOT EXISTS (SELECT 1 FROM reseller_sites s WHERE s.reseller_uid = ${resellerUid} AND s.site_uid = ${siteUid})`
}

export function isWithinTenantsQuota(resellerUid: string, siteUid: string): SQL {
  const limit = tenantsLimit(resellerUid, siteUid)
  return sql`(${limit} IS NULL OR ${limit} >= ${usedTenants(resellerUid, siteUid)})`
}

export function isWithinStorageQuota(resellerUid: string, siteUid: string): SQL {
  return sql`(${isSiteUnspokenOf(resellerUid, siteUid)} OR ${isStorageUnlimited(resellerUid, siteUid)} OR
    ${safeSum(sql`g.storage_quota_bytes`, grantOf(resellerUid, siteUid))} >= ${givenBytes(resellerUid, siteUid)})`
}

/** To stand behind the change: nothing where the caller is no reseller's user. */
export function requireWithinGrants(
  db: Db,
  scope: Pick<Scope, 'organizationType' | 'organizationUid'>,
  siteUids: readonly string[],
  kinds: { tenants: boolean; storage: boolean },
): Statement[] {
  if (scope.organizationType !== 'Reseller') return []
  return siteUids.flatMap((siteUid) => [
    ...(kinds.tenants ? [requireInBatch(db, isWithinTenantsQuota(scope.organizationUid, siteUid))] : []),
    ...(kinds.storage ? [requireInBatch(db, isWithinStorageQuota(scope.organizationUid, siteUid))] : []),
  ])
}

/** Why the caller, a reseller's user, may not have so much more on the site; null when it may. */
export async function grantProblem(
  db: Db,
  scope: Pick<Scope, 'organizationType' | 'organizationUid'>,
  siteUid: string,
  more: { tenants?: number; storageBytes?: number },
): Promise<ApiFailure | null> {
  if (scope.organizationType !== 'Reseller') return null
  const resellerUid = scope.organizationUid
  const found = await db.get<{
    tenantsQuota: number | null
    usedTenants: number
    isUnlimited: number
    storageBytes: number
    givenBytes: number
  }>(sql`SELECT
      ${tenantsLimit(resellerUid, siteUid)} AS tenantsQuota,
      ${usedTenants(resellerUid, siteUid)} AS usedTenants,
      (${isSiteUnspokenOf(resellerUid, siteUid)} OR ${isStorageUnlimited(resellerUid, siteUid)}) AS isUnlimited,
      ${safeSum(sql`g.storage_quota_bytes`, grantOf(resellerUid, siteUid))} AS storageBytes,
      ${givenBytes(resellerUid, siteUid)} AS givenBytes`)
  if (found === undefined) return null
  const { tenantsQuota } = found
  if (more.tenants !== undefined && tenantsQuota !== null && found.usedTenants + more.tenants > tenantsQuota) {
    const message = `The reseller's quota of ${tenantsQuota} tenants on this site is used up (${found.usedTenants} of ${tenantsQuota}).`
    return { code: 'conflict', message }
  }
  if (more.storageBytes === undefined || found.isUnlimited === 1) return null
  if (found.givenBytes + more.storageBytes <= found.storageBytes) return null
  const leftBytes = Math.max(0, found.storageBytes - found.givenBytes)
  const message = `storageQuota: the reseller has ${found.storageBytes} bytes of this site to give, of which ${leftBytes} bytes are left.`
  return { code: 'conflict', message, property: 'storageQuota' }
}

/**
 * A company that comes to a reseller brings what it has of the sites: what the reseller lacks of them is given to it.
 * Agent quotas are not. Where nothing was said of the site yet, its storage had no limit, and has none afterwards. To stand
 * behind the change that makes the company the reseller's.
 */
export function addMissingGrants(db: Db, resellerUid: string, siteUids: readonly string[], now: number): Statement[] {
  return siteUids.flatMap((siteUid) => {
    const used = usedTenants(resellerUid, siteUid)
    const given = givenBytes(resellerUid, siteUid)
    const granted = safeSum(sql`g.storage_quota_bytes`, grantOf(resellerUid, siteUid))
    return [
      db.run(sql`INSERT INTO reseller_backup_resources
          (uid, reseller_uid, site_uid, name, name_fold, name_natural, storage_quota_bytes, created_at, updated_at)
        SELECT ${newUid()}, ${resellerUid}, s.uid, s.name, s.name_fold, s.name_natural,
          iif(${isSiteUnspokenOf(resellerUid, siteUid)}, NULL, ${given}), ${now}, ${now}
        FROM sites s WHERE s.uid = ${siteUid} AND ${given} > 0
          AND NOT EXISTS (SELECT 1 FROM ${grantOf(resellerUid, siteUid)})`),
      db.run(sql`UPDATE reseller_backup_resources
        SET storage_quota_bytes = storage_quota_bytes + ${given} - ${granted}, updated_at = ${now}
        WHERE uid = (SELECT g.uid FROM ${grantOf(resellerUid, siteUid)} ORDER BY g.created_at, g.uid LIMIT 1)
          AND ${given} > ${granted} AND NOT ${isStorageUnlimited(resellerUid, siteUid)}`),
      db.run(sql`INSERT INTO reseller_sites (uid, reseller_uid, site_uid, tenants_quota, created_at, updated_at)
        VALUES (${newUid()}, ${resellerUid}, ${siteUid}, max(${DEFAULT_TENANTS_QUOTA}, ${used}), ${now}, ${now})
        ON CONFLICT (reseller_uid, site_uid) DO UPDATE SET updated_at = excluded.updated_at, deleted_at = NULL,
          tenants_quota = iif(deleted_at IS NULL, max(tenants_quota, excluded.tenants_quota), excluded.tenants_quota)
        WHERE deleted_at IS NOT NULL OR tenants_quota < ${used}`),
    ]
  })
}

/** Where the company has tenants. */
export async function sitesOfCompany(db: Db, companyUid: string): Promise<string[]> {
  const rows = await db.all<{ siteUid: string }>(
    sql`SELECT DISTINCT site_uid AS siteUid FROM tenants WHERE company_uid = ${companyUid} AND deleted_at IS NULL`,
  )
  return rows.map(({ siteUid }) => siteUid)
}
