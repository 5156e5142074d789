/** Identity providers, their rules, and the identities that sign-ins made. The migrations are the truth; schema.test.ts holds the two together. */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const identityProviders = sqliteTable('identity_providers', {
  uid: text('uid').primaryKey(),
  organizationUid: text('organization_uid').notNull(),
  protocol: text('protocol', { enum: ['SAML2', 'OIDC'] }).notNull(),
  template: text('template').notNull(),
  name: text('name').notNull(),
  nameFold: text('name_fold').notNull(),
  nameNatural: text('name_natural').notNull(),
  displayName: text('display_name').notNull(),
  displayNameFold: text('display_name_fold').notNull(),
  displayNameNatural: text('display_name_natural').notNull(),
  configuration: text('configuration').notNull(),
  clientSecretSealed: text('client_secret_sealed'),
  isEnabled: integer('is_enabled', { mode: 'boolean' }).notNull(),
  isCompleted: integer('is_completed', { mode: 'boolean' }).notNull(),
  peer: text('peer'),
  peerLoadedAt: integer('peer_loaded_at'),
  errorMessage: text('error_message'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const serviceCertificates = sqliteTable(
  'service_certificates',
  {
    providerUid: text('provider_uid').notNull(),
    thumbprint: text('thumbprint').notNull(),
    use: text('use', { enum: ['Both', 'Encryption', 'Signing'] }).notNull(),
    status: text('status', { enum: ['Current', 'Future'] }).notNull(),
    publishOverride: text('publish_override').notNull(),
    certificate: text('certificate').notNull(),
    privateKeySealed: text('private_key_sealed').notNull(),
    validUntil: integer('valid_until').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.providerUid, table.thumbprint] })],
)

export const identityProviderRules = sqliteTable('identity_provider_rules', {
  uid: text('uid').primaryKey(),
  providerUid: text('provider_uid').notNull(),
  organizationUid: text('organization_uid').notNull(),
  name: text('name').notNull(),
  nameFold: text('name_fold').notNull(),
  nameNatural: text('name_natural').notNull(),
  role: text('role').notNull(),
  isEnabled: integer('is_enabled', { mode: 'boolean' }).notNull(),
  content: text('content').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const userIdentities = sqliteTable('user_identities', {
  uid: text('uid').primaryKey(),
  providerUid: text('provider_uid').notNull(),
  ruleUid: text('rule_uid').notNull(),
  organizationUid: text('organization_uid').notNull(),
  userUid: text('user_uid').notNull(),
  subject: text('subject').notNull(),
  isUserMade: integer('is_user_made', { mode: 'boolean' }).notNull(),
  createdAt: integer('created_at').notNull(),
  signedInAt: integer('signed_in_at').notNull(),
})

export const singleSignOnReplays = sqliteTable('single_sign_on_replays', {
  keySha256: text('key_sha256').primaryKey(),
  expiresAt: integer('expires_at').notNull(),
})

export const signInTests = sqliteTable('sign_in_tests', {
  uid: text('uid').primaryKey(),
  providerUid: text('provider_uid').notNull(),
  userUid: text('user_uid').notNull(),
  status: text('status', { enum: ['Pending', 'Succeeded', 'Failed'] }).notNull(),
  result: text('result').notNull().default('{}'),
  createdAt: integer('created_at').notNull(),
  finishedAt: integer('finished_at'),
})
