/**
 * Stored sort and comparison keys. SQLite folds ASCII only and cannot order "srv10" after "srv9", so every text that a
 * list sorts or compares without regard to case has a `…_fold` column, and names also a `…_natural` one.
 */

/** Key under which two texts that differ only in letter case or Unicode composition are equal. */
export function foldKey(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC')
}

/** What SQLite's lower() makes of a text, for columns that have no stored key: only A to Z are folded. */
export function asciiFold(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** Fold key in which every run of digits sorts by its value: digits are prefixed with their count (base 36, at most 35). */
export function naturalKey(text: string): string {
  return foldKey(text).replace(/\d+/g, (digits) => {
    const value = digits.replace(/^0+(?=\d)/, '')
    const length = Math.min(value.length, 35)
    return `${length.toString(36)}${value}`
  })
}
