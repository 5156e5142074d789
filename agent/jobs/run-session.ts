/**
 * One backup session from its first step to its result. Nothing here throws for what can go wrong with a backup: the
 * session ends with a result and a sentence that a person can act on.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { formatResticVersion } from '../../domain/restic-version.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { hasRetention } from '../../domain/retention.ts'
import type { SessionResult, Snapshot } from '../../worker/contract/agent-protocol.ts'
import type { BackupSummary, ResticSnapshot } from '../restic/messages.ts'
import type { ResticProgram } from '../restic/process.ts'
import { unlock } from '../restic/session-command.ts'
import { type BackupDone, backUp } from './backup-step.ts'
import { openRepository } from './open-repository.ts'
import { applyRetention, listSnapshots } from './retention-step.ts'
import { runScript } from './script.ts'
import type { SessionContext } from './session-context.ts'
import { listFirst, writeSourceList } from './source-list.ts'

export interface SessionOutcome {
  result: SessionResult
  failureMessage: string | null
  repositoryUid: string | null
  snapshot: Snapshot | null
  summary: BackupSummary | null
  inventory: { takenAt: number; snapshots: Snapshot[] } | null
}

/** Why a session was stopped; the reason of its abort signal. */
export type StopReason = 'user' | 'shutdown'

const MOST_INVENTORY = 20_000
/** An inventory with all its paths must stay far below what one message may hold. */
const MOST_INVENTORY_CHARACTERS = 4_000_000

export async function runSession(ctx: SessionContext, isAfterCrash: boolean): Promise<SessionOutcome> {
  mkdirSync(ctx.workFolder, { recursive: true, mode: 0o700 })
  try {
    ctx.report({ phase: 'starting', percent: 0, filesDone: 0, filesTotal: 0, bytesDone: 0, bytesTotal: 0 })
    const program = await ctx.findRestic()
    if (!program.ok) return endedWithout(ctx, program.failure)
    const before = await runJobScript(ctx, 'before', null)
    const outcome = before.ok
      ? await backUpAndTidy(ctx, program.value, isAfterCrash)
      : endedWithout(ctx, `${before.failure} Nothing was backed up.`)
    const after = await runJobScript(ctx, 'after', outcome.result)
    return after.ok ? outcome : withWarnings(outcome, [after.failure])
  } finally {
    rmSync(ctx.workFolder, { recursive: true, force: true })
  }
}

async function backUpAndTidy(
  ctx: SessionContext,
  program: ResticProgram,
  isAfterCrash: boolean,
): Promise<SessionOutcome> {
  const { folder, job } = ctx
  const ownFolders = [folder.root, ...(job.target.kind === 'localFolder' ? [job.target.path] : [])]
  const sources = await writeSourceList(job.source, ownFolders, ctx.workFolder, ctx.abort)
  if (!sources.ok) return endedWithout(ctx, sources.failure)
  for (const note of sources.value.notes) ctx.log('info', note)
  for (const path of sources.value.missing) ctx.log('warning', `Does not exist: ${path}`)
  ctx.log('info', `restic ${formatResticVersion(program.version)} backs up ${listFirst(job.source.paths, 10)}.`)
  const opened = await openRepository(ctx, program, 'appendOnly')
  if (!opened.ok) return endedWithout(ctx, opened.failure)
  if (isAfterCrash) await unlock(ctx, program, opened.value)
  const done = await backUp(ctx, program, opened.value, sources.value)
  if (!done.ok) return { ...endedWithout(ctx, done.failure.sentence), repositoryUid: opened.value.repositoryUid }
  return await tidyUp(ctx, program, done.value)
}

async function tidyUp(ctx: SessionContext, program: ResticProgram, done: BackupDone): Promise<SessionOutcome> {
  const { summary, repository } = done
  ctx.log('info', describeSummary(summary))
  const warnings = describeGaps(done)
  const totals = { filesDone: summary.filesCount, filesTotal: summary.filesCount, bytesDone: summary.bytesProcessed }
  ctx.report({ phase: 'retention', percent: 100, ...totals, bytesTotal: summary.bytesProcessed })
  let snapshots: ResticSnapshot[] | null = null
  if (hasRetention(ctx.job.retention) && !ctx.abort.aborted) {
    const applied = await applyRetention(ctx, program)
    if (applied.ok) snapshots = applied.value
    else warnings.push(`The backup is complete, but retention was not applied: ${applied.failure}`)
  }
  if (snapshots === null && !ctx.abort.aborted) snapshots = await listSnapshots(ctx, program, repository)
  const takenAt = ctx.now()
  if (ctx.abort.aborted) warnings.push('The backup is complete; it was stopped while restore points were tidied up.')
  const listed = snapshots?.find(({ snapshotId }) => snapshotId === summary.snapshotId)
  const outcome: SessionOutcome = {
    result: 'Success',
    failureMessage: null,
    repositoryUid: repository.repositoryUid,
    snapshot: summary.snapshotId === null ? null : toSnapshot(ctx, summary, summary.snapshotId, listed),
    summary,
    inventory: snapshots === null ? null : { takenAt, snapshots: shrinkInventory(snapshots) },
  }
  return withWarnings(outcome, warnings)
}

async function runJobScript(
  ctx: SessionContext,
  phase: 'before' | 'after',
  result: SessionResult | null,
): Promise<Result<null, string>> {
  const script = phase === 'before' ? ctx.job.scripts.pre : ctx.job.scripts.post
  if (!script) return ok(null)
  if (phase === 'before' && ctx.abort.aborted) return fail('The backup was stopped.')
  ctx.log('info', `The script ${phase} the backup runs: ${script.fileName}`)
  const ran = await runScript({
    script,
    phase,
    workFolder: ctx.workFolder,
    variables: {
      HOLDFAST_JOB_NAME: ctx.job.name,
      HOLDFAST_JOB_UID: ctx.job.jobUid,
      HOLDFAST_SESSION_UID: ctx.sessionUid,
      ...(result === null ? {} : { HOLDFAST_RESULT: result }),
    },
    timeoutMs: ctx.scriptTimeoutMs,
    // What the first script stopped, the second one starts again: also when the backup was stopped by a person.
    abort: phase === 'before' || ctx.abort.reason === 'shutdown' ? ctx.abort : new AbortController().signal,
    onLine: (line) => ctx.log('info', `${script.fileName}: ${line}`),
  })
  if (!ran.ok) ctx.log(phase === 'before' ? 'error' : 'warning', ran.failure)
  return ran
}

/** A session that made no restore point. */
function endedWithout(ctx: SessionContext, reason: string): SessionOutcome {
  const stop: StopReason | null = ctx.abort.aborted ? ctx.abort.reason : null
  const failureMessage =
    stop === 'user'
      ? 'The job was stopped.'
      : stop === 'shutdown'
        ? 'The agent was stopped, or the computer shut down, before the backup was done.'
        : reason
  ctx.log(stop === null ? 'error' : 'warning', failureMessage)
  return {
    result: stop === 'user' ? 'Canceled' : 'Failed',
    failureMessage,
    repositoryUid: null,
    snapshot: null,
    summary: null,
    inventory: null,
  }
}

function describeSummary(summary: BackupSummary): string {
  const { filesNew, filesChanged, filesUnmodified, bytesProcessed, bytesAdded } = summary
  return `Files: ${filesNew} new, ${filesChanged} changed, ${filesUnmodified} unmodified. ${bytesProcessed} bytes read, ${bytesAdded} bytes added to the repository.`
}

function describeGaps({ unreadable, missing }: BackupDone): string[] {
  const gaps: string[] = []
  if (unreadable.length > 0) {
    const count = unreadable.length === 1 ? '1 file or folder' : `${unreadable.length} files or folders`
    gaps.push(`${count} could not be read: ${listFirst(unreadable)}.`)
  }
  if (missing.length > 0) gaps.push(`Not found: ${listFirst(missing)}.`)
  return gaps
}

function withWarnings(outcome: SessionOutcome, warnings: string[]): SessionOutcome {
  if (warnings.length === 0) return outcome
  const result = outcome.result === 'Success' ? 'Warning' : outcome.result
  const message = [outcome.failureMessage, ...warnings].filter((text) => text !== null).join(' ')
  return { ...outcome, result, failureMessage: message.length > 4000 ? `${message.slice(0, 3999)}…` : message }
}

function toSnapshot(
  ctx: SessionContext,
  summary: BackupSummary,
  snapshotId: string,
  listed: ResticSnapshot | undefined,
): Snapshot {
  return {
    snapshotId,
    at: listed?.at ?? ctx.now(),
    paths: listed?.paths ?? ctx.job.source.paths,
    sourceBytes: summary.bytesProcessed,
    addedBytes: summary.bytesAdded,
    filesCount: summary.filesCount,
  }
}

function shrinkInventory(snapshots: ResticSnapshot[]): Snapshot[] {
  const newest = [...snapshots].sort((a, b) => b.at - a.at).slice(0, MOST_INVENTORY)
  const characters = newest.reduce(
    (sum, { paths }) => sum + paths.reduce((length, path) => length + path.length + 3, 0),
    0,
  )
  return characters > MOST_INVENTORY_CHARACTERS ? newest.map((snapshot) => ({ ...snapshot, paths: [] })) : newest
}
