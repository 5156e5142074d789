/** What a repository holds by its ledger and by the bucket, read from the console's own files beside its back. */
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { openToRead } from './open-database.ts'

export interface RepositoryLedger {
  /** Bytes by key in the bucket: live, hidden and being purged. */
  bytesByKey: Record<string, number>
  usedBytes: number
  hiddenBytes: number
  /** Uploads that nobody has settled yet. */
  openIntents: number
  /** Keys of these: the bucket may hold such an object already. */
  openKeys: string[]
}

export function readLedger(stateFolder: string, repositoryUid: string): RepositoryLedger {
  for (const file of globSync(join(stateFolder, 'data', 'do', '*RepositoryObject', '*.sqlite'))) {
    const ledger = file.endsWith('metadata.sqlite') ? undefined : readIfOf(file, repositoryUid)
    if (ledger) return ledger
  }
  throw new Error(`There is no ledger of repository ${repositoryUid} below ${stateFolder}`)
}

function readIfOf(file: string, repositoryUid: string): RepositoryLedger | undefined {
  const database = openToRead(file)
  try {
    const account = database.prepare('SELECT repository_uid, used_bytes, hidden_bytes FROM repository').get()
    if (account?.repository_uid !== repositoryUid) return undefined
    const rows = database.prepare('SELECT type, name, size_bytes FROM objects').all()
    const intents = database.prepare(`SELECT type, name FROM intents WHERE state = 'open'`).all()
    const keyOf = (type: unknown, name: unknown) =>
      `${repositoryUid}/${type === 'config' ? 'config' : `${type}/${name}`}`
    return {
      bytesByKey: Object.fromEntries(rows.map(({ type, name, size_bytes }) => [keyOf(type, name), Number(size_bytes)])),
      usedBytes: Number(account.used_bytes),
      hiddenBytes: Number(account.hidden_bytes),
      openIntents: intents.length,
      openKeys: intents.map(({ type, name }) => keyOf(type, name)),
    }
  } finally {
    database.close()
  }
}

/** Bytes by key of what the bucket has of a repository. */
export function readBucket(stateFolder: string, repositoryUid: string): Record<string, number> {
  const bytesByKey: Record<string, number> = {}
  for (const file of globSync(join(stateFolder, 'buckets', '*', 'index.sqlite'))) {
    const database = openToRead(file)
    const rows = database.prepare('SELECT key, size_bytes FROM objects WHERE key LIKE ?').all(`${repositoryUid}/%`)
    for (const { key, size_bytes } of rows) bytesByKey[String(key)] = Number(size_bytes)
    database.close()
  }
  return bytesByKey
}
