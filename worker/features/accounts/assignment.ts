/** What a user sees of its organization: locations of a company, companies of a provider or reseller, sites. */
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { ROLES, type RoleName, type ScopeKind } from '../../../domain/permissions.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { Scope } from '../../auth/scope.ts'
import type { Db, Statement } from '../../db/client.ts'
import { locations } from '../../db/schema/organizations.ts'
import { sites } from '../../db/schema/sites.ts'
import type { ApiFailure } from '../../http/failure.ts'

/** As asked for; what is not given follows from the role. */
export interface WantedAssignment {
  locationUids?: readonly string[] | undefined
  hasAllCompanies?: boolean | undefined
  companyUids?: readonly string[] | undefined
  hasProviderResources?: boolean | undefined
  siteUids?: readonly string[] | undefined
}

export interface Assignment {
  locationUids: string[]
  hasAllCompanies: boolean
  companyUids: string[]
  hasProviderResources: boolean
  siteUids: string[]
}

const WHOLE: Assignment = {
  locationUids: [],
  hasAllCompanies: true,
  companyUids: [],
  hasProviderResources: false,
  siteUids: [],
}

/** Which scope kinds use a member of an assignment. */
const USED_BY: Record<keyof Assignment, readonly ScopeKind[]> = {
  locationUids: ['locations', 'ownComputers'],
  hasAllCompanies: ['chosenCompanies', 'resellerChosenCompanies'],
  companyUids: ['chosenCompanies', 'resellerChosenCompanies'],
  hasProviderResources: ['chosenCompanies'],
  siteUids: ['site'],
}

/** Whether users of the role are limited by the member. */
export function isUsedBy(role: RoleName, member: keyof Assignment): boolean {
  return USED_BY[member].includes(ROLES[role].scope)
}

/** Checked against the caller's reach: nobody lets another see what it does not see itself. */
export async function readAssignment(
  scope: Scope,
  db: Db,
  organizationUid: string,
  role: RoleName,
  wanted: WantedAssignment,
): Promise<Result<Assignment, ApiFailure>> {
  const foreign = foreignMember(role, wanted)
  if (foreign !== null) return fail(foreign)
  switch (ROLES[role].scope) {
    case 'locations':
    case 'ownComputers':
      return readLocations(scope, db, organizationUid, wanted.locationUids ?? [])
    case 'chosenCompanies':
    case 'resellerChosenCompanies':
      return readCompanies(scope, wanted)
    case 'site':
      return readSites(scope, db, wanted.siteUids)
    default:
      return ok(WHOLE)
  }
}

function foreignMember(role: RoleName, wanted: WantedAssignment): ApiFailure | null {
  for (const property of Object.keys(USED_BY) as (keyof Assignment)[]) {
    const value = wanted[property]
    const isSaid = Array.isArray(value) ? value.length > 0 : value === true && property !== 'hasAllCompanies'
    if (isSaid && !isUsedBy(role, property)) return invalid(property, `does not apply to a user of the role ${role}`)
  }
  return null
}

async function readLocations(
  scope: Scope,
  db: Db,
  companyUid: string,
  chosen: readonly string[],
): Promise<Result<Assignment, ApiFailure>> {
  if (chosen.length > 0) {
    const found = await scope.reachableLocations(companyUid, chosen)
    const missing = chosen.find((uid) => !found.includes(uid))
    return missing === undefined ? ok({ ...WHOLE, locationUids: found }) : fail(unknown('locationUids', missing))
  }
  const home = await defaultLocations(db, companyUid)
  // Who sees a tenant and no location gives none either but the default one.
  const given = scope.reach === 'tenant' ? home : await scope.reachableLocations(companyUid, home)
  return given.length > 0
    ? ok({ ...WHOLE, locationUids: given })
    : fail(invalid('locationUids', 'must name locations of yours: the default one is not among them'))
}

async function defaultLocations(db: Db, companyUid: string): Promise<string[]> {
  const rows = await db
    .select({ uid: locations.uid })
    .from(locations)
    .where(and(eq(locations.organizationUid, companyUid), eq(locations.type, 'Default'), isNull(locations.deletedAt)))
  return rows.map(({ uid }) => uid)
}

async function readCompanies(scope: Scope, wanted: WantedAssignment): Promise<Result<Assignment, ApiFailure>> {
  const chosen = wanted.companyUids ?? []
  const hasAllCompanies = wanted.hasAllCompanies ?? wanted.companyUids === undefined
  if (hasAllCompanies && chosen.length > 0)
    return fail(invalid('companyUids', 'must be empty, or "hasAllCompanies" be false'))
  const found = await scope.reachableCompanies(chosen)
  const missing = chosen.find((uid) => !found.includes(uid))
  if (missing !== undefined) return fail(unknown('companyUids', missing))
  const hasProviderResources = wanted.hasProviderResources ?? false
  return ok({ ...WHOLE, hasAllCompanies, companyUids: found, hasProviderResources })
}

async function readSites(
  scope: Scope,
  db: Db,
  chosen: readonly string[] | undefined,
): Promise<Result<Assignment, ApiFailure>> {
  if (chosen === undefined) {
    const all = await db.select({ uid: sites.uid }).from(sites).where(scope.sites(sites.uid)).orderBy(asc(sites.uid))
    return ok({ ...WHOLE, siteUids: all.map(({ uid }) => uid) })
  }
  if (chosen.length === 0) return fail(invalid('siteUids', 'must name at least one site'))
  const found = await scope.reachableSites(chosen)
  const missing = chosen.find((uid) => !found.includes(uid))
  return missing === undefined ? ok({ ...WHOLE, siteUids: found }) : fail(unknown('siteUids', missing))
}

/**
 * Puts what was chosen for a user in the place of what was before; `hasAllCompanies` and the like are columns of it.
 * `keepsCompanies`: of a Site Administrator, those that it has created.
 */
export function assignmentStatements(
  db: Db,
  userUid: string,
  assignment: Assignment,
  { keepsCompanies }: { keepsCompanies: boolean },
): Statement[] {
  const list = (uids: readonly string[]) => sql`json_each(${JSON.stringify([...new Set(uids)])})`
  return [
    db.run(sql`DELETE FROM user_locations WHERE user_uid = ${userUid}`),
    ...(keepsCompanies ? [] : [db.run(sql`DELETE FROM user_companies WHERE user_uid = ${userUid}`)]),
    db.run(sql`DELETE FROM user_sites WHERE user_uid = ${userUid}`),
    db.run(sql`INSERT INTO user_locations (user_uid, location_uid)
      SELECT ${userUid}, value FROM ${list(assignment.locationUids)}`),
    db.run(sql`INSERT INTO user_companies (user_uid, company_uid)
      SELECT ${userUid}, value FROM ${list(assignment.companyUids)}`),
    db.run(sql`INSERT INTO user_sites (user_uid, site_uid) SELECT ${userUid}, value FROM ${list(assignment.siteUids)}`),
  ]
}

/** A company has no storage on a site yet when its Site Administrator makes it: it stays within reach all the same. */
export function keepCreatedCompany(scope: Scope, db: Db, companyUid: string): Statement[] {
  if (scope.reach !== 'site') return []
  return [db.run(sql`INSERT INTO user_companies (user_uid, company_uid) VALUES (${scope.userUid}, ${companyUid})`)]
}

function unknown(property: string, uid: string): ApiFailure {
  return { code: 'invalid_input', message: `"${property}" names ${uid}, which was not found.`, property }
}

function invalid(property: string, reason: string): ApiFailure {
  return { code: 'invalid_input', message: `"${property}" ${reason}.`, property }
}
