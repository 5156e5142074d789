import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'

const START = Date.UTC(2100, 0, 1)

describe('LoginGuardObject', () => {
  it('counts exactly when many try at the same moment, and remembers it when it was evicted', async () => {
    const guard = env.LOGIN_GUARD.getByName('name:olga')
    const verdicts = await Promise.all(Array.from({ length: 30 }, () => guard.check(START)))
    expect(verdicts.filter(({ isAllowed }) => isAllowed)).toHaveLength(5)
    await Promise.all(Array.from({ length: 5 }, () => guard.recordFailure(START)))
    await evictDurableObject(guard)
    expect(await guard.check(START + 1)).toMatchObject({ isAllowed: false, retryAt: START + 15_000, isBusy: false })
    expect(await env.LOGIN_GUARD.getByName('name:ola').check(START)).toEqual({ isAllowed: true })
  })

  it('keeps nothing for ever', async () => {
    const guard = env.LOGIN_GUARD.getByName('address:192.0.2.9')
    await guard.recordFailure(START)
    expect(await runDurableObjectAlarm(guard)).toBe(true)
    await runInDurableObject(guard, async (_instance, { storage }) => {
      expect(storage.sql.exec('SELECT * FROM attempts').toArray()).toEqual([])
      expect(await storage.getAlarm()).toBeNull()
    })
    expect(await guard.check(START)).toEqual({ isAllowed: true })
  })
})
