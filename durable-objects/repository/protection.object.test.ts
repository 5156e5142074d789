import { describe, expect, it } from 'vitest'
import { fail, ok } from '../../domain/result.ts'
import { INTENT_LIFETIME_MS } from './intent-store.ts'
import { MS_PER_DAY, storeContent, uploadOf, withRepository } from './test-repository.ts'
import { commitObject, reserveObject } from './writing.ts'

describe('a deleted object', () => {
  it('is hidden at once, keeps its bytes for the protection period, then goes', async () => {
    await withRepository(async (repository) => {
      const { deps, claims } = repository
      const upload = await storeContent(repository, 'data', 'content')
      expect(await deps.protection.deleteObject(claims, upload)).toEqual(ok(null))
      expect(deps.ledger.findLive(upload)).toBeNull()
      expect(deps.account.require()).toMatchObject({ usedBytes: 0, objectCount: 0, hiddenBytes: 7 })
      repository.passTime(7 * MS_PER_DAY - 1)
      await deps.protection.runPurge()
      expect(Object.values(await repository.bucketBytes())).toEqual([7])
      repository.passTime(1)
      await deps.protection.runPurge()
      expect(await repository.bucketBytes()).toEqual({})
      expect(repository.ledgerBytes()).toEqual({})
      expect(deps.account.require()).toMatchObject({ hiddenBytes: 0 })
    })
  })

  it('can be deleted again, as can one that never was', async () => {
    await withRepository(async (repository) => {
      const { deps, claims } = repository
      const upload = await storeContent(repository, 'data', 'content')
      for (let time = 0; time < 3; time++) {
        expect(await deps.protection.deleteObject(claims, upload)).toEqual(ok(null))
      }
      expect(await deps.protection.deleteObject(claims, await uploadOf('keys', 'never'))).toEqual(ok(null))
      expect(deps.account.require()).toMatchObject({ hiddenBytes: 7 })
    })
  })

  it('comes back when the same content is posted, without an upload and as old as it was', async () => {
    await withRepository(async (repository) => {
      const { deps, claims } = repository
      const storedAt = deps.now()
      const upload = await storeContent(repository, 'data', 'content')
      await deps.protection.deleteObject(claims, upload)
      repository.passTime(MS_PER_DAY)
      const reserved = await reserveObject(deps, claims, upload)
      if (!reserved.ok || reserved.value.kind !== 'revive') throw new Error('Not to be revived')
      expect(await commitObject(deps, reserved.value.intent, { isFresh: false })).toEqual(ok(null))
      expect(deps.ledger.findLive(upload)).toMatchObject({ storedAt })
      expect(deps.account.require()).toMatchObject({ usedBytes: 7, objectCount: 1, hiddenBytes: 0 })
      repository.passTime(7 * MS_PER_DAY)
      await deps.protection.runPurge()
      expect(deps.ledger.findLive(upload)).not.toBeNull()
      expect(repository.ledgerBytes()).toEqual(await repository.bucketBytes())
    })
  })

  it('guards its name: another config waits for the end of the protection', async () => {
    await withRepository(async (repository) => {
      const { deps, claims } = repository
      const config = await storeContent(repository, 'config', 'content')
      await deps.protection.deleteObject(claims, config)
      const other = await uploadOf('config', 'other')
      expect(await reserveObject(deps, claims, other)).toEqual(fail({ code: 'protected' }))
      repository.passTime(7 * MS_PER_DAY)
      await deps.protection.runPurge()
      await storeContent(repository, 'config', 'other')
      expect(repository.ledgerBytes()).toEqual(await repository.bucketBytes())
    })
  })

  it('cannot be deleted with less than full access, but for a lock', async () => {
    await withRepository(async (repository) => {
      const { deps, claims } = repository
      const data = await storeContent(repository, 'data', 'content')
      const lock = await storeContent(repository, 'locks', 'lock')
      for (const access of ['appendOnly', 'readOnly'] as const) {
        expect(await deps.protection.deleteObject({ ...claims, access }, data)).toEqual(fail({ code: 'access_denied' }))
        expect(await deps.protection.deleteObject({ ...claims, access }, lock)).toEqual(ok(null))
      }
      expect(deps.ledger.findLive(data)).not.toBeNull()
    })
  })

  it('takes its bytes with it at once when it is a lock', async () => {
    await withRepository(async (repository) => {
      const { deps, claims } = repository
      await deps.protection.deleteObject(claims, await storeContent(repository, 'locks', 'lock'))
      expect(await repository.bucketBytes()).toEqual({})
      expect(repository.ledgerBytes()).toEqual({})
    })
  })

  it('is gone for clients even when the bucket fails, and goes for good when it answers again', async () => {
    await withRepository(async (repository) => {
      const { deps, claims } = repository
      const lock = await storeContent(repository, 'locks', 'lock')
      repository.bucket.failure = new Error('connection lost')
      expect(await deps.protection.deleteObject(claims, lock)).toEqual(ok(null))
      expect(deps.ledger.findLive(lock)).toBeNull()
      await expect(deps.protection.runPurge()).rejects.toThrow('connection lost')
      repository.bucket.failure = null
      await deps.protection.runPurge()
      expect(await repository.bucketBytes()).toEqual({})
      expect(repository.ledgerBytes()).toEqual({})
    })
  })

  it('keeps its bytes while an upload of the same name might count on them', async () => {
    await withRepository(
      async (repository) => {
        const { deps, claims } = repository
        const upload = await uploadOf('data', 'content')
        const slow = await reserveObject(deps, claims, upload)
        if (!slow.ok || slow.value.kind !== 'upload') throw new Error('Not let in')
        await storeContent(repository, 'data', 'content')
        await deps.protection.deleteObject(claims, upload)
        await storeContent(repository, 'data', 'content')
        expect(await repository.upload(slow.value.intent, 'content')).toBe(false)
        await deps.protection.deleteObject(claims, upload)
        await deps.protection.runPurge()
        expect(Object.values(await repository.bucketBytes())).toEqual([7])
        expect(await commitObject(deps, slow.value.intent, { isFresh: false })).toEqual(ok(null))
        repository.passTime(INTENT_LIFETIME_MS)
        await deps.protection.runPurge()
        expect(repository.ledgerBytes()).toEqual(await repository.bucketBytes())
      },
      { protectionDays: 0 },
    )
  })
})

describe('a purge that a crash cut off', () => {
  it.each(['before', 'after'])('is finished when it came %s the bytes went', async (moment) => {
    await withRepository(async (repository) => {
      const { deps, claims } = repository
      const upload = await storeContent(repository, 'data', 'content')
      await deps.protection.deleteObject(claims, upload)
      repository.passTime(7 * MS_PER_DAY)
      deps.ledger.markPurging(upload)
      if (moment === 'after') await deps.bucketOf('SITE_1').delete(Object.keys(repository.ledgerBytes()))
      await repository.restart().protection.runPurge()
      expect(await repository.bucketBytes()).toEqual({})
      expect(repository.ledgerBytes()).toEqual({})
      expect(deps.account.require()).toMatchObject({ hiddenBytes: 0, usedBytes: 0 })
    })
  })

  it('is finished before the same name is stored anew', async () => {
    await withRepository(async (repository) => {
      const { claims } = repository
      const upload = await storeContent(repository, 'data', 'content')
      await repository.deps.protection.deleteObject(claims, upload)
      repository.deps.ledger.markPurging(upload)
      const deps = repository.restart()
      const reserved = await reserveObject(deps, claims, upload)
      expect(reserved).toMatchObject({ ok: true, value: { kind: 'upload' } })
      expect(await repository.bucketBytes()).toEqual({})
    })
  })
})

describe('a deleted repository', () => {
  it('refuses every credential, keeps its bytes for the protection period, then leaves nothing', async () => {
    await withRepository(async (repository) => {
      const { deps, claims } = repository
      for (const content of ['one', 'two', 'three']) await storeContent(repository, 'data', content)
      await deps.protection.deleteObject(claims, await uploadOf('data', 'two'))
      const stray = await reserveObject(deps, claims, await uploadOf('data', 'stray'))
      if (!stray.ok || stray.value.kind !== 'upload') throw new Error('Not let in')
      await repository.upload(stray.value.intent, 'stray')
      deps.protection.deleteRepository()
      expect(await reserveObject(deps, claims, await uploadOf('data', 'four'))).toEqual(
        fail({ code: 'repository_missing' }),
      )
      repository.passTime(7 * MS_PER_DAY - 1)
      await deps.protection.runPurge()
      expect(Object.keys(await repository.bucketBytes())).toHaveLength(4)
      repository.passTime(1)
      await deps.protection.runPurge()
      expect(repository.ledgerBytes()).toEqual({})
      expect(await repository.bucketBytes()).toEqual({})
    })
  })
})
