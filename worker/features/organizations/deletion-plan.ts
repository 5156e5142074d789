/** What a delete of an organization would take, counted as the caller sees it. */
import { sql } from 'drizzle-orm'
import { lockedUntil, purgeTime } from '../../../domain/deletion.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { toWireTime, toWireTimeOrNull } from '../../contract/common.ts'
import type { DeletionPlan } from '../../contract/organizations/deleted-organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { readRetentionDays } from './deletion-settings.ts'

interface Counts {
  companiesCount: number
  usersCount: number
  locationsCount: number
  tenantsCount: number
  agentsCount: number
  onlineAgentsCount: number
  jobsCount: number
  runningJobsCount: number
  restorePointsCount: number
  repositoriesCount: number
  storedBytes: number
  objectsCount: number
}

export async function planDeletion(
  request: ApiRequest<{ organizationUid: string }>,
): Promise<Result<DeletionPlan, ApiFailure>> {
  const { db, scope, params, now } = request
  const organization = await scope.findOrganization(params.organizationUid)
  if (organization === null) return fail({ code: 'not_found', what: 'The organization' })
  if (organization.type === 'Provider') {
    return fail({
      code: 'invalid_input',
      message: 'The provider itself cannot be deleted.',
      parameter: 'organizationUid',
    })
  }
  if (organization.type === 'Reseller' && !scope.has('resellers.delete')) {
    return fail({ code: 'forbidden', permission: 'resellers.delete' })
  }
  const { uid } = organization
  const live = (table: string, more = '') =>
    sql.raw(`(SELECT count(*) FROM ${table} WHERE organization_uid = o.uid AND deleted_at IS NULL${more})`)
  const counts = await db.get<Counts>(sql`SELECT
      (SELECT count(*) FROM organizations c WHERE c.reseller_uid = o.uid AND c.deleted_at IS NULL) AS companiesCount,
      ${live('users')} AS usersCount, ${live('locations')} AS locationsCount,
      (SELECT count(*) FROM tenants t WHERE t.company_uid = o.uid AND t.deleted_at IS NULL) AS tenantsCount,
      ${live('management_agents')} AS agentsCount,
      ${live('management_agents', " AND connection_status = 'Online'")} AS onlineAgentsCount,
      ${live('jobs')} AS jobsCount,
      ${live('jobs', " AND status IN ('Running', 'Starting', 'Stopping')")} AS runningJobsCount,
      ${live('restore_points')} AS restorePointsCount, ${live('repositories')} AS repositoriesCount,
      (SELECT coalesce(sum(r.used_bytes + r.hidden_bytes), 0) FROM repositories r
        WHERE r.organization_uid = o.uid AND r.deleted_at IS NULL) AS storedBytes,
      (SELECT coalesce(sum(r.object_count), 0) FROM repositories r
        WHERE r.organization_uid = o.uid AND r.deleted_at IS NULL) AS objectsCount
    FROM organizations o WHERE o.uid = ${uid}`)
  if (counts === undefined) return fail({ code: 'not_found', what: 'The organization' })
  const protections = await db.all<{ days: number }>(sql`
    SELECT DISTINCT CASE WHEN t.is_backup_protection_enabled THEN t.backup_protection_days ELSE 0 END AS days
    FROM repositories r JOIN backup_resources b ON b.uid = r.backup_resource_uid JOIN tenants t ON t.uid = b.tenant_uid
    WHERE r.organization_uid = ${uid} AND r.deleted_at IS NULL AND r.object_count > 0`)
  const retentionDays = await readRetentionDays(db)
  return ok({
    organizationUid: uid,
    name: organization.name,
    type: organization.type,
    ...counts,
    // A delete of whatever is stored only hides it for the protection period.
    lockedObjectsCount: counts.objectsCount,
    lockedUntil: toWireTimeOrNull(
      lockedUntil(
        now,
        protections.map(({ days }) => days),
      ),
    ),
    retentionDays,
    restorableUntil: toWireTime(purgeTime(now, retentionDays)),
  })
}
