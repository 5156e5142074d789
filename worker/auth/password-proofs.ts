/**
 * A new password ends what the old one proved and what was to set another: sign-ins that wait for a second factor, and
 * mailed links. Whoever checks a password at that moment may be late with what follows: it is guarded by the hash that
 * was checked, in its own batch, so that nothing which the old password began outlives it.
 */
import { type SQL, sql } from 'drizzle-orm'
import { requireInBatch } from '../db/batch-guard.ts'
import type { Db, Statement } from '../db/client.ts'

/** To be put into the batch that sets the password, beside the end of the sessions. `userUids`: an SQL list. */
export function voidPasswordProofs(db: Db, userUids: SQL, now: number): Statement[] {
  return [
    db.run(sql`UPDATE sign_in_challenges SET used_at = ${now} WHERE used_at IS NULL AND user_uid IN (${userUids})`),
    db.run(sql`UPDATE password_resets SET used_at = ${now} WHERE used_at IS NULL AND user_uid IN (${userUids})`),
  ]
}

/** To be put before what a right password leads to. */
export function requirePassword(db: Db, userUid: string, passwordHash: string | null): Statement {
  return requireInBatch(
    db,
    sql`EXISTS (SELECT 1 FROM users WHERE uid = ${userUid} AND password_hash = ${passwordHash} AND deleted_at IS NULL)`,
  )
}
