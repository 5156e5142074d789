/**
 * The rows of a page together with how many there are in all. Counting costs as much as finding, so a total is remembered
 * in the isolate with the revision of the collection under which it was counted: whoever turns the pages of an unchanged
 * list does not have it counted anew.
 */
import type { Db } from './client.ts'
import { type CollectionName, revisionQuery } from './revisions.ts'

export interface CompiledQuery {
  sql: string
  params: readonly unknown[]
}

export interface CountedPage {
  rows: Record<string, unknown>[]
  total: number
  /** Undefined where nobody counts changes. */
  revision: number | undefined
}

interface KnownTotal {
  total: number
  revision: number
  countedAt: number
}

const MAX_KNOWN = 1_000
/** For what revisions do not tell, as when the database was set back in time. */
const MAX_AGE_MS = 60_000
const knownTotals = new Map<string, KnownTotal>()

/** `count` gives one row with `total`. */
export async function readCountedPage(
  db: Db,
  changes: { collection: CollectionName; organizationUid: string } | null,
  page: CompiledQuery,
  count: CompiledQuery,
): Promise<CountedPage> {
  const prepare = ({ sql, params }: CompiledQuery) => db.$client.prepare(sql).bind(...params)
  const read = (statements: D1PreparedStatement[]) => db.$client.batch<Record<string, unknown>>(statements)
  if (changes === null) {
    const [found, counted] = await read([prepare(page), prepare(count)])
    return { rows: found?.results ?? [], total: Number(counted?.results[0]?.total), revision: undefined }
  }
  const revisionOf = () => revisionQuery(db, changes.collection, changes.organizationUid)
  const key = JSON.stringify([changes, count.sql, count.params])
  const known = knownTotals.get(key)
  const now = Date.now()
  if (known !== undefined && now - known.countedAt < MAX_AGE_MS) {
    const [found, stamped] = await read([prepare(page), revisionOf()])
    const revision = Number(stamped?.results[0]?.rev ?? 0)
    if (revision === known.revision) return { rows: found?.results ?? [], total: known.total, revision }
  }
  const [found, counted, stamped] = await read([prepare(page), prepare(count), revisionOf()])
  const total = Number(counted?.results[0]?.total)
  const revision = Number(stamped?.results[0]?.rev ?? 0)
  // Revision 0: no change was ever counted, so the next one may not be either.
  if (revision > 0) {
    if (knownTotals.size >= MAX_KNOWN) knownTotals.clear()
    knownTotals.set(key, { total, revision, countedAt: now })
  }
  return { rows: found?.results ?? [], total, revision }
}
