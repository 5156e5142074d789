/** Unsafe requests by the hash of what they ask; what they were answered is given and taken sealed. */

/** True: nobody has made the request before, and now it is ours. */
export async function beginRequest(
  db: D1Database,
  requestSha256: string,
  { now, leaseUntil, expiresAt }: { now: number; leaseUntil: number; expiresAt: number },
): Promise<boolean> {
  const begun = await db
    .prepare(
      `INSERT INTO request_replays (request_sha256, lease_until, expires_at) VALUES (?1, ?2, ?3)
       ON CONFLICT (request_sha256) DO UPDATE SET outcome = NULL, lease_until = ?2, expires_at = ?3
       WHERE request_replays.expires_at <= ?4 RETURNING request_sha256`,
    )
    .bind(requestSha256, leaseUntil, expiresAt, now)
    .first()
  return begun !== null
}

export async function endRequest(db: D1Database, requestSha256: string, outcome: string): Promise<void> {
  await db
    .prepare('UPDATE request_replays SET outcome = ?2 WHERE request_sha256 = ?1')
    .bind(requestSha256, outcome)
    .run()
}

export async function forgetRequest(db: D1Database, requestSha256: string): Promise<void> {
  await db.prepare('DELETE FROM request_replays WHERE request_sha256 = ?1').bind(requestSha256).run()
}

export function readRequestOutcome(
  db: D1Database,
  requestSha256: string,
): Promise<{ outcome: string | null; leaseUntil: number } | null> {
  return db
    .prepare('SELECT outcome, lease_until AS leaseUntil FROM request_replays WHERE request_sha256 = ?1')
    .bind(requestSha256)
    .first<{ outcome: string | null; leaseUntil: number }>()
}
