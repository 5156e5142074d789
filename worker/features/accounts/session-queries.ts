import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import type { UserSession } from '../../contract/accounts/user-sessions.ts'
import { toWireTime } from '../../contract/common.ts'
import type { Db } from '../../db/client.ts'
import { defineCollection, descending } from '../../db/collection.ts'
import { booleanField, enumField, textField, timeField, uidField } from '../../db/fields.ts'
import type { PageSource } from '../../db/page-source.ts'
import { sessions as table, users } from '../../db/schema/users.ts'

/** Who reads: what is the session that asks, and who may know which person acts as the user. */
type Reader = Pick<Scope, 'sessionUid' | 'organizationType'>

const idleExpiresAt = sql<number>`${table.lastSeenAt} + ${table.idleLimitMs}`

const collection = defineCollection({
  // Last seen changes without a revision: nothing to validate a list by.
  name: null,
  from: table,
  key: table.uid,
  columns: {
    uid: table.uid,
    userUid: table.userUid,
    kind: table.kind,
    signInMethod: table.signInMethod,
    secondFactor: table.secondFactor,
    isReadOnly: table.isReadOnly,
    impersonatorName: sql<
      string | null
    >`(SELECT u.user_name FROM ${users} u WHERE u.uid = ${table.impersonatorUserUid})`,
    clientAddress: table.clientAddress,
    userAgent: table.userAgent,
    createdAt: table.createdAt,
    lastSeenAt: table.lastSeenAt,
    expiresAt: table.expiresAt,
    idleExpiresAt,
  },
  fields: {
    instanceUid: uidField(table.uid),
    userUid: uidField(table.userUid),
    kind: enumField(table.kind),
    signInMethod: enumField(table.signInMethod),
    secondFactor: enumField(table.secondFactor),
    isReadOnly: booleanField(table.isReadOnly),
    clientAddress: textField(table.clientAddress),
    userAgent: textField(table.userAgent),
    createdAt: timeField(table.createdAt),
    lastSeenAt: timeField(table.lastSeenAt),
    expiresAt: timeField(table.expiresAt),
    idleExpiresAt: timeField(idleExpiresAt),
  },
  defaultSort: [descending('lastSeenAt')],
  toItem: (row, reader: Reader): UserSession => ({
    instanceUid: row.uid,
    userUid: row.userUid,
    kind: row.kind,
    signInMethod: row.signInMethod,
    secondFactor: row.secondFactor,
    isReadOnly: row.isReadOnly,
    isCurrent: row.uid === reader.sessionUid,
    // Which person of the provider it was is told to the provider; others see by signInMethod that it was one.
    impersonatorName: reader.organizationType === 'Provider' ? row.impersonatorName : null,
    clientAddress: row.clientAddress,
    userAgent: row.userAgent,
    createdAt: toWireTime(row.createdAt),
    lastSeenAt: toWireTime(row.lastSeenAt),
    expiresAt: toWireTime(row.expiresAt),
    idleExpiresAt: toWireTime(row.idleExpiresAt),
  }),
})

/** The open sessions of a user whom the caller may see. */
export function sessionsSource(reader: Reader, db: Db, userUid: string, now: number): PageSource<UserSession> {
  const isOpen = and(isNull(table.revokedAt), gt(table.expiresAt, now), sql`${idleExpiresAt} > ${now}`)
  return collection.source(db, { where: and(eq(table.userUid, userUid), isOpen), context: reader })
}
