/** All SQL of a Company object, one store per table group. Everything here is synchronous: what a caller does without an await commits as one. */
import { eq } from 'drizzle-orm'
import { type DrizzleSqliteDODatabase, drizzle } from 'drizzle-orm/durable-sqlite'
import type { DirectorySnapshot } from '../rpc.ts'
import { AgentsStore } from './agents-store.ts'
import { CommandsStore } from './commands-store.ts'
import { JobsStore } from './jobs-store.ts'
import { RepositoriesStore } from './repositories-store.ts'
import { RestorePointsStore } from './restore-points-store.ts'
import { directory, facts } from './schema.ts'
import { SessionsStore } from './sessions-store.ts'

export type CompanyDb = DrizzleSqliteDODatabase

export interface Directory {
  rev: number
  snapshot: DirectorySnapshot
  appliedAt: number
}

/** Small things that exist once. */
export type FactKey = 'dataKey' | 'heartbeatsWrittenAt'

export class CompanyStore {
  readonly agents: AgentsStore
  readonly jobs: JobsStore
  readonly sessions: SessionsStore
  readonly restorePoints: RestorePointsStore
  readonly commands: CommandsStore
  readonly repositories: RepositoriesStore
  readonly #db: CompanyDb
  /** Read on every request; kept in memory, since only this object writes it. */
  #directory: Directory | null | undefined

  constructor(storage: DurableObjectStorage) {
    this.#db = drizzle(storage)
    this.agents = new AgentsStore(this.#db)
    this.jobs = new JobsStore(this.#db)
    this.sessions = new SessionsStore(this.#db)
    this.restorePoints = new RestorePointsStore(this.#db)
    this.commands = new CommandsStore(this.#db)
    this.repositories = new RepositoriesStore(this.#db)
  }

  readDirectory(): Directory | null {
    if (this.#directory === undefined) this.#directory = this.#db.select().from(directory).get() ?? null
    return this.#directory
  }

  saveDirectory(saved: Directory): void {
    this.#db
      .insert(directory)
      .values({ onlyRow: 1, ...saved })
      .onConflictDoUpdate({ target: directory.onlyRow, set: saved })
      .run()
    this.#directory = saved
  }

  readFact(key: FactKey): string | null {
    return this.#db.select().from(facts).where(eq(facts.key, key)).get()?.value ?? null
  }

  saveFact(key: FactKey, value: string): void {
    this.#db.insert(facts).values({ key, value }).onConflictDoUpdate({ target: facts.key, set: { value } }).run()
  }
}
