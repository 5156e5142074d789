import { eq, sql } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import { type AuditEntry, auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch } from '../../db/client.ts'
import { directoryChange, pushDirectory } from '../../db/directory-push.ts'
import { directoryUnchanged, resellerIsActive } from '../../db/directory-rev.ts'
import { retryChange } from '../../db/retry-change.ts'
import { organizations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { type CompanyRow, findCompanyRow } from '../companies/queries.ts'
import { endSessionsFromAbove } from '../companies/status-cascade.ts'
import { bumpAllOfReseller } from './company-cascade.ts'
import { addMissingGrants, sitesOfCompany } from './grants.ts'
import { findResellerRow } from './queries.ts'

type Request = ApiRequest<{ resellerUid: string }, { companyUid: string }>

const NO_COMPANY: ApiFailure = {
  code: 'invalid_input',
  message: 'companyUid: there is no such company.',
  parameter: 'companyUid',
}

/** From the provider or from another reseller. A company that is the reseller's already stays as it is. */
export async function assignCompany(request: Request): Promise<Result<null, ApiFailure>> {
  return retryChange(async () => {
    const { db, scope, params, query } = request
    const reseller = await findResellerRow(scope, db, params.resellerUid)
    if (reseller === null) return fail({ code: 'not_found', what: 'The reseller' })
    if (reseller.status === 'Disabled') {
      return fail({
        code: 'conflict',
        message: `The reseller "${reseller.name}" is disabled and can be given no company.`,
      })
    }
    const company = await findCompanyRow(scope, db, query.companyUid)
    if (company === null) return fail(NO_COMPANY)
    return company.resellerUid === reseller.uid ? ok(null) : move(request, company, reseller.uid)
  })
}

export async function unassignCompany(request: Request): Promise<Result<null, ApiFailure>> {
  return retryChange(async () => {
    const { db, scope, params, query } = request
    const reseller = await findResellerRow(scope, db, params.resellerUid)
    if (reseller === null) return fail({ code: 'not_found', what: 'The reseller' })
    const company = await findCompanyRow(scope, db, query.companyUid)
    if (company?.resellerUid !== reseller.uid) return fail(NO_COMPANY)
    return move(request, company, null)
  })
}

/** Null: the company changed meanwhile. */
async function move(
  request: Request,
  company: CompanyRow,
  resellerUid: string | null,
): Promise<Result<null, ApiFailure> | null> {
  const { db, now } = request
  const touched = [company.resellerUid, resellerUid].filter((uid) => uid !== null)
  const siteUids = await sitesOfCompany(db, company.uid)
  try {
    await runBatch(db, [
      requireInBatch(db, directoryUnchanged(company.uid, company.directoryRev)),
      ...(resellerUid === null ? [] : [requireInBatch(db, resellerIsActive(resellerUid))]),
      // Those who were limited to chosen companies by the old reseller lose the choice with the company.
      db.run(sql`DELETE FROM user_companies WHERE company_uid = ${company.uid}
        AND user_uid IN (SELECT uid FROM users WHERE organization_uid = ${company.resellerUid})`),
      endSessionsFromAbove(db, sql`${company.uid}`, now),
      db
        .update(organizations)
        .set({ resellerUid, isDisabledByReseller: false, formerResellerUid: null, updatedAt: now })
        .where(eq(organizations.uid, company.uid)),
      ...(resellerUid === null ? [] : addMissingGrants(db, resellerUid, siteUids, now)),
      ...directoryChange(db, company.uid, now, 'move'),
      ...touched.map((uid) => bumpAllOfReseller(db, uid)),
      ...[company.uid, company.resellerUid].flatMap((historyUid) =>
        historyUid === null ? [] : [auditStatement(db, request, movedEntry(company, resellerUid, historyUid))],
      ),
    ])
  } catch (error) {
    if (isGuardFailure(error)) return null
    throw error
  }
  // Users of the resellers see other companies from now on.
  forgetIdentities()
  await pushDirectory(request.env, company.uid)
  return ok(null)
}

/** Told in the company's history, which goes along with it, and in that of the reseller that no longer has it. */
function movedEntry(company: CompanyRow, resellerUid: string | null, historyUid: string): AuditEntry {
  const isLost = resellerUid === null || historyUid !== company.uid
  return {
    organizationUid: historyUid,
    kind: isLost ? 'CompanyUnassignedFromReseller' : 'CompanyAssignedToReseller',
    target: { type: 'Company', uid: company.uid },
    details: { name: company.name },
    // Where it went is no business of the reseller before.
    changes: { resellerUid: { from: company.resellerUid, to: historyUid === company.uid ? resellerUid : null } },
  }
}
