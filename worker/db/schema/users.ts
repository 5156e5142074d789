/** Users, what was chosen for them, their API keys and their signed-in sessions. The migrations are the truth; schema.test.ts holds the two together. */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const users = sqliteTable('users', {
  uid: text('uid').primaryKey(),
  organizationUid: text('organization_uid').notNull(),
  role: text('role').notNull(),
  userName: text('user_name').notNull(),
  userNameFold: text('user_name_fold').notNull(),
  userNameNatural: text('user_name_natural').notNull(),
  passwordHash: text('password_hash'),
  passwordChangedAt: integer('password_changed_at'),
  status: text('status', { enum: ['Enabled', 'Disabled'] })
    .notNull()
    .default('Enabled'),
  title: text('title').notNull().default('Unknown'),
  firstName: text('first_name'),
  firstNameFold: text('first_name_fold'),
  lastName: text('last_name'),
  lastNameFold: text('last_name_fold'),
  email: text('email'),
  emailFold: text('email_fold'),
  phone: text('phone'),
  phoneFold: text('phone_fold'),
  address: text('address'),
  addressFold: text('address_fold'),
  hasAllCompanies: integer('has_all_companies', { mode: 'boolean' }).notNull().default(true),
  hasProviderResources: integer('has_provider_resources', { mode: 'boolean' }).notNull().default(false),
  tenantUid: text('tenant_uid'),
  mfaEnforcedBy: text('mfa_enforced_by', { enum: ['Provider', 'Reseller', 'Company'] }),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  deletedAt: integer('deleted_at'),
})

export const userCompanies = sqliteTable(
  'user_companies',
  {
    userUid: text('user_uid').notNull(),
    companyUid: text('company_uid').notNull(),
  },
  (table) => [primaryKey({ columns: [table.userUid, table.companyUid] })],
)

export const userLocations = sqliteTable(
  'user_locations',
  {
    userUid: text('user_uid').notNull(),
    locationUid: text('location_uid').notNull(),
  },
  (table) => [primaryKey({ columns: [table.userUid, table.locationUid] })],
)

export const userSites = sqliteTable(
  'user_sites',
  {
    userUid: text('user_uid').notNull(),
    siteUid: text('site_uid').notNull(),
  },
  (table) => [primaryKey({ columns: [table.userUid, table.siteUid] })],
)

export const userBackupResources = sqliteTable('user_backup_resources', {
  userUid: text('user_uid').primaryKey(),
  backupResourceUid: text('backup_resource_uid').notNull(),
  name: text('name').notNull(),
  nameFold: text('name_fold').notNull(),
  nameNatural: text('name_natural').notNull(),
  description: text('description'),
  descriptionFold: text('description_fold'),
  storageQuotaBytes: integer('storage_quota_bytes'),
})

export const userLogins = sqliteTable('user_logins', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  userUid: text('user_uid').notNull(),
  kind: text('kind', { enum: ['apiKey', 'totp'] }).notNull(),
  description: text('description').notNull(),
  scopes: text('scopes').notNull(),
  isReadOnly: integer('is_read_only', { mode: 'boolean' }).notNull().default(false),
  status: text('status', { enum: ['enabled', 'disabled'] })
    .notNull()
    .default('enabled'),
  disabledBy: text('disabled_by', { enum: ['Provider', 'Reseller', 'Company'] }),
  secretSha256: text('secret_sha256').notNull(),
  createdAt: integer('created_at').notNull(),
  lastUsedAt: integer('last_used_at'),
  deletedAt: integer('deleted_at'),
})

export const sessions = sqliteTable('sessions', {
  uid: text('uid').primaryKey(),
  userUid: text('user_uid').notNull(),
  kind: text('kind', { enum: ['portal', 'token'] }).notNull(),
  cookieSha256: text('cookie_sha256'),
  isReadOnly: integer('is_read_only', { mode: 'boolean' }).notNull().default(false),
  clientAddress: text('client_address'),
  userAgent: text('user_agent'),
  createdAt: integer('created_at').notNull(),
  lastSeenAt: integer('last_seen_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  revokedAt: integer('revoked_at'),
  impersonatorUserUid: text('impersonator_user_uid'),
  impersonatorSessionUid: text('impersonator_session_uid'),
  signInMethod: text('sign_in_method', { enum: ['password', 'sso', 'setup', 'impersonation'] })
    .notNull()
    .default('password'),
  secondFactor: text('second_factor', { enum: ['none', 'totp', 'recoveryCode', 'sso'] })
    .notNull()
    .default('none'),
  idleLimitMs: integer('idle_limit_ms').notNull().default(43_200_000),
})

export const refreshTokens = sqliteTable('refresh_tokens', {
  tokenSha256: text('token_sha256').primaryKey(),
  sessionUid: text('session_uid').notNull(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  usedAt: integer('used_at'),
})
