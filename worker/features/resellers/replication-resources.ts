/** Hardware plans given to resellers: kept and answered as they were said. */
import { and, eq, type SQL, sql } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { Scope } from '../../auth/scope.ts'
import {
  patchedReplicationResource,
  REPLICATION_RESOURCE_CHANGEABLE,
  type ReplicationResource,
  type ReplicationResourceInput,
  type ReplicationResourceUsage,
} from '../../contract/organizations/reseller-replication-resources.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, violatedUnique } from '../../db/client.ts'
import { ascending, defineCollection, type RowOf } from '../../db/collection.ts'
import { booleanField, numberField, uidField } from '../../db/fields.ts'
import { newUid } from '../../db/new-uid.ts'
import { retryChange } from '../../db/retry-change.ts'
import { resellerReplicationResources as table } from '../../db/schema/life-cycle.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { NO_SITE } from './change-site.ts'
import { findResellerSiteRow, type GrantPlace, isOfLiveReseller } from './site-queries.ts'

type Place = { resellerUid: string; siteUid: string }
type ByUid = ApiRequest<Place & { replicationResourceUid: string }>

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The replication resource of the reseller' }
const ALWAYS_ZERO = sql<number>`CAST(0 AS INTEGER)`

const COLUMNS = {
  uid: table.uid,
  resellerUid: table.resellerUid,
  siteUid: table.siteUid,
  hardwarePlanUid: table.hardwarePlanUid,
  tenantsPerPlanQuota: table.tenantsPerPlanQuota,
}

const resources = defineCollection({
  name: null,
  from: table,
  key: table.uid,
  columns: COLUMNS,
  fields: {
    instanceUid: uidField(table.uid),
    siteUid: uidField(table.siteUid),
    resellerUid: uidField(table.resellerUid),
    hardwarePlanUid: uidField(table.hardwarePlanUid),
    tenantsPerPlanQuota: numberField(table.tenantsPerPlanQuota),
    isWanAccelerationEnabled: booleanField(ALWAYS_ZERO),
    wanAcceleratorUid: uidField(sql`NULL`),
  },
  defaultSort: [ascending('instanceUid')],
  toItem: toResource,
})

/** Nothing here replicates, so no tenant ever takes a place of a plan. */
const usages = defineCollection({
  name: null,
  from: table,
  key: table.uid,
  columns: COLUMNS,
  fields: {
    replicationResourceUid: uidField(table.uid),
    resellerUid: uidField(table.resellerUid),
    hardwarePlanUid: uidField(table.hardwarePlanUid),
    tenantsPerPlanUsage: numberField(ALWAYS_ZERO),
  },
  defaultSort: [ascending('replicationResourceUid')],
  toItem: (row): ReplicationResourceUsage => ({
    replicationResourceUid: row.uid,
    resellerUid: row.resellerUid,
    hardwarePlanUid: row.hardwarePlanUid,
    tenantsPerPlanUsage: 0,
  }),
})

function toResource(row: RowOf<typeof COLUMNS>): ReplicationResource {
  return {
    instanceUid: row.uid,
    siteUid: row.siteUid,
    resellerUid: row.resellerUid,
    hardwarePlanUid: row.hardwarePlanUid,
    tenantsPerPlanQuota: row.tenantsPerPlanQuota,
    isWanAccelerationEnabled: false,
    wanAcceleratorUid: null,
  }
}

function reached(scope: Scope, place: GrantPlace): SQL | undefined {
  return and(
    place.resellerUid === undefined ? undefined : eq(table.resellerUid, place.resellerUid),
    place.siteUid === undefined ? undefined : eq(table.siteUid, place.siteUid),
    isOfLiveReseller(table.resellerUid),
    scope.resellers(table.resellerUid),
  )
}

export function replicationResourcesSource(scope: Scope, db: Db, place: GrantPlace) {
  return resources.source(db, { where: reached(scope, place), context: undefined })
}

export function replicationUsagesSource(scope: Scope, db: Db, place: GrantPlace) {
  return usages.source(db, { where: reached(scope, place), context: undefined })
}

export function findReplicationResource({ scope, db, params }: Pick<ByUid, 'scope' | 'db' | 'params'>) {
  return resources.find(db, params.replicationResourceUid, { where: reached(scope, params), context: undefined })
}

export async function createReplicationResource(
  request: ApiRequest<Place, unknown, ReplicationResourceInput>,
): Promise<Result<ReplicationResource, ApiFailure>> {
  const { db, scope, params, body, now } = request
  const site = await findResellerSiteRow(scope, db, params)
  if (site === null) return fail(NO_SITE)
  const problem = accelerationProblem(body)
  if (problem !== null) return fail(problem)
  const uid = newUid()
  try {
    await runBatch(db, [
      requireInBatch(
        db,
        sql`EXISTS (SELECT 1 FROM reseller_sites s WHERE s.uid = ${site.uid} AND s.deleted_at IS NULL)`,
      ),
      db.insert(table).values({
        uid,
        resellerUid: site.resellerUid,
        siteUid: site.siteUid,
        hardwarePlanUid: body.hardwarePlanUid,
        tenantsPerPlanQuota: body.tenantsPerPlanQuota ?? null,
        createdAt: now,
        updatedAt: now,
      }),
      auditStatement(db, request, {
        organizationUid: site.resellerUid,
        kind: 'ResellerReplicationGiven',
        target: { type: 'BackupResource', uid },
        details: { hardwarePlanUid: body.hardwarePlanUid },
      }),
    ])
  } catch (error) {
    if (isGuardFailure(error)) return fail(NO_SITE)
    if (violatedUnique(error) === null) throw error
    return fail(takenPlan())
  }
  const made = await findReplicationResource({ scope, db, params: { ...params, replicationResourceUid: uid } })
  return made === null ? fail(NOT_FOUND) : ok(made)
}

export async function patchReplicationResource(request: ByUid): Promise<Result<ReplicationResource, ApiFailure>> {
  return retryChange(async () => {
    const { db, now } = request
    const row = await findRow(request)
    if (row === null) return fail(NOT_FOUND)
    const before = toResource(row)
    const patched = applyPatch({
      current: before,
      operations: request.patch,
      schema: patchedReplicationResource,
      allowed: REPLICATION_RESOURCE_CHANGEABLE,
    })
    if (!patched.ok) return patched
    const after = patched.value
    const problem = accelerationProblem(after)
    if (problem !== null) return fail(problem)
    try {
      await runBatch(db, [
        requireInBatch(
          db,
          sql`EXISTS (SELECT 1 FROM reseller_replication_resources r
            WHERE r.uid = ${row.uid} AND r.updated_at = ${row.updatedAt})`,
        ),
        db
          .update(table)
          .set({
            hardwarePlanUid: after.hardwarePlanUid,
            tenantsPerPlanQuota: after.tenantsPerPlanQuota,
            updatedAt: Math.max(now, row.updatedAt + 1),
          })
          .where(eq(table.uid, row.uid)),
        auditStatement(db, request, {
          organizationUid: row.resellerUid,
          kind: 'ResellerReplicationEdited',
          target: { type: 'BackupResource', uid: row.uid },
          details: {},
          changes: auditChanges(before, after),
        }),
      ])
    } catch (error) {
      if (isGuardFailure(error)) return null
      if (violatedUnique(error) === null) throw error
      return fail(takenPlan())
    }
    return ok(after)
  })
}

export async function deleteReplicationResource(request: ByUid): Promise<Result<null, ApiFailure>> {
  const { db } = request
  const row = await findRow(request)
  if (row === null) return fail(NOT_FOUND)
  await runBatch(db, [
    db.delete(table).where(eq(table.uid, row.uid)),
    auditStatement(db, request, {
      organizationUid: row.resellerUid,
      kind: 'ResellerReplicationTaken',
      target: { type: 'BackupResource', uid: row.uid },
      details: { hardwarePlanUid: row.hardwarePlanUid },
    }),
  ])
  return ok(null)
}

async function findRow({ scope, db, params }: ByUid) {
  const row = await db
    .select()
    .from(table)
    .where(and(eq(table.uid, params.replicationResourceUid), reached(scope, params)))
    .get()
  return row ?? null
}

function accelerationProblem(input: {
  isWanAccelerationEnabled: boolean
  wanAcceleratorUid?: string | null | undefined
}): ApiFailure | null {
  if (!input.isWanAccelerationEnabled && (input.wanAcceleratorUid ?? null) === null) return null
  const property = input.isWanAccelerationEnabled ? 'isWanAccelerationEnabled' : 'wanAcceleratorUid'
  return { code: 'invalid_input', message: `${property}: a site has no WAN accelerators.`, property }
}

function takenPlan(): ApiFailure {
  const message = 'hardwarePlanUid: the reseller was given this plan on this site already.'
  return { code: 'conflict', message, property: 'hardwarePlanUid' }
}
