import { type SQL, sql } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import type { Scope } from '../../auth/scope.ts'
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

const ELSEWHERE: ApiFailure = {
  code: 'forbidden',
  message: 'The company has tenants on sites that are not yours: a Portal Administrator deletes it.',
}

/** Null: whoever reaches a company reaches all of its tenants. An administrator of sites takes nothing from others. */
function hasTenantOutOfReach(scope: Scope, companyUid: string): SQL | null {
  if (scope.reach !== 'site') return null
  const ofSite = scope.tenants({ company: sql`t.company_uid`, tenant: sql`t.uid`, site: sql`t.site_uid` })
  return sql`EXISTS (SELECT 1 FROM tenants t WHERE t.company_uid = ${companyUid} AND t.deleted_at IS NULL AND NOT (${ofSite}))`
}

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
  const elsewhere = hasTenantOutOfReach(scope, row.uid)
  if (elsewhere !== null && (await db.get<{ holds: number }>(sql`SELECT ${elsewhere} AS holds`))?.holds === 1)
    return fail(ELSEWHERE)
  const how = {
    areAgentsRemoved: query.removeAllAgents ?? false,
    areBackupsRemoved: query.removeBackups ?? false,
  }
  const retentionDays = await readRetentionDays(db)
  try {
    await runBatch(db, [
      requireInBatch(db, organizationExists(row.uid)),
      ...(elsewhere === null ? [] : [requireInBatch(db, sql`NOT ${elsewhere}`)]),
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
