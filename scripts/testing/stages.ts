import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectFolder } from '../build/sources.ts'

/** What came of one stage. A stage that could not run at all counts as one failure. */
export interface StageResult {
  readonly name: string
  readonly passed: number
  readonly failed: number
}

interface Command {
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  /** Meant to run for hours. */
  readonly isLong?: boolean
}

/** The TypeScript programs of the project: Worker, agent, portals, tests and scripts. */
const PROGRAMS = ['.', 'agent', 'portals', 'tests']

const tool = (name: string) => join(projectFolder, 'node_modules', ...name.split('/'))

const typeChecks: readonly Command[] = PROGRAMS.map((program) => ({
  name: program === '.' ? 'types of the Worker' : `types of ${program}`,
  program: process.execPath,
  args: [tool('typescript/bin/tsc'), '--noEmit', '-p', program],
}))

const lint: Command = {
  name: 'lint',
  program: process.execPath,
  args: [tool('@biomejs/biome/bin/biome'), 'check', '.'],
}

interface Ended {
  readonly isOk: boolean
  readonly output: string
}

/** No stage takes nearly as long: one that hangs fails with what it printed, and the others still run. */
const HANG_MS = 30 * 60_000
/** For what is still in the pipes of a command that has ended while something that it started holds them open. */
const PIPE_GRACE_MS = 5_000

/** Runs a command; with `isShown` its output goes on as it comes, otherwise it is kept for when it fails. */
function runToEnd({ program, args, isLong }: Command, isShown: boolean, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: projectFolder,
      stdio: ['ignore', isShown ? 'inherit' : 'pipe', isShown ? 'inherit' : 'pipe'],
      // Kept output is printed by us, so it must not be made for a terminal.
      env: { ...process.env, ...(isShown ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }), ...env },
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    const stopHanging = () => {
      output += `\nStill running after ${HANG_MS / 60_000} minutes.`
      child.kill('SIGKILL')
    }
    const hang = isLong === true ? undefined : setTimeout(stopHanging, HANG_MS)
    child.on('error', (error) => {
      clearTimeout(hang)
      resolve({ isOk: false, output: error.message })
    })
    child.on('exit', (code) => {
      clearTimeout(hang)
      const end = () => resolve({ isOk: code === 0, output })
      setTimeout(end, PIPE_GRACE_MS).unref()
      child.on('close', end)
    })
  })
}

/** Runs a command that either agrees or does not. */
async function runCheck(command: Command): Promise<StageResult> {
  const startedAt = performance.now()
  const { isOk, output } = await runToEnd(command, false)
  report(command.name, isOk ? 'ok' : `FAILED\n${output.trimEnd()}`, startedAt)
  return { name: command.name, passed: isOk ? 1 : 0, failed: isOk ? 0 : 1 }
}

/** Types, lint and unit tests. The compiler's programs follow each other: with the tests beside them they fill two cores. */
export async function checkStatically(): Promise<StageResult[]> {
  const checkAll = async () => {
    const results: StageResult[] = []
    for (const command of [lint, ...typeChecks]) results.push(await runCheck(command))
    return results
  }
  const [units, checks] = await Promise.all([runTests('unit', { isShown: false }), checkAll()])
  return [...checks, units]
}

/** Runs the tests of one vitest project and counts them by its own report. */
export async function runTests(
  name: string,
  options: { readonly isShown: boolean; readonly isLong?: boolean; readonly env?: NodeJS.ProcessEnv },
): Promise<StageResult> {
  const startedAt = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-tests-'))
  const reportFile = join(folder, 'report.json')
  const { isOk, output } = await runToEnd(
    {
      name,
      isLong: options.isLong ?? false,
      program: process.execPath,
      args: [
        '--disable-warning=ExperimentalWarning',
        tool('vitest/vitest.mjs'),
        'run',
        '--project',
        name,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${reportFile}`,
      ],
    },
    options.isShown,
    options.env,
  )
  const counts = countTests(reportFile, isOk)
  rmSync(folder, { recursive: true, force: true })
  if (counts.failed > 0 && !options.isShown) console.log(output.trimEnd())
  report(name, `${counts.passed} passed, ${counts.failed} failed`, startedAt, ' |')
  return { name, ...counts }
}

interface JsonReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

function countTests(reportFile: string, isOk: boolean): { passed: number; failed: number } {
  let json: JsonReport
  try {
    json = JSON.parse(readFileSync(reportFile, 'utf8'))
  } catch {
    return { passed: 0, failed: 1 }
  }
  // A file that does not load has no failed test of its own.
  const brokenFiles = json.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  ).length
  const failed = json.numFailedTests + brokenFiles
  const nothingRan = json.numPassedTests === 0 && failed === 0
  return { passed: json.numPassedTests, failed: failed > 0 || (isOk && !nothingRan) ? failed : 1 }
}

/** A stage that is one function, such as fetching a tool. */
export async function runStep(name: string, step: () => unknown): Promise<StageResult> {
  try {
    await step()
    return { name, passed: 0, failed: 0 }
  } catch (error) {
    report(name, `FAILED\n${error instanceof Error ? error.message : String(error)}`, performance.now())
    return { name, passed: 0, failed: 1 }
  }
}

function report(name: string, outcome: string, startedAt: number, separator = ' '): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`[${name}] (${seconds} s)${separator} ${outcome}`)
}

/** The closing line, alone on its own; the exit status says the same. */
export function finish(results: readonly StageResult[]): never {
  const failures = results.filter(({ failed }) => failed > 0)
  if (failures.length > 0)
    console.log(`Failed: ${failures.map(({ name, failed }) => `${name} (${failed})`).join(', ')}`)
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  const failed = results.reduce((sum, result) => sum + result.failed, 0)
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}
