-- Identity providers of organizations, the rules that turn claims into roles, and the identities that sign-ins made.

CREATE TABLE identity_providers (
  uid TEXT PRIMARY KEY,
  organization_uid TEXT NOT NULL REFERENCES organizations (uid) ON DELETE CASCADE,
  protocol TEXT NOT NULL CHECK (protocol IN ('SAML2', 'OIDC')),
  template TEXT NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_natural TEXT NOT NULL,
  display_name TEXT NOT NULL,
  display_name_fold TEXT NOT NULL,
  display_name_natural TEXT NOT NULL,
  -- JSON, without secrets: the SAML configuration as it was given, or that of OpenID Connect.
  configuration TEXT NOT NULL,
  client_secret_sealed TEXT,
  is_enabled INTEGER NOT NULL,
  is_completed INTEGER NOT NULL,
  -- What was last loaded from the provider: JSON, when, and why the last attempt failed.
  peer TEXT,
  peer_loaded_at INTEGER,
  error_message TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
-- Names are part of addresses: unique in the whole console.
CREATE UNIQUE INDEX identity_providers_name ON identity_providers (name_fold);
CREATE UNIQUE INDEX identity_providers_one_enabled ON identity_providers (organization_uid) WHERE is_enabled = 1;
CREATE INDEX identity_providers_organization ON identity_providers (organization_uid, name_fold);

-- Keys of the console's own: to sign requests, to read encrypted answers.
CREATE TABLE service_certificates (
  provider_uid TEXT NOT NULL REFERENCES identity_providers (uid) ON DELETE CASCADE,
  thumbprint TEXT NOT NULL,
  use TEXT NOT NULL CHECK (use IN ('Both', 'Encryption', 'Signing')),
  status TEXT NOT NULL CHECK (status IN ('Current', 'Future')),
  publish_override TEXT NOT NULL,
  certificate TEXT NOT NULL,
  private_key_sealed TEXT NOT NULL,
  valid_until INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (provider_uid, thumbprint)
) STRICT, WITHOUT ROWID;

CREATE TABLE identity_provider_rules (
  uid TEXT PRIMARY KEY,
  provider_uid TEXT NOT NULL REFERENCES identity_providers (uid) ON DELETE CASCADE,
  organization_uid TEXT NOT NULL REFERENCES organizations (uid) ON DELETE CASCADE,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_natural TEXT NOT NULL,
  role TEXT NOT NULL,
  is_enabled INTEGER NOT NULL,
  -- JSON: the rest of the rule in its wire form.
  content TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX identity_provider_rules_name ON identity_provider_rules (provider_uid, name_fold);
CREATE INDEX identity_provider_rules_organization ON identity_provider_rules (organization_uid, name_fold);

-- Which user a person of a provider is. One that was made by a sign-in goes with the rule that made it.
CREATE TABLE user_identities (
  uid TEXT PRIMARY KEY,
  provider_uid TEXT NOT NULL REFERENCES identity_providers (uid) ON DELETE CASCADE,
  rule_uid TEXT NOT NULL REFERENCES identity_provider_rules (uid) ON DELETE CASCADE,
  organization_uid TEXT NOT NULL REFERENCES organizations (uid) ON DELETE CASCADE,
  user_uid TEXT NOT NULL REFERENCES users (uid) ON DELETE CASCADE,
  subject TEXT NOT NULL,
  is_user_made INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  signed_in_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX user_identities_subject ON user_identities (provider_uid, subject, organization_uid);
CREATE INDEX user_identities_user ON user_identities (user_uid);
CREATE INDEX user_identities_rule ON user_identities (rule_uid);

-- What may be used once: sign-ins that were begun, and assertions. Kept until nothing of it would be taken any more.
CREATE TABLE single_sign_on_replays (
  key_sha256 TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX single_sign_on_replays_expiry ON single_sign_on_replays (expires_at);

CREATE TABLE sign_in_tests (
  uid TEXT PRIMARY KEY,
  provider_uid TEXT NOT NULL REFERENCES identity_providers (uid) ON DELETE CASCADE,
  user_uid TEXT NOT NULL REFERENCES users (uid) ON DELETE CASCADE,
  status TEXT NOT NULL CHECK (status IN ('Pending', 'Succeeded', 'Failed')),
  result TEXT NOT NULL DEFAULT '{}',
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE INDEX sign_in_tests_provider ON sign_in_tests (provider_uid, created_at);
