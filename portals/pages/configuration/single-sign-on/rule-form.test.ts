import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readConditions, writeConditions } from './rule-form.ts'

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
