import { and, eq, isNull, sql } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch } from '../../db/client.ts'
import { pushDirectories } from '../../db/directory-push.ts'
import { organizationExists } from '../../db/directory-rev.ts'
import { organizations } from '../../db/schema/organizations.ts'
import { sessions, users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { bumpAllOfReseller, companyDirectoriesChange, liveCompanyUids, releaseCompanies } from './company-cascade.ts'
import { findResellerRow } from './queries.ts'

/** The companies go over to the provider as they are: a disabled one stays disabled until somebody enables it. */
export async function deleteReseller(request: ApiRequest<{ resellerUid: string }>): Promise<Result<null, ApiFailure>> {
  const { db, scope, params, now } = request
  const row = await findResellerRow(scope, db, params.resellerUid)
  if (row === null) return fail({ code: 'not_found', what: 'The reseller' })
  const companyUids = await liveCompanyUids(db, row.uid)
  const usersOfReseller = sql`(SELECT uid FROM users WHERE organization_uid = ${row.uid})`
  try {
    await runBatch(db, [
      requireInBatch(db, organizationExists(row.uid)),
      db
        .update(sessions)
        .set({ revokedAt: now })
        .where(and(isNull(sessions.revokedAt), sql`${sessions.userUid} IN ${usersOfReseller}`)),
      db
        .update(users)
        .set({ deletedAt: now })
        .where(and(isNull(users.deletedAt), eq(users.organizationUid, row.uid))),
      db.update(organizations).set({ deletedAt: now, updatedAt: now }).where(eq(organizations.uid, row.uid)),
      bumpAllOfReseller(db, row.uid),
      ...companyDirectoriesChange(db, row.uid, now, 'move'),
      releaseCompanies(db, row.uid, now),
      auditStatement(db, request, {
        organizationUid: row.uid,
        kind: 'ResellerDeleted',
        target: { type: 'Reseller', uid: row.uid },
        details: { name: row.name, companiesCount: companyUids.length },
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
