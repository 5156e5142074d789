import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { seedCompany } from '../../durable-objects/company/testing/directory.setup.ts'
import { openDb, runBatch } from './client.ts'
import { directoryChange, pushDirectory } from './directory-push.ts'

async function pushOf(companyUid: string) {
  return env.DB.prepare(
    'SELECT operation, created_at AS startedAt, attempts, error FROM pushes WHERE organization_uid = ?',
  )
    .bind(companyUid)
    .first<{ operation: string; startedAt: number; attempts: number; error: string | null }>()
}

async function revision(companyUid: string): Promise<number> {
  const row = await env.DB.prepare(
    "SELECT rev FROM collection_revisions WHERE collection = 'organizations' AND organization_uid = ?",
  )
    .bind(companyUid)
    .first<{ rev: number }>()
  return row?.rev ?? 0
}

const unreachable = {
  DB: env.DB,
  COMPANY: {
    getByName: () => ({ applyDirectory: () => Promise.reject(new Error('overloaded')) }),
  } as unknown as typeof env.COMPANY,
}

describe('a push of the directory', () => {
  it('that fails leaves its reason at the company until it gets through', async () => {
    const { companyUid } = await seedCompany()
    const db = openDb(env.DB)
    await runBatch(db, directoryChange(db, companyUid, 1_000, 'disable'))
    expect(await pushDirectory(unreachable, companyUid)).toBe(false)
    expect(await pushDirectory(unreachable, companyUid)).toBe(false)
    const failed = await pushOf(companyUid)
    expect(failed).toMatchObject({ operation: 'disable', attempts: 2 })
    expect(failed?.error).toContain('tried again')
    expect(failed?.error).not.toContain('overloaded')
    const before = await revision(companyUid)
    expect(await pushDirectory(env, companyUid)).toBe(true)
    expect(await pushOf(companyUid)).toBeNull()
    // Lists that showed the change are not taken for current any more.
    expect(await revision(companyUid)).toBe(before + 1)
  })

  it('goes on being shown as what it was when a lesser change joins it', async () => {
    const { companyUid } = await seedCompany()
    const db = openDb(env.DB)
    await runBatch(db, directoryChange(db, companyUid, 1_000, 'delete'))
    await runBatch(db, directoryChange(db, companyUid, 2_000))
    expect(await pushOf(companyUid)).toMatchObject({ operation: 'delete', startedAt: 1_000 })
  })

  it('is shown as another change from when that begins, without the failure of the one before', async () => {
    const { companyUid } = await seedCompany()
    const db = openDb(env.DB)
    await runBatch(db, directoryChange(db, companyUid, 1_000, 'disable'))
    expect(await pushDirectory(unreachable, companyUid)).toBe(false)
    await runBatch(db, directoryChange(db, companyUid, 2_000, 'enable'))
    expect(await pushOf(companyUid)).toEqual({ operation: 'enable', startedAt: 2_000, attempts: 0, error: null })
  })
})
