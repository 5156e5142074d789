import { and, asc, eq, isNull, or, sql } from 'drizzle-orm'
import type { CompanyDb } from './company-store.ts'
import { type RepositoryRecord, repositories } from './schema.ts'

export type RepositoryNeed = 'needsConfigure' | 'needsRevoke' | 'needsDelete'

export class RepositoriesStore {
  readonly #db: CompanyDb

  constructor(db: CompanyDb) {
    this.#db = db
  }

  find(repositoryUid: string): RepositoryRecord | null {
    const alive = and(eq(repositories.repositoryUid, repositoryUid), isNull(repositories.deletedAt))
    return this.#db.select().from(repositories).where(alive).get() ?? null
  }

  findEvenDeleted(repositoryUid: string): RepositoryRecord | null {
    return this.#db.select().from(repositories).where(eq(repositories.repositoryUid, repositoryUid)).get() ?? null
  }

  findByName(nameFold: string): RepositoryRecord | null {
    const named = and(eq(repositories.nameFold, nameFold), isNull(repositories.deletedAt))
    return this.#db.select().from(repositories).where(named).get() ?? null
  }

  findOfComputer(backupAgentUid: string, backupResourceUid: string): RepositoryRecord | null {
    const ofComputer = and(
      eq(repositories.backupAgentUid, backupAgentUid),
      eq(repositories.backupResourceUid, backupResourceUid),
      isNull(repositories.deletedAt),
    )
    return this.#db.select().from(repositories).where(ofComputer).get() ?? null
  }

  list(): RepositoryRecord[] {
    return this.#db
      .select()
      .from(repositories)
      .where(isNull(repositories.deletedAt))
      .orderBy(asc(repositories.createdAt))
      .all()
  }

  listEvenDeleted(limit: number): RepositoryRecord[] {
    return this.#db.select().from(repositories).orderBy(asc(repositories.createdAt)).limit(limit).all()
  }

  remove(repositoryUid: string): void {
    this.#db.delete(repositories).where(eq(repositories.repositoryUid, repositoryUid)).run()
  }

  listOfAgent(backupAgentUid: string): RepositoryRecord[] {
    const ofAgent = and(eq(repositories.backupAgentUid, backupAgentUid), isNull(repositories.deletedAt))
    return this.#db.select().from(repositories).where(ofAgent).all()
  }

  /** Deleted ones too, while they still hold a lease. */
  listLeased(backupResourceUid: string): RepositoryRecord[] {
    const leased = and(eq(repositories.backupResourceUid, backupResourceUid), sql`${repositories.leaseBytes} > 0`)
    return this.#db.select().from(repositories).where(leased).all()
  }

  sumUsed(backupResourceUid: string): number {
    const alive = and(eq(repositories.backupResourceUid, backupResourceUid), isNull(repositories.deletedAt))
    const sums = this.#db
      .select({ bytes: sql<number>`coalesce(sum(${repositories.usedBytes}), 0)` })
      .from(repositories)
      .where(alive)
      .get()
    return sums?.bytes ?? 0
  }

  insert(repository: RepositoryRecord): void {
    this.#db.insert(repositories).values(repository).run()
  }

  update(repositoryUid: string, changes: Partial<RepositoryRecord>): void {
    this.#db.update(repositories).set(changes).where(eq(repositories.repositoryUid, repositoryUid)).run()
  }

  /** Next number under which a lease is handed out or asked back. */
  nextLeaseSeq(repositoryUid: string): number {
    const row = this.#db
      .update(repositories)
      .set({ leaseSeq: sql`${repositories.leaseSeq} + 1` })
      .where(eq(repositories.repositoryUid, repositoryUid))
      .returning({ leaseSeq: repositories.leaseSeq })
      .get()
    return row.leaseSeq
  }

  /** Notes what the Repository object has to be told; repository-sync.ts tells it. */
  markNeed(repositoryUid: string, ...needs: RepositoryNeed[]): void {
    const flags = Object.fromEntries(needs.map((need) => [need, true]))
    this.#db
      .update(repositories)
      .set({ ...flags, syncRev: sql`${repositories.syncRev} + 1` })
      .where(eq(repositories.repositoryUid, repositoryUid))
      .run()
  }

  listUnsettled(limit: number): RepositoryRecord[] {
    const unsettled = or(
      eq(repositories.needsConfigure, true),
      eq(repositories.needsRevoke, true),
      eq(repositories.needsDelete, true),
    )
    return this.#db.select().from(repositories).where(unsettled).limit(limit).all()
  }

  /** Clears what was told, unless more has come to be told meanwhile. False: more has. */
  clearNeeds(repositoryUid: string, syncRev: number): boolean {
    const cleared = this.#db
      .update(repositories)
      .set({ needsConfigure: false, needsRevoke: false, needsDelete: false })
      .where(and(eq(repositories.repositoryUid, repositoryUid), eq(repositories.syncRev, syncRev)))
      .returning({ repositoryUid: repositories.repositoryUid })
      .all()
    return cleared.length > 0
  }
}
