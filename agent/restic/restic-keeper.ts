/** Keeps track of the restic that backups use, and takes one from the console when the machine lacks a usable one. */

import { formatResticVersion } from '../../domain/restic-version.ts'
import { fail, type Result } from '../../domain/result.ts'
import { findRestic, type ResticSearch } from './find.ts'
import type { ResticProgram } from './process.ts'

/** A package store that could not help is not asked again sooner. */
const ASK_AGAIN_AFTER_MS = 10 * 60_000

export interface ResticState {
  path: string | null
  version: string | null
  problem: string | null
}

export interface ResticKeeperDeps {
  search: ResticSearch
  /** Null: not now, the console is away. */
  takeFromConsole: () => Promise<Result<ResticProgram, string> | null>
  now: () => number
  /** The version, or what is wrong, has changed. */
  onChange: (state: ResticState) => void
  log: (message: string) => void
}

export class ResticKeeper {
  readonly #deps: ResticKeeperDeps
  #state: ResticState = { path: null, version: null, problem: 'restic has not been looked for yet.' }
  #running: Promise<Result<ResticProgram, string>> | null = null
  #askedAt = Number.NEGATIVE_INFINITY
  #refusal: string | null = null

  constructor(deps: ResticKeeperDeps) {
    this.#deps = deps
  }

  get state(): ResticState {
    return this.#state
  }

  /** Looks anew: programs are installed and removed while the agent runs. */
  async find(): Promise<Result<ResticProgram, string>> {
    this.#running ??= this.#find().finally(() => {
      this.#running = null
    })
    return await this.#running
  }

  async #find(): Promise<Result<ResticProgram, string>> {
    let found = await findRestic(this.#deps.search)
    if (!found.ok && this.#deps.search.given === null) found = await this.#take(found.failure)
    const state: ResticState = found.ok
      ? { path: found.value.path, version: formatResticVersion(found.value.version), problem: null }
      : { path: null, version: null, problem: found.failure.slice(0, 1000) }
    if (JSON.stringify(state) !== JSON.stringify(this.#state)) {
      this.#state = state
      this.#deps.onChange(state)
    }
    return found
  }

  async #take(problem: string): Promise<Result<ResticProgram, string>> {
    const wait = this.#deps.now() - this.#askedAt < ASK_AGAIN_AFTER_MS
    const taken = wait ? null : await this.#deps.takeFromConsole()
    if (taken !== null) {
      if (taken.ok) {
        this.#refusal = null
        this.#deps.log(`restic ${formatResticVersion(taken.value.version)} was taken from the console's package store.`)
        return taken
      }
      this.#askedAt = this.#deps.now()
      this.#refusal = taken.failure
    }
    return fail(this.#refusal === null ? problem : `${problem} ${this.#refusal}`)
  }
}
