/**
 * Wall-clock time of an IANA time zone over Intl, the only time-zone data that every runtime of ours has.
 * A wall-clock time that a clock change skips stands for the moment at which the skipped stretch ends; one that occurs
 * twice stands for its first occurrence.
 */

export interface LocalDate {
  year: number
  /** 1 = January. */
  month: number
  day: number
}

export interface LocalTime extends LocalDate {
  hour: number
  minute: number
  second: number
  /** 0 = Sunday. */
  weekday: number
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

const formats = new Map<string, Intl.DateTimeFormat>()

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, format)
  return format
}

/** Whether this runtime knows the zone; the other functions throw RangeError for one it does not know. */
export function isTimeZone(timeZone: string): boolean {
  try {
    formatFor(timeZone)
    return true
  } catch {
    return false
  }
}

export function toLocalTime(atMs: number, timeZone: string): LocalTime {
  const found = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }
  for (const { type, value } of formatFor(timeZone).formatToParts(atMs)) {
    if (type in found) found[type as keyof typeof found] = Number(value)
  }
  return { ...found, weekday: weekdayOf(found) }
}

/** 0 = Sunday. */
export function weekdayOf(date: LocalDate): number {
  return new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay()
}

export function addDays(date: LocalDate, days: number): LocalDate {
  const moved = new Date(Date.UTC(date.year, date.month - 1, date.day + days))
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() }
}

/** Number of days of the month. */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** How far the zone's wall clock is ahead of UTC at that moment. */
function offsetMs(atMs: number, timeZone: string): number {
  const local = toLocalTime(atMs, timeZone)
  const asUtc = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second)
  return asUtc - Math.floor(atMs / 1000) * 1000
}

/** Epoch ms at which the zone's wall clock shows `minuteOfDay` (0–1439) of that day. */
export function toEpochMs(date: LocalDate, minuteOfDay: number, timeZone: string): number {
  const wallMs = Date.UTC(date.year, date.month - 1, date.day) + minuteOfDay * MINUTE_MS
  const before = offsetMs(wallMs - DAY_MS, timeZone)
  const after = offsetMs(wallMs + DAY_MS, timeZone)
  const candidates = [wallMs - before, wallMs - after].sort((a, b) => a - b)
  for (const candidate of candidates) {
    if (candidate + offsetMs(candidate, timeZone) === wallMs) return candidate
  }
  return findOffsetChange(wallMs - Math.max(before, after), wallMs - Math.min(before, after), timeZone)
}

/** First moment after `low`, and not after `high`, with the offset that `high` has. */
function findOffsetChange(low: number, high: number, timeZone: string): number {
  const wanted = offsetMs(high, timeZone)
  let [earlier, later] = [low, high]
  while (later - earlier > 1) {
    const middle = Math.floor((earlier + later) / 2)
    if (offsetMs(middle, timeZone) === wanted) later = middle
    else earlier = middle
  }
  return later
}
