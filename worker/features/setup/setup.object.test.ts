import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { createApp } from '../../app.ts'
import { sha256Hex } from '../../auth/secrets.ts'

const TOKEN = 'the one-time token'
const PASSWORD = 'correct horse battery'
const app = createApp()
const context = {
  waitUntil: () => undefined,
  passThroughOnException: () => undefined,
  props: {},
} as unknown as ExecutionContext

async function setUp(body: object, headers: Record<string, string> = {}): Promise<Response> {
  const request = new Request('https://console.example/api/v3/setup', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ token: TOKEN, userName: 'admin', password: PASSWORD, ...body }),
  })
  return app.fetch(request, { ...env, HOLDFAST_SETUP_TOKEN_SHA256: await sha256Hex(TOKEN) }, context)
}

async function count(table: string): Promise<number> {
  return (await env.DB.prepare(`SELECT count(*) AS total FROM ${table}`).first<number>('total')) ?? -1
}

beforeEach(async () => {
  for (const table of ['sessions', 'users', 'sites', 'organizations', 'collection_revisions'])
    await env.DB.prepare(`DELETE FROM ${table}`).run()
})

describe('the setup', () => {
  test('makes provider, first site and administrator, and signs the administrator in', async () => {
    const response = await setUp({ userName: ' Ada ', organizationName: 'Cloudy Backups', timeZone: 'Europe/Berlin' })
    expect(await response.json()).toMatchObject({
      data: {
        user: { userName: 'Ada', role: 'PortalAdministrator' },
        organization: { name: 'Cloudy Backups' },
        portal: 'admin',
        timeZone: 'Europe/Berlin',
      },
    })
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-holdfast=/)
    expect(await env.DB.prepare('SELECT name, bucket_binding FROM sites').first()).toEqual({
      name: 'Main site',
      bucket_binding: 'SITE_1',
    })
    const kept = JSON.stringify(
      (await env.DB.prepare('SELECT * FROM users JOIN audit_events JOIN sessions').all()).results,
    )
    expect(kept).not.toContain(PASSWORD)
    expect(kept).not.toContain(TOKEN)
  })

  test('happens once, also when two hold the link at the same time', async () => {
    const statuses = await Promise.all(
      [setUp({ userName: 'one' }), setUp({ userName: 'two' })].map(async (answer) => (await answer).status),
    )
    expect(statuses.sort()).toEqual([200, 409])
    expect([await count('users'), await count('organizations'), await count('sites')]).toEqual([1, 1, 1])
    expect((await setUp({ userName: 'three' })).status).toBe(409)
  })

  test.each([
    [{ token: 'guessed' }, 403],
    [{ token: '' }, 400],
    [{ password: 'short' }, 400],
    [{ userName: 'a\\b' }, 400],
    [{ timeZone: 'Mars/Base' }, 400],
  ])('of %j makes nothing', async (body, status) => {
    expect((await setUp(body)).status).toBe(status)
    expect(await count('organizations')).toBe(0)
  })

  test('is closed where no token was given to the console', async () => {
    const request = new Request('https://console.example/api/v3/setup', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: TOKEN, userName: 'admin', password: PASSWORD }),
    })
    expect((await app.fetch(request, { ...env, HOLDFAST_SETUP_TOKEN_SHA256: '' }, context)).status).toBe(403)
  })

  test('is not for pages of another origin', async () => {
    expect((await setUp({}, { Origin: 'https://other.example' })).status).toBe(403)
  })
})
