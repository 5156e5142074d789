/** What a new user sees of its organization: locations of a company, or companies of a provider. */
import { and, eq, isNull, sql } from 'drizzle-orm'
import { ROLES, type RoleName } from '../../../domain/permissions.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { ReachedOrganization, Scope } from '../../auth/scope.ts'
import type { UserInput } from '../../contract/accounts/users.ts'
import type { Db } from '../../db/client.ts'
import { locations, organizations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'

export interface Assignment {
  locationUids: string[]
  /** Null: all companies, those to come included. */
  companyUids: string[] | null
}

export async function readAssignment(
  scope: Scope,
  db: Db,
  organization: ReachedOrganization,
  role: RoleName,
  { locationUids, companyUids }: UserInput,
): Promise<Result<Assignment, ApiFailure>> {
  switch (ROLES[role].scope) {
    case 'locations': {
      const chosen = locationUids ?? []
      if (chosen.length === 0)
        return ok({ locationUids: await defaultLocation(db, organization.uid), companyUids: null })
      const found = await scope.reachableLocations(organization.uid, chosen)
      const missing = chosen.find((uid) => !found.includes(uid))
      return missing === undefined ? ok({ locationUids: found, companyUids: null }) : unknown('locationUids', missing)
    }
    case 'chosenCompanies':
    case 'resellerChosenCompanies': {
      if (companyUids === undefined || companyUids.length === 0) return ok({ locationUids: [], companyUids: null })
      const found = await reachableCompanies(scope, db, companyUids)
      const missing = companyUids.find((uid) => !found.includes(uid))
      return missing === undefined ? ok({ locationUids: [], companyUids: found }) : unknown('companyUids', missing)
    }
    default:
      return ok({ locationUids: [], companyUids: null })
  }
}

async function defaultLocation(db: Db, companyUid: string): Promise<string[]> {
  const rows = await db
    .select({ uid: locations.uid })
    .from(locations)
    .where(and(eq(locations.organizationUid, companyUid), eq(locations.type, 'Default'), isNull(locations.deletedAt)))
  return rows.map(({ uid }) => uid)
}

async function reachableCompanies(scope: Scope, db: Db, companyUids: readonly string[]): Promise<string[]> {
  const wanted = sql`${organizations.uid} IN (SELECT value FROM json_each(${JSON.stringify(companyUids)}))`
  const rows = await db
    .select({ uid: organizations.uid })
    .from(organizations)
    .where(
      and(
        wanted,
        eq(organizations.type, 'Company'),
        isNull(organizations.deletedAt),
        scope.companies(organizations.uid),
      ),
    )
  return rows.map(({ uid }) => uid)
}

function unknown(property: string, uid: string): { ok: false; failure: ApiFailure } {
  return fail({ code: 'invalid_input', message: `"${property}" names ${uid}, which was not found.`, property })
}
