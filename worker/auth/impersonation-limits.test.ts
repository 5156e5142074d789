import { describe, expect, test } from 'vitest'
import { OPERATIONS } from '../contract/operations.ts'
import { type Shape, shapeOf } from '../http/shape.ts'
import { impersonatedInputRefusal, impersonationRefusal } from './impersonation-limits.ts'

const ACTING = { impersonator: { userUid: 'u', userName: 'admin', organizationUid: 'p' } }
const ITSELF = { impersonator: null }
/** A question, and metadata that is loaded anew from where it always comes. */
const CHANGING_NOTHING = ['checkUniquenessForIdentityProviderName', 'revalidateIdentityProvider']
const NO_INPUT = { body: undefined, patch: [] }
const replace = (path: string, value: unknown = 'x') => ({
  body: undefined,
  patch: [{ op: 'replace' as const, path, value }],
})

describe('while logged in as somebody else', () => {
  test.each(
    OPERATIONS.filter(
      ({ access, method, operationId }) =>
        /^(apiKeys|ipAllowLists|mfaPolicies|sso)\./.test(access) &&
        method !== 'get' &&
        !CHANGING_NOTHING.includes(operationId),
    ),
  )('$operationId is closed by its declaration', (operation) => {
    expect(impersonationRefusal(operation, ACTING)).toMatchObject({ code: 'forbidden' })
    expect(impersonationRefusal(operation, ITSELF)).toBeNull()
  })

  const ownSecurity = OPERATIONS.filter(
    ({ path, method, operationId }) =>
      /^\/(session|users)\/.*(password|mfa|recoveryCodes|sessions|tokens|logins|logInAs|securitySettings)/i.test(
        path,
      ) &&
      method !== 'get' &&
      !/^(createSession|startSession|completeSession)/.test(operationId) &&
      !/resetpassword/i.test(path),
  )
  test('every change of what a user signs in with is closed', () => {
    expect(ownSecurity.length).toBeGreaterThan(10)
    expect(ownSecurity.filter((operation) => operation.closedToImpersonation !== true)).toEqual([])
  })

  test.each(OPERATIONS.filter(({ body, access }) => body !== undefined && access !== 'anonymous'))(
    'no secret is taken by $operationId, wherever it stands',
    ({ body, ...operation }) => {
      for (const path of secretPaths(body === undefined ? null : shapeOf(body.schema))) {
        const sent = path.reduceRight<unknown>((inner, name) => (name === '0' ? [inner] : { [name]: inner }), 'secret')
        expect(
          impersonationRefusal(operation, ACTING) ??
            impersonatedInputRefusal(operation, ACTING, { body: sent, patch: [] }),
          path.join('.'),
        ).toMatchObject({ code: 'forbidden' })
        expect(impersonatedInputRefusal(operation, ITSELF, { body: sent, patch: [] })).toBeNull()
      }
    },
  )

  test.each([
    replace('/credentials/password'),
    replace('Credentials/Password'),
    replace('/credentials', { userName: 'a', password: 'b' }),
    replace('', { ownerCredentials: { password: 'b' } }),
    { body: undefined, patch: [{ op: 'copy' as const, from: '/note', path: '/credentials/password' }] },
    { body: { nested: [{ newPassword: 'x' }] }, patch: [] },
    replace('/smtp/oAuth2Credential', { clientSettings: { clientSecret: 'b' } }),
    { body: { clientSettings: { clientSecret: 'x' } }, patch: [] },
    { body: { oAuth2Credential: { refreshToken: 'x' } }, patch: [] },
    { body: { serviceCertificates: [{ privateKeyContent: 'x' }] }, patch: [] },
  ])('a secret is found in %j', (input) => {
    expect(impersonatedInputRefusal({}, ACTING, input)).toMatchObject({ code: 'forbidden' })
  })

  test.each([
    NO_INPUT,
    { body: { name: 'x', credentials: { userName: 'a', password: null } }, patch: [] },
    { body: { credentials: { password: '' } }, patch: [] },
    { body: { tokenExpiryPeriodDays: 3, oAuth2Credential: { accessTokenExpiration: 'x' } }, patch: [] },
    replace('/profile/email'),
    { body: undefined, patch: [{ op: 'test' as const, path: '/credentials/password', value: 'x' }] },
  ])('%j goes through', (input) => {
    expect(impersonatedInputRefusal({}, ACTING, input)).toBeNull()
  })

  test('declared members are closed, with what lies in them and around them', () => {
    const operation = { closedToImpersonation: ['mfaPolicyStatus', 'a.b'] }
    for (const path of ['/mfaPolicyStatus', 'MFAPOLICYSTATUS', '/a', '/a/b', '/a/b/c'])
      expect(impersonatedInputRefusal(operation, ACTING, replace(path)), path).toMatchObject({ code: 'forbidden' })
    for (const path of ['/profile', '/a/c', '/mfaPolicy'])
      expect(impersonatedInputRefusal(operation, ACTING, replace(path)), path).toBeNull()
  })
})

/** Where a body may hold a secret. */
function secretPaths(shape: Shape | null, path: string[] = []): string[][] {
  if (shape === null || path.length > 6) return []
  if (shape.kind === 'array') return secretPaths(shape.item(), [...path, '0'])
  if (shape.kind !== 'object') return []
  return shape.properties().flatMap(({ name, shape: inner }) => {
    const here = [...path, name]
    const isText = inner.kind === 'string'
    return isText && /password|secret|privateKey|(access|refresh)Token$/i.test(name) ? [here] : secretPaths(inner, here)
  })
}
