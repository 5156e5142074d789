/** What a quiet poll brought, against what is on the screen. */
export interface Arrival {
  /** Rows that are not shown yet. */
  newCount: number
  /** The same rows, but in another order or with some gone. */
  isRearranged: boolean
}

/** Compares by key alone; values of the rows in common are taken over wherever they stand. */
export function compareRows(shown: readonly string[], incoming: readonly string[]): Arrival {
  const known = new Set(shown)
  const newCount = incoming.filter((key) => !known.has(key)).length
  const isSame = shown.length === incoming.length && shown.every((key, index) => key === incoming[index])
  return { newCount, isRearranged: !isSame }
}

/** Row to move to by a key of the keyboard; undefined when the key means nothing here. */
export function rowAfterKey(key: string, present: number, count: number): number | undefined {
  if (count === 0) return undefined
  switch (key) {
    case 'ArrowDown':
      return Math.min(present + 1, count - 1)
    case 'ArrowUp':
      return Math.max(present - 1, 0)
    case 'PageDown':
      return Math.min(present + 10, count - 1)
    case 'PageUp':
      return Math.max(present - 10, 0)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}
