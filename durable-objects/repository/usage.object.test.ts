import { describe, expect, it } from 'vitest'
import { parseRange } from '../../domain/byte-range.ts'
import { ok } from '../../domain/result.ts'
import { TIMER } from './deps.ts'
import { openObject } from './reading.ts'
import { storeContent, withRepository } from './test-repository.ts'
import { REPORT_INTERVAL_MS, readUsage, reportUsage } from './usage.ts'

describe('usage', () => {
  it('is reported some minutes after the first change, in one message', async () => {
    await withRepository(async (repository) => {
      const { deps } = repository
      const changedAt = deps.now()
      await storeContent(repository, 'data', 'one')
      repository.passTime(1_000)
      await storeContent(repository, 'data', 'three')
      expect(deps.timers.getTimer(TIMER.report)).toMatchObject({ dueAt: changedAt + REPORT_INTERVAL_MS })
      expect(await reportUsage(deps)).toEqual(ok(null))
      expect(repository.company.reports).toEqual([readUsage(deps)])
      expect(repository.company.reports[0]).toMatchObject({ usedBytes: 8, objectCount: 2, hiddenBytes: 0 })
    })
  })

  it('is not reported again while nothing changes', async () => {
    await withRepository(async (repository) => {
      await storeContent(repository, 'data', 'one')
      await reportUsage(repository.deps)
      await reportUsage(repository.deps)
      expect(repository.company.reports).toHaveLength(1)
    })
  })

  it('counts as egress the bytes that a request asks for, no more', async () => {
    await withRepository(async (repository) => {
      const { deps, claims } = repository
      const upload = await storeContent(repository, 'data', 'content')
      for (const range of ['bytes=0-', 'bytes=2-3', 'bytes=-1', 'bytes=7-', undefined]) {
        openObject(deps, claims, upload, parseRange(range))
      }
      expect(readUsage(deps).egressBytes).toBe(7 + 2 + 1 + 0 + 7)
    })
  })

  it('moves to the recycle bin as a whole when the repository is deleted', async () => {
    await withRepository(async (repository) => {
      await storeContent(repository, 'data', 'content')
      repository.deps.protection.deleteRepository()
      expect(readUsage(repository.deps)).toMatchObject({ usedBytes: 0, objectCount: 0, hiddenBytes: 7 })
    })
  })

  it('grows its number with every change, so that a late report cannot undo a newer one', async () => {
    await withRepository(async (repository) => {
      await storeContent(repository, 'data', 'content')
      const before = readUsage(repository.deps).seq
      await storeContent(repository, 'data', 'other')
      expect(readUsage(repository.deps).seq).toBeGreaterThan(before)
    })
  })
})
