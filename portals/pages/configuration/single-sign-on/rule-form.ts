import { ROLES, type RoleName } from '../../../../domain/permissions.ts'
import type { PatchOperation } from '../../../ui/api/client.ts'
import type { IdentityProviderRule } from '../../../ui/api/types.ts'
import { problems, requireText } from '../../../ui/form/rules.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { seesProviderResources } from '../../users/user-values.ts'

export interface RuleValues {
  name: string
  role: string
  description: string
  enabled: boolean
  organizationClaim: string
  locationsClaim: string
  companiesClaim: string
  manageAllCompanies: boolean
  companyUids: string[]
  hasProviderResources: boolean
  locationUids: string[]
  siteClaim: string
  tenantClaim: string
  /** One condition a line: claim, operator, value. */
  conditions: string
}

export const operators = {
  is: 'Equals',
  'is not': 'NotEquals',
  contains: 'Contains',
  lacks: 'NotContains',
  matches: 'MatchRegex',
} as const
type Condition = NonNullable<IdentityProviderRule['additionalMappings']>[number]

const CONDITION = /^(\S+)\s+(is not|is|contains|lacks|matches)\s+(.*)$/

/** Null: a line that is no condition. */
export function readConditions(text: string): Condition[] | null {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const conditions: Condition[] = []
  for (const line of lines) {
    const [, claimType, operator, value] = CONDITION.exec(line) ?? []
    if (claimType === undefined || operator === undefined || value === undefined) return null
    conditions.push({ claimType, operator: operators[operator as keyof typeof operators], value, matchCase: false })
  }
  return conditions
}

export function writeConditions(conditions: readonly Condition[] | null): string {
  const wordOf = (operator: string) => Object.entries(operators).find(([, name]) => name === operator)?.[0] ?? 'is'
  return (conditions ?? [])
    .map(({ claimType, operator, value }) => `${claimType} ${wordOf(operator)} ${value}`)
    .join('\n')
}

export function ruleValues(rule: IdentityProviderRule | undefined, roles: readonly string[]): RuleValues {
  return {
    name: rule?.name ?? '',
    role: rule?.role ?? roles[0] ?? '',
    description: rule?.description ?? '',
    enabled: rule?.enabled ?? true,
    organizationClaim: rule?.organizationMappingSourceClaimType ?? '',
    locationsClaim: rule?.locationsMappingSourceClaimType ?? '',
    companiesClaim: rule?.companiesMappingSourceClaimType ?? '',
    manageAllCompanies: rule?.manageAllCompanies ?? true,
    companyUids: [...(rule?.managedCompaniesUids ?? [])],
    hasProviderResources: rule?.hasAccessToProvider ?? false,
    locationUids: [...(rule?.locationUids ?? [])],
    siteClaim: rule?.companyTenantMappingClaims?.siteNameSourceClaimType ?? '',
    tenantClaim: rule?.companyTenantMappingClaims?.tenantNameSourceClaimType ?? '',
    conditions: writeConditions(rule?.additionalMappings ?? null),
  }
}

export function checkRule(values: RuleValues) {
  const isSomeCompanies = limitsTo(values.role, 'companies') && !values.manageAllCompanies
  const isNone = values.companyUids.length === 0 && values.companiesClaim.trim() === ''
  const ofTenant = (text: string) => (isTenant(values.role) ? requireText(text) : undefined)
  return problems({
    siteClaim: ofTenant(values.siteClaim),
    tenantClaim: ofTenant(values.tenantClaim),
    companyUids: isSomeCompanies && isNone ? t('sso.rule.companies.needed') : undefined,
    name: requireText(values.name),
    role: requireText(values.role),
    conditions: readConditions(values.conditions) === null ? t('sso.rule.conditions.wrong') : undefined,
  })
}

export const ruleWireNames = {
  name: 'name',
  role: 'role',
  description: 'description',
  organizationMappingSourceClaimType: 'organizationClaim',
  locationsMappingSourceClaimType: 'locationsClaim',
  companiesMappingSourceClaimType: 'companiesClaim',
  managedCompaniesUids: 'companyUids',
  hasAccessToProvider: 'hasProviderResources',
  locationUids: 'locationUids',
  companyTenantMappingClaims: 'siteClaim',
  'companyTenantMappingClaims.siteNameSourceClaimType': 'siteClaim',
  'companyTenantMappingClaims.tenantNameSourceClaimType': 'tenantClaim',
  additionalMappings: 'conditions',
} as const

/** What a line does not say stays as it was: whether the letter case of its value counts. */
function withKnownCase(conditions: readonly Condition[], known: readonly Condition[]): Condition[] {
  const isSame = (one: Condition, other: Condition) =>
    one.claimType === other.claimType && one.operator === other.operator && one.value === other.value
  return conditions.map((condition) => known.find((other) => isSame(condition, other)) ?? condition)
}

export function ruleInput(values: RuleValues, known?: IdentityProviderRule) {
  const isSomeCompanies = limitsTo(values.role, 'companies') && !values.manageAllCompanies
  const isOfLocations = limitsTo(values.role, 'locations')
  return {
    name: values.name.trim(),
    role: values.role,
    description: values.description.trim() || null,
    enabled: values.enabled,
    organizationMappingSourceClaimType: values.organizationClaim.trim(),
    locationsMappingSourceClaimType: isOfLocations ? values.locationsClaim.trim() || null : null,
    locationUids: isOfLocations && values.locationUids.length > 0 ? [...values.locationUids] : null,
    companiesMappingSourceClaimType: isSomeCompanies ? values.companiesClaim.trim() || null : null,
    managedCompaniesUids: isSomeCompanies && values.companyUids.length > 0 ? [...values.companyUids] : null,
    manageAllCompanies: values.manageAllCompanies,
    hasAccessToProvider: seesProviderResources(values.role) ? values.hasProviderResources : null,
    companyTenantMappingClaims: isTenant(values.role)
      ? { siteNameSourceClaimType: values.siteClaim.trim(), tenantNameSourceClaimType: values.tenantClaim.trim() }
      : null,
    additionalMappings: withKnownCase(readConditions(values.conditions) ?? [], known?.additionalMappings ?? []),
  }
}

/** Only what the person changed: what the form does not show, and what others change, stays. */
export function rulePatch(known: IdentityProviderRule, values: RuleValues): PatchOperation[] {
  const before: Record<string, unknown> = ruleInput(ruleValues(known, []), known)
  return Object.entries(ruleInput(values, known))
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]))
    .map(([name, value]) => ({ op: 'replace', path: `/${name}`, value }))
}

export function isTenant(role: string): boolean {
  return role === 'CompanyTenant'
}

/** What users of a role can be limited to. */
export function limitsTo(role: string, what: 'locations' | 'companies'): boolean {
  const scope = Object.hasOwn(ROLES, role) ? ROLES[role as RoleName].scope : undefined
  return what === 'locations'
    ? scope === 'locations'
    : scope === 'chosenCompanies' || scope === 'resellerChosenCompanies'
}

/** Roles that a provider knows no rule for: they come to exist in another way. */
const WITHOUT_RULES = ['SiteAdministrator', 'CompanySubtenant']

/** Roles that whoever looks may give by a rule. */
export function ruleRoles(ownRole: string): string[] {
  const managed = Object.hasOwn(ROLES, ownRole) ? ROLES[ownRole as RoleName].managesRoles : []
  return managed.filter((role) => !WITHOUT_RULES.includes(role))
}
