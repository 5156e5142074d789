/** Signed-in sessions: begun, renewed and ended here. Tokens are kept as SHA-256. */
import { and, eq, isNull, sql } from 'drizzle-orm'
import { type Db, runBatch, type Statement } from '../db/client.ts'
import { newUid } from '../db/new-uid.ts'
import { refreshTokens, sessions } from '../db/schema/users.ts'
import { forgetIdentities } from './identity.ts'
import { newSecret, sha256Hex } from './secrets.ts'

/** Even a portal that is never left alone signs in anew after this. */
export const PORTAL_SESSION_MS = 7 * 24 * 3_600_000
/** An integrator that does not renew for this long signs in anew. */
export const REFRESH_TOKEN_MS = 14 * 24 * 3_600_000
/** However often it is renewed. */
export const TOKEN_SESSION_MS = 90 * 24 * 3_600_000
/** Ended sessions are kept this long for whoever asks what happened. */
const KEEP_ENDED_MS = 7 * 24 * 3_600_000

export interface SessionClient {
  clientAddress: string | null
  userAgent: string | null
  now: number
}

export interface StartedSession {
  sessionUid: string
  /** Cookie or refresh token; shown once. */
  token: string
}

/** `audit` goes into the same batch. */
export async function startPortalSession(
  db: Db,
  userUid: string,
  client: SessionClient,
  audit: Statement[],
): Promise<StartedSession> {
  const token = newSecret('')
  const sessionUid = newUid()
  await runBatch(db, [
    db.insert(sessions).values({
      ...baseRow(sessionUid, userUid, client),
      kind: 'portal',
      cookieSha256: await sha256Hex(token),
      expiresAt: client.now + PORTAL_SESSION_MS,
    }),
    ...audit,
    sweepStatement(db, client.now),
  ])
  return { sessionUid, token }
}

export async function startTokenSession(
  db: Db,
  userUid: string,
  isReadOnly: boolean,
  client: SessionClient,
  audit: Statement[],
): Promise<StartedSession> {
  const token = newSecret('hfr_')
  const sessionUid = newUid()
  await runBatch(db, [
    db.insert(sessions).values({
      ...baseRow(sessionUid, userUid, client),
      kind: 'token',
      isReadOnly,
      expiresAt: client.now + TOKEN_SESSION_MS,
    }),
    db.insert(refreshTokens).values(await refreshRow(token, sessionUid, client.now)),
    ...audit,
    sweepStatement(db, client.now),
  ])
  return { sessionUid, token }
}

export type Renewal =
  | { outcome: 'renewed'; sessionUid: string; userUid: string; token: string }
  | { outcome: 'unknown' | 'reused' }

/**
 * A refresh token works once. One that comes a second time was copied by somebody: the whole session ends, for the
 * thief and for the owner.
 */
export async function renewTokenSession(
  db: Db,
  refreshToken: string,
  isReadOnly: boolean,
  now: number,
): Promise<Renewal> {
  const tokenSha256 = await sha256Hex(refreshToken)
  const taken = await db.$client
    .prepare(
      `UPDATE refresh_tokens SET used_at = ?1 WHERE token_sha256 = ?2 AND used_at IS NULL AND expires_at > ?1
        AND EXISTS (SELECT 1 FROM sessions s WHERE s.uid = session_uid AND s.revoked_at IS NULL AND s.expires_at > ?1)
      RETURNING session_uid AS sessionUid`,
    )
    .bind(now, tokenSha256)
    .first<{ sessionUid: string }>()
  if (taken === null) {
    const used = await db
      .select({ sessionUid: refreshTokens.sessionUid, usedAt: refreshTokens.usedAt })
      .from(refreshTokens)
      .where(eq(refreshTokens.tokenSha256, tokenSha256))
      .get()
    if (used === undefined || used.usedAt === null) return { outcome: 'unknown' }
    await revokeSession(db, used.sessionUid, now)
    return { outcome: 'reused' }
  }
  const session = await db
    .select({ userUid: sessions.userUid })
    .from(sessions)
    .where(eq(sessions.uid, taken.sessionUid))
    .get()
  if (session === undefined) return { outcome: 'unknown' }
  const token = newSecret('hfr_')
  await runBatch(db, [
    db.insert(refreshTokens).values(await refreshRow(token, taken.sessionUid, now)),
    db
      .update(sessions)
      .set({ lastSeenAt: now, ...(isReadOnly ? { isReadOnly } : {}) })
      .where(eq(sessions.uid, taken.sessionUid)),
  ])
  if (isReadOnly) forgetIdentities()
  return { outcome: 'renewed', sessionUid: taken.sessionUid, userUid: session.userUid, token }
}

export async function revokeSession(db: Db, sessionUid: string, now: number): Promise<void> {
  await db
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.uid, sessionUid), isNull(sessions.revokedAt)))
  forgetIdentities()
}

/** To be put into the batch that locks a user out (disabled, deleted, new password). */
export function revokeSessionsStatement(db: Db, userUid: string, now: number): Statement {
  return db
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.userUid, userUid), isNull(sessions.revokedAt)))
}

function baseRow(uid: string, userUid: string, { clientAddress, userAgent, now }: SessionClient) {
  return { uid, userUid, clientAddress, userAgent: userAgent?.slice(0, 500) ?? null, createdAt: now, lastSeenAt: now }
}

async function refreshRow(token: string, sessionUid: string, now: number) {
  return { tokenSha256: await sha256Hex(token), sessionUid, createdAt: now, expiresAt: now + REFRESH_TOKEN_MS }
}

/** Long-ended sessions, a few at a time, whenever somebody signs in; their refresh tokens go with them. */
function sweepStatement(db: Db, now: number): Statement {
  return db.run(sql`DELETE FROM sessions WHERE uid IN
    (SELECT uid FROM sessions WHERE expires_at < ${now - KEEP_ENDED_MS} ORDER BY expires_at LIMIT 50)`)
}
