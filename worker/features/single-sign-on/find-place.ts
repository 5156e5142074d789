/** Where a rule leads for the claims of a person: organization, locations, companies, tenant. Names are looked up here. */
import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import { foldKey } from '../../../domain/collation.ts'
import { ROLES } from '../../../domain/permissions.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { type Claims, readList, type SsoRole, type SsoRule } from '../../../domain/sso-rules.ts'
import type { RuleContent } from '../../contract/single-sign-on/rules.ts'
import type { Db } from '../../db/client.ts'
import { locations, organizations } from '../../db/schema/organizations.ts'
import { sites, tenants } from '../../db/schema/sites.ts'
import { belowProvider, hasNoOtherProvider, type ProviderOwner } from './below-provider.ts'

export interface RuleCandidate extends SsoRule {
  role: SsoRole
  content: RuleContent
}

export interface Place {
  organizationUid: string
  organizationName: string
  locationUids: string[]
  /** Null: all companies, those to come included. */
  companyUids: string[] | null
  hasProviderResources: boolean
  tenantUid: string | null
}

export interface PlaceQuestion {
  db: Db
  providerUid: string
  owner: ProviderOwner
  /** Where the sign-in began; it decides when the claims name several. */
  startOrganizationUid: string | null
  claims: Claims
}

/** The failure is a sentence for an administrator. */
export async function findPlace(question: PlaceQuestion, rule: RuleCandidate): Promise<Result<Place, string>> {
  const organization = await findOrganization(question, rule)
  if (!organization.ok) return organization
  const { uid: organizationUid, name: organizationName } = organization.value
  const { scope: kind } = ROLES[rule.role]
  const base = {
    organizationUid,
    organizationName,
    locationUids: [],
    companyUids: null,
    hasProviderResources: false,
    tenantUid: null,
  }
  if (kind === 'locations') {
    const found = await findLocations(question, rule, organizationUid)
    return found.ok ? ok({ ...base, locationUids: found.value }) : found
  }
  if (kind === 'chosenCompanies' || kind === 'resellerChosenCompanies') {
    const found = await findCompanies(question, rule)
    const hasProviderResources = kind === 'chosenCompanies' && rule.content.hasAccessToProvider === true
    return found.ok ? ok({ ...base, companyUids: found.value, hasProviderResources }) : found
  }
  if (rule.role !== 'CompanyTenant') return ok(base)
  const tenant = await findTenant(question, rule, organizationUid)
  return tenant.ok ? ok({ ...base, tenantUid: tenant.value }) : tenant
}

/** By uid, alias or name. */
function isNamed(texts: readonly string[]): SQL | undefined {
  const among = (values: readonly string[]) => sql`IN (SELECT value FROM json_each(${JSON.stringify(values)}))`
  const folds = texts.map(foldKey)
  return or(
    sql`${organizations.uid} ${among(texts.map((text) => text.toLowerCase()))}`,
    sql`${organizations.nameFold} ${among(folds)}`,
    sql`${organizations.aliasFold} ${among(folds)}`,
  )
}

/** A name may hold the separator: the whole value counts as well. */
function namesIn(claims: Claims, claimType: string): string[] {
  const whole = (claims.get(claimType) ?? []).map((value) => value.trim()).filter((value) => value !== '')
  return [...new Set([...whole, ...readList(claims, claimType)])]
}

async function findOrganization(
  { db, owner, claims, providerUid, startOrganizationUid }: PlaceQuestion,
  { role, content }: RuleCandidate,
): Promise<Result<{ uid: string; name: string }, string>> {
  const claimType = content.organizationMappingSourceClaimType
  const names = claimType === '' ? [content.mappedOrganizationUid ?? owner.uid] : namesIn(claims, claimType)
  const found = await db
    .select({ uid: organizations.uid, name: organizations.name, status: organizations.status })
    .from(organizations)
    .where(
      and(
        isNamed(names),
        eq(organizations.type, ROLES[role].organizationType),
        content.mappedOrganizationUid === null ? undefined : eq(organizations.uid, content.mappedOrganizationUid),
        belowProvider(owner),
        hasNoOtherProvider(providerUid),
      ),
    )
    .orderBy(organizations.nameFold)
    .limit(50)
  const chosen = found.find((row) => row.uid === startOrganizationUid) ?? found[0]
  if (chosen !== undefined) return ok(chosen)
  const said = claimType === '' ? 'The organization of the rule' : `What the claim "${claimType}" names`
  return fail(`${said} is no organization that this provider signs in to as ${role}.`)
}

async function findLocations(
  { db, claims }: PlaceQuestion,
  { content }: RuleCandidate,
  companyUid: string,
): Promise<Result<string[], string>> {
  const claimType = content.locationsMappingSourceClaimType
  const names = claimType ? namesIn(claims, claimType) : []
  const fixed = content.locationUids ?? []
  const isDefault = !claimType && fixed.length === 0
  const wanted = JSON.stringify([...fixed, ...names.map((name) => name.toLowerCase())])
  const folds = JSON.stringify(names.map(foldKey))
  const rows = await db
    .select({ uid: locations.uid })
    .from(locations)
    .where(
      and(
        eq(locations.organizationUid, companyUid),
        isNull(locations.deletedAt),
        isDefault
          ? eq(locations.type, 'Default')
          : or(
              sql`${locations.uid} IN (SELECT value FROM json_each(${wanted}))`,
              sql`${locations.nameFold} IN (SELECT value FROM json_each(${folds}))`,
            ),
      ),
    )
  if (rows.length > 0) return ok(rows.map(({ uid }) => uid))
  return fail(claimType ? `What the claim "${claimType}" names is no location.` : 'The locations of the rule are gone.')
}

/**
 * A provider's rule never gives companies of resellers, so that "all" are those that are there now: the list is made anew
 * in every sign-in.
 */
async function findCompanies(
  { db, claims, owner }: PlaceQuestion,
  { content, role }: RuleCandidate,
): Promise<Result<string[] | null, string>> {
  const isOfReseller = ROLES[role].scope === 'resellerChosenCompanies'
  if (content.manageAllCompanies && isOfReseller) return ok(null)
  const claimType = content.companiesMappingSourceClaimType
  const names = [...(content.managedCompaniesUids ?? []), ...(claimType ? namesIn(claims, claimType) : [])]
  const rows = await db
    .select({ uid: organizations.uid })
    .from(organizations)
    .where(
      and(
        eq(organizations.type, 'Company'),
        belowProvider(owner),
        content.manageAllCompanies ? undefined : isNamed(names),
      ),
    )
  if (rows.length > 0 || content.manageAllCompanies) return ok(rows.map(({ uid }) => uid))
  return fail('None of the companies of the rule is there.')
}

async function findTenant(
  { db, claims }: PlaceQuestion,
  { content }: RuleCandidate,
  companyUid: string,
): Promise<Result<string, string>> {
  const mapping = content.companyTenantMappingClaims
  if (mapping === null) return fail('The rule does not say which claims name site and tenant.')
  const among = (claimType: string) =>
    sql`IN (SELECT value FROM json_each(${JSON.stringify(namesIn(claims, claimType).map(foldKey))}))`
  const rows = await db
    .select({ uid: tenants.uid })
    .from(tenants)
    .innerJoin(sites, eq(sites.uid, tenants.siteUid))
    .where(
      and(
        eq(tenants.companyUid, companyUid),
        isNull(tenants.deletedAt),
        sql`${sites.nameFold} ${among(mapping.siteNameSourceClaimType)}`,
        sql`${tenants.nameFold} ${among(mapping.tenantNameSourceClaimType)}`,
      ),
    )
    .limit(2)
  const [tenant, ...others] = rows
  if (tenant === undefined) return fail('The claims name no tenant of the company.')
  return others.length > 0 ? fail('The claims name several tenants.') : ok(tenant.uid)
}
