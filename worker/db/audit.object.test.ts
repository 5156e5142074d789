import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { auditRefusal } from './audit.ts'
import { openDb } from './client.ts'

const NOW = Date.UTC(2026, 5, 1, 12)
const PROVIDER = '11111111-1111-4111-8111-111111111111'

function refuse(reason: string, userName = 'nobody') {
  const context = { scope: { userUid: '', userName }, clientAddress: '192.0.2.7', requestId: null, now: NOW }
  return auditRefusal(openDb(env.DB), context, { organizationUid: null, kind: 'SignInFailed', details: { reason } })
}

const read = async () =>
  (
    await env.DB.prepare(
      `SELECT organization_uid AS organizationUid, actor_name AS name, repeat_count AS count FROM audit_events
       WHERE client_address = '192.0.2.7' ORDER BY actor_name`,
    ).all()
  ).results

describe('a refusal', () => {
  it('is nobody’s before the setup, and fails nothing', async () => {
    await env.DB.prepare("DELETE FROM organizations WHERE type = 'Provider'").run()
    await refuse('unknown_user')
    expect(await read()).toEqual([])
  })

  it('of somebody unknown belongs to the provider; many at once are counted to the last', async () => {
    await env.DB.prepare(
      `INSERT INTO organizations (uid, type, name, name_fold, name_natural, created_at, updated_at)
       VALUES (?, 'Provider', 'P', 'p', 'p', 0, 0)`,
    )
      .bind(PROVIDER)
      .run()
    await Promise.all([...Array.from({ length: 25 }, () => refuse('unknown_user')), refuse('unknown_user', 'other')])
    await refuse('unknown_user')
    expect(await read()).toEqual([
      { organizationUid: PROVIDER, name: 'nobody', count: 26 },
      { organizationUid: PROVIDER, name: 'other', count: 1 },
    ])
  })
})
