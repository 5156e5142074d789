/**
 * Takes what is older than the logs are kept. A chain is cut from its beginning only: the cut, with the hash that the
 * first remaining event links to, is signed with the head, so that what remains verifies and nothing more can be taken
 * unnoticed. D1 refuses to delete what lies behind the cut.
 */
import { auditSigner } from '../../worker/auth/audit-key.ts'
import { readLogRetentionDays } from '../../worker/db/log-retention.ts'
import type { AuditHeads, Head } from './audit-heads.ts'
import { type AuditEnv, chainStatement, currentHead } from './audit-sealer.ts'

const DAY_MS = 86_400_000
const OLDEST_LOOKED_AT = 2_000
const EVENTS_PER_CUT = 500
const TASKS_PER_RUN = 5_000

/** True: there is more to take. */
export async function pruneLogs(env: AuditEnv, heads: AuditHeads, now: number): Promise<boolean> {
  const before = now - (await readLogRetentionDays(env.DB)) * DAY_MS
  const { results } = await env.DB.prepare(
    `SELECT DISTINCT organization_uid AS uid FROM
       (SELECT organization_uid FROM audit_events WHERE at < ?1 AND seq IS NOT NULL ORDER BY at, uid LIMIT ?2)`,
  )
    .bind(before, OLDEST_LOOKED_AT)
    .all<{ uid: string }>()
  let isMore = false
  for (const { uid } of results) isMore = (await cutChain(env, heads, uid, before)) || isMore
  const tasks = await env.DB.prepare(
    'DELETE FROM agent_tasks WHERE uid IN (SELECT uid FROM agent_tasks WHERE created_at < ? ORDER BY created_at LIMIT ?)',
  )
    .bind(before, TASKS_PER_RUN)
    .run()
  return isMore || tasks.meta.changes === TASKS_PER_RUN
}

async function cutChain(env: AuditEnv, heads: AuditHeads, organizationUid: string, before: number): Promise<boolean> {
  const current = await currentHead(env, heads, organizationUid)
  const { results } = await env.DB.prepare(
    'SELECT seq, at, hash FROM audit_events WHERE organization_uid = ? AND seq > ? ORDER BY seq LIMIT ?',
  )
    .bind(organizationUid, current.cut.sequence, EVENTS_PER_CUT)
    .all<{ seq: number; at: number; hash: string }>()
  const kept = results.findIndex(({ at }) => at >= before)
  const gone = kept < 0 ? results : results.slice(0, kept)
  const last = gone.at(-1)
  if (last === undefined) return false
  const next: Head = { ...current, cut: { sequence: last.seq, hash: last.hash } }
  heads.plan(organizationUid, current, next)
  await env.DB.batch([
    await chainStatement(env.DB, await auditSigner(env), organizationUid, next),
    env.DB.prepare('DELETE FROM audit_events WHERE organization_uid = ? AND seq <= ?').bind(organizationUid, last.seq),
  ])
  heads.settle(organizationUid, next)
  return gone.length === EVENTS_PER_CUT
}
