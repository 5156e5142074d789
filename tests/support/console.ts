import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const START_SCRIPT = join(projectFolder, 'scripts', 'start.ts')
const READY = /^Holdfast is running at /m
const START_WAIT_MS = 120_000

export interface ConsoleOptions {
  /** Kept by the caller; otherwise a new folder, removed by `dispose`. */
  readonly stateFolder?: string
  readonly env?: Readonly<Record<string, string>>
}

/** A whole console as `npm start` runs it, on a port and a state folder of its own. */
export interface TestConsole {
  readonly url: string
  readonly port: number
  readonly stateFolder: string
  readonly administrator: { readonly userName: string; readonly password: string }
  /** What it printed, since its last start. */
  output(): string
  /** A new access token of the administrator. */
  token(): Promise<string>
  /** Asks it to end, as Ctrl-C does, and gives its exit status. */
  stop(): Promise<number | null>
  /** Ends the whole process group at once, as a power cut would. */
  kill(): Promise<void>
  /** Starts it again on the same port with the same data; it must not be running. */
  start(): Promise<void>
  /** Stops it and removes its data. */
  dispose(): Promise<void>
}

/** Starts a console and creates its administrator. */
export async function startConsole(options: ConsoleOptions = {}): Promise<TestConsole> {
  const stateFolder = options.stateFolder ?? mkdtempSync(join(tmpdir(), 'holdfast-state-'))
  const port = await findFreePort()
  const url = options.env?.HOLDFAST_URL ?? `http://127.0.0.1:${port}`
  const administrator = { userName: 'admin', password: 'correct horse battery staple 1' }
  let child: ChildProcess | undefined
  let output = ''

  const start = async () => {
    output = ''
    child = spawnConsole({
      PORT: String(port),
      HOLDFAST_STATE: stateFolder,
      HOLDFAST_ADMIN_LOGIN: administrator.userName,
      HOLDFAST_ADMIN_PASSWORD: administrator.password,
      ...options.env,
    })
    await untilReady(child, (text) => {
      output += text
    })
  }
  const end = async (signal: NodeJS.Signals) => {
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const exited = once(child, 'exit')
    // A negative number means the group: the runtime as well as the process that watches it.
    process.kill(signal === 'SIGKILL' ? -child.pid : child.pid, signal)
    await exited
    return child.exitCode
  }

  await start()
  return {
    url,
    port,
    stateFolder,
    administrator,
    output: () => output,
    token: () => requestToken(port, administrator),
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL')
    },
    start,
    dispose: async () => {
      await end('SIGTERM')
      if (options.stateFolder === undefined) rmSync(stateFolder, { recursive: true, force: true })
    },
  }
}

/** Runs `scripts/start.ts` in a process group of its own; it ends when this process does. */
export function spawnConsole(env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', START_SCRIPT], {
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, HOLDFAST_LIFELINE: '3', ...env },
  })
  child.stdio[3]?.on('error', () => undefined)
  return child
}

function untilReady(child: ChildProcess, keep: (text: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen: string | undefined = ''
    const timer = setTimeout(() => {
      if (child.pid) process.kill(-child.pid, 'SIGKILL')
      reject(new Error(`The console did not start within ${START_WAIT_MS / 1000} s:\n${seen}`))
    }, START_WAIT_MS)
    const read = (chunk: Buffer) => {
      const text = chunk.toString()
      keep(text)
      if (seen === undefined) return
      seen += text
      if (!READY.test(seen)) return
      seen = undefined
      clearTimeout(timer)
      resolve()
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`The console ended with status ${code} before it was ready:\n${seen}`))
    })
  })
}

/** A port that nobody listens on now. */
export async function findFreePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('The system gave no port')
  return address.port
}

async function requestToken(
  port: number,
  { userName, password }: { readonly userName: string; readonly password: string },
): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v3/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username: userName, password }),
  })
  const body = await response.text()
  if (!response.ok) throw new Error(`POST /api/v3/token answered ${response.status}: ${body}`)
  return JSON.parse(body).access_token
}
