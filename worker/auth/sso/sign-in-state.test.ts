import { describe, expect, test } from 'vitest'
import { newHandle, readSignInState, SIGN_IN_LIFETIME_MS, type SignInState, signInCookie } from './sign-in-state.ts'

const NOW = Date.parse('2026-11-24T00:00:00Z')
const settings = {
  HOLDFAST_URL: 'https://console.example',
  HOLDFAST_MASTER_SECRET: Buffer.alloc(32, 7).toString('base64url'),
}

const aState = (members: Partial<SignInState> = {}): SignInState => ({
  handle: newHandle(),
  providerUid: 'provider',
  organizationUid: null,
  testUid: null,
  startedAt: NOW,
  secrets: { protocol: 'SAML2', requestId: '_1' },
  ...members,
})

const pairOf = (cookie: string) => cookie.split(';')[0] ?? ''

describe('the memory of a sign-in', () => {
  test('is read back from the cookie of its handle, among others', async () => {
    const [one, other] = [aState(), aState()]
    const header = `a=b; ${pairOf(await signInCookie(settings, one))}; ${pairOf(await signInCookie(settings, other))}`
    expect(await readSignInState(settings, header, one.handle, NOW)).toEqual(one)
    expect(await readSignInState(settings, header, other.handle, NOW)).toEqual(other)
  })

  test('travels with a post from another site for SAML only, and never to scripts', async () => {
    const saml = await signInCookie(settings, aState())
    const oidc = await signInCookie(settings, aState({ secrets: { protocol: 'OIDC', nonce: 'n', codeVerifier: 'v' } }))
    expect(saml).toMatch(/^__Host-.*; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=None$/)
    expect(oidc).toMatch(/SameSite=Lax$/)
    expect(oidc).not.toContain('codeVerifier')
  })

  test('is worth nothing for another handle, after ten minutes, changed, or sealed elsewhere', async () => {
    const state = aState()
    const cookie = pairOf(await signInCookie(settings, state))
    const read = (header: string | null, handle = state.handle, now = NOW, of = settings) =>
      readSignInState(of, header, handle, now)
    const sameName = `${state.handle.slice(0, 12)}${newHandle().slice(12)}`
    expect(await read(cookie, sameName)).toBeNull()
    expect(await read(cookie, state.handle, NOW + SIGN_IN_LIFETIME_MS)).toBeNull()
    expect(await read(cookie.replace(/.{4}$/, 'AAAA'))).toBeNull()
    const elsewhere = { ...settings, HOLDFAST_MASTER_SECRET: Buffer.alloc(32, 8).toString('base64url') }
    expect(await read(cookie, state.handle, NOW, elsewhere)).toBeNull()
    expect(await read(null)).toBeNull()
    expect(await read(cookie, '')).toBeNull()
  })
})
