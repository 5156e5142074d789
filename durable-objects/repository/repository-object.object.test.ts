import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { fail, ok } from '../../domain/result.ts'
import { applyMigrations } from '../lib/migrations.ts'
import type { RepositoryRpc, RepositorySettings, VaultClaims, VaultRpc } from './rpc.ts'
import { REPOSITORY_MIGRATIONS } from './schema.ts'
import { uploadOf } from './test-repository.ts'

function openRepository() {
  const repositoryUid = crypto.randomUUID()
  const settings: RepositorySettings = {
    repositoryUid,
    companyUid: crypto.randomUUID(),
    bucketBinding: 'SITE_1',
    isQuotaLimited: false,
    protectionDays: 7,
    isEnabled: true,
  }
  const claims: VaultClaims = { repositoryUid, access: 'full', epoch: 1, resticVersion: null }
  return { stub: env.REPOSITORY.getByName(repositoryUid), settings, claims }
}

async function storeObject(stub: RepositoryRpc & VaultRpc, claims: VaultClaims, content: string) {
  const upload = await uploadOf('data', content)
  const reserved = await stub.reserveObject(claims, upload)
  if (!reserved.ok || reserved.value.kind !== 'upload') throw new Error('Not let in')
  const { intent, place } = reserved.value
  await env.SITE_1.put(place.key, content, { sha256: intent.sha256 })
  await stub.commitObject(intent, { isFresh: true })
  return upload
}

describe('a Repository object', () => {
  it('knows nobody until it is configured', async () => {
    const { stub, claims } = openRepository()
    expect(await stub.authorizeCreate(claims)).toEqual(fail({ code: 'repository_missing' }))
  })

  it('can be configured again with the same identity, and with no other', async () => {
    const { stub, settings, claims } = openRepository()
    expect(await stub.configure(settings)).toEqual({ epoch: 1 })
    expect(await stub.configure({ ...settings, isEnabled: false })).toEqual({ epoch: 1 })
    expect(await stub.authorizeCreate(claims)).toEqual(fail({ code: 'repository_disabled' }))
    await runInDurableObject(stub, async (instance) => {
      await expect(instance.configure({ ...settings, companyUid: crypto.randomUUID() })).rejects.toThrow('cannot move')
    })
  })

  it('refuses every credential of before when they are revoked', async () => {
    const { stub, settings, claims } = openRepository()
    await stub.configure(settings)
    expect(await stub.authorizeCreate(claims)).toEqual(ok(null))
    expect(await stub.revokeCredentials()).toEqual({ epoch: 2 })
    expect(await stub.authorizeCreate(claims)).toEqual(fail({ code: 'credential_revoked' }))
    expect(await stub.authorizeCreate({ ...claims, epoch: await stub.getEpoch() })).toEqual(ok(null))
  })

  it('has its ledger after an eviction as before', async () => {
    const { stub, settings, claims } = openRepository()
    await stub.configure(settings)
    const upload = await storeObject(stub, claims, 'content')
    const usage = await stub.getUsage()
    await evictDurableObject(stub)
    expect(await stub.findObject(claims, upload)).toEqual(ok({ sizeBytes: 7 }))
    expect(await stub.getUsage()).toEqual(usage)
  })

  it('settles by its alarm what an upload left that was never heard of again', async () => {
    const { stub, settings, claims } = openRepository()
    await stub.configure(settings)
    const upload = await uploadOf('data', 'content')
    const reserved = await stub.reserveObject(claims, upload)
    if (!reserved.ok || reserved.value.kind !== 'upload') throw new Error('Not let in')
    await env.SITE_1.put(reserved.value.place.key, 'content', { sha256: upload.sha256 })
    await runInDurableObject(stub, (_instance, { storage }) => {
      storage.sql.exec('UPDATE intents SET expires_at = 1')
      storage.sql.exec('UPDATE timers SET due_at = 1')
    })
    await evictDurableObject(stub)
    await runDurableObjectAlarm(stub)
    expect(await stub.findObject(claims, upload)).toEqual(ok({ sizeBytes: 7 }))
  })

  it('sends long lists across as a stream', async () => {
    const { stub, settings, claims } = openRepository()
    await stub.configure(settings)
    await runInDurableObject(stub, (_instance, { storage }) => {
      storage.sql.exec(
        `INSERT INTO objects (type, name, size_bytes, sha256, state, stored_at, live_seq)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
         SELECT 'data', printf('%064x', i), i, '', 'live', 0, 0 FROM n`,
      )
    })
    const listed = await stub.listObjects(claims, 'data', 2)
    if (!listed.ok || listed.value.kind !== 'stream') throw new Error('Not a stream')
    const { json, lengthBytes } = listed.value
    const text = await new Response(json).text()
    expect(text.length).toBe(lengthBytes)
    expect(JSON.parse(text)).toHaveLength(20_000)
  })

  it.each(REPOSITORY_MIGRATIONS.map(({ id }, index) => [id, index] as const))(
    'has a schema that the step "%s" can be applied to by itself',
    async (_id, index) => {
      const { stub } = openRepository()
      await runInDurableObject(stub, (_instance, { storage }) => {
        for (const { name, type } of storage.sql
          .exec<{ name: string; type: string }>(
            "SELECT name, type FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'",
          )
          .toArray()) {
          if (type === 'table' && !name.startsWith('sqlite_')) storage.sql.exec(`DROP TABLE ${name}`)
        }
        applyMigrations(storage, REPOSITORY_MIGRATIONS.slice(0, index))
        const applied = applyMigrations(storage, REPOSITORY_MIGRATIONS)
        expect(applied).toEqual(REPOSITORY_MIGRATIONS.slice(index).map((migration) => migration.id))
      })
    },
  )
})
