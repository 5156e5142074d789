/** After a backup: what retention no longer keeps is forgotten, and once a week its space is given back. */

import { fail, ok, type Result } from '../../domain/result.ts'
import { buildKeepArguments } from '../../domain/retention.ts'
import { parseForgetReport, parseSnapshots, type ResticSnapshot } from '../restic/messages.ts'
import type { ResticProgram } from '../restic/process.ts'
import { type OpenRepository, runCommand, runLockingCommand } from '../restic/session-command.ts'
import { tagOf } from './backup-step.ts'
import { openRepository } from './open-repository.ts'
import type { SessionContext } from './session-context.ts'

/** Pruning rewrites data: often enough for the space, seldom enough for the traffic. */
const PRUNE_EVERY_MS = 7 * 86_400_000

/** Applies the job's retention; tells what the repository holds of the job then, or null when that is not known. */
export async function applyRetention(
  ctx: SessionContext,
  program: ResticProgram,
): Promise<Result<ResticSnapshot[] | null, string>> {
  const opened = await openRepository(ctx, program, 'full')
  if (!opened.ok) return opened
  const repository = opened.value
  const args = ['forget', '--tag', tagOf(ctx.job.jobUid), '--group-by', '', ...buildKeepArguments(ctx.job.retention)]
  const forgotten = await runLockingCommand(ctx, { program, repository, args })
  if (forgotten.failure) return fail(forgotten.failure.sentence)
  const report = parseForgetReport(forgotten.stdout)
  if (report === null) return fail('restic did not tell what it forgot.')
  if (report.removedCount > 0) {
    ctx.log('info', `Retention: ${report.removedCount} restore points are no longer kept.`)
    ctx.notes.update(repository.key, { hasForgotten: true })
  }
  const pruned = await pruneWhenDue(ctx, program, repository)
  if (!pruned.ok) return pruned
  // Some releases report success for deletions that were refused.
  return ok(report.removedCount > 0 ? null : report.kept)
}

async function pruneWhenDue(
  ctx: SessionContext,
  program: ResticProgram,
  repository: OpenRepository,
): Promise<Result<null, string>> {
  const { hasForgotten, prunedAt, readyAt } = ctx.notes.get(repository.key)
  const lastAt = prunedAt ?? readyAt ?? ctx.now()
  const isDue = ctx.now() - lastAt >= PRUNE_EVERY_MS || lastAt > ctx.now() + PRUNE_EVERY_MS
  if (!hasForgotten || !isDue || ctx.abort.aborted) return ok(null)
  ctx.log('info', 'The space of forgotten restore points is given back.')
  const { failure } = await runLockingCommand(ctx, { program, repository, args: ['prune'] })
  if (failure) return fail(`Space could not be given back. ${failure.sentence}`)
  ctx.notes.update(repository.key, { prunedAt: ctx.now(), hasForgotten: false })
  return ok(null)
}

/** All snapshots that the repository holds of the job; null when it cannot be told. */
export async function listSnapshots(
  ctx: SessionContext,
  program: ResticProgram,
  repository: OpenRepository,
): Promise<ResticSnapshot[] | null> {
  const args = ['snapshots', '--tag', tagOf(ctx.job.jobUid)]
  const { failure, stdout } = await runCommand(ctx, { program, repository, args })
  const snapshots = failure ? null : parseSnapshots(stdout)
  if (snapshots === null)
    ctx.log('warning', `The restore points could not be listed. ${failure?.sentence ?? ''}`.trim())
  return snapshots
}
