/** Enrolment tokens, and agents that knocked without a valid one. The migrations are the truth; schema.test.ts holds the two together. */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const enrolmentTokens = sqliteTable('enrolment_tokens', {
  tokenSha256: text('token_sha256').primaryKey(),
  organizationUid: text('organization_uid'),
  locationUid: text('location_uid'),
  tenantUid: text('tenant_uid'),
  createdByUserUid: text('created_by_user_uid').notNull(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  revokedAt: integer('revoked_at'),
  subtenantUserUid: text('subtenant_user_uid'),
})

export const unverifiedAgents = sqliteTable('unverified_agents', {
  uid: text('uid').primaryKey(),
  organizationUid: text('organization_uid'),
  pollSecretSha256: text('poll_secret_sha256').notNull(),
  hostName: text('host_name').notNull(),
  hostNameFold: text('host_name_fold').notNull(),
  hostNameNatural: text('host_name_natural').notNull(),
  platformType: text('platform_type').notNull(),
  tag: text('tag'),
  tagFold: text('tag_fold'),
  rejectReason: text('reject_reason'),
  rejectReasonFold: text('reject_reason_fold'),
  clientAddress: text('client_address').notNull(),
  host: text('host').notNull(),
  status: text('status').notNull().default('Unverified'),
  acceptedOrganizationUid: text('accepted_organization_uid'),
  acceptedLocationUid: text('accepted_location_uid'),
  acceptedAt: integer('accepted_at'),
  createdAt: integer('created_at').notNull(),
  lastSeenAt: integer('last_seen_at').notNull(),
})

/** Under whose account a computer writes. */
export const agentAccounts = sqliteTable('agent_accounts', {
  managementAgentUid: text('management_agent_uid').primaryKey(),
  backupAgentUid: text('backup_agent_uid').notNull(),
  organizationUid: text('organization_uid').notNull(),
  tenantUid: text('tenant_uid'),
  subtenantUserUid: text('subtenant_user_uid'),
  updatedAt: integer('updated_at').notNull(),
})
