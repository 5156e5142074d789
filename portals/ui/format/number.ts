/** Locale of numbers and times. The dictionary is English so far; figures follow the browser. */
export const locale: string = typeof navigator === 'undefined' ? 'en-GB' : (navigator.language ?? 'en-GB')

export function formatCount(value: number): string {
  return new Intl.NumberFormat(locale).format(value)
}

/** `numerator / denominator` as a whole percentage, clamped to 0–100; zero of zero is 0. */
export function percentOf(numerator: number, denominator: number): number {
  if (denominator <= 0) return 0
  return Math.max(0, Math.min(100, Math.floor((numerator / denominator) * 100)))
}
