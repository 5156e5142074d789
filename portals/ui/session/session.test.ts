import { afterEach, expect, test, vi } from 'vitest'
import { can, loadSession } from './session.ts'

async function signedIn(impersonator: { userUid: string; userName: string } | null): Promise<void> {
  const permissions = ['users.read', 'apiKeys.manage', 'sso.manage', 'mfa.manage', 'tenants.manage']
  const data = { permissions, impersonator }
  vi.stubGlobal('fetch', async () => Response.json({ data }))
  await loadSession()
}
afterEach(() => vi.unstubAllGlobals())

test('what a user may is offered to it', async () => {
  await signedIn(null)
  expect([can('users.read'), can('apiKeys.manage'), can('sso.manage'), can('mail.manage')]).toEqual([
    true,
    true,
    true,
    false,
  ])
})

test('how it signs in is not offered to somebody who acts as it; its API keys are there to be read', async () => {
  await signedIn({ userUid: 'u', userName: 'admin' })
  expect([can('users.read'), can('apiKeys.manage'), can('sso.manage'), can('mfa.manage')]).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('storage is not given by somebody who acts as another user: a tenant is made with a password', async () => {
  await signedIn(null)
  expect(can('tenants.manage')).toBe(true)
  await signedIn({ userUid: 'u', userName: 'admin' })
  expect(can('tenants.manage')).toBe(false)
})
