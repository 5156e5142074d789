/** What the agent remembers of each repository it uses, and the passwords that open them. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { readIfPresent, readJson, writeDurably, writeJson } from './durable-file.ts'
import type { StateFolder } from './state-folder.ts'

const note = z.object({
  /** When this agent first found it set up, or set it up; null: not yet. */
  readyAt: z.number().nullable(),
  prunedAt: z.number().nullable(),
  /** Restore points were forgotten since the last prune: there is space to regain. */
  hasForgotten: z.boolean(),
})
export type RepositoryNote = z.infer<typeof note>
const notes = z.record(z.string(), note)

const PASSWORD_BYTES = 32
const EMPTY: RepositoryNote = { readyAt: null, prunedAt: null, hasForgotten: false }

export class RepositoryNotes {
  readonly #folder: StateFolder
  #notes: Record<string, RepositoryNote>

  constructor(folder: StateFolder) {
    this.#folder = folder
    this.#notes = readJson(folder.repositories, notes) ?? {}
  }

  get(key: string): RepositoryNote {
    return this.#notes[key] ?? EMPTY
  }

  update(key: string, changes: Partial<RepositoryNote>): void {
    this.#notes = { ...this.#notes, [key]: { ...this.get(key), ...changes } }
    writeJson(this.#folder.repositories, this.#notes)
  }

  passwordFile(key: string): string {
    return join(this.#folder.passwords, key)
  }

  readPassword(key: string): string | null {
    return readIfPresent(this.passwordFile(key))?.trim() || null
  }

  /** One that was there is kept beside it: it may be the only one that opens something. */
  savePassword(key: string, password: string): void {
    const known = this.readPassword(key)
    if (known === password) return
    if (known !== null) writeDurably(`${this.passwordFile(key)}.${Date.now()}.old`, `${known}\n`)
    writeDurably(this.passwordFile(key), `${password}\n`)
  }

  /** 256 bits of randomness, on disk before anybody uses it. */
  makePassword(key: string): string {
    const password = randomBytes(PASSWORD_BYTES).toString('base64url')
    this.savePassword(key, password)
    return password
  }
}
