/**
 * When jobs are due. Pure: the agent keeps one state per job on disk, and hands it in with the moment. A run that was
 * missed, because the agent was off or the computer asleep, is made up for once; runs that fall due while the job runs
 * are left out.
 */
import { z } from 'zod'
import { nextRunAt } from '../../domain/schedule.ts'
import { isTimeZone } from '../../domain/zoned-time.ts'
import type { SessionResult } from '../../worker/contract/agent-protocol.ts'
import type { BackupJob } from '../../worker/contract/backup-job.ts'

export const trigger = z.enum(['schedule', 'command', 'retry'])
export type Trigger = z.infer<typeof trigger>

export const jobState = z.object({
  /** What the marks below were made for: another schedule starts from its own beginning. */
  scheduleKey: z.string(),
  /** Runs due up to here are done with. */
  watermarkAt: z.number(),
  /** A run that is owed: it survives a restart. */
  pending: z.object({ trigger, attempt: z.int(), notBeforeAt: z.number() }).nullable(),
  last: z
    .object({
      sessionUid: z.string(),
      startedAt: z.number(),
      finishedAt: z.number(),
      result: z.enum(['Success', 'Warning', 'Failed', 'Canceled']),
      message: z.string().nullable(),
    })
    .nullable(),
})
export type JobState = z.infer<typeof jobState>

const MINUTE_MS = 60_000
/** Clocks are set back a little all the time; by more, and the marks were made by a wrong clock. */
const CLOCK_TOLERANCE_MS = 15 * MINUTE_MS
/** Between two runs of a continuous job. */
const CONTINUOUS_PAUSE_MS = 10_000
const CONTINUOUS_FAILURE_PAUSE_MS = 5 * MINUTE_MS

/** The zone in which a job's schedule is read: this runtime's own when it does not know the job's. */
export function zoneOf(job: BackupJob): string {
  return isTimeZone(job.timeZone) ? job.timeZone : Intl.DateTimeFormat().resolvedOptions().timeZone
}

export function scheduleKeyOf(job: BackupJob): string {
  return JSON.stringify([job.isEnabled, zoneOf(job), job.schedule])
}

export function newJobState(job: BackupJob, now: number): JobState {
  return { scheduleKey: scheduleKeyOf(job), watermarkAt: now, pending: null, last: null }
}

/** The state after looking at the clock: with a pending run when one has fallen due. */
export function advanceJob(job: BackupJob, known: JobState | undefined, now: number, isRunning: boolean): JobState {
  const state = adaptToJob(job, known ?? newJobState(job, now), now)
  if (!job.isEnabled) return state
  if (job.schedule.kind === 'continuously') return advanceContinuous(job, state, now, isRunning)
  const dueAt = nextRunAt(job.schedule, zoneOf(job), state.watermarkAt)
  if (dueAt === null || dueAt > now) return state
  const isOwedAlready = state.pending !== null && state.pending.trigger !== 'retry'
  const pending =
    isRunning || isOwedAlready ? state.pending : { trigger: 'schedule' as const, attempt: 1, notBeforeAt: now }
  return { ...state, watermarkAt: now, pending }
}

function adaptToJob(job: BackupJob, state: JobState, now: number): JobState {
  const scheduleKey = scheduleKeyOf(job)
  if (state.scheduleKey !== scheduleKey) {
    const pending = state.pending?.trigger === 'command' ? state.pending : null
    return { ...state, scheduleKey, watermarkAt: now, pending }
  }
  const longestWaitMs = Math.max(job.retry?.waitMinutes ?? 0, 5) * MINUTE_MS
  const isMarkAhead = state.watermarkAt > now + CLOCK_TOLERANCE_MS
  const isPendingAhead = state.pending !== null && state.pending.notBeforeAt > now + longestWaitMs + CLOCK_TOLERANCE_MS
  if (!isMarkAhead && !isPendingAhead) return state
  return {
    ...state,
    watermarkAt: isMarkAhead ? now : state.watermarkAt,
    pending: isPendingAhead && state.pending ? { ...state.pending, notBeforeAt: now + longestWaitMs } : state.pending,
  }
}

function advanceContinuous(job: BackupJob, state: JobState, now: number, isRunning: boolean): JobState {
  if (isRunning || state.pending !== null) return state
  const isWell = state.last === null || state.last.result === 'Success' || state.last.result === 'Warning'
  const failurePauseMs = job.retry ? job.retry.waitMinutes * MINUTE_MS : CONTINUOUS_FAILURE_PAUSE_MS
  const pauseMs = isWell ? CONTINUOUS_PAUSE_MS : failurePauseMs
  const notBeforeAt = state.last === null ? now : Math.min(state.last.finishedAt, now) + pauseMs
  return { ...state, pending: { trigger: 'schedule', attempt: 1, notBeforeAt } }
}

/** When the job runs next, as far as is known; null when nothing is due. */
export function nextRunOf(job: BackupJob, state: JobState | undefined, now: number): number | null {
  if (state?.pending) return Math.max(state.pending.notBeforeAt, now)
  if (!job.isEnabled || job.schedule.kind === 'continuously') return null
  return nextRunAt(job.schedule, zoneOf(job), state?.watermarkAt ?? now)
}

export interface EndedRun {
  sessionUid: string
  trigger: Trigger | 'local'
  attempt: number
  startedAt: number
  finishedAt: number
  result: SessionResult
  message: string | null
  /** The agent's own end cut it off, not anything about the backup. */
  wasInterrupted: boolean
}

/**
 * The state after a run. One that its schedule began and that failed is tried again as the job says; one that was cut
 * off is begun again at once, at least once, also without a retry setting.
 */
export function settleRun(job: BackupJob, state: JobState, run: EndedRun, now: number): JobState {
  const { sessionUid, startedAt, finishedAt, result, message } = run
  const settled = { ...state, last: { sessionUid, startedAt, finishedAt, result, message } }
  const isAutomatic = run.trigger === 'schedule' || run.trigger === 'retry'
  if (result !== 'Failed' || !isAutomatic || !job.isEnabled || settled.pending !== null) return settled
  if (job.schedule.kind === 'continuously' && !run.wasInterrupted) return settled
  const attempt = run.attempt + 1
  const allowed = run.wasInterrupted ? Math.max(1, job.retry?.count ?? 0) : (job.retry?.count ?? 0)
  if (run.attempt > allowed) return settled
  const waitMs = run.wasInterrupted ? 0 : (job.retry?.waitMinutes ?? 0) * MINUTE_MS
  return { ...settled, pending: { trigger: 'retry', attempt, notBeforeAt: now + waitMs } }
}
