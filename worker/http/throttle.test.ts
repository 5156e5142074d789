import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS, readLimits, Throttle } from './throttle.ts'

const limits = { ...DEFAULT_LIMITS, user: { parallel: 2, perMinute: 5 } }
const START = 60_000 * 1_000

function enterAndLeave(throttle: Throttle, key: string, now: number): boolean {
  const entry = throttle.enter('user', key, now)
  if (entry.ok) entry.leave()
  return entry.ok
}

describe('Throttle', () => {
  it('takes as many at the same time as it may, and again when one has left', () => {
    const throttle = new Throttle(limits)
    const first = throttle.enter('user', 'a', START)
    expect(throttle.enter('user', 'a', START).ok).toBe(true)
    expect(throttle.enter('user', 'a', START)).toMatchObject({ ok: false, retryAfterSeconds: 1 })
    expect(throttle.enter('user', 'b', START).ok).toBe(true)
    if (first.ok) {
      first.leave()
      first.leave()
    }
    expect(throttle.enter('user', 'a', START).ok).toBe(true)
    expect(throttle.enter('user', 'a', START).ok).toBe(false)
  })

  it('takes as many in a minute as it may, also across the change of minutes', () => {
    const throttle = new Throttle(limits)
    for (let count = 0; count < 5; count++) expect(enterAndLeave(throttle, 'a', START + 50_000)).toBe(true)
    expect(throttle.enter('user', 'a', START + 50_000)).toMatchObject({ ok: false, retryAfterSeconds: 10 })
    expect(enterAndLeave(throttle, 'a', START + 60_000)).toBe(false)
    expect(enterAndLeave(throttle, 'a', START + 75_000)).toBe(true)
    expect(enterAndLeave(throttle, 'a', START + 75_000)).toBe(true)
    expect(enterAndLeave(throttle, 'a', START + 75_000)).toBe(false)
    expect(enterAndLeave(throttle, 'a', START + 180_000)).toBe(true)
  })

  it('limits nobody whom it cannot tell apart, and nobody at all when it is disabled', () => {
    const throttle = new Throttle(limits)
    const disabled = new Throttle(readLimits({ HOLDFAST_THROTTLING_IS_DISABLED: 'true' }))
    for (let count = 0; count < 20; count++) {
      expect(throttle.enter('user', null, START).ok).toBe(true)
      expect(disabled.enter('user', 'a', START).ok).toBe(true)
    }
  })

  it('scales its limits by the settings, and passes over what is no multiplier', () => {
    expect(readLimits({ HOLDFAST_THROTTLING_PARALLEL_MULTIPLIER: '0.5' })?.user).toEqual({
      parallel: 32,
      perMinute: 18_000,
    })
    expect(readLimits({ HOLDFAST_THROTTLING_RATE_MULTIPLIER: '0.000001' })?.user.perMinute).toBe(1)
    expect(readLimits({ HOLDFAST_THROTTLING_RATE_MULTIPLIER: 'many' })).toEqual(DEFAULT_LIMITS)
    expect(readLimits({ HOLDFAST_THROTTLING_RATE_MULTIPLIER: '-1' })).toEqual(DEFAULT_LIMITS)
  })
})
