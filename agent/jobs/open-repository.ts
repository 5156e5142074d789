/** From a job's target to a repository that restic can use: credential, password and its escrow, first set-up. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { formatResticVersion } from '../../domain/restic-version.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { RepositoryAccess } from '../../worker/contract/agent-protocol.ts'
import { describeCause } from '../console/console-client.ts'
import type { ResticProgram } from '../restic/process.ts'
import { type OpenRepository, runCommand } from '../restic/session-command.ts'
import type { AccessKind, CachedAccess } from '../state/access-cache.ts'
import type { SessionContext } from './session-context.ts'

/** A credential that ends sooner is not worth beginning with. */
const USABLE_FOR_MS = 5 * 60_000
const ANSWER_WITHIN_MS = 30_000
/** Between looks at a console that does not answer: it may be starting. */
const LOOK_AGAIN_AFTER_MS = [1000, 2000, 4000]

type Look =
  | { state: 'ready' }
  | { state: 'missing' }
  | { state: 'unreachable'; message: string }
  | { state: 'refused'; message: string }

/** Opens the job's repository, and sets it up when it is new. The failure is a sentence. */
export async function openRepository(
  ctx: SessionContext,
  program: ResticProgram,
  access: AccessKind,
): Promise<Result<OpenRepository, string>> {
  const { target } = ctx.job
  const opened =
    target.kind === 'localFolder'
      ? openFolder(ctx, target.path)
      : await openRemote(ctx, program, access, `${ctx.job.jobUid} ${target.backupResourceUid}`)
  if (!opened.ok) return opened
  const ready = await makeReady(ctx, program, opened.value)
  return ready.ok ? opened : ready
}

function openFolder(ctx: SessionContext, path: string): Result<OpenRepository, string> {
  const key = `folder-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`
  if (!existsSync(path)) {
    // Only the folder itself is made: what lies above is often a mount point whose disk is away.
    if (!existsSync(dirname(path))) return fail(`${dirname(path)} does not exist. Is the disk of ${path} connected?`)
    try {
      mkdirSync(path, { mode: 0o700 })
    } catch (error) {
      return fail(`The folder ${path} cannot be made: ${describeCause(error)}.`)
    }
  }
  let password = ctx.notes.readPassword(key)
  if (password === null) {
    if (existsSync(join(path, 'config'))) {
      return fail(`${path} holds a repository that this computer has no password for. Choose an empty folder.`)
    }
    password = ctx.notes.makePassword(key)
    ctx.log(
      'warning',
      `The password of the repository in ${path} is kept on this computer only, in ${ctx.notes.passwordFile(key)}. Keep a copy elsewhere.`,
    )
  }
  return ok({
    repositoryUid: null,
    key,
    handle: { location: `local:${path}`, restCredential: null, passwordFile: ctx.notes.passwordFile(key) },
    expiresAt: null,
    secrets: [password],
  })
}

async function openRemote(
  ctx: SessionContext,
  program: ResticProgram,
  access: AccessKind,
  cacheKey: string,
): Promise<Result<OpenRepository, string>> {
  const resticVersion = formatResticVersion(program.version)
  const asked = await ctx.ask({ kind: 'repositoryAccess', jobUid: ctx.job.jobUid, access, resticVersion })
  if (asked.ok) {
    const granted = asked.value
    if (granted === null) return fail('The console answered without a credential for the repository.')
    ctx.accessCache.save(cacheKey, access, granted, ctx.now())
    const password = await agreeOnPassword(ctx, granted)
    return password.ok ? ok(toRepository(ctx, granted, password.value)) : password
  }
  if (asked.failure.code === 'refused') {
    ctx.accessCache.drop(cacheKey)
    return fail(asked.failure.message)
  }
  const cached = ctx.accessCache.find(cacheKey, access, ctx.now(), USABLE_FOR_MS)
  const password = cached && ctx.notes.readPassword(cached.repositoryUid)
  if (!cached || !password || ctx.notes.get(cached.repositoryUid).readyAt === null) {
    return fail(`The console cannot be reached, and this computer holds no valid credential: ${asked.failure.message}`)
  }
  ctx.log('info', 'The console cannot be reached; the credential of an earlier session is used.')
  return ok(toRepository(ctx, cached, password))
}

function toRepository(ctx: SessionContext, access: CachedAccess, password: string): OpenRepository {
  const key = access.repositoryUid
  return {
    repositoryUid: access.repositoryUid,
    key,
    handle: {
      location: `rest:${access.url}`,
      restCredential: { userName: access.userName, password: access.password },
      passwordFile: ctx.notes.passwordFile(key),
    },
    expiresAt: access.expiresAt,
    secrets: [password, access.password],
  }
}

/** The password is on this disk, and in the console's escrow if that keeps it, before anything is encrypted with it. */
async function agreeOnPassword(ctx: SessionContext, access: RepositoryAccess): Promise<Result<string, string>> {
  const { repositoryUid, custody, repositoryPassword } = access
  if (repositoryPassword !== null) {
    ctx.notes.savePassword(repositoryUid, repositoryPassword)
    return ok(repositoryPassword)
  }
  const password = ctx.notes.readPassword(repositoryUid) ?? ctx.notes.makePassword(repositoryUid)
  if (custody === 'customerHeld') return ok(password)
  const escrowed = await ctx.ask({ kind: 'escrowPassword', repositoryUid, password })
  if (escrowed.ok) return ok(password)
  return fail(`The password of the repository could not be given to the console's escrow: ${escrowed.failure.message}`)
}

async function makeReady(
  ctx: SessionContext,
  program: ResticProgram,
  repository: OpenRepository,
): Promise<Result<null, string>> {
  const look = await lookForConfig(ctx, repository)
  const note = ctx.notes.get(repository.key)
  if (look.state === 'ready') {
    if (note.readyAt === null) ctx.notes.update(repository.key, { readyAt: ctx.now() })
    return ok(null)
  }
  if (look.state !== 'missing') return fail(look.message)
  if (note.readyAt !== null) {
    const place = repository.repositoryUid === null ? repository.handle.location.slice('local:'.length) : 'the vault'
    const hint = repository.repositoryUid === null ? 'Is its disk connected?' : 'Was it deleted?'
    return fail(
      `The repository in ${place} was set up on ${new Date(note.readyAt).toISOString().slice(0, 10)}, and its config is gone. ${hint}`,
    )
  }
  ctx.log('info', 'The repository is new; it is set up.')
  const made = await runCommand(ctx, { program, repository, args: ['init'] })
  if (made.failure && (await lookForConfig(ctx, repository)).state !== 'ready') {
    return fail(`The repository could not be set up. ${made.failure.sentence}`)
  }
  ctx.notes.update(repository.key, { readyAt: ctx.now() })
  return ok(null)
}

async function lookForConfig(ctx: SessionContext, repository: OpenRepository): Promise<Look> {
  const { location, restCredential } = repository.handle
  if (restCredential === null) {
    return { state: existsSync(join(location.slice('local:'.length), 'config')) ? 'ready' : 'missing' }
  }
  const address = `${location.slice('rest:'.length)}config`
  for (const waitMs of LOOK_AGAIN_AFTER_MS) {
    const look = await lookOnce(address, restCredential, ctx.abort)
    if (look.state !== 'unreachable' || ctx.abort.aborted) return look
    await pause(waitMs, ctx.abort)
  }
  return await lookOnce(address, restCredential, ctx.abort)
}

/** restic would go on asking a repository that is away for a quarter of an hour, and hides what the answer says. */
async function lookOnce(
  address: string,
  { userName, password }: { userName: string; password: string },
  abort: AbortSignal,
): Promise<Look> {
  const authorization = `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`
  try {
    const response = await fetch(address, {
      headers: { authorization },
      redirect: 'error',
      signal: AbortSignal.any([abort, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    })
    const said = (await response.text()).slice(0, 300).trim()
    if (response.ok) return { state: 'ready' }
    if (response.status === 404) return { state: 'missing' }
    const detail = /^[\x20-\x7e\u00a0-\uffff]+$/.test(said) && !said.startsWith('<') ? said : `HTTP ${response.status}`
    if (response.status >= 500 || response.status === 429) {
      return { state: 'unreachable', message: `The repository cannot be used now: ${detail}` }
    }
    return { state: 'refused', message: `The console refused the repository: ${detail}` }
  } catch (error) {
    return { state: 'unreachable', message: `The repository could not be reached: ${describeCause(error)}.` }
  }
}

function pause(waitMs: number, abort: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      abort.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, waitMs)
    abort.addEventListener('abort', done)
    if (abort.aborted) done()
  })
}
