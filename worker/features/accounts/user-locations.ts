/** The locations that a Location User sees. */
import { sql } from 'drizzle-orm'
import { ROLES } from '../../../domain/permissions.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { User } from '../../contract/accounts/users.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch, type Statement } from '../../db/client.ts'
import { bumpRevision } from '../../db/revisions.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { locationsOfUserSource } from '../locations/queries.ts'
import { findManageableUser, findUserRow, USER_NOT_FOUND, type UserRow } from './manageable-user.ts'
import { findUser } from './queries.ts'

type Request = ApiRequest<{ userUid: string }, { locationUid: string }>

const OWN_SCOPE: ApiFailure = { code: 'conflict', message: 'You cannot change what you see yourself.' }
/** As on creation and by PATCH, where a user for whom none is named gets the default one. */
const LAST_LOCATION: ApiFailure = {
  code: 'conflict',
  message: 'locationUid: a user keeps at least one location; add another one first.',
}

export async function listUserLocations({ scope, db, params }: ApiRequest<{ userUid: string }>) {
  const row = await findUserRow(scope, db, params.userUid)
  return row === null ? fail(USER_NOT_FOUND) : ok(locationsOfUserSource(scope, db, row.uid))
}

export async function addUserLocation(request: Request): Promise<Result<User, ApiFailure>> {
  const { scope, db, params, query } = request
  const found = await findManageableUser(scope, db, params.userUid)
  if (!found.ok) return found
  const row = found.value
  if (row.uid === scope.userUid) return fail(OWN_SCOPE)
  if (!['locations', 'ownComputers'].includes(ROLES[row.role].scope))
    return fail({ code: 'conflict', message: `A ${row.role} is not limited to locations.` })
  const [reachable] = await scope.reachableLocations(row.organizationUid, [query.locationUid])
  if (reachable === undefined) return fail(unknownLocation(query.locationUid))
  const changed = await change(request, row, 'UserLocationAdded', [
    requireInBatch(db, sql`EXISTS (SELECT 1 FROM locations WHERE uid = ${reachable} AND deleted_at IS NULL)`),
    db.run(
      sql`INSERT INTO user_locations (user_uid, location_uid) VALUES (${row.uid}, ${reachable}) ON CONFLICT DO NOTHING`,
    ),
  ])
  if (changed !== null) return fail(changed)
  const user = await findUser(scope, db, row.uid)
  return user === null ? fail(USER_NOT_FOUND) : ok(user)
}

export async function removeUserLocation(request: Request): Promise<Result<null, ApiFailure>> {
  const { scope, db, params, query } = request
  const found = await findManageableUser(scope, db, params.userUid)
  if (!found.ok) return found
  const row = found.value
  if (row.uid === scope.userUid) return fail(OWN_SCOPE)
  const ofUser = sql`SELECT 1 FROM user_locations WHERE user_uid = ${row.uid}`
  const isChosen = sql`EXISTS (${ofUser} AND location_uid = ${query.locationUid})`
  const changed = await change(request, row, 'UserLocationRemoved', [
    requireInBatch(db, isChosen),
    requireInBatch(db, sql`EXISTS (${ofUser} AND location_uid <> ${query.locationUid})`),
    db.run(sql`DELETE FROM user_locations WHERE user_uid = ${row.uid} AND location_uid = ${query.locationUid}`),
  ])
  if (changed === null) return ok(null)
  const isLast = (await db.get<{ holds: number }>(sql`SELECT ${isChosen} AS holds`))?.holds === 1
  return fail(isLast ? LAST_LOCATION : changed)
}

async function change(
  request: Request,
  row: UserRow,
  kind: string,
  statements: Statement[],
): Promise<ApiFailure | null> {
  const { db, query } = request
  try {
    await runBatch(db, [
      ...statements,
      bumpRevision(db, 'users', row.organizationUid),
      // What the user sees of these lists is another thing from now on.
      ...(['locations', 'managementAgents', 'backupAgents', 'jobs', 'restorePoints', 'repositories'] as const).map(
        (name) => bumpRevision(db, name, row.organizationUid),
      ),
      auditStatement(db, request, {
        organizationUid: row.organizationUid,
        kind,
        target: { type: 'User', uid: row.uid },
        details: { userName: row.userName, locationUid: query.locationUid },
      }),
    ])
    return null
  } catch (error) {
    if (isGuardFailure(error)) return unknownLocation(query.locationUid)
    throw error
  }
}

function unknownLocation(locationUid: string): ApiFailure {
  return { code: 'invalid_input', message: `The user has no location ${locationUid}.`, parameter: 'locationUid' }
}
