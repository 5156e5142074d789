import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import { openDb, runBatch } from '../../worker/db/client.ts'
import { directoryChange } from '../../worker/db/directory-push.ts'
import { seedCompany } from '../company/testing/directory.setup.ts'
import { PROVIDER_OBJECT_NAME } from './rpc.ts'
import { sweepExpired, sweepPushes } from './sweeps.ts'

const DAY_MS = 86_400_000

function provider() {
  return env.PROVIDER.getByName(PROVIDER_OBJECT_NAME)
}

async function countOf(table: string): Promise<number> {
  return (await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<{ n: number }>())?.n ?? 0
}

describe('sweepPushes', () => {
  it('tells companies what a lost push left behind, and notes that they know', async () => {
    const now = Date.now()
    const { companyUid } = await seedCompany()
    await runBatch(openDb(env.DB), directoryChange(openDb(env.DB), companyUid, now - 60_000))
    expect(await countOf('pushes')).toBe(1)
    expect(await sweepPushes(env, now)).toBe(0)
    expect(await countOf('pushes')).toBe(0)
    await runInDurableObject(env.COMPANY.getByName(companyUid), (_instance, { storage }) => {
      expect(storage.sql.exec('SELECT rev FROM directory').one()).toEqual({ rev: 2 })
    })
  })

  it('leaves a change of this moment to the request that made it', async () => {
    const now = Date.now()
    const { companyUid } = await seedCompany()
    await runBatch(openDb(env.DB), directoryChange(openDb(env.DB), companyUid, now))
    expect(await sweepPushes(env, now)).toBe(1)
  })

  it('is not held up by those that fail again and again', async () => {
    const now = Date.now()
    const { companyUid } = await seedCompany()
    const organization = env.DB.prepare(
      `INSERT INTO organizations (uid, type, name, name_fold, name_natural, created_at, updated_at)
       VALUES (?1, 'Company', ?1, ?1, ?1, 0, 0)`,
    )
    const failing = env.DB.prepare(
      'INSERT INTO pushes (organization_uid, rev, created_at, attempts) VALUES (?1, 1, ?2, 1)',
    )
    const uids = Array.from({ length: 60 }, () => crypto.randomUUID())
    await env.DB.batch(uids.flatMap((uid) => [organization.bind(uid), failing.bind(uid, now - DAY_MS)]))
    await runBatch(openDb(env.DB), directoryChange(openDb(env.DB), companyUid, now - 60_000))
    const away = { applyDirectory: () => Promise.reject(new Error('away')) }
    const getByName = (uid: string) => (uid === companyUid ? env.COMPANY.getByName(uid) : away)
    const COMPANY = { getByName } as unknown as typeof env.COMPANY
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    await sweepPushes({ DB: env.DB, COMPANY }, now)
    expect(logged).toHaveBeenCalledTimes(59)
    logged.mockRestore()
    const left = env.DB.prepare('SELECT rev FROM pushes WHERE organization_uid = ?').bind(companyUid)
    expect(await left.first()).toBeNull()
  })
})

describe('sweepExpired', () => {
  it('removes what is long over and nothing else', async () => {
    const now = Date.now()
    const token = env.DB.prepare(
      "INSERT INTO enrolment_tokens (token_sha256, created_by_user_uid, created_at, expires_at) VALUES (?, 'x', 0, ?)",
    )
    const agent = env.DB.prepare(
      `INSERT INTO unverified_agents (uid, poll_secret_sha256, host_name, host_name_fold, host_name_natural, platform_type,
         client_address, host, status, created_at, last_seen_at) VALUES (?1, 'x', 'x', 'x', 'x', 'Linux', 'x', '{}', ?2, 0, ?3)`,
    )
    const day = env.DB.prepare(
      `INSERT INTO repositories (uid, organization_uid, site_uid, name, name_fold, name_natural, status, password_custody,
         created_at, rev, deleted_at) VALUES (?1, 'x', 'x', ?1, ?1, ?1, 'Deleted', 'escrowed', 0, 1, ?2)`,
    )
    await env.DB.batch([
      token.bind('old', now - 31 * DAY_MS),
      token.bind('expired', now - DAY_MS),
      agent.bind('silent', 'Unverified', now - 15 * DAY_MS),
      agent.bind('waiting', 'Unverified', now - DAY_MS),
      agent.bind('enrolled', 'Enrolled', now - 2 * DAY_MS),
      day.bind('long gone', now - 61 * DAY_MS),
      day.bind('gone', now - DAY_MS),
      day.bind('alive', null),
    ])
    await sweepExpired(env, now)
    const uids = async (table: string, key: string) =>
      (await env.DB.prepare(`SELECT ${key} AS uid FROM ${table} ORDER BY 1`).all<{ uid: string }>()).results.map(
        ({ uid }) => uid,
      )
    expect(await uids('enrolment_tokens', 'token_sha256')).toEqual(['expired'])
    expect(await uids('unverified_agents', 'uid')).toEqual(['waiting'])
    expect(await uids('repositories', 'uid')).toEqual(['alive', 'gone'])
  })
})

describe('ProviderObject', () => {
  it('runs by its own alarm once it was nudged, and is armed again afterwards', async () => {
    const object = provider()
    await object.nudge()
    await object.nudge()
    await runInDurableObject(object, (_instance, { storage }) => {
      storage.sql.exec('UPDATE timers SET due_at = 1')
    })
    expect(await runDurableObjectAlarm(object)).toBe(true)
    await runInDurableObject(object, async (_instance, { storage }) => {
      const timers = storage.sql.exec('SELECT kind, attempts FROM timers ORDER BY kind').toArray()
      expect(timers).toEqual([
        { kind: 'expired', attempts: 0 },
        { kind: 'leases', attempts: 0 },
        { kind: 'prune', attempts: 0 },
        { kind: 'purges', attempts: 0 },
        { kind: 'pushes', attempts: 0 },
        { kind: 'reseal', attempts: 0 },
        { kind: 'seal', attempts: 0 },
        { kind: 'verify', attempts: 0 },
      ])
      expect(await storage.getAlarm()).toBeGreaterThan(Date.now())
      await storage.deleteAlarm()
    })
  })
})
