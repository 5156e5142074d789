import fc from 'fast-check'
import { expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'

const bounds = { firstMs: 1000, lastMs: 60_000 }

it('doubles its bound with each failure, up to the last', () => {
  const highest = (attempt: number) => backoffMs(attempt, bounds, () => 1)
  expect([0, 1, 2, 5, 6, 7, 1000].map(highest)).toEqual([1000, 2000, 4000, 32_000, 60_000, 60_000, 60_000])
})

it('uses the whole stretch below the bound', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const waitMs = backoffMs(attempt, bounds, () => random)
      expect(waitMs).toBeGreaterThanOrEqual(0)
      expect(waitMs).toBeLessThanOrEqual(60_000)
    }),
  )
  expect(backoffMs(3, bounds, () => 0)).toBe(0)
})
