/** Credentials for repositories as the console last issued them, for the time that it is away; without passwords. */
import { z } from 'zod'
import { type RepositoryAccess, repositoryAccess } from '../../worker/contract/agent-protocol.ts'
import { readJson, writeJson } from './durable-file.ts'
import type { StateFolder } from './state-folder.ts'

const cached = repositoryAccess.omit({ repositoryPassword: true })
export type CachedAccess = z.infer<typeof cached>
const cache = z.record(z.string(), cached)

export type AccessKind = 'appendOnly' | 'full'

export class AccessCache {
  readonly #folder: StateFolder
  #entries: Record<string, CachedAccess>

  constructor(folder: StateFolder) {
    this.#folder = folder
    this.#entries = readJson(folder.access, cache) ?? {}
  }

  /** One that is good for at least `forMs` more. A key names job and target: another target needs another credential. */
  find(key: string, access: AccessKind, now: number, forMs: number): CachedAccess | null {
    const entry = this.#entries[`${key} ${access}`]
    return entry && entry.expiresAt > now + forMs ? entry : null
  }

  save(key: string, access: AccessKind, { repositoryPassword, ...entry }: RepositoryAccess, now: number): void {
    const alive = Object.entries(this.#entries).filter(([, { expiresAt }]) => expiresAt > now)
    this.#entries = { ...Object.fromEntries(alive), [`${key} ${access}`]: entry }
    writeJson(this.#folder.access, this.#entries)
  }

  drop(key: string): void {
    const kept = Object.entries(this.#entries).filter(([known]) => !known.startsWith(`${key} `))
    if (kept.length === Object.keys(this.#entries).length) return
    this.#entries = Object.fromEntries(kept)
    writeJson(this.#folder.access, this.#entries)
  }
}
