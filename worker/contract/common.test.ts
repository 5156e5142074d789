import { describe, expect, test } from 'vitest'
import { dateTime, fromWireTime, NEVER, toWireTime, uid } from './common.ts'

describe('times on the wire', () => {
  test('have seven fractional digits and an offset', () => {
    expect(toWireTime(Date.UTC(2025, 0, 2, 3, 4, 5, 123))).toBe('2025-01-02T03:04:05.1230000+00:00')
    expect(dateTime.safeParse(toWireTime(0)).success).toBe(true)
    expect(dateTime.safeParse(NEVER).success).toBe(true)
  })

  test.each([
    ['2025-01-02T03:04:05.1234567+00:00', Date.UTC(2025, 0, 2, 3, 4, 5, 123)],
    ['2025-01-02T03:04:05Z', Date.UTC(2025, 0, 2, 3, 4, 5)],
    ['2025-01-02T03:04:05', Date.UTC(2025, 0, 2, 3, 4, 5)],
    ['2025-01-02 03:04:05+02:00', Date.UTC(2025, 0, 2, 1, 4, 5)],
    ['2025-01-02T03:04+0200', Date.UTC(2025, 0, 2, 1, 4)],
    ['2025-01-02', Date.UTC(2025, 0, 2)],
    // As an address carries a plus that was not encoded.
    ['2025-01-02T03:04:05.1234567 02:00', Date.UTC(2025, 0, 2, 1, 4, 5, 123)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
  ])('%s is read', (text, epochMs) => {
    expect(fromWireTime(text)).toBe(epochMs)
  })

  test.each(['', 'yesterday', '2025-13-01', '2025-02-29', '2025-04-31T00:00:00Z', '2025-01-02T25:00:00Z', '17'])(
    '%j is no time',
    (text) => {
      expect(fromWireTime(text)).toBeNull()
    },
  )
})

describe('uid', () => {
  test('takes a UUID of any version in any letter case and lowers it', () => {
    expect(uid.parse('11111111-1111-1111-1111-11111111ABCD')).toBe('11111111-1111-1111-1111-11111111abcd')
    expect(uid.safeParse('not one').success).toBe(false)
  })
})
