import { locale } from './number.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** The wire says "never" as null, as nothing or as year 1; all three give undefined. */
export function parseTime(text: string | null | undefined): number | undefined {
  if (!text || text.startsWith('0001-')) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}

/** `45 s`, `4 min 10 s`, `1 h 04 min`, `2 d 03 h`: the two largest units that matter. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const two = (value: number) => String(value).padStart(2, '0')
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${two(whole % 60)} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h ${two(minutes % 60)} min`
  return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`
}

/** Distance from now in the reader's words; beyond 30 days a calendar date says more. */
export function formatRelative(at: number, now: number, timeZone: string): string {
  const distance = at - now
  const size = Math.abs(distance)
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' })
  if (size < 10 * secondMs) return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'second')
  if (size < minuteMs) return format.format(Math.trunc(distance / secondMs), 'second')
  if (size < hourMs) return format.format(Math.trunc(distance / minuteMs), 'minute')
  if (size < dayMs) return format.format(Math.trunc(distance / hourMs), 'hour')
  if (size < 30 * dayMs) return format.format(Math.trunc(distance / dayMs), 'day')
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(at)
}

/** The full moment with seconds and zone, as shown on hover. */
export function formatExact(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(at)
}

/** Date and minute, for places that list points in time one under the other. */
export function formatMoment(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at)
}

export function formatDay(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(at)
}

export function formatClock(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone }).format(at)
}
