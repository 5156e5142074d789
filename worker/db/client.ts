import type { BatchItem } from 'drizzle-orm/batch'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { drizzle } from 'drizzle-orm/d1'

export type Db = DrizzleD1Database & { $client: D1Database }
/** One statement of a batch: what `db.insert(…)`, `db.update(…)` and `db.run(sql…)` give before they are awaited. */
export type Statement = BatchItem<'sqlite'>

export function openDb(d1: D1Database): Db {
  return drizzle(d1)
}

/** All of the statements in one transaction, or none. */
export async function runBatch(db: Db, statements: readonly Statement[]): Promise<unknown[]> {
  const [first, ...rest] = statements
  return first === undefined ? [] : db.batch([first, ...rest])
}

/**
 * What a UNIQUE constraint refused: "organizations_alias" for a named index, "users.uid" for columns; null when the
 * error is another one. Drizzle wraps D1's error in one of its own.
 */
export function violatedUnique(error: unknown): string | null {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    const match = /UNIQUE constraint failed: (?:index '([^']+)'|([\w., ]+?))(?::|$)/.exec(current.message)
    if (match !== null) return match[1] ?? match[2] ?? ''
  }
  return null
}
