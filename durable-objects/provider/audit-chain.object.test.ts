/** Sealing, verifying and cutting the chains of the audit over a real D1, and what happens to whoever touches it. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { CHAIN_START, checkHead, followLink } from '../../domain/audit-chain.ts'
import { sha256Hex } from '../../worker/auth/secrets.ts'
import { auditRepeated, auditStatement } from '../../worker/db/audit.ts'
import { linkOfRow, readChainRow, readSealedRows } from '../../worker/db/audit-chain.ts'
import { openDb, runBatch } from '../../worker/db/client.ts'
import { AuditHeads } from './audit-heads.ts'
import { pruneLogs } from './audit-retention.ts'
import { sealAudit, sealOrganization } from './audit-sealer.ts'
import { verifyAudit } from './audit-verifier.ts'
import { PROVIDER_OBJECT_NAME } from './rpc.ts'

const NOW = Date.UTC(2026, 5, 1, 12)
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const ACME = '00000000-0000-4000-8000-00000000000a'
const GLOBEX = '00000000-0000-4000-8000-00000000000b'
const PROVIDER = '00000000-0000-4000-8000-000000000001'
const ANNA = { userUid: '00000000-0000-4000-8000-0000000000a1', userName: 'anna' }

const db = () => openDb(env.DB)
const anna = (now = NOW) => ({ scope: ANNA, clientAddress: '192.0.2.1', requestId: null, now })

function withHeads<T>(work: (heads: AuditHeads) => Promise<T>): Promise<T> {
  return runInDurableObject(env.PROVIDER.getByName(PROVIDER_OBJECT_NAME), (_object, { storage }) =>
    work(new AuditHeads(storage)),
  )
}

async function write(organizationUid: string, count: number, at = NOW): Promise<void> {
  for (let number = 1; number <= count; number++) {
    const entry = { organizationUid, kind: 'CompanyEdited', details: { name: `Change ${number}` } }
    await runBatch(db(), [auditStatement(db(), anna(at + number), entry)])
  }
}

/** As an export is verified: by what D1 holds alone. */
async function verifyByRows(organizationUid: string): Promise<unknown> {
  const chain = await readChainRow(env.DB, organizationUid)
  if (chain === null) throw new Error('no chain')
  let at = { sequence: chain.prunedSeq, hash: chain.prunedHash }
  for (const row of await readSealedRows(env.DB, organizationUid, 0, 1_000)) {
    const followed = await followLink(at, await linkOfRow(row), sha256Hex)
    if (!followed.ok) return followed.failure
    at = followed.value
  }
  return checkHead(at, { sequence: chain.headSeq, hash: chain.headHash })
}

async function readFault(organizationUid: string) {
  await env.DB.prepare('UPDATE audit_chains SET verified_at = NULL').run()
  await withHeads((heads) => verifyAudit(env, heads, NOW))
  return env.DB.prepare('SELECT fault_seq AS sequence, fault AS reason FROM audit_chains WHERE organization_uid = ?')
    .bind(organizationUid)
    .first()
}

/** What somebody with the database in hand does first. */
async function dropTriggers(): Promise<void> {
  for (const name of ['insert', 'update', 'delete', 'replace', 'place'])
    await env.DB.prepare(`DROP TRIGGER audit_events_${name}`).run()
}

async function seal(): Promise<void> {
  await withHeads((heads) => sealAudit(env, heads, NOW + 2 * HOUR_MS))
}

beforeEach(async () => {
  // Each test has its own history.
  await runInDurableObject(env.PROVIDER.getByName(PROVIDER_OBJECT_NAME), (_object, { storage }) => {
    storage.sql.exec('DELETE FROM audit_heads')
    storage.sql.exec('DELETE FROM audit_cursors')
  })
  const triggers = await env.DB.prepare(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit_events'",
  ).all<{ name: string; sql: string }>()
  if (triggers.results.length > 0) kept = triggers.results.map(({ sql }) => sql)
  for (const { name } of triggers.results) await env.DB.prepare(`DROP TRIGGER ${name}`).run()
  await env.DB.batch([
    env.DB.prepare('DELETE FROM audit_events'),
    env.DB.prepare('DELETE FROM audit_chains'),
    env.DB.prepare(
      `INSERT OR IGNORE INTO organizations (uid, type, name, name_fold, name_natural, created_at, updated_at)
       VALUES (?, 'Provider', 'P', 'p', 'p', 0, 0)`,
    ).bind(PROVIDER),
  ])
  for (const sql of kept) await env.DB.prepare(sql).run()
})
let kept: string[] = []

describe('sealing', () => {
  it('gives the events of each organization their places, in the order in which they were written', async () => {
    await write(ACME, 3)
    await write(GLOBEX, 2)
    await seal()
    await write(ACME, 2, NOW + 1_000)
    await seal()
    const rows = await readSealedRows(env.DB, ACME, 0, 100)
    expect(rows.map(({ seq, at }) => [seq, at - NOW])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 1_001],
      [5, 1_002],
    ])
    expect(await verifyByRows(ACME)).toBeNull()
    expect(await verifyByRows(GLOBEX)).toBeNull()
    expect(await readFault(ACME)).toEqual({ sequence: null, reason: null })
  })

  it('takes up a batch that nobody saw the end of, whether or not D1 has it', async () => {
    await write(ACME, 2)
    await seal()
    await write(ACME, 2, NOW + 1_000)
    await withHeads(async (heads) => {
      const before = heads.find(ACME)?.current
      if (before === undefined) throw new Error('no head')
      // Told D1 and was cut off: D1 has it.
      await sealOrganization(env, heads, ACME, NOW + 2 * HOUR_MS)
      const after = heads.find(ACME)?.current
      if (after === undefined) throw new Error('no head')
      heads.plan(ACME, before, after)
      await write(ACME, 1, NOW + 2_000)
      await sealOrganization(env, heads, ACME, NOW + 2 * HOUR_MS)
      // Was cut off before it told D1.
      const current = heads.find(ACME)?.current
      if (current === undefined) throw new Error('no head')
      heads.plan(ACME, current, { ...current, head: { sequence: 9, hash: 'never' } })
      await write(ACME, 1, NOW + 3_000)
      await sealOrganization(env, heads, ACME, NOW + 2 * HOUR_MS)
    })
    expect((await readSealedRows(env.DB, ACME, 0, 100)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
    expect(await verifyByRows(ACME)).toBeNull()
    expect(await readFault(ACME)).toEqual({ sequence: null, reason: null })
  })

  it('leaves an event open for the hour that counts its repetitions', async () => {
    const refusal = { organizationUid: ACME, kind: 'SignInFailed', details: { reason: 'wrong_password' } }
    for (let time = 0; time < 5; time++) await auditRepeated(db(), anna(NOW + time), refusal)
    await auditRepeated(db(), { ...anna(NOW), clientAddress: '192.0.2.2' }, refusal)
    await withHeads((heads) => sealAudit(env, heads, NOW + 60_000))
    expect(await readChainRow(env.DB, ACME)).toBeNull()
    await auditRepeated(db(), anna(NOW + HOUR_MS), refusal)
    await withHeads((heads) => sealAudit(env, heads, NOW + HOUR_MS + 60_000))
    const rows = await readSealedRows(env.DB, ACME, 0, 100)
    expect(rows.map(({ repeatCount, clientAddress }) => [repeatCount, clientAddress]).sort()).toEqual([
      [1, '192.0.2.2'],
      [5, '192.0.2.1'],
    ])
    expect(rows.find(({ repeatCount }) => repeatCount === 5)).toMatchObject({ at: NOW, lastAt: NOW + 4 })
  })

  it('seals many events of many organizations in bounded rounds', async () => {
    const organizations = Array.from({ length: 50 }, (_, number) => `organization-${String(number).padStart(2, '0')}`)
    await env.DB.prepare(
      `INSERT INTO audit_events (uid, organization_uid, at, kind)
       SELECT o.value || '-' || n.value, o.value, ?1 + n.value, 'CompanyEdited' FROM json_each(?2) o, json_each(?3) n`,
    )
      .bind(NOW, JSON.stringify(organizations), JSON.stringify(Array.from({ length: 3 }, (_, n) => n)))
      .run()
    let roundCount = 0
    await withHeads(async (heads) => {
      for (let isMore = true; isMore; roundCount++) isMore = await sealAudit(env, heads, NOW + HOUR_MS)
    })
    expect(roundCount).toBeGreaterThan(1)
    const left = await env.DB.prepare('SELECT count(*) AS n FROM audit_events WHERE seq IS NULL').first<{ n: number }>()
    expect(left?.n).toBe(0)
    expect(await verifyByRows('organization-49')).toBeNull()
  })
})

describe('the database itself', () => {
  it.each([
    ['a change', "UPDATE audit_events SET details = '{}'"],
    ['a change of who did it', "UPDATE audit_events SET actor_name = 'x'"],
    ['a deletion', 'DELETE FROM audit_events'],
    [
      'a place given by hand',
      "INSERT INTO audit_events (uid, organization_uid, at, kind, seq) VALUES ('x', 'x', 1, 'x', 7)",
    ],
  ])('refuses %s, sealed or not', async (_name, sql) => {
    await write(ACME, 2)
    await expect(env.DB.prepare(sql).run()).rejects.toThrow(/append-only|sealed/)
    await seal()
    await expect(env.DB.prepare(sql).run()).rejects.toThrow(/append-only|sealed/)
  })
})

describe('a statement that writes what is there already', () => {
  const again = "SELECT uid, organization_uid, at, 'Forged', '{}' FROM audit_events WHERE true"
  const into = 'INTO audit_events (uid, organization_uid, at, kind, details)'
  it.each([
    ['replacing it', `INSERT OR REPLACE ${into} ${again}`],
    ['ignoring it', `INSERT OR IGNORE ${into} ${again}`],
    ['changing it', `INSERT ${into} ${again} ON CONFLICT (uid) DO UPDATE SET kind = excluded.kind`],
  ])('leaves every event as it is, %s', async (_name, sql) => {
    const read = async () => (await env.DB.prepare('SELECT * FROM audit_events ORDER BY uid').all()).results
    await write(ACME, 2)
    await auditRepeated(db(), anna(), { organizationUid: ACME, kind: 'SignInFailed', details: {} })
    for (const step of [async () => {}, seal]) {
      await step()
      const before = await read()
      await env.DB.prepare(sql).run()
      expect(await read()).toEqual(before)
    }
  })

  it('is refused where it would take the place of another one in the chain', async () => {
    await write(ACME, 2)
    await seal()
    await write(ACME, 1, NOW + 1_000)
    const taking = env.DB.prepare('UPDATE OR REPLACE audit_events SET seq = 1 WHERE seq IS NULL')
    await expect(taking.run()).rejects.toThrow('append-only')
    await seal()
    expect(await verifyByRows(ACME)).toBeNull()
  })
})

describe('whoever has the database alone', () => {
  const tampering: [string, string, { sequence: number; reason: string }][] = [
    [
      'edits an event',
      `UPDATE audit_events SET details = '{"name":"Nothing"}' WHERE seq = 3`,
      { sequence: 3, reason: 'The event was changed after it was sealed.' },
    ],
    [
      'edits who did it',
      "UPDATE audit_events SET actor_name = 'carl' WHERE seq = 2",
      { sequence: 2, reason: 'The event was changed after it was sealed.' },
    ],
    ['deletes an event', 'DELETE FROM audit_events WHERE seq = 4', { sequence: 4, reason: 'The event is missing.' }],
    [
      'deletes the last events',
      'DELETE FROM audit_events WHERE seq > 4',
      { sequence: 5, reason: 'The events 5 to 6 are missing.' },
    ],
    [
      'deletes the first events',
      'DELETE FROM audit_events WHERE seq <= 2',
      { sequence: 1, reason: 'The events 1 to 2 are missing.' },
    ],
    [
      'inserts an event',
      `INSERT INTO audit_events (uid, organization_uid, at, kind, seq, salt, previous_hash, hash)
       SELECT 'x', organization_uid, at, 'Nothing', 7, salt, hash, hash FROM audit_events WHERE seq = 6`,
      { sequence: 7, reason: 'The event was changed after it was sealed.' },
    ],
    [
      'swaps two events',
      `UPDATE audit_events SET seq = CASE seq WHEN 2 THEN 1002 WHEN 3 THEN 2 END WHERE seq IN (2, 3);
       UPDATE audit_events SET seq = 3 WHERE seq = 1002`,
      { sequence: 2, reason: 'The event does not follow the one before it.' },
    ],
  ]

  it.each(tampering)('is found out who %s', async (_name, sql, fault) => {
    await write(ACME, 6)
    await seal()
    await dropTriggers()
    for (const statement of sql.split(';')) await env.DB.prepare(statement).run()
    expect(await verifyByRows(ACME)).toEqual(fault)
    expect(await readFault(ACME)).toEqual(fault)
    const told = await env.DB.prepare(
      "SELECT organization_uid AS organizationUid, target_uid AS targetUid, details ->> '$.reason' AS reason FROM audit_events WHERE kind = 'AuditChainBroken'",
    ).all()
    expect(told.results).toEqual([{ organizationUid: PROVIDER, targetUid: ACME, reason: fault.reason }])
  })

  it('is found out who seals everything anew, checkpoint and all', async () => {
    await write(ACME, 3)
    await seal()
    await dropTriggers()
    const [first] = await readSealedRows(env.DB, ACME, 0, 1)
    if (first === undefined) throw new Error('no event')
    await env.DB.batch([
      env.DB.prepare('DELETE FROM audit_events WHERE seq > 1'),
      env.DB.prepare('UPDATE audit_chains SET head_seq = 1, head_hash = ?').bind(first.hash),
    ])
    expect(await verifyByRows(ACME)).toBeNull()
    expect(await readFault(ACME)).toEqual({ sequence: 2, reason: 'The events 2 to 3 are missing.' })
  })

  it('is found out who sets the database back to an older state, with the signature of that time', async () => {
    await write(ACME, 2)
    await seal()
    const older = await env.DB.prepare('SELECT * FROM audit_chains').first<Record<string, string | number>>()
    await write(ACME, 2, NOW + 1_000)
    await seal()
    await dropTriggers()
    await env.DB.batch([
      env.DB.prepare('DELETE FROM audit_events WHERE seq > 2'),
      env.DB.prepare('UPDATE audit_chains SET head_seq = ?, head_hash = ?, sealed_at = ?, signature = ?').bind(
        older?.head_seq ?? 0,
        older?.head_hash ?? '',
        older?.sealed_at ?? 0,
        older?.signature ?? '',
      ),
    ])
    expect(await readFault(ACME)).toEqual({ sequence: 3, reason: 'The events 3 to 4 are missing.' })
  })

  it('is found out who removes a whole history, its checkpoint with it', async () => {
    await write(ACME, 3)
    await write(GLOBEX, 2)
    await seal()
    await dropTriggers()
    await env.DB.batch([
      env.DB.prepare('DELETE FROM audit_events WHERE organization_uid = ?').bind(ACME),
      env.DB.prepare('DELETE FROM audit_chains WHERE organization_uid = ?').bind(ACME),
    ])
    expect(await readFault(ACME)).toEqual({ sequence: 1, reason: 'The events 1 to 3 are missing.' })
    expect(await verifyByRows(ACME)).toEqual({ sequence: 1, reason: 'The events 1 to 3 are missing.' })
    expect(await readFault(GLOBEX)).toEqual({ sequence: null, reason: null })
  })

  it('is found out who forges the signature or moves the cut', async () => {
    await write(ACME, 3)
    await seal()
    await env.DB.prepare("UPDATE audit_chains SET signature = 'AAAA'").run()
    expect(await readFault(ACME)).toMatchObject({ reason: expect.stringContaining('signature') })
    await write(ACME, 1, NOW + 1_000)
    await seal()
    expect(await readFault(ACME)).toEqual({ sequence: null, reason: null })
    const [, second] = await readSealedRows(env.DB, ACME, 0, 2)
    await env.DB.prepare('UPDATE audit_chains SET pruned_seq = 2, pruned_hash = ?')
      .bind(second?.hash ?? '')
      .run()
    expect(await readFault(ACME)).toMatchObject({ reason: expect.stringContaining('checkpoint') })
  })
})

describe('retention', () => {
  it('cuts what is older from the beginning of the chain; the rest verifies', async () => {
    await write(ACME, 4, NOW - 100 * DAY_MS)
    await write(ACME, 3, NOW - 10 * DAY_MS)
    await seal()
    await withHeads((heads) => pruneLogs(env, heads, NOW))
    const rows = await readSealedRows(env.DB, ACME, 0, 100)
    expect(rows.map(({ seq }) => seq)).toEqual([5, 6, 7])
    expect(await readChainRow(env.DB, ACME)).toMatchObject({ headSeq: 7, prunedSeq: 4 })
    expect(await verifyByRows(ACME)).toBeNull()
    expect(await readFault(ACME)).toEqual({ sequence: null, reason: null })
    await write(ACME, 1, NOW)
    await seal()
    expect(await verifyByRows(ACME)).toBeNull()
    await withHeads((heads) => pruneLogs(env, heads, NOW))
    expect(await readChainRow(env.DB, ACME)).toMatchObject({ headSeq: 8, prunedSeq: 4 })
  })

  it('cuts a chain to its end, which goes on from there', async () => {
    await write(ACME, 2, NOW - 100 * DAY_MS)
    await seal()
    await withHeads((heads) => pruneLogs(env, heads, NOW))
    expect(await readSealedRows(env.DB, ACME, 0, 100)).toEqual([])
    await write(ACME, 1)
    await seal()
    expect(await readSealedRows(env.DB, ACME, 0, 100)).toMatchObject([{ seq: 3 }])
    expect(await readFault(ACME)).toEqual({ sequence: null, reason: null })
    expect((await readChainRow(env.DB, ACME))?.prunedHash).not.toBe(CHAIN_START.hash)
  })

  it('keeps as long as the setting says', async () => {
    await env.DB.prepare('UPDATE log_settings SET retention_days = 365').run()
    await write(ACME, 2, NOW - 100 * DAY_MS)
    await seal()
    await withHeads((heads) => pruneLogs(env, heads, NOW))
    expect(await readSealedRows(env.DB, ACME, 0, 100)).toHaveLength(2)
    await env.DB.prepare('UPDATE log_settings SET retention_days = 92').run()
  })
})
