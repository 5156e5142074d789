import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { copyFile, type FileHandle, link, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Writable } from 'node:stream'
import { sendFile } from './send-file.ts'

// A bucket of the local console: object bytes in files, what is known of them in one SQLite table. An object exists
// when its row does. Its file is complete and on the disk before the row is written, and goes after the row is gone,
// so a kill at any moment leaves at most files that no row names; the next start removes them.

export interface StoredObject {
  readonly key: string
  readonly version: string
  readonly sizeBytes: number
  readonly etag: string
  readonly uploadedAt: number
  readonly sha256: string | null
  readonly md5: string | null
  /** JSON texts, kept as they came. */
  readonly httpFields: string
  readonly customFields: string
}

export interface PutOptions {
  readonly sha256?: string | undefined
  readonly md5?: string | undefined
  readonly httpFields: string
  readonly customFields: string
  /** Decides by what is there whether the object may be written; called in the same moment as the write. */
  readonly mayReplace: (existing: StoredObject | undefined) => boolean
}

export type PutResult =
  | { readonly kind: 'stored'; readonly object: StoredObject }
  | { readonly kind: 'refused'; readonly existing: StoredObject | undefined }
  | { readonly kind: 'wrongDigest'; readonly algorithm: 'md5' | 'sha256'; readonly actual: string }

const SCHEMA = `
  create table if not exists objects (
    key text primary key,
    version text not null,
    size_bytes integer not null,
    etag text not null,
    uploaded_at integer not null,
    sha256 text,
    md5 text,
    http_fields text not null,
    custom_fields text not null
  ) strict, without rowid`

const COLUMNS = `key, version, size_bytes as sizeBytes, etag, uploaded_at as uploadedAt, sha256, md5,
  http_fields as httpFields, custom_fields as customFields`

/** A body comes in pieces of 64 kB; a trip to a writing thread for each would cost more than the writing. */
const WRITE_BYTES = 1024 * 1024

export class BucketStore {
  readonly #folder: string
  readonly #database: DatabaseSync

  constructor(folder: string) {
    this.#folder = folder
    mkdirSync(join(folder, 'incoming'), { recursive: true, mode: 0o700 })
    mkdirSync(join(folder, 'objects'), { recursive: true, mode: 0o700 })
    this.#database = new DatabaseSync(join(folder, 'index.sqlite'))
    this.#database.exec(`pragma journal_mode = wal; pragma synchronous = full; ${SCHEMA}`)
    this.#removeUnnamedFiles()
  }

  close(): void {
    this.#database.close()
  }

  head(key: string): StoredObject | undefined {
    const row = this.#database.prepare(`select ${COLUMNS} from objects where key = ?`).get(key)
    return row as StoredObject | undefined
  }

  /** Sends part of an object's bytes, and ends the stream. */
  async send(object: StoredObject, offset: number, length: number, output: Writable): Promise<void> {
    await sendFile(this.#objectFile(object.version), offset, length, output)
  }

  async put(key: string, body: AsyncIterable<Buffer>, options: PutOptions): Promise<PutResult> {
    const version = randomUUID()
    const incoming = join(this.#folder, 'incoming', version)
    try {
      const { sizeBytes, digests } = await receive(incoming, body, options)
      for (const algorithm of ['md5', 'sha256'] as const) {
        const actual = digests[algorithm]
        const expected = options[algorithm]
        if (expected !== undefined && actual !== null && actual !== expected) {
          return { kind: 'wrongDigest', algorithm, actual }
        }
      }
      const existing = this.head(key)
      if (!options.mayReplace(existing)) return { kind: 'refused', existing }
      const object: StoredObject = {
        key,
        version,
        sizeBytes,
        // An opaque name of the content, as an entity tag has to be.
        etag: digests.md5 ?? (digests.sha256 ?? version).slice(0, 32),
        uploadedAt: Date.now(),
        sha256: options.sha256 === undefined ? null : digests.sha256,
        md5: digests.md5,
        httpFields: options.httpFields,
        customFields: options.customFields,
      }
      await mkdir(this.#groupFolder(version), { recursive: true, mode: 0o700 })
      await rename(incoming, this.#objectFile(version))
      return await this.#commit(object, options)
    } finally {
      await rm(incoming, { force: true })
    }
  }

  /**
   * Stores a file of this machine without moving its bytes where the file system allows: it must not be written to
   * afterwards, only replaced.
   */
  async putFile(key: string, file: string, sizeBytes: number, sha256: string): Promise<void> {
    const version = randomUUID()
    await mkdir(this.#groupFolder(version), { recursive: true, mode: 0o700 })
    await link(file, this.#objectFile(version)).catch(() => copyFile(file, this.#objectFile(version)))
    const object = { key, version, sizeBytes, etag: sha256.slice(0, 32), uploadedAt: Date.now(), sha256, md5: null }
    await this.#commit({ ...object, httpFields: '{}', customFields: '[]' }, { mayReplace: () => true })
  }

  /** Removes the objects; keys that are not there are no mistake. */
  delete(keys: readonly string[]): void {
    const versions = this.#database
      .prepare('delete from objects where key in (select value from json_each(?)) returning version')
      .all(JSON.stringify(keys))
    for (const { version } of versions) void rm(this.#objectFile(String(version)), { force: true })
  }

  /** Objects in the order of their keys' UTF-8 bytes, after the given key. */
  list(prefix: string, after: string, limit: number): StoredObject[] {
    return this.#database
      .prepare(`select ${COLUMNS} from objects where key > ? and key >= ? and key < ? order by key limit ?`)
      .all(after, prefix, `${prefix}\u{10FFFF}`, limit) as unknown as StoredObject[]
  }

  async #commit(object: StoredObject, options: Pick<PutOptions, 'mayReplace'>): Promise<PutResult> {
    // Another put may have come in between while the file was moved: look again, now without a pause before the write.
    const existing = this.head(object.key)
    if (!options.mayReplace(existing)) {
      await rm(this.#objectFile(object.version), { force: true })
      return { kind: 'refused', existing }
    }
    this.#database
      .prepare(
        `insert or replace into objects (key, version, size_bytes, etag, uploaded_at, sha256, md5, http_fields, custom_fields)
         values (:key, :version, :sizeBytes, :etag, :uploadedAt, :sha256, :md5, :httpFields, :customFields)`,
      )
      .run({ ...object })
    if (existing) await rm(this.#objectFile(existing.version), { force: true })
    return { kind: 'stored', object }
  }

  #groupFolder(version: string): string {
    return join(this.#folder, 'objects', version.slice(0, 2))
  }

  #objectFile(version: string): string {
    return join(this.#groupFolder(version), version)
  }

  #removeUnnamedFiles(): void {
    for (const name of readdirSync(join(this.#folder, 'incoming'))) rmSync(join(this.#folder, 'incoming', name))
    const known = new Set(
      this.#database
        .prepare('select version from objects')
        .all()
        .map((row) => row.version),
    )
    for (const group of readdirSync(join(this.#folder, 'objects'))) {
      for (const version of readdirSync(join(this.#folder, 'objects', group))) {
        if (!known.has(version)) rmSync(join(this.#folder, 'objects', group, version))
      }
    }
  }
}

/** Writes a body to the disk, hashing it on the way. Only the digests that somebody asked for are computed. */
async function receive(
  file: string,
  body: AsyncIterable<Buffer>,
  wanted: { readonly sha256?: string | undefined; readonly md5?: string | undefined },
): Promise<{ sizeBytes: number; digests: { md5: string | null; sha256: string | null } }> {
  const sha256 = wanted.sha256 === undefined ? undefined : createHash('sha256')
  const md5 = wanted.md5 !== undefined || sha256 === undefined ? createHash('md5') : undefined
  const handle = await open(file, 'wx', 0o600)
  let sizeBytes = 0
  let waiting: Buffer[] = []
  let waitingBytes = 0
  try {
    for await (const chunk of body) {
      sha256?.update(chunk)
      md5?.update(chunk)
      sizeBytes += chunk.length
      waiting.push(chunk)
      waitingBytes += chunk.length
      if (waitingBytes < WRITE_BYTES) continue
      await writeFully(handle, waiting, waitingBytes)
      waiting = []
      waitingBytes = 0
    }
    if (waitingBytes > 0) await writeFully(handle, waiting, waitingBytes)
    await handle.datasync()
  } finally {
    await handle.close()
  }
  return { sizeBytes, digests: { md5: md5?.digest('hex') ?? null, sha256: sha256?.digest('hex') ?? null } }
}

/** A disk that is nearly full may take a part only; the next attempt then says why. */
async function writeFully(handle: FileHandle, chunks: readonly Buffer[], sizeBytes: number): Promise<void> {
  const { bytesWritten } = await handle.writev(chunks)
  for (let written = bytesWritten; written < sizeBytes; ) {
    const rest = Buffer.concat(chunks).subarray(written)
    written += (await handle.write(rest)).bytesWritten
  }
}
