import { and, asc, count, eq, isNotNull, isNull, lte, min, sql } from 'drizzle-orm'
import type { CompanyDb } from './company-store.ts'
import { type JobRecord, jobs } from './schema.ts'

export class JobsStore {
  readonly #db: CompanyDb

  constructor(db: CompanyDb) {
    this.#db = db
  }

  find(jobUid: string): JobRecord | null {
    return (
      this.#db
        .select()
        .from(jobs)
        .where(and(eq(jobs.jobUid, jobUid), isNull(jobs.deletedAt)))
        .get() ?? null
    )
  }

  /** A session of a job that was deleted while it ran is still recorded. */
  findEvenDeleted(jobUid: string): JobRecord | null {
    return this.#db.select().from(jobs).where(eq(jobs.jobUid, jobUid)).get() ?? null
  }

  findByName(backupAgentUid: string, nameFold: string): JobRecord | null {
    const named = and(eq(jobs.backupAgentUid, backupAgentUid), eq(jobs.nameFold, nameFold), isNull(jobs.deletedAt))
    return this.#db.select().from(jobs).where(named).get() ?? null
  }

  list(): JobRecord[] {
    return this.#db
      .select()
      .from(jobs)
      .where(isNull(jobs.deletedAt))
      .orderBy(asc(jobs.createdAt), asc(jobs.jobUid))
      .all()
  }

  listByAgent(backupAgentUid: string): JobRecord[] {
    const ofAgent = and(eq(jobs.backupAgentUid, backupAgentUid), isNull(jobs.deletedAt))
    return this.#db.select().from(jobs).where(ofAgent).orderBy(asc(jobs.createdAt), asc(jobs.jobUid)).all()
  }

  countByAgent(backupAgentUid: string): number {
    const ofAgent = and(eq(jobs.backupAgentUid, backupAgentUid), isNull(jobs.deletedAt))
    return this.#db.select({ n: count() }).from(jobs).where(ofAgent).get()?.n ?? 0
  }

  listByResource(backupResourceUid: string): JobRecord[] {
    const onResource = and(eq(jobs.backupResourceUid, backupResourceUid), isNull(jobs.deletedAt))
    return this.#db.select().from(jobs).where(onResource).all()
  }

  insert(job: JobRecord): void {
    this.#db.insert(jobs).values(job).run()
  }

  update(jobUid: string, changes: Partial<JobRecord>): void {
    this.#db.update(jobs).set(changes).where(eq(jobs.jobUid, jobUid)).run()
  }

  /** Lets go of a command's effect on the status, when it is still this command's. */
  clearPending(commandUid: string, startProblem: string | null): JobRecord | null {
    const changes = { pendingState: null, pendingCommandUid: null, startProblem }
    return this.#db.update(jobs).set(changes).where(eq(jobs.pendingCommandUid, commandUid)).returning().get() ?? null
  }

  /** Enabled jobs whose next run has passed without the row having been told. */
  listDue(now: number): JobRecord[] {
    return this.#db
      .select()
      .from(jobs)
      .where(and(isNull(jobs.deletedAt), isNotNull(jobs.nextRunAt), lte(jobs.nextRunAt, now)))
      .all()
  }

  soonestRunAt(): number | null {
    const scheduled = and(isNull(jobs.deletedAt), isNotNull(jobs.nextRunAt))
    return (
      this.#db
        .select({ at: min(jobs.nextRunAt) })
        .from(jobs)
        .where(scheduled)
        .get()?.at ?? null
    )
  }

  /** Deleted jobs without sessions and restore points left. */
  purgeDeleted(before: number): void {
    this.#db
      .delete(jobs)
      .where(
        and(
          isNotNull(jobs.deletedAt),
          lte(jobs.deletedAt, before),
          sql`NOT EXISTS (SELECT 1 FROM sessions s WHERE s.job_uid = ${jobs.jobUid})`,
          sql`NOT EXISTS (SELECT 1 FROM restore_points p WHERE p.job_uid = ${jobs.jobUid})`,
        ),
      )
      .run()
  }
}
