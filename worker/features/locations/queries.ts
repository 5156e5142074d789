import { and, count, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import type { Location } from '../../contract/organizations/locations.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, type RowOf } from '../../db/collection.ts'
import { enumField, numberField, textField, uidField } from '../../db/fields.ts'
import { managementAgents } from '../../db/schema/agents.ts'
import { organizations, locations as table } from '../../db/schema/organizations.ts'
import { userLocations, users } from '../../db/schema/users.ts'
import { resellerField } from '../../db/scope-fields.ts'

const COLUMNS = {
  uid: table.uid,
  organizationUid: table.organizationUid,
  name: table.name,
  type: table.type,
  quotaGb: table.quotaGb,
}

export const locations = defineCollection({
  name: 'locations',
  from: table,
  key: table.uid,
  columns: COLUMNS,
  fields: {
    instanceUid: uidField(table.uid),
    organizationUid: uidField(table.organizationUid),
    resellerUid: resellerField(table.organizationUid),
    name: textField(table.name, { fold: table.nameFold, natural: table.nameNatural }),
    type: enumField(table.type),
    quotaGb: numberField(table.quotaGb),
  },
  defaultSort: [ascending('name')],
  toItem: toLocation,
})

export function toLocation(row: RowOf<typeof COLUMNS>): Location {
  return {
    instanceUid: row.uid,
    organizationUid: row.organizationUid,
    name: row.name,
    type: row.type,
    quotaGb: row.quotaGb,
  }
}

function liveLocations(scope: Scope): SQL | undefined {
  return and(isNull(table.deletedAt), scope.locations(table.organizationUid, table.uid))
}

export function locationsSource(scope: Scope, db: Db, organizationUid: string | null) {
  const ofOrganization = organizationUid === null ? undefined : eq(table.organizationUid, organizationUid)
  return locations.source(db, { where: and(ofOrganization, liveLocations(scope)), context: undefined })
}

/** The locations that were chosen for a Location User. */
export function locationsOfUserSource(scope: Scope, db: Db, userUid: string) {
  const chosen = sql`${table.uid} IN (SELECT location_uid FROM user_locations WHERE user_uid = ${userUid})`
  return locations.source(db, { where: and(chosen, liveLocations(scope)), context: undefined })
}

export function findLocation(scope: Scope, db: Db, locationUid: string): Promise<Location | null> {
  return locations.find(db, locationUid, { where: liveLocations(scope), context: undefined })
}

/** The row and the directory revision of its company, for a change of it. */
export async function findLocationForChange(scope: Scope, db: Db, locationUid: string) {
  const row = await db
    .select({ ...COLUMNS, takenGb: table.takenGb, directoryRev: organizations.directoryRev })
    .from(table)
    .innerJoin(organizations, eq(organizations.uid, table.organizationUid))
    .where(and(eq(table.uid, locationUid), liveLocations(scope)))
    .get()
  return row ?? null
}

/** What hangs on a location. The Owner reaches every location and hangs on none. */
export async function countInLocation(
  scope: Scope,
  db: Db,
  locationUid: string,
): Promise<{ agents: number; users: number }> {
  const agents = await db
    .select({ total: count() })
    .from(managementAgents)
    .where(
      and(
        eq(managementAgents.locationUid, locationUid),
        isNull(managementAgents.deletedAt),
        scope.companies(managementAgents.organizationUid),
      ),
    )
    .get()
  const assigned = await db
    .select({ total: count() })
    .from(userLocations)
    .innerJoin(users, eq(users.uid, userLocations.userUid))
    .where(
      and(eq(userLocations.locationUid, locationUid), isNull(users.deletedAt), scope.companies(users.organizationUid)),
    )
    .get()
  return { agents: agents?.total ?? 0, users: assigned?.total ?? 0 }
}

/** The same as a condition for the batch that removes the location. */
export function isEmptyLocation(locationUid: string): SQL {
  return sql`NOT EXISTS (SELECT 1 FROM management_agents WHERE location_uid = ${locationUid} AND deleted_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM user_locations l JOIN users u ON u.uid = l.user_uid
      WHERE l.location_uid = ${locationUid} AND u.deleted_at IS NULL)`
}
