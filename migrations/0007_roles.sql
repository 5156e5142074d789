-- What the roles beyond owner and administrator are limited to, and what the provider withholds from organizations.

-- Operators: whether they reach what belongs to no company but to the provider itself.
ALTER TABLE users ADD COLUMN has_provider_resources INTEGER NOT NULL DEFAULT 0;
-- Of company tenants and of subtenants: the cloud tenant that they act for.
ALTER TABLE users ADD COLUMN tenant_uid TEXT REFERENCES tenants (uid);
CREATE INDEX users_tenant ON users (tenant_uid) WHERE tenant_uid IS NOT NULL;

CREATE TABLE user_sites (
  user_uid TEXT NOT NULL REFERENCES users (uid),
  site_uid TEXT NOT NULL REFERENCES sites (uid),
  PRIMARY KEY (user_uid, site_uid)
) STRICT, WITHOUT ROWID;

-- The share of a tenant's backup resource that a subtenant may use; NULL bytes: no limit of its own.
CREATE TABLE user_backup_resources (
  user_uid TEXT PRIMARY KEY REFERENCES users (uid),
  backup_resource_uid TEXT NOT NULL REFERENCES backup_resources (uid),
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_natural TEXT NOT NULL,
  description TEXT,
  description_fold TEXT,
  storage_quota_bytes INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX user_backup_resources_resource ON user_backup_resources (backup_resource_uid);

-- Under whose account a computer writes: set by the installer that it enrolled with, or on the computer by a manager.
CREATE TABLE agent_accounts (
  management_agent_uid TEXT PRIMARY KEY,
  backup_agent_uid TEXT NOT NULL UNIQUE,
  organization_uid TEXT NOT NULL REFERENCES organizations (uid),
  tenant_uid TEXT REFERENCES tenants (uid),
  subtenant_user_uid TEXT REFERENCES users (uid),
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_accounts_tenant ON agent_accounts (tenant_uid);
CREATE INDEX agent_accounts_subtenant ON agent_accounts (subtenant_user_uid);
ALTER TABLE enrolment_tokens ADD COLUMN subtenant_user_uid TEXT REFERENCES users (uid);

-- JSON array of the permission claims that an organization does not have; NULL: it has them all.
ALTER TABLE organizations ADD COLUMN withheld_claims TEXT;

-- Each tenant of a company signs in to the portal with its own credentials.
CREATE TABLE new_tenant_users AS
SELECT t.uid AS tenant_uid, t.company_uid, t.user_name, t.user_name_fold, t.password_hash, t.updated_at,
  CASE WHEN EXISTS (SELECT 1 FROM users u WHERE u.organization_uid = t.company_uid
      AND u.user_name_fold = t.user_name_fold AND u.deleted_at IS NULL)
    OR EXISTS (SELECT 1 FROM tenants other WHERE other.company_uid = t.company_uid AND other.uid < t.uid
      AND other.user_name_fold = t.user_name_fold AND other.deleted_at IS NULL)
    THEN '-' || substr(t.uid, 25) ELSE '' END AS suffix
FROM tenants t JOIN organizations o ON o.uid = t.company_uid
WHERE t.deleted_at IS NULL AND o.deleted_at IS NULL;
INSERT INTO users (uid, organization_uid, role, user_name, user_name_fold, user_name_natural, password_hash, tenant_uid,
  created_at, updated_at)
SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8'
    || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
  company_uid, 'CompanyTenant', user_name || suffix, user_name_fold || suffix, user_name_fold || suffix, password_hash,
  tenant_uid, updated_at, updated_at
FROM new_tenant_users;
DROP TABLE new_tenant_users;
