/** What the console's database holds, read beside it: whether a refused request has left anything behind. */
import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { openToRead } from '../support/open-database.ts'

/** Kept of refusals too, or moved on by nobody's request. */
const BOOKKEEPING = /^(audit|activity|request_replays|async_actions|pushes|mail|agent_tasks|_cf|sqlite_|d1_)/
const MOVING_COLUMNS = new Set(['last_seen_at', 'last_used_at'])

export interface StoredRows {
  /** Moves on with every commit. */
  version(): number
  /** A digest per table. */
  digest(): Map<string, string>
  brokenReferences(): unknown[]
  close(): void
}

export function openStoredRows(stateFolder: string): StoredRows {
  const [file] = globSync(join(stateFolder, 'data/d1/*/*.sqlite')).filter((path) => !path.endsWith('metadata.sqlite'))
  if (file === undefined) throw new Error(`There is no database below ${stateFolder}`)
  const database = openToRead(file)
  const names = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all()
    .map(({ name }) => String(name))
    .filter((name) => !BOOKKEEPING.test(name))
  return {
    version: () => Number(database.prepare('PRAGMA data_version').get()?.data_version),
    digest: () => new Map(names.map((name) => [name, digestOf(database, name)])),
    brokenReferences: () => database.prepare('PRAGMA foreign_key_check').all(),
    close: () => database.close(),
  }
}

function digestOf(database: DatabaseSync, table: string): string {
  const hash = createHash('sha256')
  for (const row of database.prepare(`SELECT * FROM ${table}`).iterate())
    hash.update(JSON.stringify(Object.entries(row).filter(([name]) => !MOVING_COLUMNS.has(name))))
  return hash.digest('hex')
}

/** Names of the tables whose rows are other ones. */
export function changedTables(before: Map<string, string>, after: Map<string, string>): string[] {
  return [...after].filter(([name, digest]) => before.get(name) !== digest).map(([name]) => name)
}
