import { eq, sql } from 'drizzle-orm'
import { portalOf, ROLES, type RoleName } from '../../../domain/permissions.ts'
import type { Session } from '../../contract/session/session.ts'
import type { Db } from '../../db/client.ts'
import { organizations } from '../../db/schema/organizations.ts'
import { users } from '../../db/schema/users.ts'

/** What the portals know of the user who is signed in. */
export async function readSessionOf(db: Db, userUid: string): Promise<Session | null> {
  const row = await db
    .select({
      instanceUid: users.uid,
      userName: users.userName,
      firstName: users.firstName,
      lastName: users.lastName,
      role: sql<RoleName>`${users.role}`,
      organizationUid: organizations.uid,
      organizationName: organizations.name,
      organizationType: organizations.type,
      timeZone: organizations.timeZone,
    })
    .from(users)
    .innerJoin(organizations, eq(organizations.uid, users.organizationUid))
    .where(eq(users.uid, userUid))
    .get()
  if (row === undefined) return null
  const { instanceUid, userName, firstName, lastName, role, timeZone } = row
  return {
    user: { instanceUid, userName, firstName, lastName, role },
    organization: { instanceUid: row.organizationUid, name: row.organizationName, type: row.organizationType },
    portal: portalOf(row.organizationType),
    permissions: [...ROLES[role].permissions],
    timeZone,
  }
}
