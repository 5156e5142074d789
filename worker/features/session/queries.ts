import { eq, sql } from 'drizzle-orm'
import { readWithheld, withoutWithheld } from '../../../domain/permission-claims.ts'
import { portalOf, ROLES, type RoleName } from '../../../domain/permissions.ts'
import type { Impersonator, SecondFactor, SignInMethod } from '../../auth/scope.ts'
import type { Session } from '../../contract/session/session.ts'
import type { Db } from '../../db/client.ts'
import { organizations } from '../../db/schema/organizations.ts'
import { users } from '../../db/schema/users.ts'

type UserOfSession = Omit<Session, 'impersonator' | 'secondFactor' | 'signInMethod'>

/** What the portals know of the user who is signed in. */
export async function readUserOfSession(db: Db, userUid: string): Promise<UserOfSession | null> {
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
      withheldClaims: organizations.withheldClaims,
      withheldOfReseller: sql<
        string | null
      >`(SELECT r.withheld_claims FROM organizations r WHERE r.uid = ${organizations.resellerUid})`,
    })
    .from(users)
    .innerJoin(organizations, eq(organizations.uid, users.organizationUid))
    .where(eq(users.uid, userUid))
    .get()
  if (row === undefined) return null
  const { instanceUid, userName, firstName, lastName, role, timeZone } = row
  const withheld = new Set([...readWithheld(row.withheldClaims), ...readWithheld(row.withheldOfReseller)])
  return {
    user: { instanceUid, userName, firstName, lastName, role },
    organization: { instanceUid: row.organizationUid, name: row.organizationName, type: row.organizationType },
    portal: portalOf(row.organizationType),
    permissions: [...withoutWithheld(ROLES[role].permissions, withheld)],
    managesRoles: [...ROLES[role].managesRoles],
    timeZone,
  }
}

export interface SessionFacts {
  userUid: string
  impersonator: Impersonator | null
  secondFactor: SecondFactor
  signInMethod: SignInMethod | null
}

/** A scope says these of the session that asks. */
export async function readSessionOf(db: Db, facts: SessionFacts): Promise<Session | null> {
  const user = await readUserOfSession(db, facts.userUid)
  if (user === null) return null
  const { impersonator, secondFactor, signInMethod } = facts
  return {
    ...user,
    impersonator: impersonator === null ? null : { userUid: impersonator.userUid, userName: impersonator.userName },
    secondFactor,
    signInMethod,
  }
}
