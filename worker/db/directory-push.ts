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
import { BUMP_REVISION_SQL } from './revisions.ts'

type PushEnv = Pick<Env, 'DB' | 'COMPANY'>

/** What the company's row in a list shows until its object has been told. */
export type PushedOperation = 'update' | 'enable' | 'disable' | 'delete' | 'restore' | 'move'

const PUSHES_AT_ONCE = 6

/** A lesser change joins what is under way; another operation takes its place, and has not failed yet. */
const BEGUN_ANEW = sql.raw(
  [
    ['operation', 'excluded.operation'],
    ['created_at', 'excluded.created_at'],
    ['attempts', '0'],
    ['error', 'NULL'],
    ['cause_uid', 'NULL'],
  ]
    .map(([column, value]) => `${column} = iif(excluded.operation = 'update', pushes.${column}, ${value})`)
    .join(', '),
)

/** To stand in the batch of the change, behind it. */
export function directoryChange(
  db: Db,
  companyUid: string,
  now: number,
  operation: PushedOperation = 'update',
): Statement[] {
  return [
    db.run(
      sql`UPDATE organizations SET directory_rev = directory_rev + 1, updated_at = ${now} WHERE uid = ${companyUid}`,
    ),
    db.run(sql`INSERT INTO pushes (organization_uid, rev, created_at, operation)
      SELECT uid, directory_rev, ${now}, ${operation} FROM organizations WHERE uid = ${companyUid} AND type = 'Company'
      ON CONFLICT (organization_uid) DO UPDATE SET rev = excluded.rev, ${BEGUN_ANEW}`),
  ]
}

/** Tells the company's object now. False: it could not be told, and will be by the Provider object; nothing is lost. */
export async function pushDirectory(env: PushEnv, companyUid: string): Promise<boolean> {
  try {
    const loaded = await loadDirectorySnapshot(env.DB, companyUid)
    if (loaded === null) return true
    const company: Pick<CompanyRpc, 'applyDirectory'> = env.COMPANY.getByName(companyUid)
    const { rev } = await company.applyDirectory(loaded.snapshot, loaded.rev)
    await env.DB.batch([
      env.DB.prepare('DELETE FROM pushes WHERE organization_uid = ? AND rev <= ?').bind(companyUid, rev),
      // The row of the company shows that something was under way.
      env.DB.prepare(BUMP_REVISION_SQL).bind('organizations', companyUid),
    ])
    return true
  } catch (error) {
    const message = 'The directory of a company could not be pushed'
    console.error(JSON.stringify({ level: 'error', message, companyUid, error: String(error) }))
    await noteFailure(env, companyUid)
    return false
  }
}

/** What a person sees at the company's row; the error itself is in the log. Best effort: the push itself stays noted. */
async function noteFailure(env: PushEnv, companyUid: string): Promise<void> {
  const reason = 'The part of the console that looks after the company did not answer. It is tried again.'
  try {
    await env.DB.batch([
      env.DB.prepare('UPDATE pushes SET attempts = attempts + 1, error = ? WHERE organization_uid = ?').bind(
        reason,
        companyUid,
      ),
      env.DB.prepare(BUMP_REVISION_SQL).bind('organizations', companyUid),
    ])
  } catch (error) {
    console.error(JSON.stringify({ level: 'error', message: 'A failed push could not be noted', error: String(error) }))
  }
}

export async function pushDirectories(env: PushEnv, companyUids: readonly string[]): Promise<void> {
  for (let start = 0; start < companyUids.length; start += PUSHES_AT_ONCE) {
    await Promise.all(companyUids.slice(start, start + PUSHES_AT_ONCE).map((uid) => pushDirectory(env, uid)))
  }
}
