import { expect, it } from 'vitest'
import { redact } from './redact.ts'

it('takes secrets out wherever they stand, and leaves the rest', () => {
  expect(redact('https://u:top-secret@host/ top-secret\u001b[2K', ['top-secret', ''])).toBe('https://u:***@host/ ***')
})

it('does not blank a text because a secret is no more than a few letters', () => {
  expect(redact('a letter', ['a'])).toBe('a letter')
})
