/** The second factor of a user: checked once per code, set up, and taken away. */
import { and, eq, isNull, lt, sql } from 'drizzle-orm'
import type { Db, Statement } from '../db/client.ts'
import { recoveryCodes, totpFactors } from '../db/schema/sign-in.ts'
import { userLogins } from '../db/schema/users.ts'
import type { MasterSecrets } from './keys.ts'
import { recoveryCodeDigest } from './recovery-codes.ts'
import { openSecret } from './secret-box.ts'
import { sha256Hex } from './secrets.ts'
import { findTotpStep } from './totp.ts'

/** A code of the app. Taken in the same statement that looks whether it was taken before, so that it works once. */
export async function takeTotpCode(
  secrets: MasterSecrets,
  db: Db,
  userUid: string,
  code: string,
  now: number,
): Promise<boolean> {
  const factor = await db
    .select({ sealedSecret: totpFactors.sealedSecret })
    .from(totpFactors)
    .where(eq(totpFactors.userUid, userUid))
    .get()
  const secret = factor === undefined ? null : await openSecret(secrets, 'totpSecret', factor.sealedSecret)
  const step = secret === null ? null : findTotpStep(secret, code, now)
  if (step === null) return false
  const taken = await db
    .update(totpFactors)
    .set({ lastStep: step })
    .where(and(eq(totpFactors.userUid, userUid), lt(totpFactors.lastStep, step)))
    .returning({ userUid: totpFactors.userUid })
  return taken.length === 1
}

async function takeRecoveryCode(db: Db, userUid: string, code: string, now: number): Promise<boolean> {
  const codeSha256 = await recoveryCodeDigest(userUid, code)
  if (codeSha256 === null) return false
  const taken = await db
    .update(recoveryCodes)
    .set({ usedAt: now })
    .where(
      and(eq(recoveryCodes.userUid, userUid), eq(recoveryCodes.codeSha256, codeSha256), isNull(recoveryCodes.usedAt)),
    )
    .returning({ userUid: recoveryCodes.userUid })
  return taken.length === 1
}

/** By which factor the code proves the user; null when it does not. */
export async function takeSecondFactor(
  secrets: MasterSecrets,
  db: Db,
  userUid: string,
  code: string,
  now: number,
): Promise<'totp' | 'recoveryCode' | null> {
  if (await takeTotpCode(secrets, db, userUid, code, now)) return 'totp'
  return (await takeRecoveryCode(db, userUid, code, now)) ? 'recoveryCode' : null
}

export function countRecoveryCodes(db: Db, userUid: string): Promise<number> {
  return db.$count(recoveryCodes, and(eq(recoveryCodes.userUid, userUid), isNull(recoveryCodes.usedAt)))
}

export interface NewFactor {
  userUid: string
  sealedSecret: string
  secretSha256: string
  description: string
  /** JSON array. */
  scopes: string
  /** Of the code that confirmed it: it is used up. */
  step: number
}

/** To be put into one batch. The batch fails when the user has an app already. */
export function addFactorStatements(db: Db, factor: NewFactor, now: number): Statement[] {
  const { userUid, secretSha256 } = factor
  return [
    db.insert(userLogins).values({
      userUid,
      kind: 'totp',
      description: factor.description,
      scopes: factor.scopes,
      secretSha256,
      createdAt: now,
    }),
    db.run(sql`INSERT INTO totp_factors (user_uid, login_id, sealed_secret, last_step, created_at)
      SELECT ${userUid}, id, ${factor.sealedSecret}, ${factor.step}, ${now} FROM user_logins
      WHERE secret_sha256 = ${secretSha256}`),
  ]
}

export function removeFactorStatements(db: Db, userUid: string, now: number): Statement[] {
  return [
    db
      .update(userLogins)
      .set({ deletedAt: now })
      .where(and(eq(userLogins.userUid, userUid), eq(userLogins.kind, 'totp'), isNull(userLogins.deletedAt))),
    db.delete(totpFactors).where(eq(totpFactors.userUid, userUid)),
    db.delete(recoveryCodes).where(eq(recoveryCodes.userUid, userUid)),
  ]
}

/** The codes before are worth nothing any more. */
export async function replaceRecoveryCodes(
  db: Db,
  userUid: string,
  codes: readonly string[],
  now: number,
): Promise<Statement[]> {
  const digests = await Promise.all(codes.map((code) => recoveryCodeDigest(userUid, code)))
  const rows = digests.flatMap((codeSha256) => (codeSha256 === null ? [] : [{ userUid, codeSha256, createdAt: now }]))
  return [db.delete(recoveryCodes).where(eq(recoveryCodes.userUid, userUid)), db.insert(recoveryCodes).values(rows)]
}

/** By which a secret is known without being told: also which login it belongs to. */
export function totpDigest(secret: string): Promise<string> {
  return sha256Hex(`totp ${secret}`)
}
