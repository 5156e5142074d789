import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import { auditStatement } from '../../db/audit.ts'
import { auditEachCompany } from '../../db/audit-each.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch } from '../../db/client.ts'
import { pushDirectories } from '../../db/directory-push.ts'
import { organizationExists } from '../../db/directory-rev.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { endSessionsFromAbove } from '../companies/status-cascade.ts'
import { readRetentionDays } from '../organizations/deletion-settings.ts'
import { markDeleted } from '../organizations/mark-deleted.ts'
import {
  bumpAllOfReseller,
  companyDirectoriesChange,
  companyUidsOf,
  liveCompanyUids,
  releaseCompanies,
} from './company-cascade.ts'
import { findResellerRow } from './queries.ts'

/** The companies go over to the provider as they are: a disabled one stays disabled until somebody enables it. */
export async function deleteReseller(request: ApiRequest<{ resellerUid: string }>): Promise<Result<null, ApiFailure>> {
  const { db, scope, params, now } = request
  const row = await findResellerRow(scope, db, params.resellerUid)
  if (row === null) return fail({ code: 'not_found', what: 'The reseller' })
  const companyUids = await liveCompanyUids(db, row.uid)
  const retentionDays = await readRetentionDays(db)
  try {
    await runBatch(db, [
      requireInBatch(db, organizationExists(row.uid)),
      ...markDeleted(db, { organizationUid: row.uid, at: now, by: scope.userName, retentionDays, how: {} }),
      bumpAllOfReseller(db, row.uid),
      ...companyDirectoriesChange(db, row.uid, now, 'move'),
      auditEachCompany(db, request, companyUidsOf(row.uid), {
        kind: 'CompanyUnassignedFromReseller',
        details: { resellerName: row.name },
        changes: { resellerUid: { from: row.uid, to: null } },
      }),
      endSessionsFromAbove(db, companyUidsOf(row.uid), now),
      releaseCompanies(db, row.uid, now),
      auditStatement(db, request, {
        organizationUid: row.uid,
        kind: 'ResellerDeleted',
        target: { type: 'Reseller', uid: row.uid },
        details: { name: row.name, companiesCount: companyUids.length, retentionDays },
      }),
    ])
  } catch (error) {
    if (isGuardFailure(error)) return fail({ code: 'not_found', what: 'The reseller' })
    throw error
  }
  forgetIdentities()
  await pushDirectories(request.env, companyUids)
  return ok(null)
}
