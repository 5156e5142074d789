/** The agent as a process of its own, as a service manager runs it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getRestic } from '../../scripts/get-restic.ts'

const MAIN = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'agent', 'main.ts')

export interface CommandResult {
  status: number
  stdout: string
  stderr: string
}

export type AgentProcess = ReturnType<typeof anAgentProcess>

/** `program`: the agent's sources, or the bundle that a protected computer gets. */
export function anAgentProcess({ program = MAIN }: { program?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-agent-'))
  const stateFolder = join(folder, 'state')
  /** All that the agent sees; may be changed before it starts. */
  const environment: Record<string, string | undefined> = {
    PATH: process.env.PATH,
    HOME: folder,
    TMPDIR: folder,
    HOLDFAST_RESTIC: getRestic().path,
    NODE_NO_WARNINGS: '1',
  }
  let child: ChildProcess | null = null
  let output = ''

  const run = (args: string[], input?: string, extra: Record<string, string> = {}) =>
    new Promise<CommandResult>((resolve) => {
      const started = execFile(
        process.execPath,
        [program, ...args, '--state', stateFolder],
        { env: { ...environment, ...extra } },
        (error, stdout, stderr) => {
          const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
          resolve({ status, stdout, stderr })
        },
      )
      started.stdin?.end(input ?? '')
    })
  const exit = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    return child.exitCode
  }
  return {
    folder,
    stateFolder,
    environment,
    run,
    enrol: async (url: string, token: string) => {
      const done = await run(['enrol', '--url', url, '--token-file', '-'], token)
      if (done.status !== 0) throw new Error(`enrol ended with ${done.status}: ${done.stderr}`)
      return done
    },
    start: () => {
      output = ''
      child = spawn(process.execPath, [program, 'run', '--state', stateFolder], {
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (chunk: Buffer) => {
          output += chunk.toString()
        })
      }
      return child
    },
    output: () => output,
    /** Resolves with the exit status once it has ended by itself. */
    ended: async () => {
      if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      return child?.exitCode ?? null
    },
    stop: () => exit('SIGTERM'),
    kill: () => exit('SIGKILL'),
    status: async () => JSON.parse((await run(['status', '--json'])).stdout),
    dispose: async () => {
      await exit('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
