/** From verified claims to the user that they make or find, without writing anything: sign-ins and tests share it. */
import { and, eq, isNull } from 'drizzle-orm'
import { foldKey } from '../../../domain/collation.ts'
import { isEmailAddress } from '../../../domain/email-address.ts'
import { readRole } from '../../../domain/permissions.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import {
  type Claims,
  firstValue,
  isMatchedByEmail,
  type RuleVerdict,
  rankRules,
  SSO_ROLES,
} from '../../../domain/sso-rules.ts'
import { MAX_USER_NAME_LENGTH, userNameProblem } from '../../../domain/user-name.ts'
import type { VerifiedPerson } from '../../auth/sso/claims.ts'
import { type RuleContent, ruleContent } from '../../contract/single-sign-on/rules.ts'
import type { Db } from '../../db/client.ts'
import { userIdentities } from '../../db/schema/single-sign-on.ts'
import { users } from '../../db/schema/users.ts'
import type { ProviderOwner } from './below-provider.ts'
import { findPlace, type Place, type RuleCandidate } from './find-place.ts'
import { type RuleRow, readRuleRows } from './queries.ts'

export type UserRow = typeof users.$inferSelect

export interface PersonProfile {
  userName: string
  firstName: string | null
  lastName: string | null
  email: string | null
  phone: string | null
  address: string | null
}

export interface ResolvedPerson {
  rule: RuleCandidate
  place: Place
  profile: PersonProfile
  /** Null: to be made. */
  user: UserRow | null
  /** Made by a sign-in, so that sign-ins may change it; false for owners and tenants, who were there. */
  isUserMade: boolean
}

export interface Resolution {
  verdicts: RuleVerdict<RuleCandidate>[]
  /** By rule: why one that holds leads nowhere. */
  dead: ReadonlyMap<string, string>
  resolved: ResolvedPerson | null
}

export interface Question {
  db: Db
  providerUid: string
  owner: ProviderOwner
  startOrganizationUid: string | null
  person: VerifiedPerson
}

/** The first rule that leads somewhere wins. */
export async function resolvePerson(question: Question): Promise<Resolution> {
  const { db, providerUid, person } = question
  const candidates = (await readRuleRows(db, providerUid)).map(toCandidate).filter((rule) => rule !== null)
  const verdicts = rankRules(candidates, person.claims)
  const dead = new Map<string, string>()
  for (const { rule, isMatch } of verdicts) {
    if (!isMatch) break
    const resolved = await tryRule(question, rule)
    if (resolved.ok) return { verdicts, dead, resolved: resolved.value }
    dead.set(rule.uid, resolved.failure)
  }
  return { verdicts, dead, resolved: null }
}

function toCandidate(row: RuleRow): RuleCandidate | null {
  const role = SSO_ROLES.find((name) => name === readRole(row.role))
  if (role === undefined) return null
  const content = ruleContent.parse(JSON.parse(row.content))
  const { companyTenantMappingClaims: tenant } = content
  const sources = [
    content.organizationMappingSourceClaimType,
    content.locationsMappingSourceClaimType,
    content.manageAllCompanies ? null : content.companiesMappingSourceClaimType,
    tenant?.siteNameSourceClaimType,
    tenant?.tenantNameSourceClaimType,
  ]
  return {
    uid: row.uid,
    name: row.name,
    isEnabled: row.isEnabled,
    role,
    sourceClaims: sources.filter((claimType): claimType is string => Boolean(claimType)),
    conditions: (content.additionalMappings ?? []).flatMap(({ operator, ...rest }) =>
      operator === 'Unknown' ? [] : [{ ...rest, operator }],
    ),
    createdAt: row.createdAt,
    content,
  }
}

async function tryRule(question: Question, rule: RuleCandidate): Promise<Result<ResolvedPerson, string>> {
  const { person } = question
  const place = await findPlace({ ...question, claims: person.claims }, rule)
  if (!place.ok) return place
  const profile = readProfile(person, rule.content)
  if (isMatchedByEmail(rule.role) || rule.role === 'CompanyTenant') {
    const user = await findPresent(question.db, rule, place.value, profile, person.claims)
    return user.ok ? ok({ rule, place: place.value, profile, user: user.value, isUserMade: false }) : user
  }
  const user = await findMade(question, place.value.organizationUid)
  if (user === null) {
    const problem = await nameProblem(question.db, place.value.organizationUid, profile.userName)
    if (problem !== null) return fail(problem)
  }
  return ok({ rule, place: place.value, profile, user, isUserMade: true })
}

/** Owners by their e-mail, tenants by their tenant: both were made with what they stand for. */
async function findPresent(
  db: Db,
  rule: RuleCandidate,
  place: Place,
  { email }: PersonProfile,
  claims: Claims,
): Promise<Result<UserRow, string>> {
  const isTenant = rule.role === 'CompanyTenant'
  if (!isTenant && email === null) return fail(`The claims have no e-mail address, by which a ${rule.role} is found.`)
  if (!isTenant && claims.get('email_verified')?.includes('false') === true)
    return fail('The provider says that the e-mail address is not verified.')
  const user = await db
    .select()
    .from(users)
    .where(
      and(
        eq(users.organizationUid, place.organizationUid),
        eq(users.role, rule.role),
        isNull(users.deletedAt),
        isTenant ? eq(users.tenantUid, place.tenantUid ?? '') : eq(users.emailFold, foldKey(email ?? '')),
      ),
    )
    .get()
  if (user !== undefined) return ok(user)
  return fail(
    isTenant
      ? 'The tenant has no user.'
      : `The ${rule.role} of "${place.organizationName}" has another e-mail address.`,
  )
}

async function findMade({ db, providerUid, person }: Question, organizationUid: string): Promise<UserRow | null> {
  const found = await db
    .select({ user: users })
    .from(userIdentities)
    .innerJoin(users, eq(users.uid, userIdentities.userUid))
    .where(
      and(
        eq(userIdentities.providerUid, providerUid),
        eq(userIdentities.subject, person.subject),
        eq(userIdentities.organizationUid, organizationUid),
        eq(userIdentities.isUserMade, true),
        isNull(users.deletedAt),
      ),
    )
    .get()
  return found?.user ?? null
}

/** A user that is there is not given to whoever comes with its name. */
async function nameProblem(db: Db, organizationUid: string, userName: string): Promise<string | null> {
  const problem = userNameProblem(userName)
  if (problem !== null) return `The user name "${userName}" ${problem}.`
  const taken = await db
    .select({ uid: users.uid })
    .from(users)
    .where(
      and(
        eq(users.organizationUid, organizationUid),
        eq(users.userNameFold, foldKey(userName)),
        isNull(users.deletedAt),
      ),
    )
    .get()
  return taken === undefined ? null : `The user name "${userName}" belongs to another user of the organization.`
}

const PROFILE_LIMIT = 255

function readProfile({ subject, claims }: VerifiedPerson, content: RuleContent): PersonProfile {
  const mapped = (attribute: string, usual: string): string | null => {
    const mapping = (content.attributeMappings ?? []).find((candidate) => candidate.attribute === attribute)
    const value =
      mapping === undefined
        ? firstValue(claims, usual, { allowAliases: true })
        : (firstValue(claims, mapping.claimType, mapping) ?? mapping.defaultValue)
    return value?.slice(0, PROFILE_LIMIT).trim() || null
  }
  const email = firstValue(claims, 'email', { allowAliases: true })
  const own = content.attributeMappings?.some(({ attribute }) => attribute === 'Name') ? mapped('Name', '') : null
  const name = own ?? email ?? firstValue(claims, 'preferred_username', { allowAliases: true }) ?? subject
  return {
    userName: toUserName(name),
    firstName: mapped('FirstName', 'given_name'),
    lastName: mapped('LastName', 'family_name'),
    email: email !== null && email.length <= 254 && isEmailAddress(email) ? email : null,
    phone: mapped('Phone', 'phone_number'),
    address: mapped('Address', 'address'),
  }
}

/** Characters that a user name cannot have become hyphens. */
function toUserName(text: string): string {
  return text
    .replace(/[\p{Cc}"/\\[\]:;|=,*?<>]+/gu, '-')
    .trim()
    .slice(0, MAX_USER_NAME_LENGTH)
}
