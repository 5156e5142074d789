import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { isGuardFailure, requireInBatch } from './batch-guard.ts'
import { openDb, runBatch } from './client.ts'
import { sites } from './schema/sites.ts'

const db = openDb(env.DB)

function insertSite(uid: string) {
  return db.insert(sites).values({ uid, name: uid, nameFold: uid, nameNatural: uid, bucketBinding: uid, createdAt: 1 })
}

async function siteCount(): Promise<number> {
  return (await db.select().from(sites)).length
}

describe('requireInBatch', () => {
  it('lets the batch through while its condition holds, and leaves no trace', async () => {
    await runBatch(db, [requireInBatch(db, sql`1 = 1`), insertSite('kept')])
    expect(await siteCount()).toBe(1)
    expect(await db.get(sql`SELECT count(*) AS total FROM collection_revisions`)).toEqual({ total: 0 })
  })

  it.each([
    ['false', sql`1 = 2`],
    ['null', sql`NULL`],
  ])('undoes the whole batch when its condition is %s, wherever it stands', async (_, condition) => {
    const before = await siteCount()
    const failure = await runBatch(db, [insertSite('undone'), requireInBatch(db, condition)]).catch((error) => error)
    expect(isGuardFailure(failure)).toBe(true)
    expect(await siteCount()).toBe(before)
  })

  it('is told from other failures', async () => {
    await runBatch(db, [insertSite('twice')])
    const failure = await runBatch(db, [insertSite('twice')]).catch((error) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(isGuardFailure(failure)).toBe(false)
  })
})
