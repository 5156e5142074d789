import { describe, expect, it } from 'vitest'
import { describeActivity } from './activity-kinds.ts'

describe('what was done', () => {
  it('is said with the names that were kept', () => {
    expect(describeActivity('JobCreated', { name: 'Nightly' })).toBe('The backup job "Nightly" was created.')
    expect(describeActivity('SignInFailed', { reason: 'wrong_password' })).toBe(
      'A sign-in was refused (wrong password).',
    )
  })

  it('is said without what was not kept', () => {
    expect(describeActivity('JobCreated', {})).toBe('The backup job was created.')
    expect(describeActivity('UserCreated', { userName: 'anna' })).toBe('The user "anna" was created.')
    expect(describeActivity('JobCreated', { name: { first: 1 } })).toBe('The backup job was created.')
  })

  it('is said by its own name when nobody knows it', () => {
    expect(describeActivity('TenantMoved', { name: 'acme' })).toBe('Tenant moved "acme".')
    expect(describeActivity('TenantMoved', {})).toBe('Tenant moved.')
  })
})
