/**
 * One change that concerns many companies, told in the history of each. The companies are a subquery, so that the events
 * are exactly of those that the batch changes: to be put before the statement that changes what the subquery asks.
 */
import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import { type AuditContext, type AuditEntry, auditRow } from './audit-row.ts'
import type { Db, Statement } from './client.ts'
import { auditEvents } from './schema/records.ts'

/** A random UUID for each row. */
const EVENT_UID = sql`lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
  || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`

/** `details` of each event hold the company's name beside those given. */
export function auditEachCompany(
  db: Db,
  context: AuditContext,
  companyUids: SQL,
  entry: Pick<AuditEntry, 'kind' | 'details' | 'changes'>,
): Statement {
  const {
    organizationUid: _each,
    targetType: _type,
    targetUid: _uid,
    details,
    ...same
  } = auditRow(context, {
    organizationUid: '',
    ...entry,
  })
  const columns = getTableColumns(auditEvents)
  const given = Object.entries(same).map(([member, value]) => ({
    column: sql.identifier(columns[member as keyof typeof same].name),
    value: sql`${value}`,
  }))
  const names = sql.join(
    given.map(({ column }) => column),
    sql`, `,
  )
  const values = sql.join(
    given.map(({ value }) => value),
    sql`, `,
  )
  return db.run(sql`INSERT INTO audit_events (uid, organization_uid, target_type, target_uid, details, ${names})
    SELECT ${EVENT_UID}, each.uid, 'Company', each.uid, json_set(${details}, '$.name', each.name), ${values}
    FROM organizations each WHERE each.uid IN (${companyUids})`)
}
