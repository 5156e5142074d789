import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { openDb, runBatch } from '../db/client.ts'
import { issueAccessToken } from './access-token.ts'
import { type Credential, forgetIdentities, identify } from './identity.ts'
import {
  renewTokenSession,
  revokeSession,
  revokeSessionsStatement,
  type SessionOrigin,
  startPortalSession,
  startTokenSession,
} from './sessions.ts'

const HOUR_MS = 3_600_000
const NOW = Date.UTC(2026, 10, 2)
const ADDRESS = '192.0.2.7'
const db = openDb(env.DB)
let organizationUid = ''
let userUid = ''
let administratorUid = ''

beforeEach(async () => {
  forgetIdentities()
  const provider = await env.DB.prepare("SELECT uid FROM organizations WHERE type = 'Provider'").first<{
    uid: string
  }>()
  const providerUid = provider?.uid ?? (await anOrganization('Provider'))
  organizationUid = await anOrganization('Company')
  userUid = await aUser(organizationUid, 'CompanyOwner')
  administratorUid = await aUser(providerUid, 'PortalAdministrator')
})

async function anOrganization(type: 'Provider' | 'Company'): Promise<string> {
  const uid = crypto.randomUUID()
  await env.DB.prepare(
    `INSERT INTO organizations (uid, type, name, name_fold, name_natural, is_rest_access_enabled, created_at, updated_at)
    VALUES (?1, ?2, ?1, ?1, ?1, 1, 0, 0)`,
  )
    .bind(uid, type)
    .run()
  return uid
}

async function aUser(inOrganization: string, role: string): Promise<string> {
  const uid = crypto.randomUUID()
  await env.DB.prepare(
    `INSERT INTO users (uid, organization_uid, role, user_name, user_name_fold, user_name_natural, created_at, updated_at)
    VALUES (?1, ?2, ?3, ?1, ?1, ?1, 0, 0)`,
  )
    .bind(uid, inOrganization, role)
    .run()
  return uid
}

const client = { clientAddress: ADDRESS, userAgent: 'test', now: NOW }
const byPassword = (of: string): SessionOrigin => ({ userUid: of, signInMethod: 'password', secondFactor: 'none' })

async function aPortal(origin = byPassword(userUid)) {
  const { sessionUid, token } = await startPortalSession(db, origin, false, client, [])
  return { sessionUid, credential: { kind: 'cookie', token } as Credential }
}

async function check(credential: Credential, now: number, address: string | null = ADDRESS): Promise<string> {
  forgetIdentities()
  const found = await identify(env, db, credential, address, now)
  return found.ok ? 'ok' : found.reason
}

describe('a portal session', () => {
  test('goes on while it is used, and ends when it is left alone', async () => {
    const { credential } = await aPortal()
    let now = NOW
    for (let use = 0; use < 6; use++) {
      now += 11 * HOUR_MS
      expect(await check(credential, now)).toBe('ok')
    }
    expect(await check(credential, now + 12 * HOUR_MS)).toBe('unknown')
  })

  test('ends after a week, however much it is used', async () => {
    const { credential } = await aPortal()
    for (let now = NOW; now < NOW + 168 * HOUR_MS; now += 8 * HOUR_MS) expect(await check(credential, now)).toBe('ok')
    expect(await check(credential, NOW + 168 * HOUR_MS)).toBe('unknown')
  })

  test('is out from addresses that are not on the list of its organization', async () => {
    const { credential } = await aPortal()
    const list = async (stored: object | null) => {
      const text = stored === null ? null : JSON.stringify(stored)
      await env.DB.prepare('UPDATE organizations SET ip_allow_list = ? WHERE uid = ?').bind(text, organizationUid).run()
    }
    await list({ isEnabled: true, blocks: ['192.0.2.0/24'] })
    expect(await check(credential, NOW)).toBe('ok')
    // What is remembered of the session does not answer for another address.
    expect(await identify(env, db, credential, '198.51.100.1', NOW)).toMatchObject({ reason: 'address_refused' })
    expect(await check(credential, NOW, null)).toBe('address_refused')
    await list({ isEnabled: false, blocks: ['192.0.2.0/24'] })
    expect(await check(credential, NOW, '198.51.100.1')).toBe('ok')
  })

  test('is one of those that end together, but for the one that asks', async () => {
    const [one, two] = [await aPortal(), await aPortal()]
    await runBatch(db, [revokeSessionsStatement(db, userUid, NOW, one.sessionUid)])
    expect([await check(one.credential, NOW), await check(two.credential, NOW)]).toEqual(['ok', 'unknown'])
    await runBatch(db, [revokeSessionsStatement(db, userUid, NOW)])
    expect(await check(one.credential, NOW)).toBe('unknown')
  })
})

describe('a session of one who acts as somebody else', () => {
  async function anActing() {
    const own = await aPortal(byPassword(administratorUid))
    const impersonator = { userUid: administratorUid, sessionUid: own.sessionUid }
    const acting = await aPortal({ userUid, signInMethod: 'impersonation', secondFactor: 'totp', impersonator })
    return { own, acting }
  }

  test('names both, keeps the own one awake, and ends an hour after its last use', async () => {
    const { own, acting } = await anActing()
    forgetIdentities()
    expect(await identify(env, db, acting.credential, ADDRESS, NOW)).toMatchObject({
      identity: { userUid, role: 'CompanyOwner', impersonator: { userUid: administratorUid }, secondFactor: 'totp' },
    })
    for (let minutes = 0; minutes < 11 * 60; minutes += 50)
      expect(await check(acting.credential, NOW + minutes * 60_000), `${minutes}`).toBe('ok')
    expect(await check(acting.credential, NOW + 12 * HOUR_MS)).toBe('unknown')
    expect(await check(own.credential, NOW + 22 * HOUR_MS)).toBe('ok')
    const second = await anActing()
    expect(await check(second.acting.credential, NOW + HOUR_MS)).toBe('unknown')
  })

  test.each([
    ['the own one ends', (own: string) => revokeSession(db, own, NOW)],
    [
      'who acts is disabled',
      () => env.DB.prepare("UPDATE users SET status = 'Disabled' WHERE uid = ?").bind(administratorUid).run(),
    ],
    [
      'who acts has another role',
      () =>
        env.DB.prepare("UPDATE users SET role = 'PortalReadonlyOperator' WHERE uid = ?").bind(administratorUid).run(),
    ],
    [
      'who is acted as is disabled',
      () => env.DB.prepare("UPDATE users SET status = 'Disabled' WHERE uid = ?").bind(userUid).run(),
    ],
  ])('ends when %s', async (_reason, end) => {
    const { own, acting } = await anActing()
    expect(await check(acting.credential, NOW)).toBe('ok')
    await end(own.sessionUid)
    expect(await check(acting.credential, NOW)).toBe('unknown')
  })
})

describe('a token session', () => {
  test('is not renewed once the session of the one who acts has ended', async () => {
    const own = await startTokenSession(db, byPassword(administratorUid), false, client, [])
    const impersonator = { userUid: administratorUid, sessionUid: own.sessionUid }
    const origin: SessionOrigin = { userUid, signInMethod: 'impersonation', secondFactor: 'none', impersonator }
    const acting = await startTokenSession(db, origin, false, client, [])
    const renewed = await renewTokenSession(db, acting.token, false, NOW + 1)
    expect(renewed).toMatchObject({ outcome: 'renewed', userUid })
    await revokeSession(db, own.sessionUid, NOW + 2)
    const last = renewed.outcome === 'renewed' ? renewed.token : ''
    expect(await renewTokenSession(db, last, false, NOW + 3)).toMatchObject({ outcome: 'unknown' })
  })

  test('of many renewals with one token at the same moment starts one, and ends with the rest', async () => {
    const started = await startTokenSession(db, byPassword(userUid), false, client, [])
    const renewals = await Promise.all(
      Array.from({ length: 5 }, () => renewTokenSession(db, started.token, false, NOW + 1)),
    )
    expect(renewals.filter(({ outcome }) => outcome === 'renewed')).toHaveLength(1)
    const token = await issueAccessToken(env, started.sessionUid, userUid, NOW + 1)
    expect(await check({ kind: 'bearer', token }, NOW + 2)).toBe('unknown')
  })
})
