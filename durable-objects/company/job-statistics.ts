/** What lists show of a job beside its definition: counted from its sessions and restore points. */
import type { CompanyContext } from './context.ts'
import type { JobRecord, SessionRecord } from './store/schema.ts'
import { readFreeBytes } from './targets.ts'

export type JobStatus = 'None' | 'Starting' | 'Running' | 'Stopping' | 'Success' | 'Warning' | 'Failed'

export interface JobStatistics {
  status: JobStatus
  restorePointsCount: number
  latestRestorePointAt: number | null
  latestRestorePointBytes: number | null
  totalRestorePointBytes: number
  sourceBytes: number | null
  backedUpBytes: number | null
  freeBytes: number | null
  lastSessionUid: string | null
  progressPercent: number | null
  lastRunAt: number | null
  lastEndAt: number | null
  lastDurationSeconds: number | null
  avgDurationSeconds: number | null
  failureMessage: string | null
}

type StatisticsContext = Pick<CompanyContext, 'store' | 'now' | 'liveProgress'>

export const STOPPED_MESSAGE = 'The backup was stopped before it finished.'

export function readJobStatistics(ctx: StatisticsContext, job: JobRecord): JobStatistics {
  const { sessions, restorePoints } = ctx.store
  const last = sessions.findLatest(job.jobUid)
  const running = sessions.findRunning(job.jobUid)
  const runTimes = sessions.readRunTimes(job.jobUid)
  const latestPoint = restorePoints.findLatest(job.jobUid)
  const points = restorePoints.sumOfJob(job.jobUid)
  const latestGood = sessions.findLatestGood(job.jobUid)
  const progress = running === null ? null : (ctx.liveProgress.get(running.sessionUid) ?? running.progress)
  return {
    status: jobStatus(job, last, running),
    restorePointsCount: points.pointsCount,
    latestRestorePointAt: points.latestAt,
    latestRestorePointBytes: latestPoint?.addedBytes ?? null,
    totalRestorePointBytes: points.totalAddedBytes,
    sourceBytes: latestPoint?.sourceBytes ?? latestGood?.bytesProcessed ?? null,
    backedUpBytes: latestGood?.bytesProcessed ?? null,
    freeBytes: readFreeBytes(ctx, job),
    lastSessionUid: last?.sessionUid ?? null,
    progressPercent: progress?.percent ?? null,
    lastRunAt: last?.startedAt ?? null,
    lastEndAt: runTimes?.lastEndAt ?? null,
    lastDurationSeconds: runTimes === null ? null : Math.round(runTimes.lastDurationMs / 1000),
    avgDurationSeconds: runTimes === null ? null : Math.round(runTimes.avgDurationMs / 1000),
    failureMessage: job.startProblem ?? (last === null ? null : sessionMessage(last)),
  }
}

/** The status alone, at a fraction of the cost. */
export function readJobStatus({ store }: Pick<CompanyContext, 'store'>, job: JobRecord): JobStatus {
  return jobStatus(job, store.sessions.findLatest(job.jobUid), store.sessions.findRunning(job.jobUid))
}

/** The API has no status for a backup that somebody stopped: there is no new restore point, so it counts as failed. */
function jobStatus(job: JobRecord, last: SessionRecord | null, running: SessionRecord | null): JobStatus {
  if (running !== null) return job.pendingState === 'Stopping' ? 'Stopping' : 'Running'
  if (job.pendingState !== null) return job.pendingState
  if (last === null || last.status === 'Running') return 'None'
  return last.status === 'Canceled' ? 'Failed' : last.status
}

function sessionMessage(session: SessionRecord): string | null {
  if (session.status === 'Canceled') return session.failureMessage ?? STOPPED_MESSAGE
  return session.failureMessage
}
