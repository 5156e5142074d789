import { describe, expect, it } from 'vitest'
import { organizationOf } from './organization-of.ts'

describe('the organization of a login', () => {
  it.each([
    ['Contoso\\ada', 'Contoso'],
    [' Contoso \\ada', 'Contoso'],
    ['Contoso\\', 'Contoso'],
    ['Contoso\\dev\\ada', 'Contoso'],
  ])('%s is %s', (login, organization) => {
    expect(organizationOf(login)).toBe(organization)
  })

  it.each(['ada', '', '\\ada', ' \\ada', 'ada@contoso.example'])('%s has none', (login) => {
    expect(organizationOf(login)).toBeUndefined()
  })
})
