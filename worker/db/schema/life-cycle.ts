/** What a provider gives a reseller of its sites, and how long deleted data stays. The migrations are the truth; schema.test.ts holds the two together. */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const deletionSettings = sqliteTable('deletion_settings', {
  onlyRow: integer('only_row').primaryKey(),
  retentionDays: integer('retention_days').notNull(),
})

export const resellerSites = sqliteTable('reseller_sites', {
  uid: text('uid').primaryKey(),
  resellerUid: text('reseller_uid').notNull(),
  siteUid: text('site_uid').notNull(),
  tenantsQuota: integer('tenants_quota'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  deletedAt: integer('deleted_at'),
})

export const resellerBackupResources = sqliteTable('reseller_backup_resources', {
  uid: text('uid').primaryKey(),
  resellerUid: text('reseller_uid').notNull(),
  siteUid: text('site_uid').notNull(),
  name: text('name').notNull(),
  nameFold: text('name_fold').notNull(),
  nameNatural: text('name_natural').notNull(),
  storageQuotaBytes: integer('storage_quota_bytes'),
  serversQuota: integer('servers_quota'),
  workstationsQuota: integer('workstations_quota'),
  vmsQuota: integer('vms_quota'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const resellerReplicationResources = sqliteTable('reseller_replication_resources', {
  uid: text('uid').primaryKey(),
  resellerUid: text('reseller_uid').notNull(),
  siteUid: text('site_uid').notNull(),
  hardwarePlanUid: text('hardware_plan_uid').notNull(),
  tenantsPerPlanQuota: integer('tenants_per_plan_quota'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})
