/** Whether a rule makes sense below its provider, and whether its author may give what it gives. */
import { and, eq, isNull, sql } from 'drizzle-orm'
import { ROLES, type RoleName, readRole } from '../../../domain/permissions.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { conditionProblem, SSO_ROLES } from '../../../domain/sso-rules.ts'
import type { Scope } from '../../auth/scope.ts'
import type { RuleContent } from '../../contract/single-sign-on/rules.ts'
import type { Db } from '../../db/client.ts'
import { organizations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { belowProvider, type ProviderOwner } from './below-provider.ts'
import { mayGive } from './provider-rights.ts'

function problem(property: string, what: string): { ok: false; failure: ApiFailure } {
  return fail({ code: 'invalid_input', message: `"${property}" ${what}.`, property })
}

type Checked = Result<RoleName, ApiFailure>

export async function checkRule(scope: Scope, db: Db, owner: ProviderOwner, rule: RuleContent): Promise<Checked> {
  const role = checkRole(scope, owner, rule)
  if (!role.ok) return role
  const faults = checkMembers(owner, role.value, rule) ?? checkConditions(rule)
  if (faults !== null) return faults
  return (await checkPlaces(scope, db, owner, role.value, rule)) ?? role
}

function checkRole(scope: Scope, owner: ProviderOwner, rule: RuleContent): Checked {
  const role = SSO_ROLES.find((name) => name === readRole(rule.role))
  if (role === undefined) return problem('role', `must be one of ${SSO_ROLES.join(', ')}`)
  const { organizationType } = ROLES[role]
  if (organizationType !== owner.type && organizationType !== 'Company')
    return problem('role', `cannot be ${role}: the provider belongs to an organization of the type ${owner.type}`)
  if (mayGive(scope, role)) return ok(role)
  const message = `A user of the role ${scope.role} cannot give the role ${role}.`
  return fail({ code: 'forbidden', message })
}

function checkMembers(owner: ProviderOwner, role: RoleName, rule: RuleContent): Checked | null {
  const { organizationType, scope: kind } = ROLES[role]
  const isPlaced = rule.organizationMappingSourceClaimType !== '' || rule.mappedOrganizationUid !== null
  if (!isPlaced && organizationType !== owner.type)
    return problem('organizationMappingSourceClaimType', 'or mappedOrganizationUid must say which company is meant')
  const names = (list: readonly unknown[] | null) => list !== null && list.length > 0
  if (kind !== 'locations' && (rule.locationsMappingSourceClaimType || names(rule.locationUids)))
    return problem(
      rule.locationsMappingSourceClaimType ? 'locationsMappingSourceClaimType' : 'locationUids',
      `does not apply: ${role} is not limited to locations`,
    )
  const isOfCompanies = kind === 'chosenCompanies' || kind === 'resellerChosenCompanies'
  const hasCompanies = names(rule.managedCompaniesUids) || Boolean(rule.companiesMappingSourceClaimType)
  if (!isOfCompanies && hasCompanies)
    return problem(
      names(rule.managedCompaniesUids) ? 'managedCompaniesUids' : 'companiesMappingSourceClaimType',
      `does not apply: ${role} is not limited to companies`,
    )
  if (isOfCompanies && !rule.manageAllCompanies && !hasCompanies)
    return problem(
      'managedCompaniesUids',
      'or companiesMappingSourceClaimType is required unless manageAllCompanies is true',
    )
  if (role === 'CompanyTenant' && rule.companyTenantMappingClaims === null)
    return problem('companyTenantMappingClaims', 'is required for the role CompanyTenant')
  if (role !== 'CompanyTenant' && rule.companyTenantMappingClaims !== null)
    return problem('companyTenantMappingClaims', `does not apply to the role ${role}`)
  return null
}

function checkConditions(rule: RuleContent): Checked | null {
  for (const [index, condition] of (rule.additionalMappings ?? []).entries()) {
    const at = `additionalMappings.${index}`
    const { operator } = condition
    if (operator === 'Unknown')
      return problem(`${at}.operator`, 'must be one of Contains, Equals, MatchRegex, NotContains, NotEquals')
    const what = conditionProblem({ ...condition, operator })
    if (what !== null) return problem(`${at}.value`, what)
  }
  const unknown = (rule.attributeMappings ?? []).findIndex(({ attribute }) => attribute === 'Unknown')
  if (unknown < 0) return null
  return problem(`attributeMappings.${unknown}.attribute`, 'must be one of Address, FirstName, LastName, Name, Phone')
}

/** What a rule names must be there, be below the provider, and be within reach of whoever writes the rule. */
async function checkPlaces(
  scope: Scope,
  db: Db,
  owner: ProviderOwner,
  role: RoleName,
  rule: RuleContent,
): Promise<Checked | null> {
  const { organizationType } = ROLES[role]
  const { mappedOrganizationUid } = rule
  if (mappedOrganizationUid !== null) {
    const [found] = await reachable(scope, db, owner, [mappedOrganizationUid])
    if (found === undefined || found.type !== organizationType)
      return problem('mappedOrganizationUid', `names no organization below the provider that has a ${role}`)
  }
  const companyUids = rule.managedCompaniesUids ?? []
  if (companyUids.length > 0) {
    const found = await reachable(scope, db, owner, companyUids)
    const missing = companyUids.find((uid) => !found.some((row) => row.uid === uid && row.type === 'Company'))
    if (missing !== undefined)
      return problem('managedCompaniesUids', `names ${missing}, which is no company directly below the provider`)
  }
  const locationUids = rule.locationUids ?? []
  if (locationUids.length === 0) return null
  const companyUid = mappedOrganizationUid ?? (owner.type === 'Company' ? owner.uid : null)
  if (companyUid === null || (rule.organizationMappingSourceClaimType !== '' && owner.type !== 'Company'))
    return problem('locationUids', 'needs a company that is fixed by mappedOrganizationUid')
  const places = await scope.reachableLocations(companyUid, locationUids)
  const missing = locationUids.find((uid) => !places.includes(uid))
  return missing === undefined ? null : problem('locationUids', `names ${missing}, which was not found`)
}

function reachable(scope: Scope, db: Db, owner: ProviderOwner, uids: readonly string[]) {
  return db
    .select({ uid: organizations.uid, type: organizations.type })
    .from(organizations)
    .where(
      and(
        sql`${organizations.uid} IN (SELECT value FROM json_each(${JSON.stringify(uids)}))`,
        isNull(organizations.deletedAt),
        belowProvider(owner),
        scope.organizations(organizations.uid),
      ),
    )
}

export function ownerOf(db: Db, organizationUid: string): Promise<ProviderOwner | undefined> {
  return db
    .select({ uid: organizations.uid, type: organizations.type })
    .from(organizations)
    .where(eq(organizations.uid, organizationUid))
    .get()
}
