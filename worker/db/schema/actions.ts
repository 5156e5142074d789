/** Slow operations behind a 202, and the answers that repeated requests are given. The migrations are the truth; schema.test.ts holds the two together. */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const asyncActions = sqliteTable(
  'async_actions',
  {
    userUid: text('user_uid').notNull(),
    id: text('id').notNull(),
    operationId: text('operation_id').notNull(),
    status: text('status', { enum: ['running', 'succeed', 'failed', 'canceled'] }).notNull(),
    isCancelAsked: integer('is_cancel_asked', { mode: 'boolean' }).notNull().default(false),
    queryParameters: text('query_parameters').notNull(),
    requestBody: text('request_body'),
    outcome: text('outcome'),
    createdAt: integer('created_at').notNull(),
    leaseUntil: integer('lease_until').notNull(),
    expiresAt: integer('expires_at'),
  },
  (table) => [primaryKey({ columns: [table.userUid, table.id] })],
)

export const requestReplays = sqliteTable('request_replays', {
  requestSha256: text('request_sha256').primaryKey(),
  outcome: text('outcome'),
  leaseUntil: integer('lease_until').notNull(),
  expiresAt: integer('expires_at').notNull(),
})
