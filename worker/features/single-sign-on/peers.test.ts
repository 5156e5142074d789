import { expect, test } from 'vitest'
import { durationMs } from './peers.ts'

test.each([
  ['PT1H', 3_600_000],
  ['PT5M30S', 330_000],
  ['P7D', 604_800_000],
  ['P1DT2H', 93_600_000],
  ['7.00:00:00', 604_800_000],
  ['01:30:00', 5_400_000],
  ['an hour', null],
  ['', null],
])('the duration %s is %s ms', (text, expected) => {
  expect(durationMs(text)).toBe(expected)
})
