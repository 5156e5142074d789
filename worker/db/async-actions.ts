/**
 * The rows of async actions: started under an exact limit, kept alive by a lease, ended once. Outcomes are given and
 * taken sealed; what is in them is no business of this module.
 */
import { type AsyncActionStatus, asyncActionRetentionMs } from '../../domain/async-action.ts'

export interface AsyncActionRow {
  id: string
  userUid: string
  operationId: string
  status: AsyncActionStatus
  isCancelAsked: number
  /** JSON */
  queryParameters: string
  requestBody: string | null
  outcome: string | null
}

export type StartedAction = { kind: 'started' } | { kind: 'id_taken' } | { kind: 'too_many' }

/** How long an action counts as alive without word from whoever does its work. */
export const LEASE_MS = 60_000

const COLUMNS = `id, user_uid AS userUid, operation_id AS operationId, status, is_cancel_asked AS isCancelAsked,
  query_parameters AS queryParameters, request_body AS requestBody, outcome`

export async function startAction(
  db: D1Database,
  action: Pick<AsyncActionRow, 'id' | 'userUid' | 'operationId' | 'queryParameters' | 'requestBody'>,
  { limit, leaseMs, now }: { limit: number; leaseMs: number; now: number },
): Promise<StartedAction> {
  const { id, userUid, operationId, queryParameters, requestBody } = action
  const [, inserted, known] = await db.batch<{ id: string }>([
    db.prepare('DELETE FROM async_actions WHERE user_uid = ?1 AND id = ?2 AND expires_at <= ?3').bind(userUid, id, now),
    db
      .prepare(
        `INSERT INTO async_actions (user_uid, id, operation_id, status, query_parameters, request_body, created_at, lease_until)
         SELECT ?1, ?2, ?3, 'running', ?4, ?5, ?6, ?7
         WHERE (SELECT count(*) FROM async_actions
           WHERE user_uid = ?1 AND status = 'running' AND lease_until > ?6) < ?8
         ON CONFLICT (user_uid, id) DO NOTHING RETURNING id`,
      )
      .bind(userUid, id, operationId, queryParameters, requestBody, now, now + leaseMs, limit),
    db.prepare('SELECT id FROM async_actions WHERE user_uid = ?1 AND id = ?2').bind(userUid, id),
  ])
  if ((inserted?.results.length ?? 0) > 0) return { kind: 'started' }
  return { kind: (known?.results.length ?? 0) > 0 ? 'id_taken' : 'too_many' }
}

export async function renewLease(db: D1Database, userUid: string, id: string, leaseUntil: number): Promise<void> {
  await db
    .prepare("UPDATE async_actions SET lease_until = ?3 WHERE user_uid = ?1 AND id = ?2 AND status = 'running'")
    .bind(userUid, id, leaseUntil)
    .run()
}

/** An action ends once: what comes later changes nothing. */
export async function endAction(
  db: D1Database,
  key: { userUid: string; id: string },
  end: { status: Exclude<AsyncActionStatus, 'running'>; outcome: string; now: number },
): Promise<void> {
  await db
    .prepare(
      `UPDATE async_actions SET status = ?3, outcome = ?4, expires_at = ?5
       WHERE user_uid = ?1 AND id = ?2 AND status = 'running'`,
    )
    .bind(key.userUid, key.id, end.status, end.outcome, end.now + asyncActionRetentionMs(end.status))
    .run()
}

/** Running actions of the user whose lease has passed: nobody does their work any more. */
export async function listAbandoned(db: D1Database, userUid: string, now: number): Promise<string[]> {
  const { results } = await db
    .prepare("SELECT id FROM async_actions WHERE user_uid = ?1 AND status = 'running' AND lease_until <= ?2")
    .bind(userUid, now)
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}

/** In order of their start. */
export async function listActions(db: D1Database, userUid: string, now: number): Promise<AsyncActionRow[]> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM async_actions WHERE user_uid = ?1 AND (expires_at IS NULL OR expires_at > ?2)
       ORDER BY created_at, id`,
    )
    .bind(userUid, now)
    .all<AsyncActionRow>()
  return results
}

export function findAction(db: D1Database, userUid: string, id: string, now: number): Promise<AsyncActionRow | null> {
  return db
    .prepare(
      `SELECT ${COLUMNS} FROM async_actions
       WHERE user_uid = ?1 AND id = ?2 AND (expires_at IS NULL OR expires_at > ?3)`,
    )
    .bind(userUid, id, now)
    .first<AsyncActionRow>()
}

export async function askToCancel(db: D1Database, userUid: string, id: string): Promise<void> {
  await db
    .prepare("UPDATE async_actions SET is_cancel_asked = 1 WHERE user_uid = ?1 AND id = ?2 AND status = 'running'")
    .bind(userUid, id)
    .run()
}

export async function removeEndedAction(db: D1Database, userUid: string, id: string): Promise<void> {
  await db
    .prepare("DELETE FROM async_actions WHERE user_uid = ?1 AND id = ?2 AND status <> 'running'")
    .bind(userUid, id)
    .run()
}

export async function setRequestData(
  db: D1Database,
  userUid: string,
  id: string,
  data: { queryParameters: string | undefined; requestBody: string | null | undefined },
): Promise<void> {
  await db
    .prepare(
      `UPDATE async_actions SET query_parameters = coalesce(?3, query_parameters),
         request_body = CASE WHEN ?4 THEN ?5 ELSE request_body END
       WHERE user_uid = ?1 AND id = ?2`,
    )
    .bind(userUid, id, data.queryParameters ?? null, data.requestBody === undefined ? 0 : 1, data.requestBody ?? null)
    .run()
}
