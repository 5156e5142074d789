import { eq, type SQL, sql } from 'drizzle-orm'
import { foldKey, naturalKey } from '../../../domain/collation.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import type { RestoreInput } from '../../contract/organizations/deleted-organizations.ts'
import type { Organization } from '../../contract/organizations/organization.ts'
import { auditStatement } from '../../db/audit.ts'
import { auditEachCompany } from '../../db/audit-each.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, type Statement, violatedUnique } from '../../db/client.ts'
import { directoryChange, pushDirectories } from '../../db/directory-push.ts'
import { retryChange } from '../../db/retry-change.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { organizations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { TOUCHED_BY_COMPANY } from '../companies/delete-company.ts'
import { disableTenantsOf, endSessionsFromAbove } from '../companies/status-cascade.ts'
import {
  activeUidsOf,
  bumpAllOfReseller,
  companyDirectoriesChange,
  companyUidsOf,
  disableCompanies,
  disabledAlongUids,
  liveCompanyUids,
} from '../resellers/company-cascade.ts'
import { addMissingGrants, grantProblem, requireWithinGrants } from '../resellers/grants.ts'
import { type DeletedRow, findDeletedRow } from './deleted-queries.ts'
import { unmarkDeleted } from './mark-deleted.ts'
import { findTakenName, type OrganizationNames, takenNameFailure } from './name-check.ts'
import { findOrganization } from './queries.ts'

type Request = ApiRequest<{ organizationUid: string }, unknown, RestoreInput>

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The deleted organization' }

/** Brings back what went with one delete, exactly: nothing that was deleted before, by itself. */
export async function restoreOrganization(request: Request): Promise<Result<Organization, ApiFailure>> {
  const { db, scope, params } = request
  const restored = await retryChange(() => restoreOnce(request))
  if (!restored.ok) return restored
  forgetIdentities()
  await pushDirectories(request.env, restored.value)
  const organization = await findOrganization(scope, db, params.organizationUid)
  return organization === null ? fail(NOT_FOUND) : ok(organization)
}

/** Whose objects are to be told. */
async function restoreOnce(request: Request): Promise<Result<string[], ApiFailure> | null> {
  const { db, scope, params, body, now } = request
  const row = await findDeletedRow(scope, db, params.organizationUid)
  // An interrupted restore that is run again finds it done.
  if (row === null) {
    const live = await scope.findOrganization(params.organizationUid)
    const event = await db.get<{ n: number }>(sql`SELECT count(*) AS n FROM audit_events
      WHERE target_uid = ${params.organizationUid} AND request_id = ${request.requestId} AND kind LIKE '%Restored'`)
    if (live === null || (event?.n ?? 0) === 0) return fail(NOT_FOUND)
    return ok(live.type === 'Reseller' ? await liveCompanyUids(db, live.uid) : [live.uid])
  }
  if (row.purgeStartedAt !== null || (row.purgeAt ?? 0) <= now) {
    const message = `The time in which "${row.name}" could be restored is over; its data is being removed.`
    return fail({ code: 'conflict', message })
  }
  const names = {
    name: body.name ?? row.name,
    alias: body.alias === undefined ? row.alias : body.alias?.trim() || null,
  }
  const taken = await findTakenName(db, names, '', row.uid)
  if (taken !== null) return fail(withHint(taken))
  const isCompany = row.type === 'Company'
  try {
    await runBatch(db, [
      requireInBatch(
        db,
        sql`EXISTS (SELECT 1 FROM organizations o
          WHERE o.uid = ${row.uid} AND o.deleted_at = ${row.deletedAt} AND o.purge_started_at IS NULL)`,
      ),
      // While it is still deleted, so that the names that it had are in nobody's way.
      db
        .update(organizations)
        .set({
          name: names.name,
          nameFold: foldKey(names.name),
          nameNatural: naturalKey(names.name),
          alias: names.alias,
          aliasFold: names.alias === null ? null : foldKey(names.alias),
        })
        .where(eq(organizations.uid, row.uid)),
      // A sign-in address that somebody else has now is theirs.
      db.run(sql`UPDATE organizations SET login_url = NULL, login_url_fold = NULL WHERE uid = ${row.uid}
        AND login_url_fold IN (SELECT login_url_fold FROM organizations WHERE deleted_at IS NULL)`),
      ...(isCompany ? await companyStatements(request, row) : await resellerStatements(request, row)),
      auditStatement(db, request, {
        organizationUid: row.uid,
        kind: isCompany ? 'CompanyRestored' : 'ResellerRestored',
        target: { type: isCompany ? 'Company' : 'Reseller', uid: row.uid },
        details: { name: names.name, deletedAt: new Date(row.deletedAt ?? 0).toISOString() },
      }),
    ])
  } catch (error) {
    if (isGuardFailure(error)) return refusedByQuota(request, row)
    return failureOf(error, names)
  }
  return ok(isCompany ? [row.uid] : await liveCompanyUids(db, row.uid))
}

/** A company whose reseller is gone meanwhile comes back as one of the provider's own, and goes back with the reseller. */
async function companyStatements({ db, scope, now }: Request, row: DeletedRow): Promise<Statement[]> {
  const reseller = await readReseller(db, row.resellerUid)
  const isLost = row.resellerUid !== null && reseller === null
  const isDisabled = reseller?.status === 'Disabled' && row.status === 'Active'
  const siteUids = await deletedSites(db, row)
  const isItself = eq(organizations.uid, row.uid)
  return [
    ...(reseller === null ? [] : [requireInBatch(db, hasStatus(row.resellerUid, reseller.status))]),
    ...(await renameTakenTenants(db, row)),
    ...unmarkDeleted(db, row.uid, row.deletedAt ?? 0, now),
    ...(isLost
      ? [db.update(organizations).set({ resellerUid: null, formerResellerUid: row.resellerUid }).where(isItself)]
      : []),
    ...(isDisabled
      ? [db.update(organizations).set({ status: 'Disabled', isDisabledByReseller: true }).where(isItself)]
      : []),
    ...(isDisabled ? [disableTenantsOf(db, sql`${row.uid}`, now)] : []),
    ...requireWithinGrants(db, scope, siteUids, { tenants: true, storage: true }),
    ...directoryChange(db, row.uid, now, 'restore'),
    ...TOUCHED_BY_COMPANY.map((collection) => bumpRevision(db, collection, row.uid)),
  ]
}

/** With the companies that it left to the provider, as far as nobody has moved them meanwhile. */
async function resellerStatements(request: Request, row: DeletedRow): Promise<Statement[]> {
  const { db, now } = request
  const told = { details: { resellerName: row.name } }
  const own = sql`former_reseller_uid = ${row.uid} AND reseller_uid IS NULL AND deleted_at IS NULL AND type = 'Company'`
  const sites = await db.all<{ siteUid: string }>(sql`SELECT DISTINCT t.site_uid AS siteUid FROM tenants t
    JOIN organizations c ON c.uid = t.company_uid
    WHERE c.former_reseller_uid = ${row.uid} AND c.reseller_uid IS NULL AND c.deleted_at IS NULL AND t.deleted_at IS NULL`)
  return [
    ...unmarkDeleted(db, row.uid, row.deletedAt ?? 0, now),
    auditEachCompany(db, request, sql`SELECT uid FROM organizations WHERE ${own}`, {
      kind: 'CompanyAssignedToReseller',
      ...told,
      changes: { resellerUid: { from: null, to: row.uid } },
    }),
    db.run(
      sql`UPDATE organizations SET reseller_uid = ${row.uid}, former_reseller_uid = NULL, updated_at = ${now} WHERE ${own}`,
    ),
    endSessionsFromAbove(db, companyUidsOf(row.uid), now),
    // It comes back disabled when it was: so do those that somebody has enabled meanwhile.
    ...(row.status === 'Disabled'
      ? [
          auditEachCompany(db, request, activeUidsOf(row.uid), {
            kind: 'CompanyDisabled',
            ...told,
            changes: { status: { from: 'Active', to: 'Disabled' } },
          }),
          disableCompanies(db, row.uid, now),
          disableTenantsOf(db, disabledAlongUids(row.uid), now),
        ]
      : []),
    ...addMissingGrants(
      db,
      row.uid,
      sites.map(({ siteUid }) => siteUid),
      now,
    ),
    ...companyDirectoriesChange(db, row.uid, now, 'move'),
    bumpAllOfReseller(db, row.uid),
  ]
}

async function readReseller(db: Db, resellerUid: string | null): Promise<{ status: string } | null> {
  if (resellerUid === null) return null
  const found = await db.get<{ status: string }>(
    sql`SELECT status FROM organizations WHERE uid = ${resellerUid} AND deleted_at IS NULL`,
  )
  return found ?? null
}

function hasStatus(resellerUid: string | null, status: string): SQL {
  return sql`EXISTS (SELECT 1 FROM organizations WHERE uid = ${resellerUid} AND status = ${status} AND deleted_at IS NULL)`
}

function wentWith(row: DeletedRow): SQL {
  return sql`company_uid = ${row.uid} AND deleted_at = ${row.deletedAt}`
}

async function deletedSites(db: Db, row: DeletedRow): Promise<string[]> {
  const found = await db.all<{ siteUid: string }>(
    sql`SELECT DISTINCT site_uid AS siteUid FROM tenants WHERE ${wentWith(row)}`,
  )
  return found.map(({ siteUid }) => siteUid)
}

/** Names of tenants are free again after a delete; one that somebody else took gets a part of its uid. */
async function renameTakenTenants(db: Db, row: DeletedRow): Promise<Statement[]> {
  const taken = await db.all<{ uid: string; name: string; userName: string }>(sql`
    SELECT t.uid, t.name, t.user_name AS userName FROM tenants t
    WHERE t.company_uid = ${row.uid} AND t.deleted_at = ${row.deletedAt} AND EXISTS (
      SELECT 1 FROM tenants o WHERE o.site_uid = t.site_uid AND o.deleted_at IS NULL
        AND (o.name_fold = t.name_fold OR o.user_name_fold = t.user_name_fold))`)
  return taken.map(({ uid, name, userName }) => {
    const mark = uid.slice(-6)
    const [newName, newUserName] = [`${name} ${mark}`, `${userName}-${mark}`]
    return db.run(sql`UPDATE tenants SET name = ${newName}, name_fold = ${foldKey(newName)},
      name_natural = ${naturalKey(newName)}, user_name = ${newUserName}, user_name_fold = ${foldKey(newUserName)}
      WHERE uid = ${uid}`)
  })
}

/** A guard fails for a restore or a purge that came between, or because the reseller has given its share to others. */
async function refusedByQuota({ db, scope }: Request, row: DeletedRow): Promise<Result<string[], ApiFailure> | null> {
  for (const siteUid of await deletedSites(db, row)) {
    const sums = await db.get<{ tenants: number; storageBytes: number }>(sql`SELECT
        (SELECT count(*) FROM tenants WHERE ${wentWith(row)} AND site_uid = ${siteUid}) AS tenants,
        (SELECT coalesce(sum(storage_quota_bytes), 0) FROM backup_resources WHERE ${wentWith(row)} AND site_uid = ${siteUid})
          AS storageBytes`)
    const problem = sums === undefined ? null : await grantProblem(db, scope, siteUid, sums)
    if (problem !== null) return fail(problem)
  }
  return null
}

/** Null: a tenant's name was taken between the look and the batch. */
function failureOf(error: unknown, names: OrganizationNames): Result<string[], ApiFailure> | null {
  const taken = takenNameFailure(error, names, '')
  if (taken !== null && (violatedUnique(error) ?? '').includes('organizations')) return fail(withHint(taken))
  if (violatedUnique(error) === null) throw error
  return null
}

function withHint(failure: ApiFailure): ApiFailure {
  if (failure.code !== 'conflict') return failure
  return { ...failure, message: `${failure.message} Give another ${failure.property} in the request to restore it.` }
}
