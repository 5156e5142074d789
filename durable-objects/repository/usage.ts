import { ok, type Result } from '../../domain/result.ts'
import type { RepositoryUsage } from '../company/rpc.ts'
import { type RepositoryDeps, TIMER } from './deps.ts'

/** How far the company's figures may lag behind while nothing asks for them. */
export const REPORT_INTERVAL_MS = 3 * 60_000

export function readUsage({ account }: Pick<RepositoryDeps, 'account'>): RepositoryUsage {
  const row = account.require()
  const isDeleted = row.deletedAt !== null
  return {
    repositoryUid: row.repositoryUid,
    // A deleted repository is recycle bin as a whole, however far the purge has come.
    usedBytes: isDeleted ? 0 : row.usedBytes,
    objectCount: isDeleted ? 0 : row.objectCount,
    hiddenBytes: isDeleted ? row.usedBytes + row.hiddenBytes : row.hiddenBytes,
    egressBytes: row.egressBytes,
    seq: row.seq,
  }
}

/** A report is due some minutes after the first change that the last one did not tell. */
export function scheduleReport({ timers, now }: Pick<RepositoryDeps, 'timers' | 'now'>): void {
  timers.setTimer({ kind: TIMER.report, dueAt: now() + REPORT_INTERVAL_MS, overwrite: 'ifSooner' })
}

export async function reportUsage(
  deps: Pick<RepositoryDeps, 'account' | 'timers' | 'now' | 'companyOf'>,
): Promise<Result<null, { reason: string }>> {
  const { companyUid, seq, reportedSeq } = deps.account.require()
  if (seq === reportedSeq) return ok(null)
  await deps.companyOf(companyUid).reportRepositoryUsage(readUsage(deps))
  deps.account.markReported(seq)
  if (deps.account.require().seq !== seq) {
    deps.timers.setTimer({ kind: TIMER.report, dueAt: deps.now() + REPORT_INTERVAL_MS })
  }
  return ok(null)
}
