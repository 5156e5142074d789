/**
 * How a change of the directory reaches the Company object: the batch that makes the change raises the company's rev and
 * notes a push; the object is told at once; the note goes when the object has confirmed the rev. What was not delivered
 * the Provider object delivers later.
 */
import { sql } from 'drizzle-orm'
import type { CompanyRpc } from '../../durable-objects/company/rpc.ts'
import type { Env } from '../env.ts'
import type { Db, Statement } from './client.ts'
import { loadDirectorySnapshot } from './directory-snapshot.ts'

type PushEnv = Pick<Env, 'DB' | 'COMPANY'>

const PUSHES_AT_ONCE = 6

/** To stand in the batch of the change, behind it. */
export function directoryChange(db: Db, companyUid: string, now: number): Statement[] {
  return [
    db.run(
      sql`UPDATE organizations SET directory_rev = directory_rev + 1, updated_at = ${now} WHERE uid = ${companyUid}`,
    ),
    db.run(sql`INSERT INTO pushes (organization_uid, rev, created_at)
      SELECT uid, directory_rev, ${now} FROM organizations WHERE uid = ${companyUid} AND type = 'Company'
      ON CONFLICT (organization_uid) DO UPDATE SET rev = excluded.rev`),
  ]
}

/** Tells the company's object now. False: it could not be told, and will be by the Provider object; nothing is lost. */
export async function pushDirectory(env: PushEnv, companyUid: string): Promise<boolean> {
  try {
    const loaded = await loadDirectorySnapshot(env.DB, companyUid)
    if (loaded === null) return true
    const company: Pick<CompanyRpc, 'applyDirectory'> = env.COMPANY.getByName(companyUid)
    const { rev } = await company.applyDirectory(loaded.snapshot, loaded.rev)
    await env.DB.prepare('DELETE FROM pushes WHERE organization_uid = ? AND rev <= ?').bind(companyUid, rev).run()
    return true
  } catch (error) {
    const message = 'The directory of a company could not be pushed'
    console.error(JSON.stringify({ level: 'error', message, companyUid, error: String(error) }))
    return false
  }
}

export async function pushDirectories(env: PushEnv, companyUids: readonly string[]): Promise<void> {
  for (let start = 0; start < companyUids.length; start += PUSHES_AT_ONCE) {
    await Promise.all(companyUids.slice(start, start + PUSHES_AT_ONCE).map((uid) => pushDirectory(env, uid)))
  }
}
