/** The scripts that run before and after a backup, as this agent's user. */
import { spawn } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { BackupJob } from '../../worker/contract/backup-job.ts'

/** A script that hangs must not keep a computer from being backed up for ever. */
export const SCRIPT_TIMEOUT_MS = 30 * 60_000
const KILL_AFTER_MS = 10_000
const MOST_OUTPUT_LINES = 100

type JobScript = NonNullable<BackupJob['scripts']['pre']>

export interface ScriptRun {
  script: JobScript
  phase: 'before' | 'after'
  workFolder: string
  /** Told to the script, beside the agent's own environment. */
  variables: Record<string, string>
  timeoutMs: number
  abort: AbortSignal
  onLine: (line: string) => void
}

/** The failure is a sentence. */
export async function runScript(run: ScriptRun): Promise<Result<null, string>> {
  const isWindows = process.platform === 'win32'
  const extension = extname(run.script.fileName).toLowerCase() || '.sh'
  const path = join(run.workFolder, `script-${run.phase}${/^\.[a-z0-9]{1,8}$/.test(extension) ? extension : '.sh'}`)
  writeFileSync(path, run.script.content, { mode: 0o700 })
  chmodSync(path, 0o700)
  const [program, args] = chooseInterpreter(path, extension, run.script.content, isWindows)
  const child = spawn(program, args, {
    cwd: isWindows ? run.workFolder : '/',
    env: { ...withoutOwnVariables(), ...run.variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !isWindows,
    windowsHide: true,
  })
  let lines = 0
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines++
      if (lines <= MOST_OUTPUT_LINES) run.onLine(line)
      else if (lines === MOST_OUTPUT_LINES + 1) run.onLine('(more output is left out)')
    })
  }
  const name = `The script ${run.phase} the backup (${run.script.fileName})`
  let stopReason: string | null = null
  let killTimer: NodeJS.Timeout | undefined
  const stop = (reason: string) => {
    if (stopReason !== null) return
    stopReason = reason
    endGroup(child.pid, 'SIGTERM')
    killTimer = setTimeout(() => endGroup(child.pid, 'SIGKILL'), KILL_AFTER_MS)
  }
  const timer = setTimeout(
    () => stop(`was ended: it ran longer than ${Math.round(run.timeoutMs / 1000)} s.`),
    run.timeoutMs,
  )
  const onAbort = () => stop('was stopped.')
  run.abort.addEventListener('abort', onAbort)
  if (run.abort.aborted) onAbort()
  try {
    return await new Promise((resolve) => {
      child.on('error', (error) => resolve(fail(`${name} could not be started: ${error.message}.`)))
      // Not "close": a program that the script left behind may hold its output open.
      child.on('exit', (code, signal) => {
        if (stopReason !== null) resolve(fail(`${name} ${stopReason}`))
        else if (code === 0) resolve(ok(null))
        else resolve(fail(code === null ? `${name} was ended by ${signal}.` : `${name} ended with exit code ${code}.`))
      })
    })
  } finally {
    clearTimeout(timer)
    clearTimeout(killTimer)
    // What it started and did not end with it.
    if (stopReason !== null) endGroup(child.pid, 'SIGKILL')
    run.abort.removeEventListener('abort', onAbort)
  }
}

function chooseInterpreter(path: string, extension: string, content: string, isWindows: boolean): [string, string[]] {
  if (isWindows) {
    if (extension === '.ps1') return ['powershell.exe', ['-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', path]]
    return [process.env.ComSpec ?? 'cmd.exe', ['/d', '/c', path]]
  }
  return content.startsWith('#!') ? [path, []] : ['/bin/sh', [path]]
}

/** What is the agent's own business, tokens among it, is none of the script's. */
function withoutOwnVariables(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(RESTIC|HOLDFAST|NODE)_/.test(name)))
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal)
  } catch {
    // It has ended.
  }
}
