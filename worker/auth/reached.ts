/** Looks up whether single things lie within the reach of a caller: what the methods of Scope of the same purpose ask. */
import { and, eq, isNull, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { locations, organizations } from '../db/schema/organizations.ts'
import { sites } from '../db/schema/sites.ts'
import type { ReachedOrganization } from './caller.ts'
import type { Scope } from './scope.ts'

export async function findReachedOrganization(
  db: Db,
  scope: Scope,
  organizationUid: string,
): Promise<ReachedOrganization | null> {
  const found = await db
    .select({
      uid: organizations.uid,
      type: organizations.type,
      name: organizations.name,
      resellerUid: organizations.resellerUid,
      status: organizations.status,
    })
    .from(organizations)
    .where(
      and(
        eq(organizations.uid, organizationUid),
        isNull(organizations.deletedAt),
        scope.organizations(organizations.uid),
      ),
    )
    .get()
  return found ?? null
}

export async function findCompanyOfReachedLocation(db: Db, scope: Scope, locationUid: string): Promise<string | null> {
  const found = await db
    .select({ organizationUid: locations.organizationUid })
    .from(locations)
    .where(
      and(
        eq(locations.uid, locationUid),
        isNull(locations.deletedAt),
        scope.locations(locations.organizationUid, locations.uid),
      ),
    )
    .get()
  return found?.organizationUid ?? null
}

export async function listReachedLocations(
  db: Db,
  scope: Scope,
  companyUid: string,
  locationUids: readonly string[],
): Promise<string[]> {
  if (locationUids.length === 0) return []
  const rows = await db
    .select({ uid: locations.uid })
    .from(locations)
    .where(
      and(
        eq(locations.organizationUid, companyUid),
        isNull(locations.deletedAt),
        isOneOf(locations.uid, locationUids),
        scope.locations(locations.organizationUid, locations.uid),
      ),
    )
  return rows.map((row) => row.uid)
}

export async function listReachedCompanies(db: Db, scope: Scope, companyUids: readonly string[]): Promise<string[]> {
  const rows = await db
    .select({ uid: organizations.uid })
    .from(organizations)
    .where(
      and(
        isOneOf(organizations.uid, companyUids),
        eq(organizations.type, 'Company'),
        isNull(organizations.deletedAt),
        scope.companies(organizations.uid),
      ),
    )
  return rows.map(({ uid }) => uid)
}

export async function listReachedSites(db: Db, scope: Scope, siteUids: readonly string[]): Promise<string[]> {
  const rows = await db
    .select({ uid: sites.uid })
    .from(sites)
    .where(and(isOneOf(sites.uid, siteUids), scope.sites(sites.uid)))
  return rows.map(({ uid }) => uid)
}

function isOneOf(column: SQLWrapper, uids: readonly string[]): SQL {
  return sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(uids)}))`
}
