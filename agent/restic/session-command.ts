/** Runs a restic command within a session: what it says goes to the session's log, without secrets. */
import { isResticAtLeast } from '../../domain/restic-version.ts'
import { zoneOf } from '../jobs/job-state.ts'
import type { SessionContext } from '../jobs/session-context.ts'
import { explainEnding, type ResticFailure } from './failure.ts'
import { parseResticLine, type ResticMessage } from './messages.ts'
import { type RepositoryAccessHandle, type ResticProgram, runRestic } from './process.ts'
import { redact } from './redact.ts'

/** Lines of restic in a session's log, beyond which only its last words count. */
const MOST_LOGGED_LINES = 200
const LOCK_RETRY = '10m'

export interface OpenRepository {
  /** Null: a folder of this computer. */
  repositoryUid: string | null
  /** Under which the agent remembers it and its password. */
  key: string
  handle: RepositoryAccessHandle
  /** Of the credential; null: none is needed. */
  expiresAt: number | null
  secrets: string[]
}

export interface CommandResult {
  code: number | null
  stdout: string
  /** Null: exit code 0 or one of those accepted. */
  failure: ResticFailure | null
}

interface Options {
  program: ResticProgram
  repository: OpenRepository
  args: string[]
  /** Exit codes beside 0 that are no failure. */
  acceptedCodes?: number[]
  /** Takes a message; what it leaves is logged or, on stdout, collected. */
  onMessage?: (message: ResticMessage) => boolean
}

export async function runCommand(ctx: SessionContext, options: Options): Promise<CommandResult> {
  const { program, repository } = options
  const said: string[] = []
  const output: string[] = []
  let logged = 0
  const say = (text: string) => {
    const clean = redact(text, repository.secrets)
    said.push(clean)
    if (said.length > 100) said.shift()
    if (logged++ < MOST_LOGGED_LINES) ctx.log('warning', `restic: ${clean.replace(/\s+/g, ' ').trim()}`)
  }
  let untrack = () => {}
  const ending = await runRestic({
    program,
    repository: repository.handle,
    args: [...commonArguments(ctx, program), ...options.args],
    cacheFolder: ctx.folder.cache,
    timeZone: zoneOf(ctx.job),
    abort: ctx.abort,
    onStart: (pid) => {
      untrack = ctx.trackProcess(pid)
    },
    onLine: (line, stream) => {
      const message = parseResticLine(line)
      if (options.onMessage?.(message)) return
      if (message.kind === 'exitError') say(message.message)
      else if (stream === 'stdout') output.push(line)
      else say(message.kind === 'fileError' ? `${message.item ?? ''}: ${message.message}` : line)
    },
  })
  untrack()
  const isWell = ending.code === 0 || (ending.code !== null && options.acceptedCodes?.includes(ending.code))
  const failure = isWell && !ending.wasInterrupted ? null : explainEnding({ ...ending, said })
  return { code: ending.code, stdout: output.join('\n'), failure }
}

/**
 * As runCommand; a lock in the way is removed when it is stale, that of a process killed on this computer for example,
 * and otherwise waited for.
 */
export async function runLockingCommand(ctx: SessionContext, options: Options): Promise<CommandResult> {
  const first = await runCommand(ctx, options)
  if (first.failure?.kind !== 'locked') return first
  ctx.log('info', 'The repository is locked. Stale locks are removed; another is waited for.')
  await unlock(ctx, options.program, options.repository)
  return await runCommand(ctx, { ...options, args: [...options.args, '--retry-lock', LOCK_RETRY] })
}

/** Removes stale locks only. */
export async function unlock(ctx: SessionContext, program: ResticProgram, repository: OpenRepository): Promise<void> {
  const { failure } = await runCommand(ctx, { program, repository, args: ['unlock'] })
  if (failure) ctx.log('warning', `Stale locks could not be removed. ${failure.sentence}`)
}

function commonArguments(ctx: SessionContext, program: ResticProgram): string[] {
  const agent = isResticAtLeast(program.version, 0, 17, 0) ? ['--http-user-agent', ctx.userAgent] : []
  return ['--json', '--cleanup-cache', ...agent]
}
