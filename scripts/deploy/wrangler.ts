import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { projectFolder } from '../build/sources.ts'
import { Refusal } from '../runtime/refusal.ts'

const program = join(projectFolder, 'node_modules', 'wrangler', 'bin', 'wrangler.js')

interface WranglerOptions {
  /** Its output is shown as it comes instead of being returned. */
  readonly isShown?: boolean
  /** Given on its standard input. */
  readonly input?: string
}

/** Runs wrangler and tells whether it agreed. */
export function tryWrangler(args: readonly string[], options: WranglerOptions = {}): { isOk: boolean; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: projectFolder,
    encoding: 'utf8',
    input: options.input ?? '',
    stdio: ['pipe', options.isShown ? 'inherit' : 'pipe', options.isShown ? 'inherit' : 'pipe'],
    // Without a person at the keyboard wrangler takes the default of every question.
    env: { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' },
  })
  return { isOk: status === 0, output: status === 0 ? (stdout ?? '') : `${stdout ?? ''}${stderr ?? ''}` }
}

export function runWrangler(args: readonly string[], options: WranglerOptions = {}): string {
  const { isOk, output } = tryWrangler(args, options)
  if (!isOk) throw new Refusal(`wrangler ${args.slice(0, 3).join(' ')} failed:\n${output.trim()}`)
  return output
}
