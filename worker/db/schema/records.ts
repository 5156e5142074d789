/** Directory pushes not yet confirmed, audit events, and the revisions that list validators are made of. The migrations are the truth; schema.test.ts holds the two together. */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const pushes = sqliteTable('pushes', {
  organizationUid: text('organization_uid').primaryKey(),
  rev: integer('rev').notNull(),
  createdAt: integer('created_at').notNull(),
})

export const auditEvents = sqliteTable('audit_events', {
  uid: text('uid').primaryKey(),
  organizationUid: text('organization_uid').notNull(),
  at: integer('at').notNull(),
  kind: text('kind').notNull(),
  actorUserUid: text('actor_user_uid'),
  actorName: text('actor_name'),
  clientAddress: text('client_address'),
  requestId: text('request_id'),
  targetType: text('target_type'),
  targetUid: text('target_uid'),
  details: text('details').notNull().default('{}'),
  repeatCount: integer('repeat_count').notNull().default(1),
})

export const collectionRevisions = sqliteTable(
  'collection_revisions',
  {
    collection: text('collection').notNull(),
    organizationUid: text('organization_uid').notNull(),
    rev: integer('rev').notNull(),
  },
  (table) => [primaryKey({ columns: [table.collection, table.organizationUid] })],
)
