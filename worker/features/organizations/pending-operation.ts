/**
 * What a row shows of a slow change. Nothing is kept for it: it is read from the pushes that are still under way, so that
 * it is right after a crash too, and gone with the last of them.
 */
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { z } from 'zod'
import { toWireTime } from '../../contract/common.ts'
import { type PendingOperation, pendingOperation } from '../../contract/organizations/pending-operation.ts'

/** JSON of the company's push, or null. */
export function pushOfCompany(companyUid: SQLWrapper): SQL<string | null> {
  return sql<string | null>`(SELECT json_object('name', p.operation, 'startedAt', p.created_at, 'error', p.error,
      'pendingCount', 1, 'totalCount', 1)
    FROM pushes p WHERE p.organization_uid = ${companyUid})`
}

/** JSON over the pushes that a change of the reseller caused, or null. */
export function pushesOfReseller(resellerUid: SQLWrapper): SQL<string | null> {
  return sql<string | null>`(SELECT CASE WHEN count(*) > 0 THEN json_object('name', max(p.operation),
      'startedAt', min(p.created_at), 'error', max(p.error), 'pendingCount', count(*),
      'totalCount', (SELECT count(*) FROM organizations c WHERE c.reseller_uid = ${resellerUid} AND c.deleted_at IS NULL)) END
    FROM pushes p WHERE p.cause_uid = ${resellerUid})`
}

const stored = z.object({
  name: pendingOperation.shape.name,
  startedAt: z.number(),
  error: z.string().nullable(),
  pendingCount: z.number(),
  totalCount: z.number(),
})

export function toPendingOperation(json: string | null): PendingOperation | null {
  if (json === null) return null
  const { name, startedAt, error, pendingCount, totalCount } = stored.parse(JSON.parse(json))
  const doneCount = Math.max(0, totalCount - pendingCount)
  return {
    name,
    status: error === null ? 'running' : 'failed',
    progressPercent: totalCount === 0 ? 0 : Math.floor((100 * doneCount) / totalCount),
    error,
    startedAt: toWireTime(startedAt),
  }
}
