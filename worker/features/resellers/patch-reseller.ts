import { eq, sql } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { foldKey } from '../../../domain/collation.ts'
import { lostServiceInUse } from '../../../domain/reseller-limits.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import { patchedReseller, RESELLER_CHANGEABLE, type Reseller } from '../../contract/organizations/resellers.ts'
import { auditStatement } from '../../db/audit.ts'
import { auditEachCompany } from '../../db/audit-each.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, type Statement } from '../../db/client.ts'
import { pushDirectories } from '../../db/directory-push.ts'
import { directoryUnchanged } from '../../db/directory-rev.ts'
import { retryChange } from '../../db/retry-change.ts'
import { organizations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { disableTenantsOf, enableTenantsOf } from '../companies/status-cascade.ts'
import { findTakenName, takenNameFailure } from '../organizations/name-check.ts'
import { nameValues } from '../organizations/organization-values.ts'
import {
  activeUidsOf,
  bumpAllOfReseller,
  companyDirectoriesChange,
  disableCompanies,
  disabledAlongUids,
  enableCompanies,
  liveCompanyUids,
  servicesOfCompanies,
} from './company-cascade.ts'
import { findResellerRow, toReseller } from './queries.ts'

type Request = ApiRequest<{ resellerUid: string }>

/** Disabling a reseller disables its companies with it, and enabling brings back those. */
export async function patchReseller(request: Request): Promise<Result<Reseller, ApiFailure>> {
  const before = { status: '' }
  const changed = await retryChange(() => changeOnce(request, before))
  if (changed.ok && changed.value.status !== before.status) {
    const companyUids = await liveCompanyUids(request.db, request.params.resellerUid)
    await pushDirectories(request.env, companyUids)
  }
  return changed
}

async function changeOnce(request: Request, seen: { status: string }): Promise<Result<Reseller, ApiFailure> | null> {
  const { db, scope, params, now } = request
  const row = await findResellerRow(scope, db, params.resellerUid)
  if (row === null) return fail({ code: 'not_found', what: 'The reseller' })
  const before = toReseller({ ...row, pushes: null }, { hasOrganization: false })
  seen.status = before.status
  const patched = applyPatch({
    current: before,
    operations: request.patch,
    schema: patchedReseller,
    allowed: RESELLER_CHANGEABLE,
  })
  if (!patched.ok) return patched
  const partnerId = patched.value.proPartnerId?.trim() || null
  const after: Reseller = { ...patched.value, proPartnerId: partnerId }
  if (after.name !== before.name) {
    const taken = await findTakenName(db, { name: after.name, alias: row.alias }, '', row.uid)
    if (taken !== null) return fail(taken)
  }
  const problem = await servicesProblem(db, before.resellerServices, after.resellerServices, row.uid)
  if (problem !== null) return fail(problem)
  const statements: Statement[] = [
    requireInBatch(db, directoryUnchanged(row.uid, row.directoryRev)),
    db
      .update(organizations)
      .set({
        ...nameValues(after.name),
        partnerId,
        partnerIdFold: partnerId === null ? null : foldKey(partnerId),
        status: after.status,
        isRestAccessEnabled: after.isRestAccessEnabled,
        services: JSON.stringify(after.resellerServices),
        directoryRev: row.directoryRev + 1,
        updatedAt: now,
      })
      .where(eq(organizations.uid, row.uid)),
    ...statusStatements(request, before, after),
    bumpAllOfReseller(db, row.uid),
    auditStatement(db, request, {
      organizationUid: row.uid,
      kind: auditKind(before, after),
      target: { type: 'Reseller', uid: row.uid },
      details: { name: after.name },
      changes: auditChanges(before, after),
    }),
  ]
  try {
    await runBatch(db, statements)
  } catch (error) {
    if (isGuardFailure(error)) return null
    const taken = takenNameFailure(error, { name: after.name, alias: row.alias }, '')
    if (taken === null) throw error
    return fail(taken)
  }
  forgetIdentities()
  return ok(after)
}

function statusStatements(request: Request, before: Reseller, after: Reseller): Statement[] {
  if (before.status === after.status) return []
  const { db, now } = request
  const uid = after.instanceUid
  const along = disabledAlongUids(uid)
  const told = {
    details: { resellerName: after.name },
    changes: auditChanges({ status: before.status }, { status: after.status }),
  }
  if (after.status === 'Active') {
    return [
      auditEachCompany(db, request, along, { kind: 'CompanyEnabled', ...told }),
      enableTenantsOf(db, along, now),
      enableCompanies(db, uid, now),
      ...companyDirectoriesChange(db, uid, now, 'enable'),
    ]
  }
  return [
    auditEachCompany(db, request, activeUidsOf(uid), { kind: 'CompanyDisabled', ...told }),
    disableCompanies(db, uid, now),
    disableTenantsOf(db, along, now),
    ...companyDirectoriesChange(db, uid, now, 'disable'),
  ]
}

/** Services that companies use cannot be taken from their reseller. */
async function servicesProblem(
  db: Db,
  before: Reseller['resellerServices'],
  after: Reseller['resellerServices'],
  resellerUid: string,
): Promise<ApiFailure | null> {
  if (JSON.stringify(before) === JSON.stringify(after)) return null
  const lost = lostServiceInUse(before, after, await servicesOfCompanies(db, resellerUid))
  if (lost !== null) return { code: 'conflict', ...lost }
  if (before.cloudConnectQuota === null || after.cloudConnectQuota !== null) return null
  const found = await db.get<{ n: number }>(sql`SELECT count(*) AS n FROM organizations c
    JOIN tenants t ON t.company_uid = c.uid
    WHERE c.reseller_uid = ${resellerUid} AND c.deleted_at IS NULL AND t.deleted_at IS NULL`)
  if ((found?.n ?? 0) === 0) return null
  const property = 'resellerServices.cloudConnectQuota'
  const message = `${property}: companies of the reseller have ${found?.n} tenants; the service cannot be withdrawn.`
  return { code: 'conflict', message, property }
}

function auditKind(before: Reseller, after: Reseller): string {
  if (before.status === after.status) return 'ResellerEdited'
  return after.status === 'Active' ? 'ResellerEnabled' : 'ResellerDisabled'
}
