/**
 * Retention as restic's `forget` takes it. Days are counted back from the newest restore point of the job, not from
 * today, so that a computer that was off for a month keeps what it has.
 */
import type { Retention } from '../worker/contract/backup-job.ts'

/** Whether anything is ever forgotten; a job without a rule keeps all its restore points. */
export function hasRetention(retention: Retention): boolean {
  return buildKeepArguments(retention).length > 0
}

/** Arguments of `restic forget`: a restore point stays when any of them keeps it. */
export function buildKeepArguments(retention: Retention): string[] {
  const keep: string[] = []
  if (retention.keepLast !== undefined) keep.push('--keep-last', String(retention.keepLast))
  if (retention.keepDays !== undefined) keep.push('--keep-within', `${retention.keepDays}d`)
  if (retention.keepWeekly !== undefined) keep.push('--keep-weekly', String(retention.keepWeekly))
  if (retention.keepMonthly !== undefined) keep.push('--keep-monthly', String(retention.keepMonthly))
  if (retention.keepYearly !== undefined) keep.push('--keep-yearly', String(retention.keepYearly))
  return keep
}
