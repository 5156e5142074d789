import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Schedule, Weekday } from '../worker/contract/backup-job.ts'
import { describeSchedule, nextRunAt } from './schedule.ts'
import { toLocalTime } from './zoned-time.ts'

const ALL_DAYS: Weekday[] = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const ALL_MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
const BERLIN = 'Europe/Berlin'

const at = (iso: string) => Date.parse(iso)
const daily = (timeOfDay: string, days = ALL_DAYS): Schedule => ({ kind: 'daily', timeOfDay, days })
const next = (schedule: Schedule, timeZone: string, after: string) => {
  const runAt = nextRunAt(schedule, timeZone, at(after))
  return runAt === null ? null : new Date(runAt).toISOString()
}
const runsBetween = (schedule: Schedule, timeZone: string, from: string, until: string) => {
  const runs: string[] = []
  for (let atMs = nextRunAt(schedule, timeZone, at(from)); atMs !== null && atMs < at(until); ) {
    runs.push(new Date(atMs).toISOString())
    atMs = nextRunAt(schedule, timeZone, atMs)
  }
  return runs
}

describe('a daily schedule', () => {
  it('runs at the wall-clock time of its zone', () => {
    expect(next(daily('22:15'), BERLIN, '2026-06-10T12:00:00Z')).toBe('2026-06-10T20:15:00.000Z')
    expect(next(daily('22:15'), BERLIN, '2026-06-10T20:15:00Z')).toBe('2026-06-11T20:15:00.000Z')
    expect(next(daily('22:15'), 'Asia/Kolkata', '2026-06-10T12:00:00Z')).toBe('2026-06-10T16:45:00.000Z')
  })

  it('runs only on its weekdays', () => {
    expect(next(daily('01:00', ['Monday', 'Friday']), 'UTC', '2026-11-24T05:00:00Z')).toBe('2026-11-27T01:00:00.000Z')
    expect(next(daily('01:00', ['Tuesday']), 'UTC', '2026-11-24T05:00:00Z')).toBe('2026-12-01T01:00:00.000Z')
  })

  it('runs a time that the clock change skips at the end of the skipped stretch, once', () => {
    const runs = runsBetween(daily('02:30'), BERLIN, '2026-03-28T00:00:00Z', '2026-03-31T00:00:00Z')
    expect(runs).toEqual(['2026-03-28T01:30:00.000Z', '2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'])
  })

  it('runs a time that occurs twice at its first occurrence, once', () => {
    const runs = runsBetween(daily('02:30'), BERLIN, '2026-10-24T01:00:00Z', '2026-10-27T00:00:00Z')
    expect(runs).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'])
  })

  it('knows clock changes of half an hour and at midnight', () => {
    expect(next(daily('02:15'), 'Australia/Lord_Howe', '2026-10-03T10:00:00Z')).toBe('2026-10-03T15:30:00.000Z')
    expect(next(daily('00:10'), 'America/Santiago', '2026-09-05T12:00:00Z')).toBe('2026-09-06T04:00:00.000Z')
  })
})

describe('a monthly schedule', () => {
  const monthly = (on: Extract<Schedule, { kind: 'monthly' }>['on'], months = ALL_MONTHS): Schedule => ({
    kind: 'monthly',
    timeOfDay: '03:00',
    on,
    months,
  })

  it('clips a day that the month does not have to its last one', () => {
    const runs = runsBetween(monthly({ day: 31 }), 'UTC', '2028-01-01T00:00:00Z', '2028-05-01T00:00:00Z')
    expect(runs.map((run) => run.slice(0, 10))).toEqual(['2028-01-31', '2028-02-29', '2028-03-31', '2028-04-30'])
  })

  it('finds the last day, and weekdays by their week', () => {
    expect(next(monthly({ day: 'last' }), 'UTC', '2026-02-01T00:00:00Z')).toBe('2026-02-28T03:00:00.000Z')
    expect(next(monthly({ week: 'first', weekday: 'Sunday' }), 'UTC', '2026-11-02T00:00:00Z')).toBe(
      '2026-12-06T03:00:00.000Z',
    )
    expect(next(monthly({ week: 'fourth', weekday: 'Tuesday' }), 'UTC', '2026-11-02T00:00:00Z')).toBe(
      '2026-11-24T03:00:00.000Z',
    )
    expect(next(monthly({ week: 'last', weekday: 'Monday' }), 'UTC', '2026-11-02T00:00:00Z')).toBe(
      '2026-11-30T03:00:00.000Z',
    )
  })

  it('runs only in its months, a year ahead if need be', () => {
    expect(next(monthly({ day: 5 }, [11]), 'UTC', '2026-11-05T03:00:00Z')).toBe('2027-11-05T03:00:00.000Z')
  })
})

describe('a periodic schedule', () => {
  const every = (everyMinutes: number, allowedHours?: Partial<Record<Weekday, number[]>>): Schedule => ({
    kind: 'periodically',
    everyMinutes,
    ...(allowedHours ? { allowedHours } : {}),
  })
  const onAllDays = (hours: number[]) => Object.fromEntries(ALL_DAYS.map((day) => [day, hours]))

  it('counts from local midnight and starts anew each midnight', () => {
    const runs = runsBetween(every(420), BERLIN, '2026-06-09T21:00:00Z', '2026-06-11T04:00:00Z')
    expect(runs.map((run) => run.slice(5, 16))).toEqual([
      '06-09T22:00',
      '06-10T05:00',
      '06-10T12:00',
      '06-10T19:00',
      '06-10T22:00',
    ])
  })

  it('leaves no gap in the hour that occurs twice', () => {
    const runs = runsBetween(every(30), BERLIN, '2026-10-24T23:59:00Z', '2026-10-25T02:01:00Z')
    expect(runs.map((run) => run.slice(11, 16))).toEqual(['00:00', '00:30', '01:00', '01:30', '02:00'])
  })

  it('runs at once when a denied stretch ends in which a run was due', () => {
    const office = onAllDays([0, 1, 2, 3, 4, 5, 18, 19, 20, 21, 22, 23])
    const runs = runsBetween(every(300, office), 'UTC', '2026-06-10T01:00:00Z', '2026-06-11T01:00:00Z')
    expect(runs.map((run) => run.slice(11, 16))).toEqual(['05:00', '18:00', '20:00', '00:00'])
  })

  it('makes up for the midnight run at the first allowed hour of the day', () => {
    const schedule = every(1440, onAllDays([6, 7]))
    expect(next(schedule, 'UTC', '2026-06-10T01:00:00Z')).toBe('2026-06-10T06:00:00.000Z')
    expect(next(schedule, 'UTC', '2026-06-10T06:00:00Z')).toBe('2026-06-11T06:00:00.000Z')
  })

  it('waits days for a single allowed weekday, and has no next run when no hour is allowed', () => {
    expect(next(every(60, { Monday: [8] }), 'UTC', '2026-11-23T09:00:00Z')).toBe('2026-11-30T08:00:00.000Z')
    expect(next(every(60, {}), 'UTC', '2026-11-23T09:00:00Z')).toBeNull()
  })
})

describe('any schedule', () => {
  const zone = fc.constantFrom(
    'UTC',
    BERLIN,
    'America/New_York',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Pacific/Apia',
  )
  const moment = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') })
  const timeOfDay = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
  const days = fc.uniqueArray(fc.constantFrom(...ALL_DAYS), { minLength: 1 })
  const dailySchedule = fc.record({ kind: fc.constant('daily' as const), timeOfDay, days })
  const periodicSchedule = fc.record({
    kind: fc.constant('periodically' as const),
    everyMinutes: fc.integer({ min: 1, max: 1440 }),
    allowedHours: fc.dictionary(
      fc.constantFrom(...ALL_DAYS),
      fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1 }),
      { minKeys: 1 },
    ),
  })

  it('runs later than the moment asked about, and no run lies between', () => {
    fc.assert(
      fc.property(
        fc.oneof(dailySchedule, periodicSchedule),
        zone,
        moment,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (schedule, timeZone, after, part) => {
          const runAt = nextRunAt(schedule, timeZone, after)
          expect(runAt).toBeGreaterThan(after)
          const between = after + Math.floor(((runAt ?? 0) - after - 1) * part)
          expect(nextRunAt(schedule, timeZone, between)).toBe(runAt)
        },
      ),
    )
  })

  it('runs a daily job on a chosen day at its time, but where the clock skips it', () => {
    fc.assert(
      fc.property(dailySchedule, zone, moment, (schedule, timeZone, after) => {
        const runAt = nextRunAt(schedule, timeZone, after) ?? 0
        const local = toLocalTime(runAt, timeZone)
        const shown = `${String(local.hour).padStart(2, '0')}:${String(local.minute).padStart(2, '0')}`
        const before = toLocalTime(runAt - 1, timeZone)
        const hasSkipped = local.hour * 60 + local.minute !== (before.hour * 60 + before.minute + 1) % 1440
        expect(shown === schedule.timeOfDay || hasSkipped).toBe(true)
      }),
    )
  })

  it('runs a periodic job in allowed hours only', () => {
    fc.assert(
      fc.property(periodicSchedule, zone, moment, (schedule, timeZone, after) => {
        const local = toLocalTime(nextRunAt(schedule, timeZone, after) ?? 0, timeZone)
        const weekday = ALL_DAYS[(local.weekday + 6) % 7] ?? 'Monday'
        expect(schedule.allowedHours[weekday]).toContain(local.hour)
      }),
    )
  })

  it('refuses a zone that does not exist', () => {
    expect(() => nextRunAt(daily('01:00'), 'Europe/Atlantis', 0)).toThrow(RangeError)
  })
})

it('has no next run without a schedule, and is always due when continuous', () => {
  expect(nextRunAt({ kind: 'notScheduled' }, 'UTC', 5)).toBeNull()
  expect(nextRunAt({ kind: 'continuously' }, 'UTC', 5)).toBe(5)
})

it('describes schedules in words', () => {
  expect(describeSchedule(daily('22:00'))).toBe('Every day at 22:00')
  expect(describeSchedule(daily('22:00', ['Sunday', 'Monday', 'Friday']))).toBe(
    'Every Monday, Friday and Sunday at 22:00',
  )
  expect(describeSchedule(daily('22:00', ALL_DAYS.slice(0, 5)))).toBe('On weekdays at 22:00')
  expect(
    describeSchedule({ kind: 'monthly', timeOfDay: '03:00', on: { week: 'last', weekday: 'Sunday' }, months: [1, 7] }),
  ).toBe('Every January and July on the last Sunday at 03:00')
  expect(describeSchedule({ kind: 'monthly', timeOfDay: '03:00', on: { day: 31 }, months: ALL_MONTHS })).toBe(
    'Every month on day 31 at 03:00',
  )
  expect(describeSchedule({ kind: 'periodically', everyMinutes: 120 })).toBe('Every 2 hours')
  expect(describeSchedule({ kind: 'periodically', everyMinutes: 90, allowedHours: { Monday: [1] } })).toBe(
    'Every 90 minutes within the allowed hours',
  )
})
