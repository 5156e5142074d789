/** What may be used once. In D1, so that it holds in every isolate; rows go when nothing of them would be taken any more. */
import type { Db } from '../../db/client.ts'
import { sha256Hex } from '../secrets.ts'

/** False when it was used before, and still would be taken. */
export async function useOnce(db: Db, key: readonly string[], expiresAt: number, now: number): Promise<boolean> {
  const keySha256 = await sha256Hex(JSON.stringify(key))
  const [, inserted] = await db.$client.batch([
    db.$client
      .prepare(
        `DELETE FROM single_sign_on_replays WHERE key_sha256 IN
          (SELECT key_sha256 FROM single_sign_on_replays WHERE expires_at < ? ORDER BY expires_at LIMIT 100)`,
      )
      .bind(now),
    db.$client
      .prepare(
        `INSERT INTO single_sign_on_replays (key_sha256, expires_at) VALUES (?1, ?2)
          ON CONFLICT (key_sha256) DO UPDATE SET expires_at = ?2 WHERE expires_at < ?3`,
      )
      .bind(keySha256, expiresAt, now),
  ])
  return inserted?.meta.changes === 1
}
