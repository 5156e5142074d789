import { describe, expect, test } from 'vitest'
import {
  type ClaimCondition,
  type Claims,
  conditionProblem,
  firstValue,
  holdsCondition,
  rankRules,
  readList,
  type SsoRule,
} from './sso-rules.ts'

function claimsOf(members: Record<string, string[]>): Claims {
  return new Map(Object.entries(members))
}

function aRule(members: Partial<SsoRule>): SsoRule {
  return {
    uid: 'rule',
    name: 'rule',
    isEnabled: true,
    role: 'CompanyAdministrator',
    sourceClaims: [],
    conditions: [],
    createdAt: 0,
    ...members,
  }
}

const inGroup = (value: string): ClaimCondition => ({
  claimType: 'groups',
  operator: 'Equals',
  value,
  matchCase: true,
})
const person = claimsOf({ company: ['North'], groups: ['admins', 'staff'], mail: ['ann@north.example'] })

const winner = (rules: SsoRule[], claims = person) => {
  const [first] = rankRules(rules, claims)
  return first?.isMatch === true ? first.rule.uid : null
}

describe('the precedence of rules', () => {
  test('passes over rules that are disabled, whatever they would match', () => {
    const strong = aRule({ uid: 'strong', isEnabled: false, conditions: [inGroup('admins'), inGroup('staff')] })
    expect(winner([strong, aRule({ uid: 'weak' })])).toBe('weak')
    expect(winner([strong])).toBeNull()
  })

  test('prefers more matching attributes to more privilege', () => {
    const wide = aRule({ uid: 'wide', role: 'CompanyOwner', sourceClaims: ['company'] })
    const narrow = aRule({
      uid: 'narrow',
      role: 'CompanyLocationUser',
      sourceClaims: ['company'],
      conditions: [inGroup('staff')],
    })
    expect(winner([wide, narrow])).toBe('narrow')
    expect(winner([narrow, wide])).toBe('narrow')
  })

  test('prefers more privilege among equally many attributes', () => {
    const user = aRule({ uid: 'user', role: 'CompanyLocationUser', conditions: [inGroup('staff')] })
    const administrator = aRule({ uid: 'administrator', conditions: [inGroup('admins')] })
    expect(winner([user, administrator])).toBe('administrator')
    expect(winner([administrator, user])).toBe('administrator')
  })

  test('prefers the older rule when nothing else tells them apart, whatever the order they come in', () => {
    const older = aRule({ uid: 'z', createdAt: 1 })
    const newer = aRule({ uid: 'a', createdAt: 2 })
    expect(winner([newer, older])).toBe('z')
    expect(winner([older, newer])).toBe('z')
  })

  test('needs every condition and every source claim', () => {
    expect(winner([aRule({ conditions: [inGroup('admins'), inGroup('guests')] })])).toBeNull()
    expect(winner([aRule({ sourceClaims: ['department'] })])).toBeNull()
    expect(winner([aRule({ sourceClaims: ['company'] })], claimsOf({ company: [' ; '] }))).toBeNull()
  })

  test('says of every rule why it holds or not', () => {
    const verdicts = rankRules([aRule({ conditions: [inGroup('guests')] }), aRule({ uid: 'second' })], person)
    expect(verdicts.map(({ explanation }) => explanation)).toEqual([
      'Holds, with 0 matching attributes.',
      'Does not hold: "groups" Equals "guests".',
    ])
  })
})

describe('a condition', () => {
  const cases: [ClaimCondition['operator'], string, boolean, boolean][] = [
    ['Equals', 'admins', true, true],
    ['Equals', 'ADMINS', true, false],
    ['Equals', 'ADMINS', false, true],
    ['Equals', 'admin', true, false],
    ['NotEquals', 'guests', true, true],
    ['NotEquals', 'staff', true, false],
    ['NotEquals', 'Staff', true, true],
    ['NotEquals', 'Staff', false, false],
    ['Contains', 'dmin', true, true],
    ['Contains', 'DMIN', true, false],
    ['Contains', 'DMIN', false, true],
    ['NotContains', 'guest', true, true],
    ['NotContains', 'taf', true, false],
    ['MatchRegex', '^adm.*s$', true, true],
    ['MatchRegex', '^ADM', true, false],
    ['MatchRegex', '^ADM', false, true],
    ['MatchRegex', '(', true, false],
  ]
  test.each(cases)('%s "%s" with matchCase %s gives %s', (operator, value, matchCase, expected) => {
    expect(holdsCondition({ claimType: 'groups', operator, value, matchCase }, person)).toBe(expected)
  })

  test.each([
    ['Equals', false],
    ['Contains', false],
    ['MatchRegex', false],
    ['NotEquals', true],
    ['NotContains', true],
  ] as const)('%s of a claim that is missing gives %s', (operator, expected) => {
    expect(holdsCondition({ claimType: 'absent', operator, value: '.', matchCase: true }, person)).toBe(expected)
  })

  test('is refused when its pattern cannot be matched in linear time, or says nothing', () => {
    const problem = (operator: ClaimCondition['operator'], value: string) =>
      conditionProblem({ claimType: 'groups', operator, value, matchCase: true })
    expect(problem('MatchRegex', '(a)\\1')).toContain('not known')
    expect(problem('MatchRegex', '^(a+)+$')).toBeNull()
    expect(problem('Contains', '')).toContain('must not be empty')
    expect(problem('NotContains', '')).toContain('must not be empty')
    expect(problem('Equals', '')).toBeNull()
  })

  test('of a name that every object has is of a claim like any other', () => {
    expect(
      holdsCondition({ claimType: 'constructor', operator: 'Contains', value: 'function', matchCase: true }, person),
    ).toBe(false)
  })
})

describe('values of claims', () => {
  test('are lists separated by semicolons, of one value or of several', () => {
    expect(readList(claimsOf({ at: ['Berlin; Kyoto;;', 'Lima', 'Berlin'] }), 'at')).toEqual(['Berlin', 'Kyoto', 'Lima'])
    expect(readList(person, 'absent')).toEqual([])
  })

  test('are found under their other names only where that is allowed', () => {
    expect(firstValue(person, 'email', { allowAliases: true })).toBe('ann@north.example')
    expect(firstValue(person, 'email', { allowAliases: false })).toBeNull()
    expect(firstValue(claimsOf({ email: [' '], mail: ['b@x.example'] }), 'email', { allowAliases: true })).toBe(
      'b@x.example',
    )
  })
})
