/** The backup itself: `restic backup` over the job's list, and what its messages tell. */

import { isResticAtLeast } from '../../domain/restic-version.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { SessionProgress } from '../../worker/contract/agent-protocol.ts'
import type { ResticFailure } from '../restic/failure.ts'
import type { BackupSummary, ResticMessage } from '../restic/messages.ts'
import type { ResticProgram } from '../restic/process.ts'
import { type OpenRepository, runLockingCommand } from '../restic/session-command.ts'
import { openRepository } from './open-repository.ts'
import type { SessionContext } from './session-context.ts'
import type { SourceList } from './source-list.ts'

export interface BackupDone {
  repository: OpenRepository
  summary: BackupSummary
  /** Items that could not be read, in the order restic met them. */
  unreadable: string[]
  missing: string[]
}

/** "At least one source file could not be read": there is a snapshot, without it. */
const INCOMPLETE = 3
/** A credential that expires under a long backup is renewed; what was uploaded is not uploaded again. */
const MOST_RENEWALS = 20
const MOST_LOGGED_FILES = 100

export function tagOf(jobUid: string): string {
  return `job:${jobUid}`
}

export async function backUp(
  ctx: SessionContext,
  program: ResticProgram,
  opened: OpenRepository,
  sources: SourceList,
): Promise<Result<BackupDone, ResticFailure>> {
  let repository = opened
  for (let renewals = 0; ; renewals++) {
    const done = await backUpOnce(ctx, program, repository, sources)
    if (done.ok || done.failure.kind !== 'credentialRefused' || renewals === MOST_RENEWALS) return done
    if (repository.expiresAt === null || repository.expiresAt > ctx.now() + 60_000) return done
    ctx.log('info', 'The credential for the repository has expired; the backup goes on with a new one.')
    const renewed = await openRepository(ctx, program, 'appendOnly')
    if (!renewed.ok) return fail({ kind: 'credentialRefused', sentence: renewed.failure })
    repository = renewed.value
  }
}

async function backUpOnce(
  ctx: SessionContext,
  program: ResticProgram,
  repository: OpenRepository,
  sources: SourceList,
): Promise<Result<BackupDone, ResticFailure>> {
  const unreadable = new Set<string>()
  const missing = new Set<string>()
  let summary: BackupSummary | null = null
  const onMessage = (message: ResticMessage): boolean => {
    switch (message.kind) {
      case 'status':
        ctx.report(toProgress(message))
        return true
      case 'summary':
        summary = message.summary
        ctx.report(finishing(message.summary))
        return true
      case 'fileError': {
        const item = message.item ?? message.message
        if (unreadable.has(item)) return true
        unreadable.add(item)
        if (unreadable.size <= MOST_LOGGED_FILES) ctx.log('warning', `Could not be read: ${item} (${message.message})`)
        return true
      }
      case 'text': {
        // Until 0.18 a source that is gone is no error to restic.
        const gone = /^(.*) does not exist, skipping$/.exec(message.text)?.[1]
        if (gone === undefined) return false
        missing.add(gone)
        ctx.log('warning', `Does not exist: ${gone}`)
        return true
      }
      case 'exitError':
        return false
    }
  }
  const args = buildBackupArguments(ctx, program, sources)
  const { code, failure } = await runLockingCommand(ctx, {
    program,
    repository,
    args,
    acceptedCodes: [INCOMPLETE],
    onMessage,
  })
  const made = summary as BackupSummary | null
  if (failure && !(failure.kind === 'canceled' && made?.snapshotId)) return fail(failure)
  if (!made) return fail({ kind: 'other', sentence: 'restic ended without telling what it backed up.' })
  if (code === INCOMPLETE && unreadable.size === 0 && missing.size === 0) unreadable.add('(restic did not name them)')
  return ok({ repository, summary: made, unreadable: [...unreadable], missing: [...sources.missing, ...missing] })
}

function buildBackupArguments(
  { job, hostName }: SessionContext,
  program: ResticProgram,
  sources: SourceList,
): string[] {
  const isWindows = process.platform === 'win32'
  return [
    'backup',
    '--files-from-raw',
    sources.pathsFile,
    '--exclude-file',
    sources.excludesFile,
    '--tag',
    tagOf(job.jobUid),
    '--host',
    hostName,
    // The parent is the job's last snapshot, also when its folders or the computer's name have changed since.
    '--group-by',
    'tags',
    '--compression',
    job.compression,
    ...(job.source.isOneFileSystem ? ['--one-file-system'] : []),
    ...(job.uploadLimitKib === undefined ? [] : ['--limit-upload', String(job.uploadLimitKib)]),
    ...(isWindows ? ['--use-fs-snapshot'] : []),
    ...(isWindows && isResticAtLeast(program.version, 0, 18, 0) ? ['--exclude-cloud-files'] : []),
  ]
}

function toProgress(status: Extract<ResticMessage, { kind: 'status' }>): SessionProgress {
  return {
    phase: status.bytesDone > 0 || status.filesDone > 0 ? 'uploading' : 'scanning',
    percent: status.percent,
    filesDone: status.filesDone,
    filesTotal: Math.max(status.filesTotal, status.filesDone),
    bytesDone: status.bytesDone,
    bytesTotal: Math.max(status.bytesTotal, status.bytesDone),
    ...(status.currentFile === null ? {} : { currentFile: shortenFile(status.currentFile) }),
  }
}

/** The end of a path tells more than its beginning. */
function shortenFile(path: string): string {
  return path.length > 1000 ? `…${path.slice(-999)}` : path
}

function finishing(summary: BackupSummary): SessionProgress {
  return {
    phase: 'finishing',
    percent: 100,
    filesDone: summary.filesCount,
    filesTotal: summary.filesCount,
    bytesDone: summary.bytesProcessed,
    bytesTotal: summary.bytesProcessed,
  }
}
