import { ROLES, type RoleName } from '../../../../domain/permissions.ts'
import type { IdentityProviderRule } from '../../../ui/api/types.ts'
import { problems, requireText } from '../../../ui/form/rules.ts'
import { t } from '../../../ui/i18n/translate.ts'

export interface RuleValues {
  name: string
  role: string
  description: string
  enabled: boolean
  organizationClaim: string
  locationsClaim: string
  companiesClaim: string
  manageAllCompanies: boolean
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
    conditions: writeConditions(rule?.additionalMappings ?? null),
  }
}

export function checkRule(values: RuleValues) {
  return problems({
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
  additionalMappings: 'conditions',
} as const

export function ruleInput(values: RuleValues) {
  return {
    name: values.name.trim(),
    role: values.role,
    description: values.description.trim() || null,
    enabled: values.enabled,
    organizationMappingSourceClaimType: values.organizationClaim.trim(),
    locationsMappingSourceClaimType: limitsTo(values.role, 'locations') ? values.locationsClaim.trim() || null : null,
    companiesMappingSourceClaimType: limitsTo(values.role, 'companies') ? values.companiesClaim.trim() || null : null,
    manageAllCompanies: values.manageAllCompanies,
    additionalMappings: readConditions(values.conditions) ?? [],
  }
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
