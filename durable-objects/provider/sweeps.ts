/** What the Provider object looks after in D1: each sweep is one indexed statement over a bounded number of rows. */
import { pushDirectories } from '../../worker/db/directory-push.ts'
import type { Env } from '../../worker/env.ts'

export type SweepEnv = Pick<Env, 'DB' | 'COMPANY'>

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** The request that made the change pushes at once; only what it left behind is swept. */
const PUSH_GRACE_MS = 10_000
const PUSHES_PER_RUN = 60
const ROWS_PER_RUN = 5_000
/** Signed-in sessions that ended are kept for a while for whoever looks into an incident. */
const SESSION_TRACE_MS = 7 * DAY_MS
/** An agent that asks no more is not waiting any more; one that enrolled has had its answer. */
const UNVERIFIED_SILENCE_MS = 14 * DAY_MS
const ENROLLED_TRACE_MS = DAY_MS
const TOKEN_TRACE_MS = 30 * DAY_MS
/** Deleted rows of the read models: long after any delivery of an older row could still arrive. */
const TOMBSTONE_MS = 60 * DAY_MS
/** What became of a mail can be looked up for so long; one that was given up can be tried again for so long. */
const MAIL_TRACE_MS = 90 * DAY_MS
const FAILED_MAIL_BODY_MS = 7 * DAY_MS
const TOMBSTONED_TABLES = ['management_agents', 'backup_agents', 'jobs', 'restore_points', 'repositories']

/** Returns how many companies are still to be told. Those that failed most often come last, so that they hold nobody up. */
export async function sweepPushes(env: SweepEnv, now: number): Promise<number> {
  const { results } = await env.DB.prepare(
    'SELECT organization_uid AS uid FROM pushes WHERE created_at <= ? ORDER BY attempts, created_at LIMIT ?',
  )
    .bind(now - PUSH_GRACE_MS, PUSHES_PER_RUN)
    .all<{ uid: string }>()
  await pushDirectories(
    env,
    results.map(({ uid }) => uid),
  )
  const left = await env.DB.prepare('SELECT count(*) AS n FROM pushes').first<{ n: number }>()
  return left?.n ?? 0
}

/** Refresh tokens go with their session. */
export async function sweepExpired({ DB }: SweepEnv, now: number): Promise<void> {
  const gone = (table: string, key: string, condition: string, before: number) =>
    DB.prepare(`DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ?2)`).bind(
      before,
      ROWS_PER_RUN,
    )
  await DB.batch([
    gone('sessions', 'uid', 'expires_at < ?1', now - SESSION_TRACE_MS),
    gone('refresh_tokens', 'token_sha256', 'expires_at < ?1', now),
    gone('enrolment_tokens', 'token_sha256', 'expires_at < ?1', now - TOKEN_TRACE_MS),
    gone('request_replays', 'request_sha256', 'expires_at < ?1', now),
    DB.prepare('DELETE FROM async_actions WHERE expires_at < ?1').bind(now),
    // Nobody asked for them again, so that nobody has noticed that their work was cut off.
    DB.prepare("DELETE FROM async_actions WHERE status = 'running' AND lease_until < ?1").bind(now - DAY_MS),
    gone('unverified_agents', 'uid', "status = 'Enrolled' AND last_seen_at < ?1", now - ENROLLED_TRACE_MS),
    gone('unverified_agents', 'uid', 'last_seen_at < ?1', now - UNVERIFIED_SILENCE_MS),
    gone('mail_sign_ins', 'key_sha256', 'expires_at < ?1', now),
    gone('mails', 'uid', "status IN ('sent', 'failed') AND updated_at < ?1", now - MAIL_TRACE_MS),
    DB.prepare(
      "UPDATE mails SET sealed_body = NULL WHERE status = 'failed' AND updated_at < ? AND sealed_body IS NOT NULL",
    ).bind(now - FAILED_MAIL_BODY_MS),
    ...TOMBSTONED_TABLES.map((table) => gone(table, 'uid', 'deleted_at < ?1', now - TOMBSTONE_MS)),
  ])
}
