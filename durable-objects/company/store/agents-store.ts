import { and, asc, count, eq, isNull, ne, sql } from 'drizzle-orm'
import type { CompanyDb } from './company-store.ts'
import { type AgentRecord, agents } from './schema.ts'

export class AgentsStore {
  readonly #db: CompanyDb

  constructor(db: CompanyDb) {
    this.#db = db
  }

  /** Deleted ones too: a machine that comes back takes its old identity. */
  findByMachine(machineUid: string): AgentRecord | null {
    return this.#db.select().from(agents).where(eq(agents.machineUid, machineUid)).get() ?? null
  }

  find(managementAgentUid: string): AgentRecord | null {
    const isAlive = and(eq(agents.managementAgentUid, managementAgentUid), isNull(agents.deletedAt))
    return this.#db.select().from(agents).where(isAlive).get() ?? null
  }

  findEvenDeleted(managementAgentUid: string): AgentRecord | null {
    return this.#db.select().from(agents).where(eq(agents.managementAgentUid, managementAgentUid)).get() ?? null
  }

  /** By the uid of the backup agent, when neither it nor its management agent was deleted. */
  findByBackupAgent(backupAgentUid: string): AgentRecord | null {
    const agent = this.findByBackupAgentEvenDeleted(backupAgentUid)
    return agent !== null && agent.deletedAt === null && agent.backupAgentDeletedAt === null ? agent : null
  }

  findByBackupAgentEvenDeleted(backupAgentUid: string): AgentRecord | null {
    return this.#db.select().from(agents).where(eq(agents.backupAgentUid, backupAgentUid)).get() ?? null
  }

  list(): AgentRecord[] {
    return this.#db.select().from(agents).where(isNull(agents.deletedAt)).orderBy(asc(agents.enrolledAt)).all()
  }

  listOnline(): AgentRecord[] {
    return this.#db
      .select()
      .from(agents)
      .where(and(isNull(agents.deletedAt), eq(agents.isOnline, true)))
      .all()
  }

  /** Agents of a kind that count against the quota, but for the machine given. */
  countOthers(isServer: boolean, machineUid: string): number {
    const kind = eq(sql`${agents.host} ->> '$.isServer'`, isServer ? 1 : 0)
    const others = and(
      isNull(agents.deletedAt),
      isNull(agents.backupAgentDeletedAt),
      ne(agents.machineUid, machineUid),
      kind,
    )
    return this.#db.select({ n: count() }).from(agents).where(others).get()?.n ?? 0
  }

  insert(agent: AgentRecord): void {
    this.#db.insert(agents).values(agent).run()
  }

  update(managementAgentUid: string, changes: Partial<AgentRecord>): void {
    this.#db.update(agents).set(changes).where(eq(agents.managementAgentUid, managementAgentUid)).run()
  }

  /** Tells the agent's next welcome or push from the list of jobs it may hold. */
  bumpJobsRev(managementAgentUid: string): void {
    this.#db
      .update(agents)
      .set({ jobsRev: sql`${agents.jobsRev} + 1` })
      .where(eq(agents.managementAgentUid, managementAgentUid))
      .run()
  }
}
