/** Links by which a user without or with a forgotten password sets one: mailed, used once, kept as SHA-256. */
import { and, eq, isNull, sql } from 'drizzle-orm'
import { newSecret, sha256Hex } from '../../auth/secrets.ts'
import type { Db, Statement } from '../../db/client.ts'
import { passwordResets } from '../../db/schema/sign-in.ts'

export const RESET_LINK_MS = 3_600_000
/** Spent and expired links are kept this long for whoever asks what happened. */
const KEEP_MS = 7 * 24 * 3_600_000

/**
 * The code stands behind "#", where no server and no proxy on the way reads it. `page`: of this console; the sign-in page
 * when null. A newer link makes the older ones worthless.
 */
export async function passwordLink(
  { env, db, now }: { env: { HOLDFAST_URL: string }; db: Db; now: number },
  userUid: string,
  options: { validMs: number; clientAddress: string | null; page?: string | null },
): Promise<{ link: string; statements: Statement[] }> {
  const code = newSecret('hfp_')
  const tokenSha256 = await sha256Hex(code)
  const page = options.page ?? `${env.HOLDFAST_URL}/`
  return {
    link: `${page}#resetPassword=${code}`,
    statements: [
      spendPasswordResets(db, userUid, now),
      db.insert(passwordResets).values({
        tokenSha256,
        userUid,
        clientAddress: options.clientAddress,
        createdAt: now,
        expiresAt: now + options.validMs,
      }),
      db.run(sql`DELETE FROM password_resets WHERE token_sha256 IN
        (SELECT token_sha256 FROM password_resets WHERE expires_at < ${now - KEEP_MS} ORDER BY expires_at LIMIT 50)`),
    ],
  }
}

/** To be put into the batch of a new password: links that are still on their way are worth nothing any more. */
export function spendPasswordResets(db: Db, userUid: string, now: number): Statement {
  return db
    .update(passwordResets)
    .set({ usedAt: now })
    .where(and(eq(passwordResets.userUid, userUid), isNull(passwordResets.usedAt)))
}
