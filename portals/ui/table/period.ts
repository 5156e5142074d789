import { addDays, type LocalDate, toEpochMs } from '../../../domain/zoned-time.ts'
import type { Expression } from '../api/filter.ts'

/** Calendar days as a date field writes them (2026-11-29), both inclusive; an empty one leaves that side open. */
export interface Period {
  from: string
  to: string
}

const form = /^(\d{4}-\d{2}-\d{2})?\.\.(\d{4}-\d{2}-\d{2})?$/

/** As it stands in the address: `2026-11-01..2026-11-29`. */
export function readPeriod(text: string | undefined): Period {
  const [, from, to] = form.exec(text ?? '') ?? []
  return { from: validDate(from), to: validDate(to) }
}

/** Empty when it limits nothing; a period that ends before it begins is turned round. */
export function writePeriod({ from, to }: Period): string {
  if (from === '' && to === '') return ''
  return from !== '' && to !== '' && to < from ? `${to}..${from}` : `${from}..${to}`
}

function validDate(text: string | undefined): string {
  return text === undefined || Number.isNaN(Date.parse(text)) ? '' : text
}

function readDate(text: string): LocalDate | undefined {
  if (text === '') return undefined
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return { year, month, day }
}

/** The days are those of the viewer's zone. */
export function periodFilter(property: string, period: Period, timeZone: string): Expression[] {
  const at = (date: LocalDate) => new Date(toEpochMs(date, 0, timeZone)).toISOString()
  const from = readDate(period.from)
  const to = readDate(period.to)
  return [
    ...(from ? [{ property, operation: 'greaterThanOrEqual' as const, value: at(from) }] : []),
    ...(to ? [{ property, operation: 'lessThan' as const, value: at(addDays(to, 1)) }] : []),
  ]
}
