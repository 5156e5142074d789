import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch } from '../../db/client.ts'
import { directoryChange, pushDirectory } from '../../db/directory-push.ts'
import { organizationExists } from '../../db/directory-rev.ts'
import { bumpRevision, type CollectionName } from '../../db/revisions.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { readRetentionDays } from '../organizations/deletion-settings.ts'
import { markDeleted } from '../organizations/mark-deleted.ts'
import { findCompanyRow } from './queries.ts'

interface Answers {
  removeAllAgents?: boolean | undefined
  removeBackups?: boolean | undefined
}

/** Whose lists change when a company goes or comes back. */
export const TOUCHED_BY_COMPANY: readonly CollectionName[] = [
  'organizations',
  'users',
  'userLogins',
  'locations',
  'sites',
  'tenants',
  'backupResources',
]

/**
 * Marks the company and all that hangs on it with one moment, by which it is found again and restored as it was until its
 * data is purged. Its name is free at once. Its object then puts the agents out and cuts every credential.
 */
export async function deleteCompany(
  request: ApiRequest<{ companyUid: string }, Answers>,
): Promise<Result<null, ApiFailure>> {
  const { db, scope, params, query, now } = request
  const row = await findCompanyRow(scope, db, params.companyUid)
  if (row === null) return fail({ code: 'not_found', what: 'The company' })
  const how = {
    areAgentsRemoved: query.removeAllAgents ?? false,
    areBackupsRemoved: query.removeBackups ?? false,
  }
  const retentionDays = await readRetentionDays(db)
  try {
    await runBatch(db, [
      requireInBatch(db, organizationExists(row.uid)),
      ...markDeleted(db, { organizationUid: row.uid, at: now, by: scope.userName, retentionDays, how }),
      ...directoryChange(db, row.uid, now, 'delete'),
      ...TOUCHED_BY_COMPANY.map((collection) => bumpRevision(db, collection, row.uid)),
      auditStatement(db, request, {
        organizationUid: row.uid,
        kind: 'CompanyDeleted',
        target: { type: 'Company', uid: row.uid },
        details: { name: row.name, resellerUid: row.resellerUid, ...how, retentionDays },
      }),
    ])
  } catch (error) {
    if (isGuardFailure(error)) return fail({ code: 'not_found', what: 'The company' })
    throw error
  }
  forgetIdentities()
  await pushDirectory(request.env, row.uid)
  return ok(null)
}
