/**
 * When a backup job runs. Pure: the zone and the moment are arguments, so that agent, console and portal agree.
 *
 * - daily, monthly: wall-clock times. One that a clock change skips runs when the skipped stretch ends (02:30 becomes
 *   03:00); one that occurs twice runs at its first occurrence.
 * - periodically: elapsed minutes since local midnight, started anew each midnight. A run that falls into denied hours
 *   is made up for, once, the moment the denied stretch ends.
 */
import type { Schedule, Weekday } from '../worker/contract/backup-job.ts'
import { addDays, daysInMonth, type LocalDate, toEpochMs, toLocalTime, weekdayOf } from './zoned-time.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** In the order of `LocalTime.weekday`. */
const WEEKDAYS: readonly Weekday[] = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

type Daily = Extract<Schedule, { kind: 'daily' }>
type Monthly = Extract<Schedule, { kind: 'monthly' }>
type Periodically = Extract<Schedule, { kind: 'periodically' }>

/**
 * The first run after `afterMs`; null when there is none. A continuous job is always due: the answer is `afterMs`, and
 * the pause between two runs is its runner's. Throws RangeError for a zone that the runtime does not know.
 */
export function nextRunAt(schedule: Schedule, timeZone: string, afterMs: number): number | null {
  switch (schedule.kind) {
    case 'notScheduled':
      return null
    case 'continuously':
      return afterMs
    case 'daily':
      return nextDaily(schedule, timeZone, afterMs)
    case 'monthly':
      return nextMonthly(schedule, timeZone, afterMs)
    case 'periodically':
      return nextPeriodic(schedule, timeZone, afterMs)
  }
}

function minuteOfDay(timeOfDay: string): number {
  const [hours = 0, minutes = 0] = timeOfDay.split(':').map(Number)
  return hours * 60 + minutes
}

function nameOfWeekday(weekday: number): Weekday {
  return WEEKDAYS[weekday] ?? 'Sunday'
}

function nextDaily(schedule: Daily, timeZone: string, afterMs: number): number | null {
  const today = toLocalTime(afterMs, timeZone)
  const minute = minuteOfDay(schedule.timeOfDay)
  // A day more than a week: today's time may be past, and its weekday the only one chosen.
  for (let ahead = 0; ahead <= 8; ahead++) {
    const date = addDays(today, ahead)
    if (!schedule.days.includes(nameOfWeekday(weekdayOf(date)))) continue
    const runAt = toEpochMs(date, minute, timeZone)
    if (runAt > afterMs) return runAt
  }
  return null
}

function nextMonthly(schedule: Monthly, timeZone: string, afterMs: number): number | null {
  const today = toLocalTime(afterMs, timeZone)
  const minute = minuteOfDay(schedule.timeOfDay)
  for (let ahead = 0; ahead <= 13; ahead++) {
    const monthIndex = today.month - 1 + ahead
    const year = today.year + Math.floor(monthIndex / 12)
    const month = (monthIndex % 12) + 1
    if (!schedule.months.includes(month)) continue
    const runAt = toEpochMs(dayOfMonth(schedule.on, year, month), minute, timeZone)
    if (runAt > afterMs) return runAt
  }
  return null
}

function dayOfMonth(on: Monthly['on'], year: number, month: number): LocalDate {
  const length = daysInMonth(year, month)
  if ('day' in on) return { year, month, day: on.day === 'last' ? length : Math.min(on.day, length) }
  const wanted = WEEKDAYS.indexOf(on.weekday)
  if (on.week === 'last') {
    const last = weekdayOf({ year, month, day: length })
    return { year, month, day: length - ((last - wanted + 7) % 7) }
  }
  const first = weekdayOf({ year, month, day: 1 })
  const week = { first: 0, second: 1, third: 2, fourth: 3 }[on.week]
  return { year, month, day: 1 + ((wanted - first + 7) % 7) + 7 * week }
}

function nextPeriodic(schedule: Periodically, timeZone: string, afterMs: number): number | null {
  const everyMs = schedule.everyMinutes * MINUTE_MS
  const today = toLocalTime(afterMs, timeZone)
  // Denied hours can put a run off by a week at most; a day more covers the time of day.
  for (let ahead = 0; ahead <= 8; ahead++) {
    const midnight = toEpochMs(addDays(today, ahead), 0, timeZone)
    const nextMidnight = toEpochMs(addDays(today, ahead + 1), 0, timeZone)
    // The last run at or before `afterMs` counts too: it may be one that denied hours put off until after it.
    const skipped = Math.max(0, Math.floor((afterMs - midnight) / everyMs))
    for (let slot = midnight + skipped * everyMs; slot < nextMidnight; slot += everyMs) {
      const runAt = firstAllowed(schedule, timeZone, slot)
      if (runAt === null) return null
      if (runAt > afterMs) return runAt
    }
  }
  return null
}

/** The moment itself when its hour is allowed, otherwise the start of the next allowed hour. */
function firstAllowed(schedule: Periodically, timeZone: string, fromMs: number): number | null {
  const { allowedHours } = schedule
  if (!allowedHours) return fromMs
  const untilMs = fromMs + 9 * 24 * HOUR_MS
  for (let atMs = fromMs; atMs < untilMs; ) {
    const local = toLocalTime(atMs, timeZone)
    if (allowedHours[nameOfWeekday(local.weekday)]?.includes(local.hour)) return atMs
    atMs += HOUR_MS - (local.minute * 60 + local.second) * 1000 - (((atMs % 1000) + 1000) % 1000)
  }
  return null
}

const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const WORKDAYS: readonly Weekday[] = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']

/** The schedule as a person reads it: "Daily at 22:00 on Monday and Friday". */
export function describeSchedule(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'notScheduled':
      return 'Not scheduled'
    case 'continuously':
      return 'Continuously'
    case 'daily':
      return `${describeDays(schedule.days)} at ${schedule.timeOfDay}`
    case 'monthly':
      return `${describeMonths(schedule.months)} on ${describeDayOfMonth(schedule.on)} at ${schedule.timeOfDay}`
    case 'periodically': {
      const interval = describeInterval(schedule.everyMinutes)
      return schedule.allowedHours ? `${interval} within the allowed hours` : interval
    }
  }
}

function describeDays(days: readonly Weekday[]): string {
  const chosen = WEEKDAYS.filter((day) => days.includes(day))
  if (chosen.length === 7) return 'Every day'
  if (chosen.length === 5 && WORKDAYS.every((day) => days.includes(day))) return 'On weekdays'
  // A week starts on Monday for a reader of schedules.
  const ordered = chosen[0] === 'Sunday' ? [...chosen.slice(1), 'Sunday'] : chosen
  return `Every ${listWords(ordered)}`
}

function describeMonths(months: readonly number[]): string {
  const chosen = MONTH_NAMES.filter((_, index) => months.includes(index + 1))
  return chosen.length === 12 ? 'Every month' : `Every ${listWords(chosen)}`
}

function describeDayOfMonth(on: Monthly['on']): string {
  if ('week' in on) return `the ${on.week} ${on.weekday}`
  return on.day === 'last' ? 'the last day' : `day ${on.day}`
}

function describeInterval(everyMinutes: number): string {
  if (everyMinutes === 1440) return 'Every day at 00:00'
  if (everyMinutes % 60 === 0) return everyMinutes === 60 ? 'Every hour' : `Every ${everyMinutes / 60} hours`
  return everyMinutes === 1 ? 'Every minute' : `Every ${everyMinutes} minutes`
}

function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
