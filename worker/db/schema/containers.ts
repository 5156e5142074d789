/** Containers, which group organizations and other containers. The migrations are the truth; schema.test.ts holds the two together. */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const organizationContainers = sqliteTable('organization_containers', {
  uid: text('uid').primaryKey(),
  ownerUid: text('owner_uid').notNull(),
  name: text('name').notNull(),
  nameFold: text('name_fold').notNull(),
  nameNatural: text('name_natural').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const containerOrganizations = sqliteTable(
  'container_organizations',
  { containerUid: text('container_uid').notNull(), organizationUid: text('organization_uid').notNull() },
  (table) => [primaryKey({ columns: [table.containerUid, table.organizationUid] })],
)

export const containerContainers = sqliteTable(
  'container_containers',
  { containerUid: text('container_uid').notNull(), childUid: text('child_uid').notNull() },
  (table) => [primaryKey({ columns: [table.containerUid, table.childUid] })],
)
