import { eq, type SQL, sql } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import {
  LOCATION_CHANGEABLE,
  type Location,
  type LocationInput,
  patchedLocation,
} from '../../contract/organizations/locations.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, type Statement, violatedUnique } from '../../db/client.ts'
import { directoryChange, pushDirectory } from '../../db/directory-push.ts'
import { directoryUnchanged, organizationExists } from '../../db/directory-rev.ts'
import { newUid } from '../../db/new-uid.ts'
import { retryChange } from '../../db/retry-change.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { locations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { nameValues } from '../organizations/organization-values.ts'
import { countInLocation, findLocation, findLocationForChange, isEmptyLocation, toLocation } from './queries.ts'

type Outcome<T> = Promise<Result<T, ApiFailure>>
type ByUid = ApiRequest<{ locationUid: string }>

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The location' }

export async function createLocation(request: ApiRequest<unknown, unknown, LocationInput>): Outcome<Location> {
  const { db, scope, body, now } = request
  const company = await scope.findOrganization(body.organizationUid)
  if (company?.type !== 'Company') return fail(noCompany(body.organizationUid))
  const uid = newUid()
  const values = { ...nameValues(body.name), quotaGb: body.quotaGb }
  const failure = await writeChange(request, company.uid, body.name, [
    requireInBatch(db, organizationExists(company.uid)),
    db.insert(locations).values({
      uid,
      organizationUid: company.uid,
      type: 'Custom',
      ...values,
      takenGb: available(company.uid, body.quotaGb),
      createdAt: now,
    }),
    takeFromDefault(db, company.uid, uid),
    auditStatement(db, request, {
      organizationUid: company.uid,
      kind: 'LocationCreated',
      target: { type: 'Location', uid },
      details: { name: body.name, quotaGb: body.quotaGb },
    }),
  ])
  if (failure !== null) return fail(failure === 'guard' ? noCompany(company.uid) : failure)
  await pushDirectory(request.env, company.uid)
  const location = await findLocation(scope, db, uid)
  return location === null ? fail(NOT_FOUND) : ok(location)
}

export async function patchLocation(request: ByUid): Outcome<Location> {
  const changed = await retryChange(() => patchOnce(request))
  if (changed.ok) await pushDirectory(request.env, changed.value.organizationUid)
  return changed
}

async function patchOnce(request: ByUid): Promise<Result<Location, ApiFailure> | null> {
  const { db, scope, params } = request
  const row = await findLocationForChange(scope, db, params.locationUid)
  if (row === null) return fail(NOT_FOUND)
  const before = toLocation(row)
  const patched = applyPatch({
    current: before,
    operations: request.patch,
    schema: patchedLocation,
    allowed: LOCATION_CHANGEABLE,
  })
  if (!patched.ok) return patched
  const after = patched.value
  const failure = await writeChange(request, row.organizationUid, after.name, [
    requireInBatch(db, directoryUnchanged(row.organizationUid, row.directoryRev)),
    ...(row.type === 'Default' ? [] : [giveBackToDefault(db, row)]),
    db
      .update(locations)
      .set({
        ...nameValues(after.name),
        quotaGb: after.quotaGb,
        ...(row.type === 'Default' ? {} : { takenGb: available(row.organizationUid, after.quotaGb) }),
      })
      .where(eq(locations.uid, row.uid)),
    ...(row.type === 'Default' ? [] : [takeFromDefault(db, row.organizationUid, row.uid)]),
    auditStatement(db, request, {
      organizationUid: row.organizationUid,
      kind: 'LocationEdited',
      target: { type: 'Location', uid: row.uid },
      details: { name: after.name },
      changes: auditChanges(before, after),
    }),
  ])
  if (failure === 'guard') return null
  return failure === null ? ok(after) : fail(failure)
}

/** Removes a location that holds nothing. The default ones stay as long as their company. */
export function deleteLocation(request: ByUid): Outcome<null> {
  return retryChange(() => deleteOnce(request))
}

async function deleteOnce(request: ByUid): Promise<Result<null, ApiFailure> | null> {
  const { db, scope, params, now } = request
  const row = await findLocationForChange(scope, db, params.locationUid)
  if (row === null) return fail(NOT_FOUND)
  if (row.type !== 'Custom') {
    return fail({
      code: 'invalid_input',
      message: `The location "${row.name}" is a default one and cannot be removed.`,
    })
  }
  const inUse = await inUseFailure(request)
  if (inUse !== null) return fail(inUse)
  const failure = await writeChange(request, row.organizationUid, row.name, [
    requireInBatch(db, directoryUnchanged(row.organizationUid, row.directoryRev)),
    requireInBatch(db, isEmptyLocation(row.uid)),
    giveBackToDefault(db, row),
    db.update(locations).set({ deletedAt: now, takenGb: 0 }).where(eq(locations.uid, row.uid)),
    auditStatement(db, request, {
      organizationUid: row.organizationUid,
      kind: 'LocationDeleted',
      target: { type: 'Location', uid: row.uid },
      details: { name: row.name },
    }),
  ])
  if (failure === 'guard') return null
  if (failure !== null) return fail(failure)
  await pushDirectory(request.env, row.organizationUid)
  return ok(null)
}

/**
 * The quota of a location comes out of the share of the company's default one, as far as that goes: quotas of locations
 * are soft. What was taken is kept with the location, so that exactly that is given back.
 */
function available(companyUid: string, quotaGb: number): SQL<number> {
  return sql<number>`(SELECT min(${quotaGb}, share.quota_gb) FROM locations share
    WHERE share.organization_uid = ${companyUid} AND share.type = 'Default' AND share.deleted_at IS NULL)`
}

function takeFromDefault(db: Db, companyUid: string, locationUid: string): Statement {
  return db.run(sql`UPDATE locations
    SET quota_gb = quota_gb - (SELECT l.taken_gb FROM locations l WHERE l.uid = ${locationUid})
    WHERE organization_uid = ${companyUid} AND type = 'Default' AND deleted_at IS NULL`)
}

/** Beside a guard that the location's company has not changed since `takenGb` was read. */
function giveBackToDefault(db: Db, row: { organizationUid: string; takenGb: number }): Statement {
  return db.run(sql`UPDATE locations SET quota_gb = quota_gb + ${row.takenGb}
    WHERE organization_uid = ${row.organizationUid} AND type = 'Default' AND deleted_at IS NULL`)
}

async function inUseFailure({ db, scope, params }: ByUid): Promise<ApiFailure | null> {
  const held = await countInLocation(scope, db, params.locationUid)
  if (held.agents === 0 && held.users === 0) return null
  const message = `The location still holds ${held.agents} agents and ${held.users} users; move or remove them first.`
  return { code: 'conflict', message }
}

/** The batch with what every change of a location brings along. */
async function writeChange(
  { db, now }: Pick<ApiRequest, 'db' | 'now'>,
  companyUid: string,
  name: string,
  statements: Statement[],
): Promise<ApiFailure | 'guard' | null> {
  try {
    await runBatch(db, [
      ...statements,
      ...directoryChange(db, companyUid, now),
      bumpRevision(db, 'locations', companyUid),
    ])
    return null
  } catch (error) {
    if (isGuardFailure(error)) return 'guard'
    if (violatedUnique(error) === null) throw error
    const message = `name: the company already has a location "${name}".`
    return { code: 'conflict', message, property: 'name' }
  }
}

function noCompany(organizationUid: string): ApiFailure {
  return {
    code: 'invalid_input',
    message: `organizationUid: there is no company ${organizationUid}.`,
    property: 'organizationUid',
  }
}
