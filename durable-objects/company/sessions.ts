/** What a report of a backup session changes: the session, its job, its restore point, the day's sums, and who looks on. */
import { fail, ok, type Result } from '../../domain/result.ts'
import type { LogLine, SessionProgress } from '../../worker/contract/agent-protocol.ts'
import { type CompanyContext, TIMER } from './context.ts'
import { refreshJob } from './job-list.ts'
import { publishBackupAgent, publishSessionDay } from './read-models.ts'
import { recordSnapshot } from './restore-points.ts'
import type { CompanyFailure, SessionRow } from './rpc.ts'
import { isFinished, mergeSession, type SessionReport } from './session-merge.ts'
import type { AgentRecord, JobRecord, SessionDay, SessionRecord } from './store/schema.ts'

/** Between two progress reports of one phase that reach storage and lists; onlookers get each. */
export const PROGRESS_FLUSH_MS = 30_000
/** Text of a stored log; a row may have 2 MB. The oldest lines go first. */
const LOG_LENGTH_LIMIT = 1_000_000

export interface ReportedSession {
  sessionUid: string
  startedAt: number
  report: SessionReport
}

/** Of the job's own agent. False: the report told nothing new. */
export function recordReport(
  ctx: CompanyContext,
  agent: AgentRecord,
  job: JobRecord,
  reported: ReportedSession,
): boolean {
  const known = ctx.store.sessions.find(reported.sessionUid)
  const origin = {
    sessionUid: reported.sessionUid,
    jobUid: job.jobUid,
    backupAgentUid: agent.backupAgentUid,
    startedAt: reported.startedAt,
  }
  const merged = mergeSession(known, origin, reported.report)
  if (merged === known) return false
  ctx.transact(() => applyChange(ctx, agent, job, known, merged, reported.report))
  return true
}

/** Progress reaches storage now and then only. True: it did, and lists are to be told. */
export function recordProgress(
  ctx: CompanyContext,
  agent: AgentRecord,
  job: JobRecord,
  reported: { sessionUid: string; startedAt: number; progress: SessionProgress },
): boolean {
  const { sessionUid, startedAt, progress } = reported
  const known = ctx.store.sessions.find(sessionUid)
  if (known !== null && isFinished(known)) return false
  ctx.liveProgress.set(sessionUid, progress)
  const isDue =
    known === null ||
    known.missingSince !== null ||
    known.progress?.phase !== progress.phase ||
    ctx.now() - known.progressAt >= PROGRESS_FLUSH_MS
  const report = { kind: 'progress', sessionUid, jobUid: job.jobUid, startedAt, progress } as const
  const isStored = isDue && recordReport(ctx, agent, job, { sessionUid, startedAt, report })
  if (!isStored && known !== null) ctx.liveSockets.publish(toSessionRow(ctx, known))
  return isStored
}

/** The console's own verdict over a session of which its agent knows nothing any more. */
export function declareLost(ctx: CompanyContext, session: SessionRecord, reason: string): void {
  const job = ctx.store.jobs.findEvenDeleted(session.jobUid)
  const agent = ctx.store.agents.findByBackupAgentEvenDeleted(session.backupAgentUid)
  if (job === null || agent === null) return
  const report = { kind: 'lost', at: ctx.now(), reason } as const
  recordReport(ctx, agent, job, { sessionUid: session.sessionUid, startedAt: session.startedAt, report })
}

export function toSessionRow(ctx: Pick<CompanyContext, 'liveProgress'>, session: SessionRecord): SessionRow {
  const { isStartKnown, isLost, missingSince, progressAt, ...row } = session
  const progress = isFinished(session) ? null : (ctx.liveProgress.get(session.sessionUid) ?? session.progress)
  return { ...row, progress }
}

export function listSessions(
  ctx: CompanyContext,
  jobUid: string,
  page: { limit: number; offset: number },
): Result<{ total: number; rows: SessionRow[] }, CompanyFailure> {
  if (ctx.store.jobs.find(jobUid) === null) return fail({ code: 'not_found', what: 'job' })
  const { total, rows } = ctx.store.sessions.listPage(jobUid, page)
  return ok({ total, rows: rows.map((session) => toSessionRow(ctx, session)) })
}

export function getSession(
  ctx: CompanyContext,
  jobUid: string,
  sessionUid: string,
): Result<{ session: SessionRow; log: LogLine[] }, CompanyFailure> {
  const session = ctx.store.sessions.find(sessionUid)
  if (session?.jobUid !== jobUid || ctx.store.jobs.find(jobUid) === null)
    return fail({ code: 'not_found', what: 'session' })
  return ok({ session: toSessionRow(ctx, session), log: ctx.store.sessions.readLog(sessionUid) })
}

function applyChange(
  ctx: CompanyContext,
  agent: AgentRecord,
  job: JobRecord,
  known: SessionRecord | null,
  merged: SessionRecord,
  report: SessionReport,
): void {
  const session = { ...merged }
  if (report.kind === 'progress') session.progressAt = ctx.now()
  if (report.kind === 'sessionFinished') {
    session.restorePointUid = recordSnapshot(ctx, agent, job, report)
    ctx.store.sessions.saveLog(session.sessionUid, shortenLog(report.log))
  }
  ctx.store.sessions.save(session)
  if (isFinished(session)) {
    ctx.liveProgress.delete(session.sessionUid)
    ctx.timers.cancelTimer(TIMER.lostSession, session.sessionUid)
    countDay(ctx, known, session)
  }
  clearPending(ctx, job, session)
  refreshJob(ctx, job.jobUid)
  const isNews = known === null || known.status !== session.status
  if (isNews) publishBackupAgent(ctx, agent)
  ctx.liveSockets.publish(toSessionRow(ctx, session))
}

/** A session that runs is what a Start waited for; one that ended is what a Stop waited for. */
function clearPending(ctx: CompanyContext, job: JobRecord, session: SessionRecord): void {
  const isAnswerToStart = !isFinished(session) || session.trigger === 'command'
  const isStartOver = job.pendingState === 'Starting' && isAnswerToStart
  const isStopOver =
    job.pendingState === 'Stopping' && isFinished(session) && ctx.store.sessions.findRunning(job.jobUid) === null
  const changes = {
    ...(isStartOver || isStopOver ? { pendingState: null, pendingCommandUid: null } : {}),
    ...(job.startProblem !== null && isAnswerToStart ? { startProblem: null } : {}),
  }
  if (Object.keys(changes).length > 0) ctx.store.jobs.update(job.jobUid, changes)
}

function countDay(ctx: CompanyContext, known: SessionRecord | null, session: SessionRecord): void {
  if (known !== null && isFinished(known)) publishDayChange(ctx, known, -1)
  publishDayChange(ctx, session, 1)
}

function publishDayChange(ctx: CompanyContext, session: SessionRecord, sign: 1 | -1): void {
  const dayOn = new Date(session.finishedAt ?? session.startedAt).toISOString().slice(0, 10)
  const change: Omit<SessionDay, 'dayOn'> = {
    successCount: session.status === 'Success' ? sign : 0,
    warningCount: session.status === 'Warning' ? sign : 0,
    failedCount: session.status === 'Failed' || session.status === 'Canceled' ? sign : 0,
    addedBytes: sign * (session.bytesAdded ?? 0),
  }
  publishSessionDay(ctx, ctx.store.sessions.addToDay(dayOn, change))
}

function shortenLog(log: LogLine[]): LogLine[] {
  let length = 0
  const firstKept = log.findLastIndex((line) => {
    length += line.message.length + 64
    return length > LOG_LENGTH_LIMIT
  })
  return log.slice(firstKept + 1)
}
