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
export async function runBatch(db: Db, statements: readonly Statement[]): Promise<D1Result<Record<string, unknown>>[]> {
  if (statements.length === 0) return []
  // Not by drizzle's own batch, which cannot take `db.run(sql…)` with values on D1.
  return db.$client.batch(statements.map((statement) => prepareStatement(db, statement)))
}

/** For a batch of D1's own statements. */
export function prepareStatement(db: Db, statement: Statement): D1PreparedStatement {
  const query = compile(statement)
  return db.$client.prepare(query.sql).bind(...query.params)
}

interface Compiled {
  sql: string
  params: unknown[]
}

/** Builders say `toSQL`, raw statements `getQuery`. */
function compile(statement: object): Compiled {
  if ('toSQL' in statement && typeof statement.toSQL === 'function') return statement.toSQL() as Compiled
  if ('getQuery' in statement && typeof statement.getQuery === 'function') return statement.getQuery() as Compiled
  throw new Error('A batch was given something that is no statement.')
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
