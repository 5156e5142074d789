import { and, eq, gte, lt, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import { toWireTime } from '../../contract/common.ts'
import { type ActivityLog, activityLog } from '../../contract/event-logs/activity-logs.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, descending, type RowOf } from '../../db/collection.ts'
import { enumField, numberField, textField, timeField, uidField } from '../../db/fields.ts'
import type { PageSource } from '../../db/page-source.ts'
import { readEnum } from '../../db/read-enum.ts'
import { auditEvents as table } from '../../db/schema/records.ts'
import { describeActivity, TYPE_BY_KIND } from './activity-kinds.ts'

const cases = [...TYPE_BY_KIND].map(([kind, type]) => `WHEN '${kind}' THEN '${type}'`).join(' ')
const activityType = sql<string>`CASE ${table.kind} ${sql.raw(cases)} ELSE 'Unknown' END`
const activityKind = sql<string>`CASE WHEN ${table.actorUserUid} IS NULL THEN 'Internal' ELSE 'External' END`

const COLUMNS = {
  uid: table.uid,
  organizationUid: table.organizationUid,
  at: table.at,
  kind: table.kind,
  activityType,
  activityKind,
  actorUserUid: table.actorUserUid,
  actorName: table.actorName,
  clientAddress: table.clientAddress,
  details: table.details,
  repeatCount: table.repeatCount,
}

/** The message is made from the event and not stored, so that it is neither filtered nor sorted by. */
function defineLog(direction: 'ascending' | 'descending') {
  return defineCollection({
    name: null,
    from: table,
    key: table.uid,
    columns: COLUMNS,
    fields: {
      activityLogType: enumField(activityType),
      activityKind: enumField(activityKind),
      date: timeField(table.at),
      userUid: uidField(table.actorUserUid),
      organizationUid: uidField(table.organizationUid),
      userName: textField(table.actorName),
      clientAddress: textField(table.clientAddress),
      repeatCount: numberField(table.repeatCount),
    },
    defaultSort: [direction === 'ascending' ? ascending('date') : descending('date')],
    toItem: toActivityLog,
  })
}

function toActivityLog(row: RowOf<typeof COLUMNS>): ActivityLog {
  return {
    message: describeActivity(row.kind, JSON.parse(row.details)),
    activityLogType: readEnum(activityLog.shape.activityLogType, row.activityType, 'Unknown'),
    activityKind: readEnum(activityLog.shape.activityKind, row.activityKind, 'Internal'),
    date: toWireTime(row.at),
    userUid: row.actorUserUid,
    organizationUid: row.organizationUid,
    userName: row.actorName,
    clientAddress: row.clientAddress,
    repeatCount: row.repeatCount,
  }
}

const LOGS = { ascending: defineLog('ascending'), descending: defineLog('descending') }

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
  const conditions: (SQL | undefined)[] = [
    fromAt === null ? undefined : gte(table.at, fromAt),
    toAt === null ? undefined : lt(table.at, toAt),
    organizationUid === null ? undefined : eq(table.organizationUid, organizationUid),
    userUid === null ? undefined : eq(table.actorUserUid, userUid),
    kind === null ? undefined : sql`${activityKind} = ${kind}`,
  ]
  return LOGS[direction].source(db, {
    where: and(scope.organizations(table.organizationUid), ...conditions),
    context: undefined,
  })
}
