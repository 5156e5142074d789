/** The schedule of a job on Linux, from its wire form to what the agent obeys. */
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { Schedule, Weekday } from '../../contract/backup-job.ts'
import type { LinuxJobScheduleSettings } from '../../contract/infrastructure/linux-job-schedule.ts'
import { type ConfigurationFault, checkRange, refuse } from './configuration-fault.ts'

const EVERY_DAY: Weekday[] = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const WORKING_DAYS: Weekday[] = EVERY_DAY.slice(0, 5)
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const EVERY_MONTH = MONTHS.map((_, index) => index + 1)
const WEEKS = { First: 'first', Second: 'second', Third: 'third', Fourth: 'fourth', Last: 'last' } as const
const MINUTES_OF_DAY = 1440

type Daily = NonNullable<LinuxJobScheduleSettings['dailyScheduleSettings']>
type Monthly = NonNullable<LinuxJobScheduleSettings['monthlyScheduleSettings']>

/** `path` is that of the settings in the body. */
export function toSchedule(settings: LinuxJobScheduleSettings, path: string): Result<Schedule, ConfigurationFault> {
  switch (settings.scheduleType) {
    case 'NotScheduled':
      return ok({ kind: 'notScheduled' })
    case 'Daily':
      return toDaily(settings.dailyScheduleSettings, `${path}.dailyScheduleSettings`)
    case 'Monthly':
      return toMonthly(settings.monthlyScheduleSettings, `${path}.monthlyScheduleSettings`)
    case 'Periodically':
      return toPeriodically(settings.periodicallyScheduleSettings?.intervalInMinutes ?? 60, path)
    case 'Unknown':
      return refuse(`${path}.scheduleType`, 'must be Daily, Monthly, Periodically or NotScheduled.')
  }
}

function toDaily(daily: Daily | undefined, path: string): Result<Schedule, ConfigurationFault> {
  const timeOfDay = toTimeOfDay(daily?.time ?? '0:30')
  if (timeOfDay === null) return refuse(`${path}.time`, TIME_MESSAGE)
  const mode = daily?.dailyMode ?? 'Everyday'
  if (mode !== 'SpecificDays')
    return ok({ kind: 'daily', timeOfDay, days: mode === 'Everyday' ? EVERY_DAY : WORKING_DAYS })
  const chosen = new Set<Weekday>(daily?.specificDays ?? [])
  if (chosen.size === 0)
    return refuse(`${path}.specificDays`, 'must name at least one day when dailyMode is SpecificDays.')
  return ok({ kind: 'daily', timeOfDay, days: EVERY_DAY.filter((day) => chosen.has(day)) })
}

function toMonthly(monthly: Monthly | undefined, path: string): Result<Schedule, ConfigurationFault> {
  if (monthly === undefined) return refuse(path, 'is needed when scheduleType is Monthly.')
  const timeOfDay = toTimeOfDay(monthly.time)
  if (timeOfDay === null) return refuse(`${path}.time`, TIME_MESSAGE)
  const chosen = new Set<string>(monthly.months ?? MONTHS)
  const months = EVERY_MONTH.filter((number) => chosen.has(MONTHS[number - 1] ?? ''))
  if (months.length === 0) return refuse(`${path}.months`, 'must name at least one month, or be null for all of them.')
  switch (monthly.monthlyMode) {
    case 'Day': {
      const day = monthly.dayOfMonth ?? null
      if (day === null || day < 1 || day > 31)
        return refuse(`${path}.dayOfMonth`, 'must be 1 to 31 when monthlyMode is Day.')
      return ok({ kind: 'monthly', timeOfDay, on: { day }, months })
    }
    case 'LastDayOfMonth':
      return ok({ kind: 'monthly', timeOfDay, on: { day: 'last' }, months })
    case 'DayOfWeek': {
      const number = monthly.weekDayNumber ?? 'First'
      if (number !== 'Every') {
        return ok({ kind: 'monthly', timeOfDay, on: { week: WEEKS[number], weekday: monthly.dayOfWeek }, months })
      }
      if (months.length === EVERY_MONTH.length) return ok({ kind: 'daily', timeOfDay, days: [monthly.dayOfWeek] })
      return refuse(`${path}.weekDayNumber`, 'can be Every only when all months are chosen.')
    }
    case 'Unknown':
      return refuse(`${path}.monthlyMode`, 'must be Day, DayOfWeek or LastDayOfMonth.')
  }
}

function toPeriodically(everyMinutes: number, path: string): Result<Schedule, ConfigurationFault> {
  const property = `${path}.periodicallyScheduleSettings.intervalInMinutes`
  const fault = checkRange(property, everyMinutes, { min: 1, max: MINUTES_OF_DAY, unit: 'minutes' })
  return fault === null ? ok({ kind: 'periodically', everyMinutes }) : fail(fault)
}

const TIME_MESSAGE = 'must be a time of day of 24 hours, such as "0:30" or "22:15:00".'

/** "0:30", "00:30" and "00:30:00" are all "00:30"; seconds are dropped. Null: no time of day. */
export function toTimeOfDay(text: string): string | null {
  const [, hours, minutes] = /^\s*(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*$/.exec(text) ?? []
  if (hours === undefined || minutes === undefined || Number(hours) > 23 || Number(minutes) > 59) return null
  return `${hours.padStart(2, '0')}:${minutes}`
}

/** As lists show it: "Weekdays at 00:30". */
export function describeSchedule(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'notScheduled':
      return 'Not scheduled'
    case 'continuously':
      return 'Continuously'
    case 'daily':
      return `${describeDays(schedule.days)} at ${schedule.timeOfDay}`
    case 'monthly': {
      const { on, months, timeOfDay } = schedule
      const day = 'week' in on ? `the ${on.week} ${on.weekday}` : on.day === 'last' ? 'the last day' : `day ${on.day}`
      const when =
        months.length === EVERY_MONTH.length ? 'of every month' : `of ${months.map((m) => MONTHS[m - 1]).join(', ')}`
      return `On ${day} ${when} at ${timeOfDay}`
    }
    case 'periodically': {
      const { everyMinutes } = schedule
      if (everyMinutes === 1) return 'Every minute'
      if (everyMinutes % 60 !== 0) return `Every ${everyMinutes} minutes`
      return everyMinutes === 60 ? 'Every hour' : `Every ${everyMinutes / 60} hours`
    }
  }
}

function describeDays(days: readonly Weekday[]): string {
  if (days.length === EVERY_DAY.length) return 'Daily'
  if (days.length === WORKING_DAYS.length && WORKING_DAYS.every((day) => days.includes(day))) return 'Weekdays'
  return days.join(', ')
}
