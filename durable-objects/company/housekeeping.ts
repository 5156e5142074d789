/** What has to be looked after though nothing happens: old rows, and sessions of agents that never came back. */
import { logError } from '../lib/log.ts'
import { giveUpAbsentSessions } from './agent-presence.ts'
import { type CompanyContext, TIMER } from './context.ts'
import { refreshDirectory } from './directory.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export const SESSION_RETENTION_MS = 61 * DAY_MS
export const SESSIONS_PER_JOB = 1_000
/** Deleted restore points and jobs, settled commands, parked entries. */
export const TRACE_RETENTION_MS = 60 * DAY_MS
const SESSION_DAY_RETENTION_MS = 2 * 366 * DAY_MS
/** Directory snapshots older than this are asked for anew: a push that was lost for good must not stay unnoticed. */
const DIRECTORY_AGE_LIMIT_MS = DAY_MS
const ROWS_PER_RUN = 5_000

/** To be called when there is something to look after; again it changes nothing. */
export function startHousekeeping(ctx: Pick<CompanyContext, 'timers' | 'now'>): void {
  ctx.timers.setTimer({ kind: TIMER.housekeeping, dueAt: ctx.now() + HOUR_MS, overwrite: 'ifSooner' })
}

export async function keepHouse(ctx: CompanyContext): Promise<void> {
  const now = ctx.now()
  giveUpAbsentSessions(ctx)
  const prunedCount = ctx.store.sessions.prune(now - SESSION_RETENTION_MS, SESSIONS_PER_JOB, ROWS_PER_RUN)
  ctx.store.sessions.pruneDays(new Date(now - SESSION_DAY_RETENTION_MS).toISOString().slice(0, 10))
  ctx.store.restorePoints.purgeDeleted(now - TRACE_RETENTION_MS)
  ctx.store.commands.purgeSettled(now - TRACE_RETENTION_MS)
  ctx.store.jobs.purgeDeleted(now - TRACE_RETENTION_MS)
  ctx.timers.setTimer({ kind: TIMER.housekeeping, dueAt: now + (prunedCount === ROWS_PER_RUN ? 1_000 : HOUR_MS) })
  await ctx.escrow.renew().catch((error: unknown) => {
    logError('The data key of a company cannot be wrapped anew', { companyUid: ctx.companyUid, error: String(error) })
  })
  const appliedAt = ctx.store.readDirectory()?.appliedAt ?? 0
  if (now - appliedAt > DIRECTORY_AGE_LIMIT_MS) await refreshDirectory(ctx)
}
