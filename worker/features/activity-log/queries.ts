import { and, eq, gte, lt, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { AuditChanges } from '../../../domain/audit-changes.ts'
import type { Scope } from '../../auth/scope.ts'
import { toWireTime, toWireTimeOrNull } from '../../contract/common.ts'
import {
  type ActivityLog,
  type AuditChange,
  activityLog,
  auditTargetType,
} from '../../contract/event-logs/activity-logs.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, descending } from '../../db/collection.ts'
import { enumField, numberField, textField, timeField, uidField } from '../../db/fields.ts'
import type { PageSource } from '../../db/page-source.ts'
import { readEnum } from '../../db/read-enum.ts'
import { auditEvents as table } from '../../db/schema/records.ts'
import { users } from '../../db/schema/users.ts'
import { describeActivity, SSO_SIGN_IN_TYPE, TYPE_BY_KIND } from './activity-kinds.ts'

const cases = [...TYPE_BY_KIND].map(([kind, type]) => `WHEN '${kind}' THEN '${type}'`).join(' ')
const activityType = sql<string>`CASE WHEN ${table.kind} = 'UserSignedIn' AND ${table.signInMethod} = 'sso' THEN ${sql.raw(`'${SSO_SIGN_IN_TYPE}'`)}
  ELSE CASE ${table.kind} ${sql.raw(cases)} ELSE 'Unknown' END END`
const activityKind = sql<string>`CASE WHEN ${table.actorUserUid} IS NULL THEN 'Internal' ELSE 'External' END`

/**
 * Who did it is told to those who may see that user: a company reads that it was changed, not by whom of its provider.
 * So it must be in SQL: a filter must not find out what the answer hides. That somebody had logged in as one of its own
 * users, a company reads with the name.
 */
function reachOf(scope: Scope) {
  const reach = scope.users()
  return (userUid: SQLWrapper) =>
    reach === undefined
      ? sql`1`
      : sql`EXISTS (SELECT 1 FROM ${users} WHERE ${and(sql`${users.uid} = ${userUid}`, reach)})`
}

/** Whether all of who did it may be told: the user, and whoever had logged in as that user. */
export function canSeeActor(scope: Scope): SQL {
  const reaches = reachOf(scope)
  return sql`((${table.actorUserUid} IS NULL OR ${reaches(table.actorUserUid)})
    AND (${table.impersonatorUserUid} IS NULL OR ${reaches(table.impersonatorUserUid)}))`
}

function actorColumns(scope: Scope) {
  const reaches = reachOf(scope)
  // Whoever logs in as a user of the caller's organization is named to it.
  const isImpersonation = sql`${table.kind} IN ('ImpersonationStarted', 'ImpersonationEnded')`
  const isSeen = sql`(${isImpersonation} OR ${reaches(table.actorUserUid)})`
  const seen = (column: SQLWrapper) => sql<string | null>`CASE WHEN ${isSeen} THEN ${column} END`
  const ofNobody = sql`${table.actorUserUid} IS NULL`
  const withActor = (column: SQLWrapper) => sql<string | null>`CASE WHEN ${ofNobody} OR ${isSeen} THEN ${column} END`
  return {
    userUid: seen(table.actorUserUid),
    userName: withActor(table.actorName),
    clientAddress: withActor(table.clientAddress),
    userAgent: withActor(table.userAgent),
    signInMethod: withActor(table.signInMethod),
    secondFactor: withActor(table.secondFactor),
    impersonatorUserUid: sql<
      string | null
    >`CASE WHEN ${reaches(table.impersonatorUserUid)} THEN ${table.impersonatorUserUid} END`,
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
      impersonatorName: table.impersonatorName,
      requestId: table.requestId,
      targetType: table.targetType,
      targetUid: table.targetUid,
      details: table.details,
      changes: table.changes,
      repeatCount: table.repeatCount,
      lastAt: table.lastAt,
      seq: table.seq,
    },
    fields: {
      activityLogType: enumField(activityType),
      activityKind: enumField(activityKind),
      date: timeField(table.at),
      userUid: uidField(actor.userUid),
      organizationUid: uidField(table.organizationUid),
      instanceUid: uidField(table.uid),
      eventKind: textField(table.kind),
      userName: textField(actor.userName),
      impersonatorUserUid: uidField(actor.impersonatorUserUid),
      impersonatorName: textField(table.impersonatorName),
      clientAddress: textField(actor.clientAddress),
      userAgent: textField(actor.userAgent),
      signInMethod: textField(actor.signInMethod),
      secondFactor: textField(actor.secondFactor),
      requestId: uidField(table.requestId),
      targetType: enumField(table.targetType),
      targetUid: textField(table.targetUid),
      repeatCount: numberField(table.repeatCount),
      lastDate: timeField(table.lastAt),
      sequence: numberField(table.seq),
    },
    defaultSort: [direction === 'ascending' ? ascending('date') : descending('date')],
    toItem: (row): ActivityLog => ({
      message: describeActivity(row.kind, JSON.parse(row.details)),
      activityLogType: readEnum(activityLog.shape.activityLogType, row.activityType, 'Unknown'),
      activityKind: readEnum(activityLog.shape.activityKind, row.activityKind, 'Internal'),
      date: toWireTime(row.at),
      userUid: row.userUid,
      organizationUid: row.organizationUid,
      instanceUid: row.uid,
      eventKind: row.kind,
      userName: row.userName,
      impersonatorUserUid: row.impersonatorUserUid,
      impersonatorName: row.impersonatorName,
      clientAddress: row.clientAddress,
      userAgent: row.userAgent,
      signInMethod: row.signInMethod,
      secondFactor: row.secondFactor,
      requestId: row.requestId,
      targetType: row.targetType === null ? null : readEnum(auditTargetType, row.targetType, 'Settings'),
      targetUid: row.targetUid,
      changes: listChanges(row.changes),
      repeatCount: row.repeatCount,
      lastDate: row.repeatCount > 1 ? toWireTimeOrNull(row.lastAt) : null,
      sequence: row.seq,
    }),
  })
}

function listChanges(text: string | null): AuditChange[] {
  if (text === null) return []
  const changes = JSON.parse(text) as AuditChanges
  return Object.entries(changes).map(([property, { from, to }]) => ({ property, from, to }))
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
    where: and(scope.histories(table.organizationUid), ...conditions),
    context: undefined,
  })
}
