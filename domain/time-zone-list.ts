/** Time zones as forms offer them: IANA names with their offset at a given moment. */
import { toLocalTime } from './zoned-time.ts'

export interface ListedTimeZone {
  timeZone: string
  displayName: string
  /** Minutes east of UTC at the moment asked for, daylight saving time included. */
  utcOffsetMinutes: number
}

export function listTimeZones(atMs: number): ListedTimeZone[] {
  const names = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])
  return [...names].map((timeZone) => {
    const utcOffsetMinutes = offsetMinutes(timeZone, atMs)
    return {
      timeZone,
      displayName: `(UTC${signed(utcOffsetMinutes)}) ${timeZone.replaceAll('_', ' ')}`,
      utcOffsetMinutes,
    }
  })
}

function offsetMinutes(timeZone: string, atMs: number): number {
  const local = toLocalTime(atMs, timeZone)
  const asUtcMs = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second)
  return Math.round((asUtcMs - atMs) / 60_000)
}

function signed(minutes: number): string {
  const twoDigits = (number: number) => String(Math.floor(number)).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${twoDigits(size / 60)}:${twoDigits(size % 60)}`
}
