import { and, asc, eq, isNotNull, isNull, lt } from 'drizzle-orm'
import type { CompanyDb } from './company-store.ts'
import { type CommandRecord, commands, openTasks, parkedEntries } from './schema.ts'

export class CommandsStore {
  readonly #db: CompanyDb

  constructor(db: CompanyDb) {
    this.#db = db
  }

  find(commandUid: string): CommandRecord | null {
    return this.#db.select().from(commands).where(eq(commands.commandUid, commandUid)).get() ?? null
  }

  insert(command: CommandRecord): void {
    this.#db.insert(commands).values(command).run()
  }

  /** Not settled yet: to be sent again whenever the agent connects. */
  listOpen(managementAgentUid: string): CommandRecord[] {
    const open = and(eq(commands.managementAgentUid, managementAgentUid), isNull(commands.settledAt))
    return this.#db.select().from(commands).where(open).orderBy(asc(commands.createdAt), asc(commands.commandUid)).all()
  }

  /** The first outcome stands, but that an agent's own replaces the console's "expired". */
  settle(
    commandUid: string,
    outcome: NonNullable<CommandRecord['outcome']>,
    message: string | null,
    now: number,
  ): boolean {
    const known = this.find(commandUid)
    if (known === null) return false
    if (known.settledAt !== null && (known.outcome !== 'expired' || outcome === 'expired')) return false
    this.#db.update(commands).set({ settledAt: now, outcome, message }).where(eq(commands.commandUid, commandUid)).run()
    return true
  }

  /** As they are then. */
  settleAllOfAgent(managementAgentUid: string, message: string, now: number): CommandRecord[] {
    return this.#db
      .update(commands)
      .set({ settledAt: now, outcome: 'expired', message })
      .where(and(eq(commands.managementAgentUid, managementAgentUid), isNull(commands.settledAt)))
      .returning()
      .all()
  }

  keepTask(taskUid: string, managementAgentUid: string, row: typeof openTasks.$inferSelect.row): void {
    this.#db.insert(openTasks).values({ taskUid, managementAgentUid, row }).run()
  }

  takeTasks(managementAgentUid: string): (typeof openTasks.$inferSelect.row)[] {
    const ofAgent = eq(openTasks.managementAgentUid, managementAgentUid)
    return this.#db
      .delete(openTasks)
      .where(ofAgent)
      .returning()
      .all()
      .map(({ row }) => row)
  }

  parkEntry(entry: typeof parkedEntries.$inferInsert): void {
    this.#db.insert(parkedEntries).values(entry).onConflictDoNothing().run()
  }

  listParkedEntries(): (typeof parkedEntries.$inferSelect)[] {
    return this.#db.select().from(parkedEntries).orderBy(asc(parkedEntries.receivedAt)).all()
  }

  purgeSettled(before: number): void {
    this.#db
      .delete(commands)
      .where(and(isNotNull(commands.settledAt), lt(commands.settledAt, before)))
      .run()
    this.#db.delete(parkedEntries).where(lt(parkedEntries.receivedAt, before)).run()
  }
}
