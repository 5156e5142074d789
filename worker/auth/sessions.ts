/** Signed-in sessions: begun, renewed and ended here. Tokens are kept as SHA-256. */
import { and, eq, isNull, ne, or, sql } from 'drizzle-orm'
import { type Db, runBatch, type Statement } from '../db/client.ts'
import { newUid } from '../db/new-uid.ts'
import { refreshTokens, sessions } from '../db/schema/users.ts'
import { forgetIdentities } from './identity.ts'
import type { SecondFactor, SignInMethod } from './scope.ts'
import { newSecret, sha256Hex } from './secrets.ts'

/** Even a portal that is never left alone signs in anew after this. */
export const PORTAL_SESSION_MS = 7 * 24 * 3_600_000
/** A portal left alone for this long signs itself out. */
const PORTAL_IDLE_MS = 12 * 3_600_000
/** Whoever acts as somebody else does so for a task, not for a week. */
const IMPERSONATION_MS = 12 * 3_600_000
const IMPERSONATION_IDLE_MS = 3_600_000
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

export interface SessionOrigin {
  userUid: string
  signInMethod: SignInMethod
  secondFactor: SecondFactor
  /** Whoever acts as the user, and in which session of its own. */
  impersonator?: { userUid: string; sessionUid: string }
}

export interface StartedSession {
  sessionUid: string
  /** Cookie or refresh token; shown once. */
  token: string
}

/** `others` go into the same batch: the audit, a challenge that is used up. */
export async function startPortalSession(
  db: Db,
  origin: SessionOrigin,
  isReadOnly: boolean,
  client: SessionClient,
  others: Statement[],
): Promise<StartedSession> {
  const token = newSecret('')
  const sessionUid = newUid()
  const isActing = origin.impersonator !== undefined
  await runBatch(db, [
    ...others,
    db.insert(sessions).values({
      ...baseRow(sessionUid, origin, client),
      kind: 'portal',
      isReadOnly,
      cookieSha256: await sha256Hex(token),
      expiresAt: client.now + (isActing ? IMPERSONATION_MS : PORTAL_SESSION_MS),
      idleLimitMs: isActing ? IMPERSONATION_IDLE_MS : PORTAL_IDLE_MS,
    }),
    sweepStatement(db, client.now),
  ])
  return { sessionUid, token }
}

/** A new cookie for a session that goes on: the old one is worth nothing from then on. */
export async function renewCookie(db: Db, sessionUid: string, now: number): Promise<string> {
  const token = newSecret('')
  await db
    .update(sessions)
    .set({ cookieSha256: await sha256Hex(token), lastSeenAt: now })
    .where(eq(sessions.uid, sessionUid))
  forgetIdentities()
  return token
}

export async function startTokenSession(
  db: Db,
  origin: SessionOrigin,
  isReadOnly: boolean,
  client: SessionClient,
  others: Statement[],
): Promise<StartedSession> {
  const token = newSecret('hfr_')
  const sessionUid = newUid()
  const isActing = origin.impersonator !== undefined
  await runBatch(db, [
    ...others,
    db.insert(sessions).values({
      ...baseRow(sessionUid, origin, client),
      kind: 'token',
      isReadOnly,
      expiresAt: client.now + (isActing ? IMPERSONATION_MS : TOKEN_SESSION_MS),
      idleLimitMs: REFRESH_TOKEN_MS,
    }),
    db.insert(refreshTokens).values(await refreshRow(token, sessionUid, client.now)),
    sweepStatement(db, client.now),
  ])
  return { sessionUid, token }
}

export type Renewal =
  | { outcome: 'renewed'; sessionUid: string; userUid: string; token: string }
  | { outcome: 'reused'; userUid: string }
  | { outcome: 'unknown' }

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
        AND EXISTS (SELECT 1 FROM sessions s LEFT JOIN sessions b ON b.uid = s.impersonator_session_uid
          WHERE s.uid = session_uid AND s.revoked_at IS NULL AND s.expires_at > ?1
            AND (s.impersonator_session_uid IS NULL OR (b.revoked_at IS NULL AND b.expires_at > ?1)))
      RETURNING session_uid AS sessionUid`,
    )
    .bind(now, tokenSha256)
    .first<{ sessionUid: string }>()
  if (taken === null) {
    const found = await findRefreshTokenSession(db, refreshToken, now)
    return found.outcome === 'reused' ? found : { outcome: 'unknown' }
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

/** The session of a refresh token that was not used yet. */
export async function findRenewableSession(db: Db, refreshToken: string): Promise<string | null> {
  const tokenSha256 = await sha256Hex(refreshToken)
  const row = await db
    .select({ sessionUid: refreshTokens.sessionUid })
    .from(refreshTokens)
    .where(and(eq(refreshTokens.tokenSha256, tokenSha256), isNull(refreshTokens.usedAt)))
    .get()
  return row?.sessionUid ?? null
}

/** Whose session a refresh token renews, without using it up. One that was used ends its session here too. */
export async function findRefreshTokenSession(
  db: Db,
  refreshToken: string,
  now: number,
): Promise<{ outcome: 'found'; sessionUid: string } | { outcome: 'reused'; userUid: string } | { outcome: 'unknown' }> {
  const row = await db
    .select({
      sessionUid: refreshTokens.sessionUid,
      usedAt: refreshTokens.usedAt,
      expiresAt: refreshTokens.expiresAt,
      userUid: sessions.userUid,
    })
    .from(refreshTokens)
    .innerJoin(sessions, eq(sessions.uid, refreshTokens.sessionUid))
    .where(eq(refreshTokens.tokenSha256, await sha256Hex(refreshToken)))
    .get()
  if (row === undefined) return { outcome: 'unknown' }
  if (row.usedAt !== null) {
    await revokeSession(db, row.sessionUid, now)
    return { outcome: 'reused', userUid: row.userUid }
  }
  return row.expiresAt > now ? { outcome: 'found', sessionUid: row.sessionUid } : { outcome: 'unknown' }
}

export async function revokeSession(db: Db, sessionUid: string, now: number): Promise<void> {
  await runBatch(db, [revokeSessionStatement(db, sessionUid, now)])
  forgetIdentities()
}

/** One session, and whatever its user does in it as somebody else. */
export function revokeSessionStatement(db: Db, sessionUid: string, now: number): Statement {
  const ends = or(eq(sessions.uid, sessionUid), eq(sessions.impersonatorSessionUid, sessionUid))
  return db
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(ends, isNull(sessions.revokedAt)))
}

/**
 * Every session of a user but the one that asks, to be put into the batch that is the reason (disabled, deleted, new
 * password). What the user does as somebody else ends with it, what others do as the user too.
 */
export function revokeSessionsStatement(
  db: Db,
  userUid: string,
  now: number,
  exceptUid: string | null = null,
): Statement {
  const ofUser = or(eq(sessions.userUid, userUid), eq(sessions.impersonatorUserUid, userUid))
  return db
    .update(sessions)
    .set({ revokedAt: now })
    .where(
      and(
        ofUser,
        isNull(sessions.revokedAt),
        exceptUid === null
          ? undefined
          : and(ne(sessions.uid, exceptUid), sql`${sessions.impersonatorSessionUid} IS NOT ${exceptUid}`),
      ),
    )
}

function baseRow(uid: string, origin: SessionOrigin, { clientAddress, userAgent, now }: SessionClient) {
  return {
    uid,
    userUid: origin.userUid,
    signInMethod: origin.signInMethod,
    secondFactor: origin.secondFactor,
    impersonatorUserUid: origin.impersonator?.userUid ?? null,
    impersonatorSessionUid: origin.impersonator?.sessionUid ?? null,
    clientAddress,
    userAgent: userAgent?.slice(0, 500) ?? null,
    createdAt: now,
    lastSeenAt: now,
  }
}

async function refreshRow(token: string, sessionUid: string, now: number) {
  return { tokenSha256: await sha256Hex(token), sessionUid, createdAt: now, expiresAt: now + REFRESH_TOKEN_MS }
}

/** Long-ended sessions, a few at a time, whenever somebody signs in; their refresh tokens go with them. */
function sweepStatement(db: Db, now: number): Statement {
  return db.run(sql`DELETE FROM sessions WHERE uid IN
    (SELECT uid FROM sessions WHERE expires_at < ${now - KEEP_ENDED_MS} ORDER BY expires_at LIMIT 50)`)
}
