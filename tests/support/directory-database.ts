/** The directory (D1) of a local console, changed beside its back: for what no API can make, or not in such numbers. */
import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { openToWrite } from './open-database.ts'

export function changeDirectory(stateFolder: string, change: (database: DatabaseSync) => void): void {
  const files = globSync(join(stateFolder, 'data', 'd1', '*', '*.sqlite')).filter(
    (file) => !file.endsWith('metadata.sqlite'),
  )
  const [file] = files
  if (file === undefined || files.length > 1)
    throw new Error(`There are ${files.length} databases below ${stateFolder}`)
  const database = openToWrite(file)
  try {
    database.exec('BEGIN IMMEDIATE')
    change(database)
    database.exec('COMMIT')
  } finally {
    database.close()
  }
}
