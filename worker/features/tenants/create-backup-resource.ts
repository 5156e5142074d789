import { foldKey, naturalKey } from '../../../domain/collation.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { BackupResource, BackupResourceInput } from '../../contract/storage/backup-resources.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch, type Statement, violatedUnique } from '../../db/client.ts'
import { directoryChange, pushDirectory } from '../../db/directory-push.ts'
import { newUid } from '../../db/new-uid.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { backupResources } from '../../db/schema/sites.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { grantProblem, requireWithinGrants } from '../resellers/grants.ts'
import { findBackupResource } from './backup-resource-queries.ts'
import { resourceValues } from './backup-resource-values.ts'
import { clearDefault, lacksDefault } from './default-resource.ts'
import { findTenantRow, isStillTenantOf } from './tenant-queries.ts'

type Request = ApiRequest<{ tenantUid: string }, unknown, BackupResourceInput>

const NO_TENANT: ApiFailure = { code: 'not_found', what: 'The tenant' }

/** Grants a tenant storage: jobs of its company can name it as their target from then on. */
export async function createBackupResource(request: Request): Promise<Result<BackupResource, ApiFailure>> {
  const { db, scope, params, body, now } = request
  const tenant = await findTenantRow(scope, db, params.tenantUid)
  if (tenant === null) return fail(NO_TENANT)
  const values = resourceValues(body)
  if (!values.ok) return values
  const more = { storageBytes: values.value.storageQuotaBytes }
  const limit = await grantProblem(db, scope, tenant.siteUid, more)
  if (limit !== null) return fail(limit)
  const uid = newUid()
  const { companyUid } = tenant
  const group = { tenantUid: tenant.uid, companyUid }
  const ownerUid = companyUid ?? scope.organizationUid
  const statements: Statement[] = [
    requireInBatch(db, isStillTenantOf(tenant)),
    ...(body.isDefault ? [clearDefault(db, group, now)] : []),
    db.insert(backupResources).values({
      uid,
      tenantUid: tenant.uid,
      siteUid: tenant.siteUid,
      companyUid,
      name: body.cloudRepositoryName,
      nameFold: foldKey(body.cloudRepositoryName),
      nameNatural: naturalKey(body.cloudRepositoryName),
      ...values.value,
      isDefault: lacksDefault(group),
      createdAt: now,
      updatedAt: now,
    }),
    ...requireWithinGrants(db, scope, [tenant.siteUid], { tenants: false, storage: true }),
    ...(companyUid === null ? [] : directoryChange(db, companyUid, now)),
    bumpRevision(db, 'tenants', ownerUid),
    bumpRevision(db, 'backupResources', ownerUid),
    auditStatement(db, request, {
      organizationUid: ownerUid,
      kind: 'BackupResourceCreated',
      target: { type: 'BackupResource', uid },
      details: { name: body.cloudRepositoryName, tenantUid: tenant.uid, storageQuota: body.storageQuota },
    }),
  ]
  try {
    await runBatch(db, statements)
  } catch (error) {
    if (isGuardFailure(error)) return fail((await grantProblem(db, scope, tenant.siteUid, more)) ?? NO_TENANT)
    if (violatedUnique(error) === null) throw error
    return fail(takenResourceName(body.cloudRepositoryName))
  }
  if (companyUid !== null) await pushDirectory(request.env, companyUid)
  const resource = await findBackupResource(scope, db, tenant.uid, uid)
  return resource === null ? fail({ code: 'not_found', what: 'The backup resource' }) : ok(resource)
}

export function takenResourceName(name: string): ApiFailure {
  const message = `cloudRepositoryName: the tenant already has a backup resource "${name}".`
  return { code: 'conflict', message, property: 'cloudRepositoryName' }
}
