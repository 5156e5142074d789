/** Finds a restic that the agent can use: the one it was told, its own, or one on the PATH. */
import { execFile } from 'node:child_process'
import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findResticProblem, parseResticVersion } from '../../domain/restic-version.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { ResticProgram } from './process.ts'

const EXECUTABLE = process.platform === 'win32' ? 'restic.exe' : 'restic'
const ANSWER_WITHIN_MS = 15_000

export interface ResticSearch {
  /** Told by --restic or HOLDFAST_RESTIC: then no other is used. */
  given: string | null
  /** The agent's own programs. */
  programsFolder: string
  pathVariable: string
}

/** The first usable restic; the failure says, in sentences, what was found instead. */
export async function findRestic(search: ResticSearch): Promise<Result<ResticProgram, string>> {
  const candidates = search.given
    ? [search.given]
    : [search.programsFolder, ...search.pathVariable.split(delimiter)]
        .filter((folder) => folder !== '')
        .map((folder) => join(folder, EXECUTABLE))
        .filter(isExecutable)
        .filter((path, index, all) => all.findIndex((other) => realpathSync(other) === realpathSync(path)) === index)
  const problems: string[] = []
  for (const path of candidates) {
    const found = await inspectRestic(path)
    if (found.ok) return found
    problems.push(found.failure)
  }
  if (problems.length > 0) return fail(problems.join(' '))
  return fail('restic is missing: install restic 0.16.1 or newer, or name it with --restic.')
}

export async function inspectRestic(path: string): Promise<Result<ResticProgram, string>> {
  const answer = await new Promise<Result<string, string>>((resolve) => {
    execFile(path, ['version'], { timeout: ANSWER_WITHIN_MS, windowsHide: true }, (error, stdout) => {
      resolve(error ? fail(describeError(error)) : ok(stdout))
    })
  })
  if (!answer.ok) return fail(`${path} cannot be used as restic: ${answer.failure}`)
  const version = parseResticVersion(answer.value)
  if (!version) return fail(`${path} is not restic: it does not tell its version.`)
  const problem = findResticProblem(version)
  return problem ? fail(`${problem.replace(/^(restic \S+)/, `$1 (${path})`)}`) : ok({ path, version })
}

function describeError(error: Error & { code?: unknown; killed?: boolean }): string {
  if (error.code === 'ENOENT') return 'there is no such file.'
  if (error.code === 'EACCES') return 'it may not be executed.'
  if (error.killed) return `it did not answer within ${ANSWER_WITHIN_MS / 1000} s.`
  return typeof error.code === 'number' ? `"version" ended with exit code ${error.code}.` : `${error.message}.`
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
