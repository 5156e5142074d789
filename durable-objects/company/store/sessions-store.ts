import { and, count, desc, eq, inArray, isNotNull, lt, ne, sql } from 'drizzle-orm'
import type { LogLine } from '../../../worker/contract/agent-protocol.ts'
import type { CompanyDb } from './company-store.ts'
import { type SessionDay, type SessionRecord, sessionDays, sessionLogs, sessions } from './schema.ts'

export interface RunTimes {
  lastEndAt: number
  lastDurationMs: number
  avgDurationMs: number
}

/** Of the newest good sessions: how many of them the average duration is taken over. */
const SESSIONS_AVERAGED = 10
const NEWEST_FIRST = [desc(sessions.startedAt), desc(sessions.sessionUid)]

export class SessionsStore {
  readonly #db: CompanyDb

  constructor(db: CompanyDb) {
    this.#db = db
  }

  find(sessionUid: string): SessionRecord | null {
    return this.#db.select().from(sessions).where(eq(sessions.sessionUid, sessionUid)).get() ?? null
  }

  save(session: SessionRecord): void {
    const { sessionUid, ...rest } = session
    this.#db.insert(sessions).values(session).onConflictDoUpdate({ target: sessions.sessionUid, set: rest }).run()
  }

  listPage(
    jobUid: string,
    { limit, offset }: { limit: number; offset: number },
  ): { total: number; rows: SessionRecord[] } {
    const ofJob = eq(sessions.jobUid, jobUid)
    const rows = this.#db
      .select()
      .from(sessions)
      .where(ofJob)
      .orderBy(...NEWEST_FIRST)
      .limit(limit)
      .offset(offset)
      .all()
    return { total: this.#db.select({ n: count() }).from(sessions).where(ofJob).get()?.n ?? 0, rows }
  }

  findLatest(jobUid: string): SessionRecord | null {
    const ofJob = eq(sessions.jobUid, jobUid)
    return (
      this.#db
        .select()
        .from(sessions)
        .where(ofJob)
        .orderBy(...NEWEST_FIRST)
        .limit(1)
        .get() ?? null
    )
  }

  findRunning(jobUid: string): SessionRecord | null {
    const running = and(eq(sessions.jobUid, jobUid), eq(sessions.status, 'Running'))
    return this.#db.select().from(sessions).where(running).orderBy(desc(sessions.startedAt)).limit(1).get() ?? null
  }

  listRunning(): SessionRecord[] {
    return this.#db.select().from(sessions).where(eq(sessions.status, 'Running')).all()
  }

  listRunningOfAgent(backupAgentUid: string): SessionRecord[] {
    const running = and(eq(sessions.backupAgentUid, backupAgentUid), eq(sessions.status, 'Running'))
    return this.#db.select().from(sessions).where(running).all()
  }

  /** The newest session that made a restore point. */
  findLatestGood(jobUid: string): SessionRecord | null {
    const good = and(eq(sessions.jobUid, jobUid), inArray(sessions.status, ['Success', 'Warning']))
    return this.#db.select().from(sessions).where(good).orderBy(desc(sessions.startedAt)).limit(1).get() ?? null
  }

  readRunTimes(jobUid: string): RunTimes | null {
    const finished = and(eq(sessions.jobUid, jobUid), ne(sessions.status, 'Running'), isNotNull(sessions.finishedAt))
    const last = this.#db.select().from(sessions).where(finished).orderBy(desc(sessions.startedAt)).limit(1).get()
    if (last === undefined || last.finishedAt === null) return null
    const good = this.#db
      .select({ startedAt: sessions.startedAt, finishedAt: sessions.finishedAt })
      .from(sessions)
      .where(and(eq(sessions.jobUid, jobUid), inArray(sessions.status, ['Success', 'Warning'])))
      .orderBy(desc(sessions.startedAt))
      .limit(SESSIONS_AVERAGED)
      .all()
    const durations = good.map(({ startedAt, finishedAt }) => (finishedAt ?? startedAt) - startedAt)
    const lastDurationMs = last.finishedAt - last.startedAt
    const avgDurationMs =
      durations.length === 0 ? lastDurationMs : durations.reduce((a, b) => a + b, 0) / durations.length
    return { lastEndAt: last.finishedAt, lastDurationMs, avgDurationMs }
  }

  saveLog(sessionUid: string, log: LogLine[]): void {
    this.#db
      .insert(sessionLogs)
      .values({ sessionUid, log })
      .onConflictDoUpdate({ target: sessionLogs.sessionUid, set: { log } })
      .run()
  }

  readLog(sessionUid: string): LogLine[] {
    return this.#db.select().from(sessionLogs).where(eq(sessionLogs.sessionUid, sessionUid)).get()?.log ?? []
  }

  /** Adds (or with a negative sign takes back) one session's outcome, and returns the day's sums. */
  addToDay(dayOn: string, change: Omit<SessionDay, 'dayOn'>): SessionDay {
    return this.#db
      .insert(sessionDays)
      .values({ dayOn, ...change })
      .onConflictDoUpdate({
        target: sessionDays.dayOn,
        set: {
          successCount: sql`${sessionDays.successCount} + excluded.success_count`,
          warningCount: sql`${sessionDays.warningCount} + excluded.warning_count`,
          failedCount: sql`${sessionDays.failedCount} + excluded.failed_count`,
          addedBytes: sql`${sessionDays.addedBytes} + excluded.added_bytes`,
        },
      })
      .returning()
      .get()
  }

  /** Forgets finished sessions older than `before` or beyond the newest `perJob` of their job, at most `limit` of them. */
  prune(before: number, perJob: number, limit: number): number {
    const outdated = this.#db
      .all<{ sessionUid: string }>(
        sql`SELECT session_uid AS sessionUid FROM (
          SELECT session_uid, started_at, status, row_number() OVER (PARTITION BY job_uid ORDER BY started_at DESC) AS position
          FROM sessions
        ) WHERE status <> 'Running' AND position > 1 AND (position > ${perJob} OR started_at < ${before}) LIMIT ${limit}`,
      )
      .map(({ sessionUid }) => sessionUid)
    if (outdated.length === 0) return 0
    const uids = sql`(SELECT value FROM json_each(${JSON.stringify(outdated)}))`
    this.#db.delete(sessionLogs).where(inArray(sessionLogs.sessionUid, uids)).run()
    this.#db.delete(sessions).where(inArray(sessions.sessionUid, uids)).run()
    return outdated.length
  }

  pruneDays(beforeDayOn: string): void {
    this.#db.delete(sessionDays).where(lt(sessionDays.dayOn, beforeDayOn)).run()
  }
}
