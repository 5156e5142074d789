/**
 * How rows of an object's outbox become rows of the read models: one statement per collection, whatever the number of
 * rows, in one batch with the bumps of the collections' revisions. A row whose `rev` is not newer is ignored.
 */
import { getTableColumns, getTableName, type Table } from 'drizzle-orm'
import type { Delivery, OutboxRow } from '../../durable-objects/lib/outbox.ts'
import { BUMP_REVISION_SQL, type CollectionName } from './revisions.ts'
import { backupAgents, managementAgents } from './schema/agents.ts'
import { jobs, restorePoints, sessionDays } from './schema/jobs.ts'
import { agentTasks, auditEvents } from './schema/records.ts'
import { repositories } from './schema/repositories.ts'

/** What each collection's outbox row holds; every column must be given. */
export interface ReadModelRows {
  managementAgents: Omit<typeof managementAgents.$inferSelect, 'rev'>
  backupAgents: Omit<typeof backupAgents.$inferSelect, 'rev'>
  jobs: Omit<typeof jobs.$inferSelect, 'rev'>
  restorePoints: Omit<typeof restorePoints.$inferSelect, 'rev'>
  repositories: Omit<typeof repositories.$inferSelect, 'rev'>
  sessionDays: Omit<typeof sessionDays.$inferSelect, 'rev'>
  auditEvents: typeof auditEvents.$inferSelect
  agentTasks: Omit<typeof agentTasks.$inferSelect, 'rev'>
}
export type ReadModel = keyof ReadModelRows

interface Target {
  table: Table
  key: readonly string[]
  /** The list whose validator changes; absent where no list shows the rows. */
  collection?: CollectionName
}

const TARGETS: Record<ReadModel, Target> = {
  managementAgents: { table: managementAgents, key: ['uid'], collection: 'managementAgents' },
  backupAgents: { table: backupAgents, key: ['uid'], collection: 'backupAgents' },
  jobs: { table: jobs, key: ['uid'], collection: 'jobs' },
  restorePoints: { table: restorePoints, key: ['uid'], collection: 'restorePoints' },
  repositories: { table: repositories, key: ['uid'], collection: 'repositories' },
  sessionDays: { table: sessionDays, key: ['organization_uid', 'day_on'] },
  auditEvents: { table: auditEvents, key: ['uid'] },
  agentTasks: { table: agentTasks, key: ['uid'] },
}

/** Errors by which D1 says that the row, not the way to it, is at fault. */
const REFUSED = /SQLITE_(CONSTRAINT|MISMATCH|ERROR|TOOBIG|RANGE)|constraint failed|no such (table|column)|datatype/i

/** `?1`: JSON array of rows, members named as in the schema, with `rev`. */
export function upsertSql({ table, key }: Pick<Target, 'table' | 'key'>): string {
  const name = getTableName(table)
  const columns = Object.entries(getTableColumns(table)).map(([member, column]) => ({ member, column: column.name }))
  const updates = columns
    .filter(({ column }) => !key.includes(column))
    .map(({ column }) => `${column} = excluded.${column}`)
  const isVersioned = columns.some(({ column }) => column === 'rev')
  return [
    `INSERT INTO ${name} (${columns.map(({ column }) => column).join(', ')})`,
    `SELECT ${columns.map(({ member }) => `value ->> '$.${member}'`).join(', ')} FROM json_each(?1) WHERE true`,
    `ON CONFLICT (${key.join(', ')})`,
    isVersioned ? `DO UPDATE SET ${updates.join(', ')} WHERE excluded.rev > ${name}.rev` : 'DO NOTHING',
  ].join('\n')
}

/** Delivers an object's outbox rows, all of one company, in one transaction. */
export async function deliverOutbox(d1: D1Database, companyUid: string, rows: OutboxRow[]): Promise<Delivery> {
  const statements = Object.entries(TARGETS).flatMap(([readModel, target]) => {
    const chosen = rows.filter(({ collection }) => collection === readModel)
    if (chosen.length === 0) return []
    const json = JSON.stringify(chosen.map(({ row, rev }) => ({ ...row, rev })))
    const upsert = d1.prepare(upsertSql(target)).bind(json)
    if (target.collection === undefined) return [upsert]
    return [upsert, d1.prepare(BUMP_REVISION_SQL).bind(target.collection, companyUid)]
  })
  if (statements.length === 0) return 'delivered'
  try {
    await d1.batch(statements)
    return 'delivered'
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { failed: REFUSED.test(reason) ? 'refused' : 'unreachable', reason }
  }
}
