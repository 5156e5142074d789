import { describe, expect, it } from 'vitest'
import { lockedUntil, purgeTime } from './deletion.ts'

const DAY_MS = 86_400_000

describe('what was deleted', () => {
  it('stays for the days that were set when it was deleted, none included', () => {
    expect(purgeTime(1_000, 30)).toBe(1_000 + 30 * DAY_MS)
    expect(purgeTime(1_000, 0)).toBe(1_000)
  })

  it('is locked for the longest protection among its tenants', () => {
    expect(lockedUntil(5, [14, 3])).toBe(5 + 14 * DAY_MS)
  })

  it('is locked for a week where a tenant has no protection of its own', () => {
    expect(lockedUntil(5, [0])).toBe(5 + 7 * DAY_MS)
    expect(lockedUntil(5, [0, 3])).toBe(5 + 7 * DAY_MS)
  })

  it('is not locked where nothing is stored', () => {
    expect(lockedUntil(5, [])).toBeNull()
  })
})
