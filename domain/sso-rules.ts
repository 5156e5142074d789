/**
 * Which rule of an identity provider holds for the claims of a person, and in which order. Pure: organizations and
 * locations that claims name are looked up by the caller.
 *
 * Precedence, as the product model has it: enabled, then more matching attributes, then more privilege; the older rule
 * where all of these are equal.
 */
import { compileRegex } from './linear-regex.ts'
import type { RoleName } from './permissions.ts'

/** By claim type; a claim may have several values. */
export type Claims = ReadonlyMap<string, readonly string[]>

export type ClaimOperator = 'Contains' | 'Equals' | 'MatchRegex' | 'NotContains' | 'NotEquals'

export interface ClaimCondition {
  claimType: string
  operator: ClaimOperator
  value: string
  matchCase: boolean
}

export interface SsoRule {
  uid: string
  name: string
  isEnabled: boolean
  role: RoleName
  /** Claims that must be there for the rule to lead anywhere: organization, locations, companies, tenant. */
  sourceClaims: readonly string[]
  conditions: readonly ClaimCondition[]
  createdAt: number
}

export interface RuleVerdict<Rule extends SsoRule = SsoRule> {
  rule: Rule
  isMatch: boolean
  /** Attributes that had to hold and do. */
  matchedCount: number
  /** For people: what does not hold, or how many attributes do. */
  explanation: string
}

/** Roles that an identity provider can give, the mightiest first. */
export const SSO_ROLES = [
  'PortalAdministrator',
  'PortalOperator',
  'PortalReadonlyOperator',
  'ResellerOwner',
  'ResellerAdministrator',
  'ResellerOperator',
  'ResellerUser',
  'ResellerInvoiceAuditor',
  'CompanyOwner',
  'CompanyAdministrator',
  'CompanyTenant',
  'CompanyLocationAdministrator',
  'CompanyLocationUser',
  'CompanyInvoiceAuditor',
] as const satisfies readonly RoleName[]
export type SsoRole = (typeof SSO_ROLES)[number]
const ROLES_BY_PRIVILEGE: readonly RoleName[] = SSO_ROLES

/** Exactly one user of an organization has such a role: it is never made by a sign-in, only found by its e-mail. */
export function isMatchedByEmail(role: RoleName): boolean {
  return role === 'CompanyOwner' || role === 'ResellerOwner'
}

/** Values of a claim are looked at up to this many characters each. */
const MAX_VALUE_CHARACTERS = 4_000

/** Every rule with its verdict: those that hold first, the one that wins at the front. */
export function rankRules<Rule extends SsoRule>(rules: readonly Rule[], claims: Claims): RuleVerdict<Rule>[] {
  return rules.map((rule) => judgeRule(rule, claims)).sort(compareVerdicts)
}

function compareVerdicts(one: RuleVerdict, other: RuleVerdict): number {
  if (one.isMatch !== other.isMatch) return one.isMatch ? -1 : 1
  return (
    other.matchedCount - one.matchedCount ||
    privilege(one.rule.role) - privilege(other.rule.role) ||
    one.rule.createdAt - other.rule.createdAt ||
    (one.rule.uid < other.rule.uid ? -1 : 1)
  )
}

function privilege(role: RoleName): number {
  const at = ROLES_BY_PRIVILEGE.indexOf(role)
  return at < 0 ? SSO_ROLES.length : at
}

function judgeRule<Rule extends SsoRule>(rule: Rule, claims: Claims): RuleVerdict<Rule> {
  const miss = (explanation: string) => ({ rule, isMatch: false, matchedCount: 0, explanation })
  if (!rule.isEnabled) return miss('The rule is disabled.')
  for (const claimType of rule.sourceClaims)
    if (readList(claims, claimType).length === 0) return miss(`The claim "${claimType}" is missing.`)
  for (const condition of rule.conditions)
    if (!holdsCondition(condition, claims)) return miss(`Does not hold: ${sayCondition(condition)}.`)
  const matchedCount = rule.sourceClaims.length + rule.conditions.length
  return { rule, isMatch: true, matchedCount, explanation: `Holds, with ${matchedCount} matching attributes.` }
}

function sayCondition({ claimType, operator, value }: ClaimCondition): string {
  return `"${claimType}" ${operator} "${value}"`
}

/** A claim that is missing holds the negations, and nothing else. */
export function holdsCondition(condition: ClaimCondition, claims: Claims): boolean {
  const fold = (text: string) => (condition.matchCase ? text : text.toLowerCase())
  const wanted = fold(condition.value)
  const values = (claims.get(condition.claimType) ?? []).map((value) => value.slice(0, MAX_VALUE_CHARACTERS))
  switch (condition.operator) {
    case 'Equals':
      return values.some((value) => fold(value) === wanted)
    case 'NotEquals':
      return !values.some((value) => fold(value) === wanted)
    case 'Contains':
      return values.some((value) => fold(value).includes(wanted))
    case 'NotContains':
      return !values.some((value) => fold(value).includes(wanted))
    case 'MatchRegex': {
      const regex = compileRegex(condition.value, { ignoreCase: !condition.matchCase })
      return regex.ok && values.some((value) => regex.value.test(value))
    }
  }
}

/** Why a condition cannot be kept, to be read after its name; null when it can. */
export function conditionProblem(condition: ClaimCondition): string | null {
  if (condition.operator === 'Contains' && condition.value === '') return 'must not be empty: every text contains it'
  if (condition.operator === 'NotContains' && condition.value === '') return 'must not be empty: no text is without it'
  if (condition.operator !== 'MatchRegex') return null
  const regex = compileRegex(condition.value, { ignoreCase: !condition.matchCase })
  return regex.ok ? null : regex.failure
}

/** The texts of a claim that may hold several separated by ";", without blanks around them and without repeats. */
export function readList(claims: Claims, claimType: string): string[] {
  const texts = (claims.get(claimType) ?? []).flatMap((value) => value.split(';')).map((text) => text.trim())
  return [...new Set(texts.filter((text) => text !== ''))]
}

const SCHEMA = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims'
/** Names under which providers send the same thing. */
const ALIASES: readonly (readonly string[])[] = [
  ['email', 'mail', 'emailaddress', `${SCHEMA}/emailaddress`, 'urn:oid:0.9.2342.19200300.100.1.3'],
  ['given_name', 'givenName', 'firstName', `${SCHEMA}/givenname`, 'urn:oid:2.5.4.42'],
  ['family_name', 'sn', 'surname', 'lastName', `${SCHEMA}/surname`, 'urn:oid:2.5.4.4'],
  ['name', 'displayName', `${SCHEMA}/name`, 'urn:oid:2.16.840.1.113730.3.1.241'],
  ['preferred_username', 'upn', 'uid', `${SCHEMA}/upn`, 'urn:oid:0.9.2342.19200300.100.1.1'],
  ['phone_number', 'telephoneNumber', 'phone', `${SCHEMA}/otherphone`, 'urn:oid:2.5.4.20'],
  ['address', 'street', `${SCHEMA}/streetaddress`, 'urn:oid:2.5.4.9'],
]

/** The first value of a claim or, where aliases are allowed, of another name of it. */
export function firstValue(claims: Claims, claimType: string, options: { allowAliases: boolean }): string | null {
  const names = options.allowAliases ? (ALIASES.find((group) => group.includes(claimType)) ?? []) : []
  for (const name of [claimType, ...names]) {
    const value = claims.get(name)?.find((text) => text.trim() !== '')
    if (value !== undefined) return value.trim()
  }
  return null
}
