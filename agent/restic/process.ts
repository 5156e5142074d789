/**
 * Runs one restic command. Secrets reach it by its environment and a password file, never by its arguments. It gets a
 * process group of its own, so that a signal to the agent's group reaches the agent alone, which then ends restic in
 * the way that lets it remove its lock.
 */
import { spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import type { ResticVersion } from '../../domain/restic-version.ts'

export interface ResticProgram {
  path: string
  version: ResticVersion
}

/** Where a repository is, and what opens it. */
export interface RepositoryAccessHandle {
  /** As restic takes it, without secrets: "rest:https://…/" or "local:/…". */
  location: string
  restCredential: { userName: string; password: string } | null
  passwordFile: string
}

export interface ResticCommand {
  program: ResticProgram
  repository: RepositoryAccessHandle | null
  args: readonly string[]
  cacheFolder: string
  /** IANA zone in which restic counts days, weeks and months. */
  timeZone?: string
  onLine: (line: string, stream: 'stdout' | 'stderr') => void
  /** Asks restic to stop: SIGINT, and after the grace SIGKILL. */
  abort: AbortSignal
  onStart?: (pid: number) => void
}

export interface ResticEnding {
  code: number | null
  signal: string | null
  wasInterrupted: boolean
}

/** Time that restic has to remove its lock once it was asked to stop. */
export const STOP_GRACE_MS = 20_000
/** Lines longer than this are cut: a status line with very long names is worth no memory. */
const LONGEST_LINE = 64 * 1024 * 1024

export function runRestic(command: ResticCommand): Promise<ResticEnding> {
  return new Promise((resolve) => {
    if (command.abort.aborted) return resolve({ code: null, signal: null, wasInterrupted: true })
    const child = spawn(command.program.path, [...command.args], {
      env: buildEnvironment(command),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    let killTimer: NodeJS.Timeout | undefined
    const stop = () => {
      child.kill('SIGINT')
      killTimer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS)
    }
    const finish = (ending: Omit<ResticEnding, 'wasInterrupted'>) => {
      clearTimeout(killTimer)
      command.abort.removeEventListener('abort', stop)
      resolve({ ...ending, wasInterrupted: command.abort.aborted && ending.code !== 0 })
    }
    child.on('error', (error) => {
      command.onLine(`restic could not be started: ${error.message}`, 'stderr')
      finish({ code: -1, signal: null })
    })
    if (child.pid === undefined) return
    command.onStart?.(child.pid)
    command.abort.addEventListener('abort', stop, { once: true })
    readLines(child.stdout, (line) => command.onLine(line, 'stdout'))
    readLines(child.stderr, (line) => command.onLine(line, 'stderr'))
    child.on('close', (code, signal) => finish({ code, signal }))
  })
}

function buildEnvironment(command: ResticCommand): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(RESTIC|HOLDFAST|NODE)_/.test(name))
  const { repository } = command
  return {
    ...Object.fromEntries(inherited),
    ...(process.env.NODE_EXTRA_CA_CERTS ? { RESTIC_CACERT: process.env.NODE_EXTRA_CA_CERTS } : {}),
    ...(command.timeZone ? { TZ: command.timeZone } : {}),
    RESTIC_CACHE_DIR: command.cacheFolder,
    RESTIC_PROGRESS_FPS: '1',
    ...(repository ? { RESTIC_REPOSITORY: repository.location, RESTIC_PASSWORD_FILE: repository.passwordFile } : {}),
    ...(repository?.restCredential
      ? {
          RESTIC_REST_USERNAME: repository.restCredential.userName,
          RESTIC_REST_PASSWORD: repository.restCredential.password,
        }
      : {}),
  }
}

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let parts: string[] = []
  let length = 0
  const flush = () => {
    const line = parts.join('')
    parts = []
    length = 0
    if (line.trim() !== '') onLine(line)
  }
  const take = (text: string) => {
    const lines = text.split(/[\r\n]/)
    for (const [index, part] of lines.entries()) {
      if (index > 0) flush()
      if (part !== '' && length < LONGEST_LINE) parts.push(part)
      length += part.length
    }
  }
  stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)))
  stream.on('end', () => {
    take(decoder.end())
    flush()
  })
}
