/** Second factors, sign-ins that wait for one, and links for a new password. The migrations are the truth; schema.test.ts holds the two together. */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const totpFactors = sqliteTable('totp_factors', {
  userUid: text('user_uid').primaryKey(),
  loginId: integer('login_id').notNull(),
  sealedSecret: text('sealed_secret').notNull(),
  lastStep: integer('last_step').notNull().default(0),
  createdAt: integer('created_at').notNull(),
})

export const recoveryCodes = sqliteTable(
  'recovery_codes',
  {
    userUid: text('user_uid').notNull(),
    codeSha256: text('code_sha256').notNull(),
    createdAt: integer('created_at').notNull(),
    usedAt: integer('used_at'),
  },
  (table) => [primaryKey({ columns: [table.userUid, table.codeSha256] })],
)

export const signInChallenges = sqliteTable('sign_in_challenges', {
  tokenSha256: text('token_sha256').primaryKey(),
  userUid: text('user_uid').notNull(),
  isReadOnly: integer('is_read_only', { mode: 'boolean' }).notNull().default(false),
  sealedSecret: text('sealed_secret'),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  usedAt: integer('used_at'),
})

export const passwordResets = sqliteTable('password_resets', {
  tokenSha256: text('token_sha256').primaryKey(),
  userUid: text('user_uid').notNull(),
  clientAddress: text('client_address'),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  usedAt: integer('used_at'),
})
