import { and, eq, isNull, sql } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch } from '../../db/client.ts'
import { companyStub } from '../../db/company-stub.ts'
import { directoryChange, pushDirectory } from '../../db/directory-push.ts'
import { retryChange } from '../../db/retry-change.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { backupResources, tenants } from '../../db/schema/sites.ts'
import { actorOf } from '../../http/actor.ts'
import { type ApiFailure, fromCompanyFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { companyTenantStatements, hasSubtenants, subtenantsProblem } from './company-tenant.ts'
import { settleDefault } from './default-resource.ts'
import { findTenantRow, isStillTenantOf, type TenantRow } from './tenant-queries.ts'

type Request = ApiRequest<{ tenantUid: string }, { deleteBackups: boolean }>

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The tenant' }

/**
 * A tenant that jobs write to stays. What is stored in it is deleted only when asked for, as every repository is: kept
 * for the protection period. Done again, it goes on where it was interrupted.
 */
export function deleteTenant(request: Request): Promise<Result<null, ApiFailure>> {
  return retryChange(() => deleteOnce(request))
}

async function deleteOnce(request: Request): Promise<Result<null, ApiFailure> | null> {
  const { db, scope, params, query, now } = request
  const row = await findTenantRow(scope, db, params.tenantUid)
  if (row === null) return fail(NOT_FOUND)
  const subtenants = await subtenantsProblem(db, row.uid)
  if (subtenants !== null) return fail(subtenants)
  const { jobs, repositories } = await readUses(request, row)
  if (jobs > 0) return fail({ code: 'conflict', message: `${jobs} jobs write to this tenant; delete them first.` })
  if (repositories.length > 0) {
    if (!query.deleteBackups) {
      const message = `${repositories.length} repositories lie in this tenant; pass deleteBackups=true to delete them too.`
      return fail({ code: 'conflict', message })
    }
    const failure = await deleteRepositories(request, row, repositories)
    if (failure !== null) return fail(failure)
  }
  const { companyUid } = row
  const ownerUid = companyUid ?? scope.organizationUid
  try {
    await runBatch(db, [
      requireInBatch(db, isStillTenantOf(row)),
      requireInBatch(
        db,
        sql`NOT EXISTS (SELECT 1 FROM backup_resources b WHERE b.tenant_uid = ${row.uid}
        AND (EXISTS (SELECT 1 FROM jobs j WHERE j.backup_resource_uid = b.uid AND j.deleted_at IS NULL)
          OR EXISTS (SELECT 1 FROM repositories r WHERE r.backup_resource_uid = b.uid AND r.deleted_at IS NULL)))`,
      ),
      requireInBatch(db, sql`NOT ${hasSubtenants(row.uid)}`),
      db.update(tenants).set({ deletedAt: now }).where(eq(tenants.uid, row.uid)),
      db
        .update(backupResources)
        .set({ deletedAt: now, isDefault: false })
        .where(and(eq(backupResources.tenantUid, row.uid), isNull(backupResources.deletedAt))),
      ...companyTenantStatements(db, {
        tenantUid: row.uid,
        userName: row.userName,
        companyUids: [companyUid],
        passwordHash: null,
        now,
      }),
      ...(companyUid === null ? [] : [settleDefault(db, { tenantUid: row.uid, companyUid }, now)]),
      ...(companyUid === null ? [] : directoryChange(db, companyUid, now)),
      bumpRevision(db, 'tenants', ownerUid),
      bumpRevision(db, 'sites', ownerUid),
      bumpRevision(db, 'backupResources', ownerUid),
      auditStatement(db, request, {
        organizationUid: ownerUid,
        kind: 'TenantDeleted',
        target: { type: 'Tenant', uid: row.uid },
        details: { name: row.name, siteUid: row.siteUid, repositoriesDeleted: repositories.length },
      }),
    ])
  } catch (error) {
    if (isGuardFailure(error)) return null
    throw error
  }
  if (companyUid !== null) await pushDirectory(request.env, companyUid)
  return ok(null)
}

async function readUses({ db }: Request, row: TenantRow): Promise<{ jobs: number; repositories: string[] }> {
  const ofTenant = sql`(SELECT uid FROM backup_resources WHERE tenant_uid = ${row.uid} AND deleted_at IS NULL)`
  const jobs = await db.get<{ total: number }>(
    sql`SELECT count(*) AS total FROM jobs WHERE deleted_at IS NULL AND backup_resource_uid IN ${ofTenant}`,
  )
  const repositories = await db.all<{ uid: string }>(
    sql`SELECT uid FROM repositories WHERE deleted_at IS NULL AND backup_resource_uid IN ${ofTenant}`,
  )
  return { jobs: jobs?.total ?? 0, repositories: repositories.map(({ uid }) => uid) }
}

async function deleteRepositories(
  request: Request,
  row: TenantRow,
  repositoryUids: readonly string[],
): Promise<ApiFailure | null> {
  const company = row.companyUid === null ? null : await companyStub(request.env, request.scope, row.companyUid)
  if (company === null)
    return { code: 'conflict', message: 'The repositories in this tenant belong to no company of yours.' }
  for (const uid of repositoryUids) {
    const deleted = await company.deleteRepository(uid, actorOf(request))
    if (!deleted.ok && deleted.failure.code !== 'not_found') return fromCompanyFailure(deleted.failure)
  }
  return null
}
