import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AttemptState,
  enter,
  FORGET_MS,
  leave,
  lockMs,
  NO_ATTEMPTS,
  PLACE_MS,
  policyOf,
  recordFailure,
  recordSuccess,
} from './attempts.ts'

const NAME = policyOf('name:olga')
const ADDRESS = policyOf('address:192.0.2.1')
const START = Date.UTC(2026, 10, 2)

/** State after so many failures, each made the moment it was allowed. */
function failed(policy: typeof NAME, count: number): { state: AttemptState; now: number } {
  let state = NO_ATTEMPTS
  let now = START
  for (let failure = 0; failure < count; failure++) {
    now = Math.max(now, state.lockedUntil)
    state = recordFailure(policy, enter(policy, state, now).state, now)
  }
  return { state, now }
}

describe('attempts', () => {
  it('are free at first, then lock for ever longer, up to a quarter of an hour', () => {
    const locks = Array.from({ length: 14 }, (_, failures) => lockMs(NAME, failures) / 1000)
    expect(locks).toEqual([0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900])
  })

  it('are refused while locked, and one is let in when the lock has ended', () => {
    const { state, now } = failed(NAME, 5)
    expect(enter(NAME, state, now)).toMatchObject({ retryAt: now + 15_000, isBusy: false })
    expect(enter(NAME, state, now + 14_999).retryAt).toBe(now + 15_000)
    const first = enter(NAME, state, now + 15_000)
    expect(first.retryAt).toBeNull()
    expect(enter(NAME, first.state, now + 15_000)).toMatchObject({ isBusy: true })
  })

  it('made at the same time are no more than those made one after the other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 200 }), (failures, attemptCount) => {
        const before = failed(NAME, failures)
        const now = Math.max(before.now, before.state.lockedUntil)
        let state = before.state
        let allowedCount = 0
        for (let attempt = 0; attempt < attemptCount; attempt++) {
          const entered = enter(NAME, state, now)
          state = entered.state
          if (entered.retryAt === null) allowedCount++
        }
        expect(allowedCount).toBeLessThanOrEqual(Math.max(1, NAME.freeFailures - failures))
      }),
    )
  })

  it('give their place back, and lose it when nobody tells of their end', () => {
    let state = NO_ATTEMPTS
    for (let attempt = 0; attempt < NAME.freeFailures; attempt++) state = enter(NAME, state, START).state
    expect(enter(NAME, state, START)).toMatchObject({ retryAt: START + PLACE_MS, isBusy: true })
    expect(enter(NAME, recordSuccess(NAME, state, START), START).retryAt).toBeNull()
    expect(enter(NAME, state, START + PLACE_MS).retryAt).toBeNull()
  })

  it('of a name are forgotten by a success, those of an address are not', () => {
    expect(recordSuccess(NAME, failed(NAME, 4).state, START).failures).toBe(0)
    expect(recordSuccess(ADDRESS, failed(ADDRESS, 4).state, START).failures).toBe(4)
  })

  it('are forgotten a day after the last failure', () => {
    const { state, now } = failed(NAME, 8)
    expect(enter(NAME, state, now + FORGET_MS).state.failures).toBe(8)
    expect(enter(NAME, state, now + FORGET_MS + 1)).toMatchObject({ retryAt: null, state: { failures: 0 } })
  })

  it('from an address are forgotten one by one, so that a script with an old password locks nobody else out', () => {
    let { state, now } = failed(ADDRESS, 50)
    for (let minute = 0; minute < 24 * 60; minute++) {
      now += 60_000
      expect(enter(ADDRESS, state, now).retryAt).toBeNull()
      state = recordFailure(ADDRESS, enter(ADDRESS, state, now).state, now)
    }
    expect(state.failures).toBeLessThan(2)
    const search = failed(ADDRESS, 99)
    expect(search.state.lockedUntil).toBe(0)
    const found = recordFailure(ADDRESS, enter(ADDRESS, search.state, search.now + 10).state, search.now + 10)
    expect(found.lockedUntil).toBe(search.now + 10 + 5_000)
    expect(enter(ADDRESS, found, search.now + 60_000).state.failures).toBeCloseTo(98, 1)
  })

  it('that were refused elsewhere give their place back and count for nothing', () => {
    const { state } = enter(NAME, failed(NAME, 4).state, START)
    expect(enter(NAME, state, START).isBusy).toBe(true)
    expect(leave(NAME, state, START)).toMatchObject({ failures: 4, places: [] })
  })

  it('at codes wait longer than those at passwords, so that six digits hold', () => {
    const CODE = policyOf('code:uid')
    const locks = Array.from({ length: 14 }, (_, failures) => lockMs(CODE, failures) / 1000)
    expect(locks).toEqual([0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600])
    const weekMs = 7 * 24 * 3_600_000
    let { state, now } = failed(CODE, 0)
    let guesses = 0
    while (now < START + weekMs) {
      now = Math.max(now, state.lockedUntil)
      state = recordFailure(CODE, enter(CODE, state, now).state, now)
      guesses++
    }
    // Three codes are right at any time.
    expect((guesses * 3) / 1_000_000).toBeLessThan(0.001)
  })

  it('for links count whether they succeed or not', () => {
    const RESET = policyOf('reset:olga')
    expect(recordSuccess(RESET, failed(RESET, 3).state, START).failures).toBe(3)
    expect(failed(RESET, 5).state.lockedUntil).toBeGreaterThan(0)
    expect(failed(policyOf('resetAddress:192.0.2.1'), 29).state.lockedUntil).toBe(0)
  })

  it('from one address are many, and never shut it out for more than a minute', () => {
    expect(failed(ADDRESS, 99).state.lockedUntil).toBe(0)
    expect(lockMs(ADDRESS, 1_000)).toBe(60_000)
  })
})
