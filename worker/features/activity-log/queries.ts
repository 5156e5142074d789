import { and, eq, gte, lt, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import { toWireTime } from '../../contract/common.ts'
import { type ActivityLog, activityLog } from '../../contract/event-logs/activity-logs.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, descending } from '../../db/collection.ts'
import { enumField, numberField, textField, timeField, uidField } from '../../db/fields.ts'
import type { PageSource } from '../../db/page-source.ts'
import { readEnum } from '../../db/read-enum.ts'
import { auditEvents as table } from '../../db/schema/records.ts'
import { users } from '../../db/schema/users.ts'
import { describeActivity, TYPE_BY_KIND } from './activity-kinds.ts'

const cases = [...TYPE_BY_KIND].map(([kind, type]) => `WHEN '${kind}' THEN '${type}'`).join(' ')
const activityType = sql<string>`CASE ${table.kind} ${sql.raw(cases)} ELSE 'Unknown' END`
const activityKind = sql<string>`CASE WHEN ${table.actorUserUid} IS NULL THEN 'Internal' ELSE 'External' END`

/**
 * Who did it is told to those who may see that user: a company reads that it was changed, not by whom of its provider.
 * So it must be in SQL: a filter must not find out what the answer hides.
 */
function actorColumns(scope: Scope) {
  const reach = scope.users()
  const isSeen =
    reach === undefined
      ? sql`1`
      : sql`EXISTS (SELECT 1 FROM ${users} WHERE ${and(eq(users.uid, table.actorUserUid), reach)})`
  const seen = (column: SQLWrapper) => sql<string | null>`CASE WHEN ${isSeen} THEN ${column} END`
  const ofNobody = sql`${table.actorUserUid} IS NULL`
  return {
    userUid: seen(table.actorUserUid),
    userName: sql<string | null>`CASE WHEN ${ofNobody} OR ${isSeen} THEN ${table.actorName} END`,
    clientAddress: sql<string | null>`CASE WHEN ${ofNobody} OR ${isSeen} THEN ${table.clientAddress} END`,
  }
}

/** The message is made from the event and not stored, so that it is neither filtered nor sorted by. */
function defineLog(actor: ReturnType<typeof actorColumns>, direction: LogRange['direction']) {
  return defineCollection({
    name: null,
    from: table,
    key: table.uid,
    columns: {
      uid: table.uid,
      organizationUid: table.organizationUid,
      at: table.at,
      kind: table.kind,
      activityType,
      activityKind,
      ...actor,
      details: table.details,
      repeatCount: table.repeatCount,
    },
    fields: {
      activityLogType: enumField(activityType),
      activityKind: enumField(activityKind),
      date: timeField(table.at),
      userUid: uidField(actor.userUid),
      organizationUid: uidField(table.organizationUid),
      userName: textField(actor.userName),
      clientAddress: textField(actor.clientAddress),
      repeatCount: numberField(table.repeatCount),
    },
    defaultSort: [direction === 'ascending' ? ascending('date') : descending('date')],
    toItem: (row): ActivityLog => ({
      message: describeActivity(row.kind, JSON.parse(row.details)),
      activityLogType: readEnum(activityLog.shape.activityLogType, row.activityType, 'Unknown'),
      activityKind: readEnum(activityLog.shape.activityKind, row.activityKind, 'Internal'),
      date: toWireTime(row.at),
      userUid: row.userUid,
      organizationUid: row.organizationUid,
      userName: row.userName,
      clientAddress: row.clientAddress,
      repeatCount: row.repeatCount,
    }),
  })
}

export interface LogRange {
  fromAt: number | null
  toAt: number | null
  organizationUid: string | null
  userUid: string | null
  kind: ActivityLog['activityKind'] | null
  direction: 'ascending' | 'descending'
}

export function activityLogSource(scope: Scope, db: Db, range: LogRange): PageSource<ActivityLog> {
  const { fromAt, toAt, organizationUid, userUid, kind, direction } = range
  const actor = actorColumns(scope)
  const conditions: (SQL | undefined)[] = [
    fromAt === null ? undefined : gte(table.at, fromAt),
    toAt === null ? undefined : lt(table.at, toAt),
    organizationUid === null ? undefined : eq(table.organizationUid, organizationUid),
    userUid === null ? undefined : sql`${actor.userUid} = ${userUid}`,
    kind === null ? undefined : sql`${activityKind} = ${kind}`,
  ]
  return defineLog(actor, direction).source(db, {
    where: and(scope.organizations(table.organizationUid), ...conditions),
    context: undefined,
  })
}
