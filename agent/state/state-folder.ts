import { chmodSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fail, ok, type Result } from '../../domain/result.ts'
import { makeFolder } from './durable-file.ts'

/** Everything that the agent keeps between runs, in one folder that only its user can read. */
export interface StateFolder {
  root: string
  /** Whether it is where this user's agent keeps its state without being told. */
  isDefault: boolean
  identity: string
  jobs: string
  scheduler: string
  journal: string
  access: string
  repositories: string
  passwords: string
  status: string
  runningProcess: string
  lock: string
  /** Programs taken from the console's package store. */
  programs: string
  /** restic's cache; may be deleted at any time. */
  cache: string
  /** Lists and scripts of the running sessions. */
  work: string
}

export function defaultStateRoot(): string {
  if (process.platform === 'win32') return join(process.env.PROGRAMDATA ?? 'C:\\ProgramData', 'holdfast-agent')
  if (process.getuid?.() === 0) {
    return process.platform === 'darwin' ? '/Library/Application Support/holdfast-agent' : '/var/lib/holdfast-agent'
  }
  return join(homedir(), '.local', 'share', 'holdfast-agent')
}

export function locateStateFolder(given: string | undefined): StateFolder {
  const root = given ? resolve(given) : defaultStateRoot()
  return {
    root,
    isDefault: root === defaultStateRoot(),
    identity: join(root, 'identity.json'),
    jobs: join(root, 'jobs.json'),
    scheduler: join(root, 'scheduler.json'),
    journal: join(root, 'journal.jsonl'),
    access: join(root, 'access.json'),
    repositories: join(root, 'repositories.json'),
    passwords: join(root, 'passwords'),
    status: join(root, 'status.json'),
    runningProcess: join(root, 'running.json'),
    lock: join(root, 'lock'),
    programs: join(root, 'bin'),
    cache: join(root, 'cache'),
    work: join(root, 'work'),
  }
}

/** Makes the folder when it is not there; the failure is a sentence. */
export function prepareStateFolder(folder: StateFolder): Result<null, string> {
  try {
    for (const path of [folder.root, folder.passwords, folder.programs, folder.cache, folder.work]) makeFolder(path)
    if (process.platform !== 'win32' && (statSync(folder.root).mode & 0o077) !== 0) chmodSync(folder.root, 0o700)
    return ok(null)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return fail(
      `The state folder ${folder.root} cannot be used (${reason}). Run the agent as root, or name a folder of your own with --state.`,
    )
  }
}
