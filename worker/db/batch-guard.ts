/**
 * Conditions inside a D1 batch. A batch is one transaction but cannot branch; a guard makes all of it fail, and so change
 * nothing, when what was checked before it no longer holds: a row deleted meanwhile, another change of the same row.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { Db, Statement } from './client.ts'

/** To be put before the statements that rely on the condition. */
export function requireInBatch(db: Db, condition: SQL): Statement {
  return db.run(sql`
    INSERT INTO collection_revisions (collection, organization_uid, rev)
    SELECT 'guard', NULL, 0 WHERE (${condition}) IS NOT TRUE`)
}

/** Whether a batch failed by one of its guards. */
export function isGuardFailure(error: unknown): boolean {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if (current.message.includes('NOT NULL constraint failed: collection_revisions.organization_uid')) return true
  }
  return false
}
