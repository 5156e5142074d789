import { describe, expect, test } from 'vitest'
import type { AttemptVerdict, LoginGuardRpc } from '../../durable-objects/login-guard/rpc.ts'
import type { Env } from '../env.ts'
import { enterAttempt, loginKey } from './attempt-guards.ts'

const NOW = Date.UTC(2026, 10, 2)

/** Guards that answer what they are told to and remember what they were told. */
function guards(verdicts: Record<string, AttemptVerdict[]> = {}) {
  const told: string[] = []
  const guardOf = (name: string): LoginGuardRpc => ({
    check: async () => verdicts[name]?.shift() ?? { isAllowed: true },
    recordFailure: async (now) => void told.push(`${name} failed ${now >= NOW + 50 ? 'later' : 'at once'}`),
    leave: async () => void told.push(`${name} left`),
    recordSuccess: async () => void told.push(`${name} succeeded`),
  })
  return { told, env: { LOGIN_GUARD: { getByName: guardOf } } as unknown as Pick<Env, 'LOGIN_GUARD'> }
}

describe('an attempt', () => {
  test('of whoever has a network of addresses counts for the network', async () => {
    const { env, told } = guards()
    for (const clientAddress of ['2001:db8::1', '2001:db8::2']) {
      const entered = await enterAttempt(env, { kind: 'login', key: 'anna', clientAddress }, NOW)
      if (entered.ok) await entered.value.failed()
    }
    expect(told.filter((line) => line.startsWith('address:2001:db8::/64'))).toHaveLength(2)
  })

  test('at a locked name is none for its address', async () => {
    const { env, told } = guards({ 'login:anna': [{ isAllowed: false, retryAt: NOW + 9_500, isBusy: false }] })
    const entered = await enterAttempt(env, { kind: 'login', key: 'anna', clientAddress: '192.0.2.1' }, NOW)
    expect(entered).toEqual({ ok: false, failure: { code: 'locked', retryAfterSeconds: 10 } })
    expect(told).toEqual(['address:192.0.2.1 left'])
  })

  test('that had to wait fails when it fails, not when it came', async () => {
    const { env, told } = guards({ 'login:anna': [{ isAllowed: false, retryAt: NOW + 60_000, isBusy: true }] })
    const entered = await enterAttempt(env, { kind: 'login', key: 'anna', clientAddress: null }, NOW)
    if (entered.ok) await entered.value.failed()
    expect(told).toEqual(['login:anna failed later'])
  })
})

test.each([
  ['Anna', 'anna'],
  [' ACME \\ Anna ', 'acme\\anna'],
  ['Straße\\a\\b', 'straße\\a\\b'],
])('%j counts as %j', (login, key) => {
  expect(loginKey(login)).toBe(key)
})
