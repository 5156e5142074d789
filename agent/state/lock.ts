/**
 * One agent per state folder. The lock is the operating system's own, on an SQLite file: it ends with its process
 * however that ends, so it is never stale, and a process id that is used again means nothing to it.
 */
import { fail, ok, type Result } from '../../domain/result.ts'
import type { StateFolder } from './state-folder.ts'

export interface AgentLock {
  release(): void
}

/** Long enough for a `status` that looks whether the lock is held to let go of it. */
const WAIT_MS = 1500

export function acquireLock(folder: StateFolder, waitMs = WAIT_MS): Result<AgentLock, 'held'> {
  // Not imported: an older Node would then fail before it could say that it is too old.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  const database = new DatabaseSync(folder.lock)
  try {
    database.exec(`pragma busy_timeout = ${waitMs}; pragma journal_mode = off; begin exclusive`)
  } catch (error) {
    database.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === 5) return fail('held')
    throw error
  }
  return ok({ release: () => database.close() })
}

/** Whether an agent runs over this state folder. */
export function isLockHeld(folder: StateFolder): boolean {
  const lock = acquireLock(folder, 0)
  if (lock.ok) lock.value.release()
  return !lock.ok
}
