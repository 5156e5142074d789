import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { openSecret, sealSecret } from '../../worker/auth/secret-box.ts'
import { resealSecrets } from './resealing.ts'

const { DB } = env
const secret = (letter: string) => btoa(letter.repeat(32)).replaceAll('=', '')
const OLD = { HOLDFAST_MASTER_SECRET: secret('o') }
const NEW = { HOLDFAST_MASTER_SECRET: secret('n') }
const ROTATED = { DB, ...NEW, HOLDFAST_MASTER_SECRET_PREVIOUS: OLD.HOLDFAST_MASTER_SECRET }

/** Organizations with the password of a mail server, as it is stored. */
async function withSealed(texts: readonly string[]): Promise<string[]> {
  const uids = texts.map(() => crypto.randomUUID())
  await DB.batch(
    texts.flatMap((text, index) => [
      DB.prepare(
        `INSERT INTO organizations (uid, type, name, name_fold, name_natural, created_at, updated_at)
        VALUES (?1, 'Company', ?1, ?1, ?1, 0, 0)`,
      ).bind(uids[index]),
      DB.prepare(
        'INSERT INTO organization_configurations (organization_uid, smtp_secret_sealed, updated_at) VALUES (?, ?, 0)',
      ).bind(uids[index], text),
    ]),
  )
  return uids
}

async function sealedOf(uid: string | undefined): Promise<string> {
  const row = await DB.prepare(
    'SELECT smtp_secret_sealed AS text FROM organization_configurations WHERE organization_uid = ?',
  )
    .bind(uid)
    .first<{ text: string }>()
  return row?.text ?? ''
}

describe('sealed secrets', () => {
  it('are sealed anew after a rotation, so that the previous master secret can be forgotten', async () => {
    const old = await sealSecret(OLD, 'mailPassword', 'hunter2')
    const fresh = await sealSecret(NEW, 'mailPassword', 'hunter3')
    const [first, second] = await withSealed([old, fresh])
    expect(await resealSecrets({ DB, ...NEW }, new Map())).toBe(false)
    expect(await sealedOf(first)).toBe(old)
    expect(await resealSecrets(ROTATED, new Map())).toBe(false)
    expect(await openSecret(NEW, 'mailPassword', await sealedOf(first))).toBe('hunter2')
    expect(await sealedOf(second)).toBe(fresh)
  })

  it('are done a part at a time, and what cannot be opened stays and holds up nothing', async () => {
    const old = await Promise.all(Array.from({ length: 201 }, () => sealSecret(OLD, 'mailPassword', 'hunter2')))
    const broken = `${old[0]?.slice(0, -2)}AA`
    const uids = await withSealed([broken, ...old])
    const places = new Map()
    expect(await resealSecrets(ROTATED, places)).toBe(true)
    expect(await resealSecrets(ROTATED, places)).toBe(false)
    expect(await sealedOf(uids[0])).toBe(broken)
    expect(await openSecret(NEW, 'mailPassword', await sealedOf(uids.at(-1)))).toBe('hunter2')
  })

  it('are reached behind a whole part that cannot be opened', async () => {
    const old = await sealSecret(OLD, 'mailPassword', 'hunter2')
    const broken = `${old.slice(0, -2)}AA`
    const uids = (await withSealed([...Array.from({ length: 200 }, () => broken), old])).sort()
    // The one that can be opened is the last one to be looked at.
    const set = DB.prepare('UPDATE organization_configurations SET smtp_secret_sealed = ?2 WHERE organization_uid = ?1')
    await DB.batch(uids.map((uid, index) => set.bind(uid, index === 200 ? old : broken)))
    const places = new Map()
    expect(await resealSecrets(ROTATED, places)).toBe(true)
    expect(await sealedOf(uids[200])).toBe(old)
    expect(await resealSecrets(ROTATED, places)).toBe(false)
    expect(await openSecret(NEW, 'mailPassword', await sealedOf(uids[200]))).toBe('hunter2')
  })

  it('stay as they are where the previous master secret is the present one', async () => {
    const fresh = await sealSecret(NEW, 'mailPassword', 'hunter2')
    const [uid] = await withSealed([fresh])
    const env = { DB, ...NEW, HOLDFAST_MASTER_SECRET_PREVIOUS: NEW.HOLDFAST_MASTER_SECRET }
    expect(await resealSecrets(env, new Map())).toBe(false)
    expect(await sealedOf(uid)).toBe(fresh)
  })
})
