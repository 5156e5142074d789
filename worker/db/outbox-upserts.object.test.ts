import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { OutboxRow } from '../../durable-objects/lib/outbox.ts'
import { deliverOutbox } from './outbox-upserts.ts'

const PROVIDER = 'p0000000-0000-4000-8000-000000000000'
const RESELLER = 'r0000000-0000-4000-8000-000000000000'
const COMPANY = 'c0000000-0000-4000-8000-000000000000'
const OTHER = 'd0000000-0000-4000-8000-000000000000'

beforeEach(async () => {
  await env.DB.batch(
    ['collection_revisions', 'repositories', 'session_days', 'organizations'].map((table) =>
      env.DB.prepare(`DELETE FROM ${table}`),
    ),
  )
  const insert = env.DB.prepare(
    `INSERT INTO organizations (uid, type, reseller_uid, name, name_fold, name_natural, created_at, updated_at)
     VALUES (?1, ?2, ?3, ?1, ?1, ?1, 0, 0)`,
  )
  await env.DB.batch([
    insert.bind(PROVIDER, 'Provider', null),
    insert.bind(RESELLER, 'Reseller', null),
    insert.bind(COMPANY, 'Company', RESELLER),
    insert.bind(OTHER, 'Company', null),
  ])
})

function aRepositoryRow(rev: number, parts: Record<string, unknown> = {}): OutboxRow {
  return {
    collection: 'repositories',
    uid: 'repository',
    rev,
    row: {
      uid: 'repository',
      organizationUid: COMPANY,
      locationUid: null,
      siteUid: 'site',
      backupResourceUid: null,
      backupAgentUid: null,
      name: `rev ${rev}`,
      nameFold: 'r',
      nameNatural: 'r',
      status: 'Active',
      passwordCustody: 'escrowed',
      usedBytes: 9_007_199_254_740_991,
      objectCount: 1,
      hiddenBytes: 0,
      egressBytes: 0,
      createdAt: 1,
      deletedAt: null,
      ...parts,
    },
  }
}

async function readName(): Promise<string | undefined> {
  return (await env.DB.prepare('SELECT name FROM repositories').first<{ name: string }>())?.name
}

describe('deliverOutbox', () => {
  it('leaves the newest row, in whatever order and however often rows arrive', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 }), async (revs) => {
        await env.DB.prepare('DELETE FROM repositories').run()
        for (const rev of revs) expect(await deliverOutbox(env.DB, COMPANY, [aRepositoryRow(rev)])).toBe('delivered')
        expect(await readName()).toBe(`rev ${Math.max(...revs)}`)
      }),
      { numRuns: 20 },
    )
  })

  it('writes numbers, nulls and flags as what they are', async () => {
    await deliverOutbox(env.DB, COMPANY, [aRepositoryRow(7)])
    const row = await env.DB.prepare('SELECT used_bytes, location_uid, rev FROM repositories').first()
    expect(row).toEqual({ used_bytes: 9_007_199_254_740_991, location_uid: null, rev: 7 })
  })

  it('bumps the revision of the list for company, reseller and provider, and for nobody else', async () => {
    await deliverOutbox(env.DB, COMPANY, [aRepositoryRow(1)])
    await deliverOutbox(env.DB, COMPANY, [aRepositoryRow(2)])
    const { results } = await env.DB.prepare('SELECT * FROM collection_revisions ORDER BY organization_uid').all()
    expect(results).toEqual(
      [COMPANY, PROVIDER, RESELLER].map((uid) => ({ collection: 'repositories', organization_uid: uid, rev: 2 })),
    )
  })

  it('delivers an audit event once', async () => {
    const event: OutboxRow = {
      collection: 'auditEvents',
      uid: 'event',
      rev: 1,
      row: {
        uid: 'event',
        organizationUid: COMPANY,
        at: 1,
        kind: 'JobStarted',
        actorUserUid: null,
        actorName: null,
        clientAddress: null,
        requestId: null,
        targetType: 'job',
        targetUid: 'job',
        details: '{"name":"Daily"}',
        repeatCount: 1,
      },
    }
    await deliverOutbox(env.DB, COMPANY, [event])
    await deliverOutbox(env.DB, COMPANY, [event])
    const { results } = await env.DB.prepare('SELECT kind, details FROM audit_events').all()
    expect(results).toEqual([{ kind: 'JobStarted', details: '{"name":"Daily"}' }])
  })

  it('takes all rows of a delivery or none, and says when a row is at fault', async () => {
    const delivery = await deliverOutbox(env.DB, COMPANY, [
      aRepositoryRow(1),
      { collection: 'sessionDays', uid: '2026-11-02', rev: 2, row: { organizationUid: COMPANY, dayOn: '2026-11-02' } },
    ])
    expect(delivery).toMatchObject({ failed: 'refused' })
    expect(await readName()).toBeUndefined()
  })
})
