/** Between a right password and the second factor: a token that works once, for some minutes. */
import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { requireInBatch } from '../db/batch-guard.ts'
import { type Db, runBatch, type Statement } from '../db/client.ts'
import { signInChallenges } from '../db/schema/sign-in.ts'
import { requirePassword } from './password-proofs.ts'
import { newSecret, sha256Hex } from './secrets.ts'

export const CHALLENGE_MS = 10 * 60_000

export interface Challenge {
  tokenSha256: string
  userUid: string
  /** What was asked for with the password. */
  isReadOnly: boolean
  /** Of the app that is being set up; null: none is. */
  sealedSecret: string | null
}

/** `passwordHash`: as it was checked. Throws a guard failure when it is another one by now. */
export async function openChallenge(
  db: Db,
  { userUid, passwordHash }: { userUid: string; passwordHash: string | null },
  isReadOnly: boolean,
  now: number,
): Promise<string> {
  const token = newSecret('hfm_')
  await runBatch(db, [
    requirePassword(db, userUid, passwordHash),
    db.insert(signInChallenges).values({
      tokenSha256: await sha256Hex(token),
      userUid,
      isReadOnly,
      createdAt: now,
      expiresAt: now + CHALLENGE_MS,
    }),
    db.run(sql`DELETE FROM sign_in_challenges WHERE token_sha256 IN
      (SELECT token_sha256 FROM sign_in_challenges WHERE expires_at < ${now - CHALLENGE_MS} ORDER BY expires_at LIMIT 50)`),
  ])
  return token
}

export async function findChallenge(db: Db, token: string, now: number): Promise<Challenge | null> {
  const row = await db
    .select({
      tokenSha256: signInChallenges.tokenSha256,
      userUid: signInChallenges.userUid,
      isReadOnly: signInChallenges.isReadOnly,
      sealedSecret: signInChallenges.sealedSecret,
    })
    .from(signInChallenges)
    .where(
      and(
        eq(signInChallenges.tokenSha256, await sha256Hex(token)),
        isNull(signInChallenges.usedAt),
        gt(signInChallenges.expiresAt, now),
        // A password that was changed meanwhile has proven nothing.
        sql`EXISTS (SELECT 1 FROM users u WHERE u.uid = ${signInChallenges.userUid}
          AND coalesce(u.password_changed_at, 0) <= ${signInChallenges.createdAt})`,
      ),
    )
    .get()
  return row ?? null
}

export async function keepEnrolmentSecret(db: Db, challenge: Challenge, sealedSecret: string): Promise<void> {
  await db.update(signInChallenges).set({ sealedSecret }).where(eq(signInChallenges.tokenSha256, challenge.tokenSha256))
}

/** To be put into the batch of the session that the challenge leads to: a second use makes that batch fail. */
export function useChallenge(db: Db, { tokenSha256 }: Challenge, now: number): Statement[] {
  return [
    requireInBatch(
      db,
      sql`EXISTS (SELECT 1 FROM sign_in_challenges WHERE token_sha256 = ${tokenSha256} AND used_at IS NULL)`,
    ),
    db.update(signInChallenges).set({ usedAt: now }).where(eq(signInChallenges.tokenSha256, tokenSha256)),
  ]
}
