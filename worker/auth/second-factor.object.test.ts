import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import { beforeEach, describe, expect, test } from 'vitest'
import { isGuardFailure } from '../db/batch-guard.ts'
import { openDb, runBatch } from '../db/client.ts'
import { findChallenge, openChallenge, useChallenge } from './challenges.ts'
import { requirePassword, voidPasswordProofs } from './password-proofs.ts'
import { newRecoveryCodes } from './recovery-codes.ts'
import {
  addFactorStatements,
  countRecoveryCodes,
  removeFactorStatements,
  replaceRecoveryCodes,
  takeSecondFactor,
  takeTotpCode,
  totpDigest,
} from './second-factor.ts'
import { sealSecret } from './secret-box.ts'
import { newTotpSecret } from './totp.ts'

const STEP_MS = 30_000
const NOW = Date.UTC(2026, 10, 2, 12, 0, 10)
const db = openDb(env.DB)
let userUid = ''
const HASH = '$scrypt$of the password'
const checked = () => ({ userUid, passwordHash: HASH })

beforeEach(async () => {
  userUid = crypto.randomUUID()
  const organizationUid = crypto.randomUUID()
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO organizations (uid, type, name, name_fold, name_natural, created_at, updated_at)
      VALUES (?1, 'Company', ?1, ?1, ?1, 0, 0)`,
    ).bind(organizationUid),
    env.DB.prepare(
      `INSERT INTO users (uid, organization_uid, role, user_name, user_name_fold, user_name_natural, password_hash, created_at, updated_at)
      VALUES (?, ?, 'CompanyAdministrator', 'anna', 'anna', 'anna', ?, 0, 0)`,
    ).bind(userUid, organizationUid, HASH),
  ])
})

async function withApp(step = 0): Promise<{ secret: string; code(stepsAhead: number): string }> {
  const secret = newTotpSecret()
  const factor = {
    userUid,
    sealedSecret: await sealSecret(env, 'totpSecret', secret),
    secretSha256: await totpDigest(secret),
    description: 'Phone',
    scopes: '["ui"]',
    step,
  }
  await runBatch(db, addFactorStatements(db, factor, NOW))
  const app = new TOTP({ secret: Secret.fromBase32(secret) })
  return { secret, code: (steps) => app.generate({ timestamp: NOW + steps * STEP_MS }) }
}

describe('a code of the app', () => {
  test('is taken once, also when it comes many times at the same moment', async () => {
    const app = await withApp()
    const taken = await Promise.all(Array.from({ length: 10 }, () => takeTotpCode(env, db, userUid, app.code(0), NOW)))
    expect(taken.filter(Boolean)).toHaveLength(1)
  })

  test('is not taken after one of a later step, nor the one that set the app up', async () => {
    const app = await withApp(Math.floor(NOW / STEP_MS) - 1)
    expect(await takeTotpCode(env, db, userUid, app.code(-1), NOW)).toBe(false)
    expect(await takeTotpCode(env, db, userUid, app.code(1), NOW)).toBe(true)
    expect(await takeTotpCode(env, db, userUid, app.code(0), NOW)).toBe(false)
    expect(await takeTotpCode(env, db, userUid, app.code(2), NOW + STEP_MS)).toBe(true)
  })

  test('is nobody else’s, and nothing once the app was taken away', async () => {
    const app = await withApp()
    expect(await takeTotpCode(env, db, crypto.randomUUID(), app.code(0), NOW)).toBe(false)
    await runBatch(db, removeFactorStatements(db, userUid, NOW))
    expect(await takeTotpCode(env, db, userUid, app.code(0), NOW)).toBe(false)
  })

  test('needs no secret in the database that could be read', async () => {
    const { secret } = await withApp()
    const kept = await env.DB.prepare('SELECT * FROM totp_factors JOIN user_logins').all()
    expect(JSON.stringify(kept.results)).not.toContain(secret)
  })
})

describe('an app', () => {
  test('is one per user', async () => {
    await withApp()
    await expect(withApp()).rejects.toThrow(/UNIQUE/)
  })
})

describe('a recovery code', () => {
  test('works once, also when it comes many times at the same moment, and is counted', async () => {
    await withApp()
    const codes = newRecoveryCodes()
    await runBatch(db, await replaceRecoveryCodes(db, userUid, codes, NOW))
    const [code = ''] = codes
    const taken = await Promise.all(Array.from({ length: 5 }, () => takeSecondFactor(env, db, userUid, code, NOW)))
    expect(taken.filter((factor) => factor === 'recoveryCode')).toHaveLength(1)
    expect(await countRecoveryCodes(db, userUid)).toBe(9)
    await runBatch(db, await replaceRecoveryCodes(db, userUid, newRecoveryCodes(), NOW))
    expect(await takeSecondFactor(env, db, userUid, codes[1] ?? '', NOW)).toBeNull()
    expect(await countRecoveryCodes(db, userUid)).toBe(10)
  })
})

describe('a challenge', () => {
  test('leads to one session, within its time', async () => {
    const token = await openChallenge(db, checked(), true, NOW)
    const challenge = await findChallenge(db, token, NOW + 600_000 - 1)
    expect(challenge).toMatchObject({ userUid, isReadOnly: true })
    expect(await findChallenge(db, token, NOW + 600_000)).toBeNull()
    expect(await findChallenge(db, 'hfm_guessed', NOW)).toBeNull()
    if (challenge === null) throw new Error('There is no challenge')
    await runBatch(db, useChallenge(db, challenge, NOW))
    await expect(runBatch(db, useChallenge(db, challenge, NOW))).rejects.toThrow(/NOT NULL/)
    expect(await findChallenge(db, token, NOW)).toBeNull()
  })

  test('is worth nothing once the password that it came from was changed', async () => {
    const token = await openChallenge(db, checked(), false, NOW)
    const change = env.DB.prepare('UPDATE users SET password_changed_at = ? WHERE uid = ?')
    await change.bind(NOW, userUid).run()
    expect(await findChallenge(db, token, NOW + 1)).not.toBeNull()
    await change.bind(NOW + 1, userUid).run()
    expect(await findChallenge(db, token, NOW + 2)).toBeNull()
  })

  test('ends with the password, also when the change began before it and is written after', async () => {
    const token = await openChallenge(db, checked(), false, NOW)
    const changed = db.run(sql`UPDATE users SET password_hash = 'another', password_changed_at = ${NOW - 1}
      WHERE uid = ${userUid}`)
    await runBatch(db, [changed, ...voidPasswordProofs(db, sql`${userUid}`, NOW - 1)])
    expect(await findChallenge(db, token, NOW + 1)).toBeNull()
  })

  test('is not begun by a password that was changed while it was looked at, and no session either', async () => {
    await env.DB.prepare("UPDATE users SET password_hash = 'another' WHERE uid = ?").bind(userUid).run()
    await expect(openChallenge(db, checked(), false, NOW)).rejects.toSatisfy(isGuardFailure)
    await expect(runBatch(db, [requirePassword(db, userUid, HASH)])).rejects.toSatisfy(isGuardFailure)
    await runBatch(db, [requirePassword(db, userUid, 'another')])
  })
})
