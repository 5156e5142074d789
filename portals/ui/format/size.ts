import { formatCount, locale } from './number.ts'

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Decimal units, three significant digits: `4.10 TB`. Bytes below 1,000 stay whole. */
export function formatSize(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${formatCount(Math.round(sizeBytes))} B`
  let value = sizeBytes
  let unit = 0
  // 999.5 would round to 1,000: it already belongs to the next unit.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
  const text = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${text.format(value)} ${units[unit]}`
}

export function formatExactSize(sizeBytes: number): string {
  return `${formatCount(sizeBytes)} B`
}

export function formatRate(bytesPerSecond: number): string {
  return `${formatSize(bytesPerSecond)}/s`
}
