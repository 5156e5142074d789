import { describe, expect, it } from 'vitest'
import { isEmailAddress } from './email-address.ts'

describe('isEmailAddress', () => {
  it.each([
    'ann@example.com',
    'ann.lee+backup@mail.example.co.uk',
    "o'brien@example.org",
    '"ann lee"@example.com',
    'käthe@bücher.example',
    'a@b-c.d',
  ])('takes %s', (text) => {
    expect(isEmailAddress(text)).toBe(true)
  })

  it.each([
    '',
    'ann',
    '@example.com',
    'ann@',
    'ann@localhost',
    'ann@@example.com',
    'ann..lee@example.com',
    '.ann@example.com',
    'ann lee@example.com',
    'ann@exa mple.com',
    'ann@-example.com',
    'ann@example-.com',
    'ann@example..com',
    'ann@example.com\r\nBcc: all@example.com',
    `${'a'.repeat(65)}@example.com`,
    `ann@${'a'.repeat(64)}.com`,
  ])('refuses %j', (text) => {
    expect(isEmailAddress(text)).toBe(false)
  })
})
