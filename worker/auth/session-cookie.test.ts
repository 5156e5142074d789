import { describe, expect, test } from 'vitest'
import { endedSessionCookie, readSessionCookie, sessionCookie, sessionCookieName } from './session-cookie.ts'

describe('the session cookie', () => {
  test.each([
    ['https://backup.example.com', '__Host-holdfast'],
    ['https://backup.example.com:8443', '__Host-holdfast'],
    ['http://127.0.0.1:8787', '__Host-holdfast-8787'],
    ['http://localhost:9000', '__Host-holdfast-9000'],
    ['http://[::1]:9001', '__Host-holdfast-9001'],
    ['', '__Host-holdfast'],
  ])('of %j is named %s', (url, name) => {
    expect(sessionCookieName(url)).toBe(name)
  })

  test('is read by its exact name, wherever it stands', () => {
    const url = 'http://127.0.0.1:8787'
    expect(readSessionCookie('a=b; __Host-holdfast-8787=tok=en ; c', url)).toBe('tok=en')
    expect(
      readSessionCookie('__Host-holdfast=other; __Host-holdfast-8788=third; x__Host-holdfast-8787=no', url),
    ).toBeNull()
    expect(readSessionCookie(null, url)).toBeNull()
  })

  test('ends at once when signed out', () => {
    expect(endedSessionCookie('https://x.example')).toBe(
      '__Host-holdfast=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax',
    )
    expect(sessionCookie('https://x.example', 'abc', 60)).toContain('=abc; Path=/; Max-Age=60; Secure; HttpOnly')
  })
})
