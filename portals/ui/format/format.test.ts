import { describe, expect, it, vi } from 'vitest'
import { percentOf } from './number.ts'
import { formatExactSize, formatRate, formatSize } from './size.ts'
import { formatDuration, formatExact, formatRelative, parseTime } from './time.ts'

vi.hoisted(() => vi.stubGlobal('navigator', { language: 'en-GB' }))

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [4_100_000_000_000, '4.10 TB'],
    [44_142_156, '44.1 MB'],
    [310_000_000_000, '310 GB'],
    [9_995_000, '10.0 MB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [5_000_000_000_000_000_000, '5,000 PB'],
  ])('show %d bytes as %s: decimal, three significant digits', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text)
  })

  it('have the exact bytes beside them', () => {
    expect(formatExactSize(4_100_000_000_000)).toBe('4,100,000,000,000 B')
  })

  it('become rates per second', () => {
    expect(formatRate(12_345_678)).toBe('12.3 MB/s')
  })
})

describe('durations', () => {
  it.each([
    [0, '0 s'],
    [45.4, '45 s'],
    [59.6, '1 min 00 s'],
    [250, '4 min 10 s'],
    [3840, '1 h 04 min'],
    [86_399, '23 h 59 min'],
    [183_600, '2 d 03 h'],
    [-5, '0 s'],
  ])('show %d seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })
})

describe('points in time', () => {
  const now = Date.parse('2026-11-24T12:00:00Z')

  it.each([
    ['2026-11-24T11:59:55Z', 'now'],
    ['2026-11-24T11:59:30Z', '30 sec ago'],
    ['2026-11-24T11:58:00Z', '2 min ago'],
    ['2026-11-24T15:00:00Z', 'in 3 hr'],
    ['2026-11-20T12:00:00Z', '4 days ago'],
    ['2026-09-01T23:30:00Z', '2 Sept 2026'],
  ])('are said by their distance, and by date beyond a month: %s is %s', (text, words) => {
    expect(formatRelative(Date.parse(text), now, 'Europe/Berlin')).toBe(words)
  })

  it('name the zone in full', () => {
    expect(formatExact(now, 'Europe/Berlin')).toBe('24 Nov 2026, 13:00:00 CET')
  })

  it.each([null, undefined, '', '0001-01-01T00:00:00.0000000+00:00', 'soon'])(
    'are never when the wire says %s',
    (text) => {
      expect(parseTime(text)).toBeUndefined()
    },
  )

  it('are read with seven fractional digits', () => {
    expect(parseTime('2026-11-24T12:00:00.1234567+00:00')).toBe(now + 123)
  })
})

describe('shares', () => {
  it.each([
    [0, 0, 0],
    [1, 3, 33],
    [999, 1000, 99],
    [2000, 1000, 100],
    [-1, 10, 0],
  ])('%d of %d are %d percent, never more than there is', (part, whole, percent) => {
    expect(percentOf(part, whole)).toBe(percent)
  })
})
