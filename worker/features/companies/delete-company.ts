import { and, eq, isNull, sql } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, type Statement } from '../../db/client.ts'
import { directoryChange, pushDirectory } from '../../db/directory-push.ts'
import { organizationExists } from '../../db/directory-rev.ts'
import { bumpRevision, type CollectionName } from '../../db/revisions.ts'
import { enrolmentTokens } from '../../db/schema/enrolment.ts'
import { locations, organizations } from '../../db/schema/organizations.ts'
import { backupResources, tenants } from '../../db/schema/sites.ts'
import { sessions, users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { findCompanyRow } from './queries.ts'

const TOUCHED: readonly CollectionName[] = [
  'organizations',
  'users',
  'locations',
  'sites',
  'tenants',
  'backupResources',
]

/**
 * Marks the company and all that hangs on it with one moment, by which it can be found again and restored as it was
 * while its bytes are kept. Its name is free at once. Its object then disconnects the agents and cuts their credentials.
 */
export async function deleteCompany(
  request: ApiRequest<{ companyUid: string }, { removeAllAgents?: boolean | undefined }>,
): Promise<Result<null, ApiFailure>> {
  const { db, scope, params, query, now } = request
  const row = await findCompanyRow(scope, db, params.companyUid)
  if (row === null) return fail({ code: 'not_found', what: 'The company' })
  try {
    await runBatch(db, [
      requireInBatch(db, organizationExists(row.uid)),
      ...markStatements(db, row.uid, now),
      ...directoryChange(db, row.uid, now, 'delete'),
      ...TOUCHED.map((collection) => bumpRevision(db, collection, row.uid)),
      auditStatement(db, request, {
        organizationUid: row.uid,
        kind: 'CompanyDeleted',
        target: { type: 'Company', uid: row.uid },
        details: { name: row.name, resellerUid: row.resellerUid, removeAllAgents: query.removeAllAgents ?? false },
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

function markStatements(db: Db, companyUid: string, now: number): Statement[] {
  const usersOfCompany = sql`(SELECT uid FROM users WHERE organization_uid = ${companyUid})`
  return [
    db
      .update(sessions)
      .set({ revokedAt: now })
      .where(and(isNull(sessions.revokedAt), sql`${sessions.userUid} IN ${usersOfCompany}`)),
    db
      .update(enrolmentTokens)
      .set({ revokedAt: now })
      .where(and(isNull(enrolmentTokens.revokedAt), eq(enrolmentTokens.organizationUid, companyUid))),
    db
      .update(users)
      .set({ deletedAt: now })
      .where(and(isNull(users.deletedAt), eq(users.organizationUid, companyUid))),
    db
      .update(locations)
      .set({ deletedAt: now })
      .where(and(isNull(locations.deletedAt), eq(locations.organizationUid, companyUid))),
    db
      .update(backupResources)
      .set({ deletedAt: now })
      .where(and(isNull(backupResources.deletedAt), eq(backupResources.companyUid, companyUid))),
    db
      .update(tenants)
      .set({ deletedAt: now })
      .where(and(isNull(tenants.deletedAt), eq(tenants.companyUid, companyUid))),
    db
      .update(organizations)
      .set({ deletedAt: now, updatedAt: now })
      .where(and(isNull(organizations.deletedAt), eq(organizations.uid, companyUid))),
  ]
}
