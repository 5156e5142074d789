import { describe, expect, it } from 'vitest'
import { organizationInput } from '../../contract/organizations/organization.ts'
import { organizationValues } from './organization-values.ts'

describe('organizationValues', () => {
  it('keeps blank texts as none', () => {
    const values = organizationValues({ name: 'Acme', alias: '  ', email: '', notes: null })
    expect(values).toMatchObject({ alias: null, aliasFold: null, email: null, notes: null, notesFold: null })
  })

  it('stores the keys by which texts compare without regard to case and names sort naturally', () => {
    const values = organizationValues({ name: 'ÄRZTE 10', companyId: 'CRM-7' })
    expect(values).toMatchObject({ nameFold: 'ärzte 10', nameNatural: 'ärzte 210', externalIdFold: 'crm-7' })
  })
})

describe('organizationInput', () => {
  it.each([
    [{ name: '' }, 'must not be empty'],
    [{ name: '   ' }, 'must not be empty'],
    [{ name: 'x'.repeat(256) }, 'must have at most 255 characters'],
    [{ name: 'a\u0007b' }, 'must not contain control characters'],
    [{ name: 'a\udc00b' }, 'must not contain control characters'],
    [{ name: '\u200b\u2060' }, 'must have something to see'],
    [{ name: 'A', email: 'nobody' }, 'must be an e-mail address'],
    [{ name: 'A', notes: 'x'.repeat(4001) }, 'must have at most 4000 characters'],
  ])('refuses %j', (input, message) => {
    const parsed = organizationInput.safeParse(input)
    expect(parsed.error?.issues.map((issue) => issue.message)).toEqual([message])
  })

  it('drops blanks around the name and members it does not know', () => {
    expect(organizationInput.parse({ name: ' Acme ', permissions: [] })).toEqual({ name: 'Acme' })
  })
})
