import { describe, expect, it } from 'vitest'
import { tenantUserName } from './give-storage.ts'

describe('the account name of a tenant', () => {
  it.each([
    ['Acme Bakery', 'Acme-Bakery-aaaaaa'],
    ['Müller & Söhne GmbH', 'Muller-Sohne-GmbH-aaaaaa'],
    ['株式会社', 'company-aaaaaa'],
  ])('is made of the name of the company, %s, and cannot meet another one', (name, userName) => {
    expect(tenantUserName(name, '01900000-0000-7000-8000-000000aaaaaa')).toBe(userName)
  })
})
