import { describe, expect, it } from 'vitest'
import { fail, ok } from '../../domain/result.ts'
import { INTENT_LIFETIME_MS } from './intent-store.ts'
import type { Intent, Reservation } from './rpc.ts'
import { storeContent, type TestRepository, uploadOf, withRepository } from './test-repository.ts'
import { commitObject, extendIntent, releaseObject, reserveObject, SECOND_LOOK_MS, sweepIntents } from './writing.ts'

type Upload = Omit<Intent, 'intentUid'>

async function reserve({ deps, claims }: TestRepository, upload: Upload): Promise<Reservation> {
  const reserved = await reserveObject(deps, claims, upload)
  if (!reserved.ok) throw new Error(`Refused: ${JSON.stringify(reserved.failure)}`)
  return reserved.value
}

async function reserveIntent(repository: TestRepository, upload: Upload): Promise<Intent> {
  const reservation = await reserve(repository, upload)
  if (reservation.kind === 'present') throw new Error('The object is there already')
  return reservation.intent
}

describe('storing an object', () => {
  it('puts it into ledger and bucket, to the byte', async () => {
    await withRepository(async (repository) => {
      const upload = await storeContent(repository, 'data', 'content')
      expect(repository.deps.ledger.findLive(upload)).toMatchObject({ sizeBytes: 7, storedAt: repository.deps.now() })
      expect(repository.deps.account.require()).toMatchObject({ usedBytes: 7, objectCount: 1, hiddenBytes: 0 })
      expect(await repository.bucketBytes()).toEqual(repository.ledgerBytes())
      expect(repository.deps.intents.reservedBytes()).toBe(0)
    })
  })

  it('welcomes the same content again, and refuses another under its name', async () => {
    await withRepository(async (repository) => {
      const upload = await storeContent(repository, 'data', 'content')
      expect(await reserve(repository, upload)).toEqual({ kind: 'present' })
      const longer = { ...upload, sizeBytes: 8 }
      expect(await reserveObject(repository.deps, repository.claims, longer)).toEqual(
        fail({ code: 'exists_with_other_content' }),
      )
    })
  })

  it('counts an object once that two clients upload at the same time', async () => {
    await withRepository(async (repository) => {
      const upload = await uploadOf('data', 'content')
      const one = await reserveIntent(repository, upload)
      const other = await reserveIntent(repository, upload)
      const isFresh = await Promise.all([repository.upload(one, 'content'), repository.upload(other, 'content')])
      expect(isFresh.filter(Boolean)).toHaveLength(1)
      expect(await commitObject(repository.deps, other, { isFresh: isFresh[1] })).toEqual(ok(null))
      expect(await commitObject(repository.deps, one, { isFresh: isFresh[0] })).toEqual(ok(null))
      expect(repository.deps.account.require()).toMatchObject({ usedBytes: 7, objectCount: 1 })
    })
  })

  it('lets one of two different configs win, and tells the other', async () => {
    await withRepository(async (repository) => {
      const first = await reserveIntent(repository, await uploadOf('config', 'first'))
      const second = await reserveIntent(repository, await uploadOf('config', 'second'))
      expect(await repository.upload(first, 'first')).toBe(true)
      expect(await repository.upload(second, 'second')).toBe(false)
      expect(await commitObject(repository.deps, second, { isFresh: false })).toEqual(
        fail({ code: 'exists_with_other_content' }),
      )
      expect(await commitObject(repository.deps, first, { isFresh: true })).toEqual(ok(null))
      expect(repository.ledgerBytes()).toEqual(await repository.bucketBytes())
      expect(await reserve(repository, await uploadOf('config', 'first'))).toEqual({ kind: 'present' })
      const other = await uploadOf('config', 'other')
      expect(await reserveObject(repository.deps, repository.claims, other)).toEqual(
        fail({ code: 'exists_with_other_content' }),
      )
    })
  })

  it('forgets an upload whose body was wrong, at once', async () => {
    await withRepository(async (repository) => {
      const intent = await reserveIntent(repository, await uploadOf('data', 'content'))
      await releaseObject(repository.deps, intent, { isCertain: true })
      expect(repository.deps.intents.find(intent.intentUid)).toBeNull()
      expect(repository.bucket.calls).toBe(0)
    })
  })

  it('holds bytes under way against the lease until they are settled', async () => {
    await withRepository(
      async (repository) => {
        const intent = await reserveIntent(repository, await uploadOf('data', 'content'))
        const other = await uploadOf('data', 'other')
        expect(await reserveObject(repository.deps, repository.claims, other)).toEqual(
          fail({ code: 'quota_exceeded', limitBytes: 10, usedBytes: 0 }),
        )
        await releaseObject(repository.deps, intent, { isCertain: true })
        await storeContent(repository, 'data', 'other')
      },
      { quotaBytes: 10 },
    )
  })

  it('lets a lock pass when the quota is used up, so that a restore stays possible', async () => {
    await withRepository(
      async (repository) => {
        await storeContent(repository, 'data', 'content')
        await storeContent(repository, 'locks', 'lock')
        expect(repository.deps.account.require().usedBytes).toBe(11)
      },
      { quotaBytes: 7 },
    )
  })

  it('stores an object hidden when it was deleted while its upload ran', async () => {
    await withRepository(async (repository) => {
      const upload = await uploadOf('snapshots', 'content')
      const intent = await reserveIntent(repository, upload)
      await repository.deps.protection.deleteObject(repository.claims, upload)
      const isFresh = await repository.upload(intent, 'content')
      expect(await commitObject(repository.deps, intent, { isFresh })).toEqual(ok(null))
      expect(repository.deps.ledger.findLive(upload)).toBeNull()
      expect(repository.deps.account.require()).toMatchObject({ usedBytes: 0, hiddenBytes: 7 })
    })
  })

  it('refuses uploads that the credential does not allow', async () => {
    await withRepository(async ({ deps, claims }) => {
      const upload = await uploadOf('data', 'content')
      expect(await reserveObject(deps, { ...claims, access: 'readOnly' }, upload)).toEqual(
        fail({ code: 'access_denied' }),
      )
      expect(await reserveObject(deps, { ...claims, epoch: 0 }, upload)).toEqual(fail({ code: 'credential_revoked' }))
    })
  })
})

describe('the sweeper', () => {
  it('commits what a crash left in the bucket without a row', async () => {
    await withRepository(async (repository) => {
      const upload = await uploadOf('data', 'content')
      const intent = await reserveIntent(repository, upload)
      await repository.upload(intent, 'content')
      const deps = repository.restart()
      repository.passTime(INTENT_LIFETIME_MS)
      await sweepIntents(deps)
      expect(deps.ledger.findLive(upload)).toMatchObject({ sizeBytes: 7 })
      expect(deps.intents.find(intent.intentUid)).toBeNull()
      expect(repository.ledgerBytes()).toEqual(await repository.bucketBytes())
    })
  })

  it('gives the lease back for what never came, and looks once more before it forgets', async () => {
    await withRepository(async (repository) => {
      const { deps } = repository
      const intent = await reserveIntent(repository, await uploadOf('data', 'content'))
      repository.passTime(INTENT_LIFETIME_MS)
      await sweepIntents(deps)
      expect(deps.intents.reservedBytes()).toBe(0)
      expect(deps.intents.find(intent.intentUid)).toMatchObject({ state: 'abandoned' })
      repository.passTime(SECOND_LOOK_MS)
      await sweepIntents(deps)
      expect(deps.intents.find(intent.intentUid)).toBeNull()
      expect(repository.ledgerBytes()).toEqual({})
    })
  })

  it('finds bytes that arrived after the first look', async () => {
    await withRepository(async (repository) => {
      const upload = await uploadOf('data', 'content')
      const intent = await reserveIntent(repository, upload)
      repository.passTime(INTENT_LIFETIME_MS)
      await sweepIntents(repository.deps)
      await repository.upload(intent, 'content')
      repository.passTime(SECOND_LOOK_MS)
      await sweepIntents(repository.deps)
      expect(repository.deps.ledger.findLive(upload)).not.toBeNull()
      expect(repository.ledgerBytes()).toEqual(await repository.bucketBytes())
    })
  })

  it('leaves an upload alone that is still heard of', async () => {
    await withRepository(async (repository) => {
      const { deps } = repository
      const intent = await reserveIntent(repository, await uploadOf('data', 'content'))
      repository.passTime(INTENT_LIFETIME_MS - 1)
      expect(extendIntent(deps, intent.intentUid)).toBe(true)
      repository.passTime(INTENT_LIFETIME_MS - 1)
      await sweepIntents(deps)
      expect(deps.intents.find(intent.intentUid)).toMatchObject({ state: 'open' })
      expect(deps.intents.reservedBytes()).toBe(7)
    })
  })

  it('lets an upload be committed that it took for dead', async () => {
    await withRepository(async (repository) => {
      const { deps } = repository
      const upload = await uploadOf('data', 'content')
      const intent = await reserveIntent(repository, upload)
      repository.passTime(INTENT_LIFETIME_MS)
      await sweepIntents(deps)
      repository.passTime(SECOND_LOOK_MS)
      await sweepIntents(deps)
      expect(await commitObject(deps, intent, { isFresh: true })).toEqual(fail({ code: 'not_found' }))
      await repository.upload(intent, 'content')
      expect(await commitObject(deps, intent, { isFresh: true })).toEqual(ok(null))
      expect(deps.ledger.findLive(upload)).not.toBeNull()
      expect(deps.account.require()).toMatchObject({ usedBytes: 7, objectCount: 1 })
    })
  })

  it('never revives a deleted object on its own', async () => {
    await withRepository(async (repository) => {
      const { deps, claims } = repository
      const upload = await storeContent(repository, 'data', 'content')
      await deps.protection.deleteObject(claims, upload)
      expect(await reserve(repository, upload)).toMatchObject({ kind: 'revive' })
      repository.passTime(INTENT_LIFETIME_MS)
      await sweepIntents(deps)
      expect(deps.ledger.findLive(upload)).toBeNull()
    })
  })

  it('keeps an intent while the bucket does not answer', async () => {
    await withRepository(async (repository) => {
      const intent = await reserveIntent(repository, await uploadOf('data', 'content'))
      repository.bucket.failure = new Error('connection lost')
      repository.passTime(INTENT_LIFETIME_MS)
      await expect(sweepIntents(repository.deps)).rejects.toThrow('connection lost')
      expect(repository.deps.intents.find(intent.intentUid)).toMatchObject({ state: 'open' })
    })
  })
})
