import { and, eq, isNotNull, isNull, lt, lte, sql } from 'drizzle-orm'
import type { CompanyDb } from './company-store.ts'
import { type RestorePointRecord, restorePoints } from './schema.ts'

export interface RestorePointSums {
  pointsCount: number
  latestAt: number | null
  totalAddedBytes: number
}

export class RestorePointsStore {
  readonly #db: CompanyDb

  constructor(db: CompanyDb) {
    this.#db = db
  }

  find(holderUid: string, jobUid: string, snapshotId: string): RestorePointRecord | null {
    const same = and(
      eq(restorePoints.holderUid, holderUid),
      eq(restorePoints.jobUid, jobUid),
      eq(restorePoints.snapshotId, snapshotId),
    )
    return this.#db.select().from(restorePoints).where(same).get() ?? null
  }

  /** Those that are gone too. */
  listOfJob(holderUid: string, jobUid: string): RestorePointRecord[] {
    const ofJob = and(eq(restorePoints.holderUid, holderUid), eq(restorePoints.jobUid, jobUid))
    return this.#db.select().from(restorePoints).where(ofJob).all()
  }

  insert(point: RestorePointRecord): void {
    this.#db.insert(restorePoints).values(point).run()
  }

  update(restorePointUid: string, changes: Partial<RestorePointRecord>): void {
    this.#db.update(restorePoints).set(changes).where(eq(restorePoints.restorePointUid, restorePointUid)).run()
  }

  findLatest(jobUid: string): RestorePointRecord | null {
    const alive = and(eq(restorePoints.jobUid, jobUid), isNull(restorePoints.deletedAt))
    return (
      this.#db.select().from(restorePoints).where(alive).orderBy(sql`${restorePoints.createdAt} DESC`).limit(1).get() ??
      null
    )
  }

  sumOfJob(jobUid: string): RestorePointSums {
    return this.#sum(and(eq(restorePoints.jobUid, jobUid), isNull(restorePoints.deletedAt)))
  }

  sumOfAgent(backupAgentUid: string): RestorePointSums {
    return this.#sum(and(eq(restorePoints.backupAgentUid, backupAgentUid), isNull(restorePoints.deletedAt)))
  }

  /** Marks those gone that an inventory taken at `takenAt` does not name, and returns them. */
  markMissing(
    holderUid: string,
    jobUid: string,
    takenAt: number,
    snapshotIds: string[],
    now: number,
  ): RestorePointRecord[] {
    const named = sql`(SELECT value FROM json_each(${JSON.stringify(snapshotIds)}))`
    const missing = and(
      eq(restorePoints.holderUid, holderUid),
      eq(restorePoints.jobUid, jobUid),
      isNull(restorePoints.deletedAt),
      lte(restorePoints.madeAt, takenAt),
      sql`${restorePoints.snapshotId} NOT IN ${named}`,
    )
    return this.#db.update(restorePoints).set({ deletedAt: now }).where(missing).returning().all()
  }

  markGoneWithRepository(repositoryUid: string, now: number): RestorePointRecord[] {
    const alive = and(eq(restorePoints.holderUid, repositoryUid), isNull(restorePoints.deletedAt))
    return this.#db.update(restorePoints).set({ deletedAt: now }).where(alive).returning().all()
  }

  listAlive(): RestorePointRecord[] {
    return this.#db.select().from(restorePoints).where(isNull(restorePoints.deletedAt)).all()
  }

  listOfAgent(backupAgentUid: string): RestorePointRecord[] {
    const alive = and(eq(restorePoints.backupAgentUid, backupAgentUid), isNull(restorePoints.deletedAt))
    return this.#db.select().from(restorePoints).where(alive).all()
  }

  purgeDeleted(before: number): void {
    this.#db
      .delete(restorePoints)
      .where(and(isNotNull(restorePoints.deletedAt), lt(restorePoints.deletedAt, before)))
      .run()
  }

  #sum(where: ReturnType<typeof and>): RestorePointSums {
    const sums = this.#db
      .select({
        pointsCount: sql<number>`count(*)`,
        latestAt: sql<number | null>`max(${restorePoints.createdAt})`,
        totalAddedBytes: sql<number>`coalesce(sum(${restorePoints.addedBytes}), 0)`,
      })
      .from(restorePoints)
      .where(where)
      .get()
    return sums ?? { pointsCount: 0, latestAt: null, totalAddedBytes: 0 }
  }
}
