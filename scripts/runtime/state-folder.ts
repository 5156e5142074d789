import { createHash, randomBytes } from 'node:crypto'
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { errorCodeOf, Refusal } from './refusal.ts'
import { writeFileDurably } from './write-file-durably.ts'

/** Below this the databases could not even grow by their journals. */
const LEAST_FREE_BYTES = 64 * 1024 * 1024

/** How long a new console waits for one that is just ending. */
const LOCK_WAIT_MS = 5_000

/** What the console that holds the folder left for others to read. */
export interface RunningConsole {
  readonly pid: number
  readonly url: string
  readonly port: number
}

/** The folder of one console's data and secrets, held by one process at a time. */
export interface StateFolder {
  readonly path: string
  readonly dataPath: string
  readonly bucketsPath: string
  /** Note of the console that had the folder before, when it did not end by itself. */
  readonly previous: RunningConsole | undefined
  noteRunning(running: RunningConsole): void
  release(): void
}

/** Makes the folder (mode 0700), takes its lock and checks that it can be written. */
export function openStateFolder(path: string, lockWaitMs: number = LOCK_WAIT_MS): StateFolder {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    chmodSync(path, 0o700)
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new Refusal(
      `Cannot write into the state folder ${path} (${errorCodeOf(error)}). Make it writable for this user, or set HOLDFAST_STATE to another folder.`,
    )
  }
  const free = statfsSync(path)
  if (free.bavail * free.bsize < LEAST_FREE_BYTES) {
    throw new Refusal(
      `The disk of ${path} is full (${Math.floor((free.bavail * free.bsize) / 1024 / 1024)} MB left, 64 MB needed to start). Free some space, or set HOLDFAST_STATE to a folder on another disk.`,
    )
  }
  const runningFile = join(path, 'running.json')
  const lock = takeLock(path, lockWaitMs, () => readRunning(runningFile))
  return {
    path,
    dataPath: join(path, 'data'),
    bucketsPath: join(path, 'buckets'),
    previous: readRunning(runningFile),
    noteRunning: (running) => writeFileDurably(runningFile, JSON.stringify(running)),
    release: () => {
      rmSync(runningFile, { force: true })
      lock.close()
    },
  }
}

/**
 * An exclusive transaction on an empty database is the lock: the system lets go of it however its holder ends, so a
 * stale one cannot exist, and it holds between containers that share the folder as well.
 */
function takeLock(path: string, waitMs: number, readHolder: () => RunningConsole | undefined): DatabaseSync {
  const lock = new DatabaseSync(join(path, 'lock'), { timeout: waitMs })
  try {
    lock.exec('begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    if (!(error instanceof Error) || !/locked|busy/i.test(error.message)) throw error
    const holder = readHolder()
    const who = holder ? ` (process ${holder.pid}, ${holder.url})` : ''
    throw new Refusal(
      `Another console is running with the state folder ${path}${who}. Stop that one, or set HOLDFAST_STATE and PORT to start a second console beside it.`,
    )
  }
}

function readRunning(file: string): RunningConsole | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Secrets of the local console, made at its first start. They reach the runtime by its configuration pipe only. */
export function readOrMakeSecret(folder: StateFolder, name: 'HOLDFAST_MASTER_SECRET'): string {
  const file = join(folder.path, 'secrets.env')
  const found = readEnvFile(file)
  const known = found.get(name)
  if (known !== undefined) return known
  if (existsSync(folder.dataPath)) {
    throw new Refusal(
      `${file} has no ${name}, but ${folder.dataPath} holds data sealed with it. Put the file back from your copy, or remove the whole folder ${folder.path} to start anew.`,
    )
  }
  const secret = randomBytes(32).toString('base64url')
  found.set(name, secret)
  writeFileDurably(file, [...found].map(([key, value]) => `${key}=${value}\n`).join(''))
  return secret
}

/** The secrets file as given to the runtime: also what a person added by hand, such as a rotated secret. */
export function readSecrets(folder: StateFolder): Record<string, string> {
  return Object.fromEntries(readEnvFile(join(folder.path, 'secrets.env')))
}

function readEnvFile(file: string): Map<string, string> {
  if (!existsSync(file)) return new Map()
  chmodSync(file, 0o600)
  const entries = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => /^\s*([A-Z0-9_]+)\s*=\s*(.*?)\s*$/.exec(line))
    .flatMap((match) => (match?.[1] && match[2] ? [[match[1], match[2]] as const] : []))
  return new Map(entries)
}

/**
 * The token of the one-time setup link stays the same over restarts until it is used; the Worker only ever learns its
 * hash.
 */
export function readOrMakeSetupToken(folder: StateFolder): { readonly token: string; readonly sha256: string } {
  const file = join(folder.path, 'setup-token')
  let token = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
  if (token === '') {
    token = randomBytes(32).toString('base64url')
    writeFileDurably(file, `${token}\n`)
  }
  return { token, sha256: createHash('sha256').update(token).digest('hex') }
}

/** A link that was used must not lie around. */
export function forgetSetupToken(folder: StateFolder): void {
  rmSync(join(folder.path, 'setup-token'), { force: true })
}
