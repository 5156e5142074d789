/** Removing for good what was deleted and cannot be restored any more: organizations, one step at a time. */
import { auditStatement } from '../../worker/db/audit.ts'
import { openDb, prepareStatement } from '../../worker/db/client.ts'
import { purgeOrganizationRows } from '../../worker/db/purge-organization.ts'
import type { Env } from '../../worker/env.ts'
import { logError } from '../lib/log.ts'

type PurgeEnv = Pick<Env, 'DB' | 'COMPANY'>

const HOUR_MS = 3_600_000
const ORGANIZATIONS_PER_RUN = 20
/** Bytes under protection are waited for: how often the company is asked again. */
const ASK_AGAIN_MS = HOUR_MS

interface DueRow {
  uid: string
  type: 'Reseller' | 'Company'
  name: string
}

/** Returns whether more are due now. One that fails is left for later and holds up no other. */
export async function sweepPurges(env: PurgeEnv, now: number): Promise<boolean> {
  const { results } = await env.DB.prepare(
    `SELECT uid, type, name FROM organizations
     WHERE purge_at <= ?1 AND type <> 'Provider' AND (purge_started_at IS NULL OR updated_at <= ?2)
     ORDER BY purge_started_at IS NOT NULL, updated_at LIMIT ?3`,
  )
    .bind(now, now - ASK_AGAIN_MS, ORGANIZATIONS_PER_RUN)
    .all<DueRow>()
  for (const due of results) {
    try {
      await purgeStep(env, due, now)
    } catch (error) {
      logError('A deleted organization could not be purged', { organizationUid: due.uid, error: String(error) })
    }
  }
  return results.length === ORGANIZATIONS_PER_RUN
}

async function purgeStep(env: PurgeEnv, due: DueRow, now: number): Promise<void> {
  // From here on there is no way back; a restore that came first has taken purge_at away.
  const claimed = await env.DB.prepare(
    `UPDATE organizations SET purge_started_at = coalesce(purge_started_at, ?1), updated_at = ?1
     WHERE uid = ?2 AND purge_at <= ?1 AND deleted_at IS NOT NULL`,
  )
    .bind(now, due.uid)
    .run()
  if (claimed.meta.changes === 0) return
  if (due.type === 'Company') {
    const { isDone } = await env.COMPANY.getByName(due.uid).purge()
    if (!isDone) return
  }
  await purgeOrganizationRows(env.DB, due.uid, await auditOf(env, due, now))
}

async function auditOf(env: PurgeEnv, due: DueRow, now: number): Promise<D1PreparedStatement[]> {
  const provider = await env.DB.prepare("SELECT uid FROM organizations WHERE type = 'Provider'").first<{
    uid: string
  }>()
  if (provider === null) return []
  const db = openDb(env.DB)
  const nobody = { userUid: '', userName: '', impersonator: null, signInMethod: null, secondFactor: null }
  const entry = auditStatement(
    db,
    { scope: nobody, clientAddress: null, userAgent: null, requestId: null, now },
    {
      organizationUid: provider.uid,
      kind: `${due.type}Purged`,
      target: { type: due.type, uid: due.uid },
      details: { name: due.name },
    },
  )
  return [prepareStatement(db, entry)]
}
