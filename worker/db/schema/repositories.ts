/** Read model of repositories; written by the Company objects only. The migrations are the truth; schema.test.ts holds the two together. */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const repositories = sqliteTable('repositories', {
  uid: text('uid').primaryKey(),
  organizationUid: text('organization_uid').notNull(),
  locationUid: text('location_uid'),
  siteUid: text('site_uid').notNull(),
  backupResourceUid: text('backup_resource_uid'),
  backupAgentUid: text('backup_agent_uid'),
  name: text('name').notNull(),
  nameFold: text('name_fold').notNull(),
  nameNatural: text('name_natural').notNull(),
  status: text('status').notNull(),
  passwordCustody: text('password_custody').notNull(),
  usedBytes: integer('used_bytes').notNull().default(0),
  objectCount: integer('object_count').notNull().default(0),
  hiddenBytes: integer('hidden_bytes').notNull().default(0),
  egressBytes: integer('egress_bytes').notNull().default(0),
  createdAt: integer('created_at').notNull(),
  rev: integer('rev').notNull(),
  deletedAt: integer('deleted_at'),
})
