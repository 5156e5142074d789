-- Sign-in: how a session came to be and what ends it, second factors, links for a new password, policies and allow-lists.

-- Null: an ordinary session. Otherwise who acts as the user, and in which session of its own; the end of that one ends this one.
ALTER TABLE sessions ADD COLUMN impersonator_user_uid TEXT REFERENCES users (uid);
ALTER TABLE sessions ADD COLUMN impersonator_session_uid TEXT;
ALTER TABLE sessions ADD COLUMN sign_in_method TEXT NOT NULL DEFAULT 'password'
  CHECK (sign_in_method IN ('password', 'sso', 'setup', 'impersonation'));
ALTER TABLE sessions ADD COLUMN second_factor TEXT NOT NULL DEFAULT 'none'
  CHECK (second_factor IN ('none', 'totp', 'recoveryCode', 'sso'));
-- The session ends when nothing was asked with it for this long; expires_at is its end however much it is used.
ALTER TABLE sessions ADD COLUMN idle_limit_ms INTEGER NOT NULL DEFAULT 43200000;
CREATE INDEX sessions_impersonator ON sessions (impersonator_session_uid) WHERE impersonator_session_uid IS NOT NULL;

-- The highest level (provider, reseller, company) by which a second factor is enforced; null: by none. A lower level
-- cannot take back what a higher one has set.
ALTER TABLE users ADD COLUMN mfa_enforced_by TEXT CHECK (mfa_enforced_by IN ('Provider', 'Reseller', 'Company'));
UPDATE users SET mfa_enforced_by = 'Provider' WHERE mfa_policy_status = 'Enabled';
ALTER TABLE users DROP COLUMN mfa_policy_status;
-- Said by totp_factors.
ALTER TABLE users DROP COLUMN mfa_configuration_status;
-- For the users of the organization; of a reseller for those of its companies too.
ALTER TABLE organizations ADD COLUMN mfa_enforced_by TEXT CHECK (mfa_enforced_by IN ('Provider', 'Reseller', 'Company'));
-- For the users of all organizations below.
ALTER TABLE organizations ADD COLUMN mfa_below_enforced_by TEXT CHECK (mfa_below_enforced_by IN ('Provider', 'Reseller'));
-- JSON array of CIDR blocks from which its users may sign in and ask; null: from anywhere.
ALTER TABLE organizations ADD COLUMN ip_allow_list TEXT;

-- A login may be an authenticator app now: the same table with a wider check. disabled_by: the level of whoever disabled it.
CREATE TABLE user_logins_wider (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_uid TEXT NOT NULL REFERENCES users (uid),
  kind TEXT NOT NULL CHECK (kind IN ('apiKey', 'totp')),
  description TEXT NOT NULL,
  scopes TEXT NOT NULL,
  is_read_only INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT 'enabled' CHECK (status IN ('enabled', 'disabled')),
  disabled_by TEXT CHECK (disabled_by IN ('Provider', 'Reseller', 'Company')),
  secret_sha256 TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  deleted_at INTEGER
) STRICT;
INSERT INTO user_logins_wider SELECT id, user_uid, kind, description, scopes, is_read_only, status, NULL, secret_sha256,
  created_at, last_used_at, deleted_at FROM user_logins;
DROP TABLE user_logins;
ALTER TABLE user_logins_wider RENAME TO user_logins;
CREATE INDEX user_logins_user ON user_logins (user_uid);

-- The one authenticator app of a user. last_step: the newest time step whose code was taken; none is taken twice.
CREATE TABLE totp_factors (
  user_uid TEXT PRIMARY KEY REFERENCES users (uid),
  login_id INTEGER NOT NULL UNIQUE REFERENCES user_logins (id),
  sealed_secret TEXT NOT NULL,
  last_step INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
  user_uid TEXT NOT NULL REFERENCES users (uid),
  code_sha256 TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (user_uid, code_sha256)
) STRICT, WITHOUT ROWID;

-- Between a right password and the second factor. sealed_secret: the app's, while it is being set up.
CREATE TABLE sign_in_challenges (
  token_sha256 TEXT PRIMARY KEY,
  user_uid TEXT NOT NULL REFERENCES users (uid),
  is_read_only INTEGER NOT NULL DEFAULT 0,
  sealed_secret TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_challenges_expiry ON sign_in_challenges (expires_at);

-- Mailed links for a new password.
CREATE TABLE password_resets (
  token_sha256 TEXT PRIMARY KEY,
  user_uid TEXT NOT NULL REFERENCES users (uid),
  client_address TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX password_resets_user ON password_resets (user_uid);
CREATE INDEX password_resets_expiry ON password_resets (expires_at);
