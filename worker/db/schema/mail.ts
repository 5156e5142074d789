/** Mail and what an organization sets for itself. The migrations are the truth; schema.test.ts holds the two together. */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const organizationConfigurations = sqliteTable('organization_configurations', {
  organizationUid: text('organization_uid').primaryKey(),
  notification: text('notification').notNull().default('{}'),
  smtp: text('smtp'),
  smtpSecretSealed: text('smtp_secret_sealed'),
  branding: text('branding').notNull().default('{}'),
  autoDeployment: text('auto_deployment').notNull().default('{}'),
  rev: integer('rev').notNull().default(1),
  updatedAt: integer('updated_at').notNull(),
})

export const brandImages = sqliteTable('brand_images', {
  uid: text('uid').primaryKey(),
  organizationUid: text('organization_uid').notNull(),
  kind: text('kind', { enum: ['loginLogo', 'loginGraphic', 'portalLogo', 'reportLogo', 'favicon'] }).notNull(),
  mediaType: text('media_type').notNull(),
  content: text('content').notNull(),
  createdAt: integer('created_at').notNull(),
})

export const welcomeTemplates = sqliteTable(
  'welcome_templates',
  {
    organizationUid: text('organization_uid').notNull(),
    organizationType: text('organization_type', { enum: ['Company', 'Reseller'] }).notNull(),
    organizationScope: text('organization_scope', { enum: ['ChildObjects', 'CurrentObject'] }).notNull(),
    content: text('content'),
    showSelfServiceSection: integer('show_self_service_section', { mode: 'boolean' }).notNull().default(true),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationUid, table.organizationType, table.organizationScope] })],
)

export const mails = sqliteTable('mails', {
  uid: text('uid').primaryKey(),
  organizationUid: text('organization_uid').notNull(),
  template: text('template').notNull(),
  recipient: text('recipient').notNull(),
  recipientFold: text('recipient_fold').notNull(),
  subject: text('subject').notNull(),
  sealedBody: text('sealed_body'),
  status: text('status', { enum: ['queued', 'sending', 'sent', 'deferred', 'failed'] })
    .notNull()
    .default('queued'),
  way: text('way', { enum: ['smtp', 'emailService', 'log'] }),
  attempts: integer('attempts').notNull().default(0),
  nextAttemptAt: integer('next_attempt_at'),
  expiresAt: integer('expires_at').notNull(),
  lastReply: text('last_reply'),
  claimedBy: text('claimed_by'),
  claimedAt: integer('claimed_at'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  sentAt: integer('sent_at'),
})

export const mailSignIns = sqliteTable('mail_sign_ins', {
  keySha256: text('key_sha256').primaryKey(),
  sealed: text('sealed').notNull(),
  expiresAt: integer('expires_at').notNull(),
})
