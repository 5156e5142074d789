import { afterEach, expect, test, vi } from 'vitest'
import { loadOidcPeer } from './oidc.ts'

const SETTINGS = { HOLDFAST_URL: 'https://console.example' }
const ISSUER = 'https://login.example.com'

/** The provider answers this discovery document. */
function discovery(members: Record<string, unknown>) {
  const document = {
    issuer: ISSUER,
    authorization_endpoint: `${ISSUER}/authorize`,
    token_endpoint: `${ISSUER}/token`,
    jwks_uri: `${ISSUER}/keys`,
    ...members,
  }
  vi.stubGlobal('fetch', async () => Response.json(document))
}
afterEach(() => vi.unstubAllGlobals())

test('a provider is taken whose discovery document says what is needed', async () => {
  discovery({})
  expect(await loadOidcPeer(SETTINGS, ISSUER, 'RS256')).toMatchObject({ ok: true, value: { issuer: ISSUER } })
})

test.each([
  [{ authorization_endpoint: undefined }, 'no authorization_endpoint'],
  [{ authorization_endpoint: '/authorize' }, 'must be an absolute address'],
  [{ authorization_endpoint: 'javascript:alert(1)' }, 'must be an https address'],
  [{ authorization_endpoint: 'http://login.example.com/authorize' }, 'must be an https address'],
  [{ id_token_signing_alg_values_supported: ['none', 'HS256'] }, 'does not sign with RS256'],
  [{ issuer: 'https://another.example' }, 'cannot be used'],
])('a provider that says %j is told why not', async (members, reason) => {
  discovery(members)
  expect(await loadOidcPeer(SETTINGS, ISSUER, 'RS256')).toEqual({ ok: false, failure: expect.stringContaining(reason) })
})
