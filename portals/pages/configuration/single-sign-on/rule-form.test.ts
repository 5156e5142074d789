import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IdentityProviderRule } from '../../../ui/api/types.ts'
import { readConditions, rulePatch, ruleValues, writeConditions } from './rule-form.ts'

const operator = fc.constantFrom('Equals', 'NotEquals', 'Contains', 'NotContains', 'MatchRegex')
const word = fc.stringMatching(/^[\w:/.-]{1,20}$/)

describe('the conditions of a rule', () => {
  it('are read as they are written', () => {
    expect(readConditions('groups contains backup admins\n\n department is not Sales')).toEqual([
      { claimType: 'groups', operator: 'Contains', value: 'backup admins', matchCase: false },
      { claimType: 'department', operator: 'NotEquals', value: 'Sales', matchCase: false },
    ])
  })

  it('come back the same after writing and reading', () => {
    const condition = fc.record({ claimType: word, operator, value: word, matchCase: fc.constant(false) })
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 5 }), (conditions) => {
        expect(readConditions(writeConditions(conditions as Parameters<typeof writeConditions>[0]))).toEqual(conditions)
      }),
    )
  })

  it('are none of them when one line is none', () => {
    expect(readConditions('groups contains admins\nand so on')).toBeNull()
  })
})

describe('an edit of a rule', () => {
  const known = {
    name: 'Operators',
    role: 'PortalOperator',
    description: null,
    enabled: true,
    organizationMappingSourceClaimType: '',
    locationsMappingSourceClaimType: null,
    locationUids: null,
    companiesMappingSourceClaimType: null,
    managedCompaniesUids: ['c1'],
    manageAllCompanies: false,
    hasAccessToProvider: true,
    companyTenantMappingClaims: null,
    additionalMappings: [{ claimType: 'groups', operator: 'Equals', value: 'Ops', matchCase: true }],
    mappedOrganizationUid: 'o1',
  } as unknown as IdentityProviderRule
  const values = ruleValues(known, [])

  it('sends only what was changed', () => {
    expect(rulePatch(known, values)).toEqual([])
    expect(rulePatch(known, { ...values, description: 'Night shift' })).toEqual([
      { op: 'replace', path: '/description', value: 'Night shift' },
    ])
  })

  it('keeps of a condition what its line does not say', () => {
    expect(rulePatch(known, { ...values, conditions: 'groups is Ops\nsite is Berlin' })).toEqual([
      {
        op: 'replace',
        path: '/additionalMappings',
        value: [
          { claimType: 'groups', operator: 'Equals', value: 'Ops', matchCase: true },
          { claimType: 'site', operator: 'Equals', value: 'Berlin', matchCase: false },
        ],
      },
    ])
  })

  it('takes the limits away that another role does not have', () => {
    const changes = rulePatch(known, { ...values, role: 'PortalAdministrator' })
    expect(changes).toContainEqual({ op: 'replace', path: '/managedCompaniesUids', value: null })
    expect(changes).toContainEqual({ op: 'replace', path: '/hasAccessToProvider', value: null })
  })
})
