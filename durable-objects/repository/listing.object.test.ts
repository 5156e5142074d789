import { describe, expect, it } from 'vitest'
import { LIST_PAGE_ROWS, listObjects } from './listing.ts'
import type { ListVersion, ObjectList } from './rpc.ts'
import { storeContent, type TestRepository, uploadOf, withRepository } from './test-repository.ts'

function list({ deps, claims }: TestRepository, version: ListVersion): ObjectList {
  const result = listObjects(deps, claims, 'data', version)
  if (!result.ok) throw new Error(`Refused: ${result.failure.code}`)
  return result.value
}

function listText(repository: TestRepository, version: ListVersion): string {
  const listed = list(repository, version)
  if (listed.kind !== 'text') throw new Error('The list is a stream')
  return listed.json
}

/** Rows without bytes: lists never ask the bucket. */
function insertRows({ deps, storage }: TestRepository, count: number): void {
  const seq = deps.account.addToTotals({ objectCount: count })
  storage.sql.exec(
    `INSERT INTO objects (type, name, size_bytes, sha256, state, stored_at, live_seq)
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     SELECT 'data', printf('%064x', i), i * i, '', 'live', 0, ? FROM n`,
    count,
    seq,
  )
}

describe('a list', () => {
  it('is an empty array when there is nothing', async () => {
    await withRepository(async (repository) => {
      expect(listText(repository, 1)).toBe('[]')
      expect(listText(repository, 2)).toBe('[]')
    })
  })

  it('holds names, or names and sizes, of what is live', async () => {
    await withRepository(async (repository) => {
      const kept = await storeContent(repository, 'data', 'kept')
      const deleted = await storeContent(repository, 'data', 'deleted')
      await repository.deps.protection.deleteObject(repository.claims, deleted)
      await storeContent(repository, 'index', 'other type')
      expect(JSON.parse(listText(repository, 1))).toEqual([kept.name])
      expect(JSON.parse(listText(repository, 2))).toEqual([{ name: kept.name, size: 4 }])
    })
  })

  it.each([LIST_PAGE_ROWS - 1, LIST_PAGE_ROWS, LIST_PAGE_ROWS + 1])('is complete with %i objects', async (count) => {
    await withRepository(async (repository) => {
      insertRows(repository, count)
      for (const version of [1, 2] as const) {
        const listed = list(repository, version)
        const text = listed.kind === 'text' ? listed.json : await new Response(listed.json).text()
        if (listed.kind === 'stream') expect(text.length).toBe(listed.lengthBytes)
        expect(JSON.parse(text)).toHaveLength(count)
      }
    })
  })

  it('streams 100,000 objects with the length that it announced, without asking the bucket', async () => {
    await withRepository(async (repository) => {
      insertRows(repository, 100_000)
      const listed = list(repository, 2)
      if (listed.kind !== 'stream') throw new Error('The list is one text')
      const text = await new Response(listed.json).text()
      expect(text.length).toBe(listed.lengthBytes)
      const parsed: unknown = JSON.parse(text)
      expect(parsed).toHaveLength(100_000)
      expect(parsed).toContainEqual({ name: (77_777).toString(16).padStart(64, '0'), size: 77_777 ** 2 })
      expect(repository.bucket.calls).toBe(0)
    })
  })

  it('keeps to its length while objects come and go', async () => {
    await withRepository(async (repository) => {
      insertRows(repository, LIST_PAGE_ROWS * 3)
      const listed = list(repository, 2)
      if (listed.kind !== 'stream') throw new Error('The list is one text')
      const reader = listed.json.getReader()
      const chunks: Uint8Array[] = []
      for (let turn = 0; ; turn++) {
        const { done, value } = await reader.read()
        if (done) break
        chunks.push(value)
        if (turn > 0) continue
        const late = await uploadOf('data', 'late')
        repository.deps.ledger.insert({ ...late, name: 'f'.repeat(64) }, 0)
        repository.storage.sql.exec(`DELETE FROM objects WHERE name = printf('%064x', ?)`, LIST_PAGE_ROWS * 2)
      }
      const text = await new Blob(chunks).text()
      expect(text.length).toBe(listed.lengthBytes)
      expect(JSON.parse(text)).toHaveLength(LIST_PAGE_ROWS * 3 - 1)
    })
  })
})
