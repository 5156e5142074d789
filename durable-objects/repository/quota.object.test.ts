import { describe, expect, it } from 'vitest'
import { fail } from '../../domain/result.ts'
import { LEASE_STEP_BYTES } from './quota.ts'
import { storeContent, uploadOf, withRepository } from './test-repository.ts'
import { reserveObject } from './writing.ts'

describe('the quota', () => {
  it('is asked for once for many writes', async () => {
    await withRepository(
      async (repository) => {
        for (let index = 0; index < 20; index++) await storeContent(repository, 'data', `content ${index}`)
        expect(repository.company.questions).toBe(1)
      },
      { quotaBytes: 4 * LEASE_STEP_BYTES },
    )
  })

  it('is never passed by writers at the same time, and filled by them to the byte', async () => {
    await withRepository(
      async (repository) => {
        const uploads = await Promise.all(
          Array.from({ length: 30 }, (_, index) => uploadOf('data', `content ${String(index).padStart(2, '0')}`)),
        )
        const reserved = await Promise.all(
          uploads.map((upload) => reserveObject(repository.deps, repository.claims, upload)),
        )
        expect(reserved.filter(({ ok }) => ok)).toHaveLength(10)
        expect(reserved.filter(({ ok }) => !ok)[0]).toEqual(
          fail({ code: 'quota_exceeded', limitBytes: 105, usedBytes: 0 }),
        )
        expect(repository.deps.intents.reservedBytes()).toBe(100)
      },
      { quotaBytes: 105 },
    )
  })

  it('counts live bytes, not those of the recycle bin', async () => {
    await withRepository(
      async (repository) => {
        const upload = await storeContent(repository, 'data', 'content')
        await repository.deps.protection.deleteObject(repository.claims, upload)
        await storeContent(repository, 'data', 'another')
        const back = await reserveObject(repository.deps, repository.claims, upload)
        expect(back).toEqual(fail({ code: 'quota_exceeded', limitBytes: 10, usedBytes: 7 }))
      },
      { quotaBytes: 10 },
    )
  })

  it('asks again when a return of the lease overtook the answer', async () => {
    await withRepository(
      async (repository) => {
        const { deps, company } = repository
        let release = () => {}
        company.delay = new Promise((resolve) => {
          release = resolve
        })
        const writing = storeContent(repository, 'data', 'content')
        await new Promise((resolve) => setTimeout(resolve, 0))
        expect(deps.quota.returnLease(++company.leaseSeq)).toEqual({ leaseBytes: 0 })
        company.leases.clear()
        company.delay = Promise.resolve()
        release()
        await writing
        expect(company.questions).toBeGreaterThan(1)
        expect(deps.account.require().leaseBytes).toBe([...company.leases.values()][0])
      },
      { quotaBytes: 1000 },
    )
  })

  it('gives back all of a lease but what is stored and under way', async () => {
    await withRepository(
      async (repository) => {
        const { deps, claims, company } = repository
        await storeContent(repository, 'data', 'content')
        await reserveObject(deps, claims, await uploadOf('data', 'under way'))
        expect(deps.quota.returnLease(company.leaseSeq + 1)).toEqual({ leaseBytes: 16 })
        expect(deps.quota.returnLease(company.leaseSeq - 1)).toEqual({ leaseBytes: 16 })
        expect(deps.account.require()).toMatchObject({ leaseBytes: 16, leaseSeq: company.leaseSeq + 1 })
      },
      { quotaBytes: 1000 },
    )
  })

  it('gives back the whole lease of a deleted repository', async () => {
    await withRepository(
      async (repository) => {
        await storeContent(repository, 'data', 'content')
        repository.deps.protection.deleteRepository()
        expect(repository.deps.quota.returnLease(9)).toEqual({ leaseBytes: 0 })
      },
      { quotaBytes: 1000 },
    )
  })

  it('lets a write fail, and be tried again, while the company does not answer', async () => {
    await withRepository(
      async (repository) => {
        repository.company.delay = Promise.reject(new Error('connection lost'))
        await expect(storeContent(repository, 'data', 'content')).rejects.toThrow('connection lost')
        repository.company.delay = Promise.resolve()
        await storeContent(repository, 'data', 'content')
      },
      { quotaBytes: 1000 },
    )
  })
})
