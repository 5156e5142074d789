import { expect, it } from 'vitest'
import { buildKeepArguments, hasRetention } from './retention.ts'

it('keeps everything without a rule', () => {
  expect(hasRetention({})).toBe(false)
  expect(buildKeepArguments({})).toEqual([])
})

it('turns every rule into its argument', () => {
  expect(buildKeepArguments({ keepLast: 7, keepDays: 14, keepWeekly: 4, keepMonthly: 12, keepYearly: 3 })).toEqual([
    '--keep-last',
    '7',
    '--keep-within',
    '14d',
    '--keep-weekly',
    '4',
    '--keep-monthly',
    '12',
    '--keep-yearly',
    '3',
  ])
})
