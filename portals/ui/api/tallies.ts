import { createSignal } from 'solid-js'
import { getPage } from './client.ts'
import { listQuery, oneOf } from './filter.ts'

/**
 * Sums over the rows that belong to each of the organizations on the screen (a company's locations, its users), for
 * columns whose number the organization's own row does not have. Asked for in batches, remembered for a minute, and only
 * while such a column is shown.
 */
export interface Tally<T> {
  of(ownerUid: string): T | undefined
}

const batchSize = 40
const pageSize = 500
/** Above this the sum would be wrong, so none is shown. */
const mostPages = 10
const freshMs = 60_000

export function createTally<Row, T>(
  path: string,
  ownerProperty: string,
  ownerOf: (row: Row) => string,
  sum: (rows: Row[]) => T,
): Tally<T> {
  const entries = new Map<string, { read: () => T | undefined; write: (value: T) => void; askedAt: number }>()
  let waiting = new Set<string>()

  async function load(uids: string[]): Promise<Row[] | undefined> {
    const rows: Row[] = []
    for (let page = 0; page < mostPages; page += 1) {
      const request = { filter: [oneOf(ownerProperty, uids)], limit: pageSize, offset: page * pageSize }
      const answer = await getPage<Row>(path, listQuery(request))
      rows.push(...answer.items)
      if (rows.length >= answer.total || answer.items.length === 0) return rows
    }
    return undefined
  }

  async function ask(): Promise<void> {
    const uids = [...waiting]
    waiting = new Set()
    for (let start = 0; start < uids.length; start += batchSize) {
      const part = uids.slice(start, start + batchSize)
      // A number that may not be read stays empty; the page's own request reports what is wrong.
      const rows = await load(part).catch(() => undefined)
      if (!rows) continue
      const byOwner = Map.groupBy(rows, ownerOf)
      for (const uid of part) entries.get(uid)?.write(sum(byOwner.get(uid) ?? []))
    }
  }

  function of(ownerUid: string): T | undefined {
    let entry = entries.get(ownerUid)
    if (!entry) {
      const [read, write] = createSignal<T>()
      entry = { read, write: (value) => void write(() => value), askedAt: 0 }
      entries.set(ownerUid, entry)
    }
    if (Date.now() - entry.askedAt > freshMs) {
      entry.askedAt = Date.now()
      if (waiting.size === 0) queueMicrotask(() => void ask())
      waiting.add(ownerUid)
    }
    return entry.read()
  }

  return { of }
}
