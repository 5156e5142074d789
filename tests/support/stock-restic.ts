/** A stock restic against a repository of the vault: any version, a cache of its own, credentials by file. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { VaultCredential } from './vault-tenancy.ts'

export interface ResticResult {
  status: number
  stdout: string
  stderr: string
}

export interface StockRestic {
  /** Throws with what restic said unless it ends with 0. */
  run(...args: string[]): Promise<ResticResult>
  /** Gives any outcome. */
  attempt(...args: string[]): Promise<ResticResult>
  /** Starts and does not wait. */
  start(...args: string[]): ChildProcess
  /** The file that holds the repository's address with its credentials, for `--repository-file` and the like. */
  repositoryFile: string
  passwordFile: string
  dispose(): void
}

/** `origin`: another host and port that leads to the vault, such as a proxy's. `cwd`: where relative paths start. */
export function stockRestic(
  path: string,
  credential: VaultCredential,
  {
    password = 'repository password',
    origin,
    cwd = tmpdir(),
  }: { password?: string; origin?: string; cwd?: string } = {},
): StockRestic {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-restic-'))
  const repositoryFile = join(folder, 'repository')
  const passwordFile = join(folder, 'password')
  const url = new URL(credential.address)
  if (origin !== undefined) url.host = new URL(origin).host
  url.username = credential.userName
  url.password = credential.password
  writeFileSync(repositoryFile, `rest:${url.href}`, { mode: 0o600 })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  mkdirSync(join(folder, 'cache'))
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    RESTIC_REPOSITORY_FILE: repositoryFile,
    RESTIC_PASSWORD_FILE: passwordFile,
    RESTIC_CACHE_DIR: join(folder, 'cache'),
    RESTIC_PROGRESS_FPS: '0.1',
  }
  const attempt = (...args: string[]) =>
    new Promise<ResticResult>((resolve) => {
      execFile(path, args, { env, cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
        resolve({ status, stdout, stderr })
      })
    })
  return {
    attempt,
    run: async (...args) => {
      const result = await attempt(...args)
      if (result.status !== 0) {
        throw new Error(`restic ${args.join(' ')} ended with ${result.status}:\n${result.stderr}\n${result.stdout}`)
      }
      return result
    },
    start: (...args) => spawn(path, args, { env, cwd, stdio: 'ignore' }),
    repositoryFile,
    passwordFile,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  }
}
