import { DatabaseSync } from 'node:sqlite'

/** A database that a running console may hold for a moment, while it opens it for example. */
const BUSY_WAIT_MS = 30_000

export function openToRead(file: string): DatabaseSync {
  return new DatabaseSync(file, { readOnly: true, timeout: BUSY_WAIT_MS })
}

export function openToWrite(file: string): DatabaseSync {
  return new DatabaseSync(file, { timeout: BUSY_WAIT_MS })
}
