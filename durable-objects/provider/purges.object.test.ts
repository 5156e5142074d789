import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { PURGED_TABLES } from '../../worker/db/purge-organization.ts'
import { seedCompany } from '../company/testing/directory.setup.ts'
import { sweepPurges } from './purges.ts'

/** Kept for as long as the log is, or bound to nobody. */
const KEPT: Readonly<Record<string, string>> = {
  audit_events: 'append-only, with a retention of its own',
  audit_chains: 'what is left of an audit stays verifiable',
  sites: 'of the provider',
  deletion_settings: 'of the provider',
  log_settings: 'of the provider',
  request_replays: 'expire within hours',
  single_sign_on_replays: 'expire within hours',
  mail_sign_ins: 'expire within minutes',
  container_containers: 'go with their container',
}

async function tables(): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' AND name <> 'd1_migrations'",
  ).all<{ name: string }>()
  return results.map(({ name }) => name)
}

async function markDeleted(uid: string, purgeAt: number): Promise<void> {
  await env.DB.prepare('UPDATE organizations SET deleted_at = 1, purge_at = ?, updated_at = 1 WHERE uid = ?')
    .bind(purgeAt, uid)
    .run()
}

async function isThere(uid: string): Promise<boolean> {
  return (await env.DB.prepare('SELECT 1 FROM organizations WHERE uid = ?').bind(uid).first()) !== null
}

describe('a purge', () => {
  it('knows every table: what it removes, and why it leaves the others', async () => {
    const known = [...PURGED_TABLES, ...Object.keys(KEPT)]
    expect(known.sort()).toEqual((await tables()).sort())
  })

  it('removes a company when its time is over, and not before', async () => {
    const { companyUid, resellerUid, providerUid } = await seedCompany()
    await env.DB.batch([
      env.DB.prepare(
        `INSERT INTO users (uid, organization_uid, role, user_name, user_name_fold, user_name_natural, created_at, updated_at)
         VALUES ('user-of-it', ?, 'CompanyOwner', 'o', 'o', 'o', 0, 0)`,
      ).bind(companyUid),
      env.DB.prepare(
        `INSERT INTO sessions (uid, user_uid, kind, created_at, last_seen_at, expires_at)
         VALUES ('session-of-it', 'user-of-it', 'portal', 0, 0, 0)`,
      ),
      env.DB.prepare("INSERT INTO user_companies (user_uid, company_uid) VALUES ('user-of-it', ?)").bind(companyUid),
    ])
    await markDeleted(companyUid, 5_000)
    await sweepPurges(env, 4_999)
    expect(await isThere(companyUid)).toBe(true)
    await sweepPurges(env, 5_000)
    expect(await isThere(companyUid)).toBe(false)
    for (const table of ['users', 'sessions', 'tenants', 'locations', 'backup_resources']) {
      const { n } = (await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<{ n: number }>()) ?? { n: -1 }
      expect(n, table).toBe(0)
    }
    expect(await isThere(resellerUid)).toBe(true)
    const event = await env.DB.prepare(
      "SELECT organization_uid AS owner FROM audit_events WHERE kind = 'CompanyPurged'",
    )
      .bind()
      .first<{ owner: string }>()
    expect(event?.owner).toBe(providerUid)
  })

  it('lets the companies of a reseller be when the reseller goes', async () => {
    const { companyUid, resellerUid } = await seedCompany()
    await env.DB.prepare('UPDATE organizations SET reseller_uid = NULL, former_reseller_uid = ? WHERE uid = ?')
      .bind(resellerUid, companyUid)
      .run()
    await markDeleted(resellerUid, 1)
    await sweepPurges(env, 10_000)
    expect(await isThere(resellerUid)).toBe(false)
    expect(await isThere(companyUid)).toBe(true)
  })

  it('asks a company again that still waits for protected bytes, and claims it once', async () => {
    const { companyUid } = await seedCompany()
    await markDeleted(companyUid, 1)
    const asked: string[] = []
    const waiting = { getByName: (name: string) => ({ purge: async () => ({ isDone: asked.push(name) >= 2 }) }) }
    const half = { DB: env.DB, COMPANY: waiting as unknown as typeof env.COMPANY }
    const hour = 3_600_000
    await sweepPurges(half, hour)
    await sweepPurges(half, hour + 1)
    expect(asked).toEqual([companyUid])
    const claimed = await env.DB.prepare('SELECT purge_started_at AS at FROM organizations WHERE uid = ?')
      .bind(companyUid)
      .first<{ at: number }>()
    expect(claimed?.at).toBe(hour)
    await sweepPurges(half, 2 * hour + 1)
    expect(asked).toEqual([companyUid, companyUid])
    expect(await isThere(companyUid)).toBe(false)
  })
})
