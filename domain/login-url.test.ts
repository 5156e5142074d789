import { describe, expect, it } from 'vitest'
import { normalizeLoginUrl } from './login-url.ts'

const CONSOLE = 'https://console.example'
const OWNER = { name: 'Acme Ltd', alias: 'acme' }

describe('normalizeLoginUrl', () => {
  it.each([
    ['backup.acme.example', 'https://backup.acme.example'],
    [' https://Backup.ACME.example/ ', 'https://backup.acme.example'],
    ['https://backup.acme.example:8443', 'https://backup.acme.example:8443'],
    ['https://console.example/?organization=Acme%20Ltd', 'https://console.example/?organization=Acme%20Ltd'],
    ['console.example?organization=ACME', 'https://console.example/?organization=ACME'],
  ])('keeps %s as %s', (text, value) => {
    expect(normalizeLoginUrl(text, OWNER, CONSOLE)).toEqual({ ok: true, value })
  })

  it.each([
    'http://backup.acme.example',
    'javascript://backup/%0aalert(1)',
    'https://user:secret@backup.acme.example',
    'https://backup.acme.example/portal',
    'https://backup.acme.example/?a=b',
    'https://backup.acme.example/#a',
    'https://console.example',
    'https://console.example/?organization=other',
    'not an address',
  ])('refuses %s', (text) => {
    expect(normalizeLoginUrl(text, OWNER, CONSOLE).ok).toBe(false)
  })
})
