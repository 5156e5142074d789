-- The directory: organizations, users, sites and grants. D1 holds the truth of these.
-- Columns ending in _fold compare without regard to case, _natural sort "srv9" before "srv10"; domain/collation.ts makes both.
-- Times (…_at) are epoch milliseconds, sizes are bytes, flags are 0 or 1.

CREATE TABLE organizations (
  uid TEXT PRIMARY KEY,
  type TEXT NOT NULL CHECK (type IN ('Provider', 'Reseller', 'Company')),
  reseller_uid TEXT REFERENCES organizations (uid),
  status TEXT NOT NULL DEFAULT 'Active' CHECK (status IN ('Active', 'Disabled')),
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_natural TEXT NOT NULL,
  alias TEXT,
  alias_fold TEXT,
  tax_id TEXT,
  tax_id_fold TEXT,
  email TEXT,
  email_fold TEXT,
  phone TEXT,
  phone_fold TEXT,
  country_id INTEGER,
  region_id INTEGER,
  country_name TEXT,
  country_name_fold TEXT,
  region_name TEXT,
  region_name_fold TEXT,
  location_admin0_code TEXT,
  location_admin1_code TEXT,
  location_admin2_code TEXT,
  city TEXT,
  city_fold TEXT,
  street TEXT,
  street_fold TEXT,
  zip_code TEXT,
  website TEXT,
  website_fold TEXT,
  notes TEXT,
  notes_fold TEXT,
  external_id TEXT,
  external_id_fold TEXT,
  vendor_tenant_id TEXT,
  vendor_tenant_id_fold TEXT,
  partner_id TEXT,
  partner_id_fold TEXT,
  login_url TEXT,
  login_url_fold TEXT,
  time_zone TEXT NOT NULL DEFAULT 'UTC',
  is_rest_access_enabled INTEGER NOT NULL DEFAULT 0,
  is_alarm_detect_enabled INTEGER NOT NULL DEFAULT 0,
  subscription_plan_uid TEXT,
  owner_user_uid TEXT,
  owner_user_name TEXT,
  owner_user_name_fold TEXT,
  services TEXT NOT NULL DEFAULT '{}',
  directory_rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX organizations_provider ON organizations (type) WHERE type = 'Provider';
CREATE UNIQUE INDEX organizations_name ON organizations (name_fold) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX organizations_alias ON organizations (alias_fold) WHERE alias_fold IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX organizations_type_name ON organizations (type, name_fold, uid);
CREATE INDEX organizations_type_natural ON organizations (type, name_natural, uid);
CREATE INDEX organizations_reseller ON organizations (reseller_uid, name_fold, uid);
CREATE INDEX organizations_external_id ON organizations (external_id);

CREATE TABLE locations (
  uid TEXT PRIMARY KEY,
  organization_uid TEXT NOT NULL REFERENCES organizations (uid),
  type TEXT NOT NULL CHECK (type IN ('Default', 'Hosted', 'Custom')),
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_natural TEXT NOT NULL,
  quota_gb INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX locations_name ON locations (organization_uid, name_fold) WHERE deleted_at IS NULL;
CREATE INDEX locations_by_name ON locations (name_fold, uid);

CREATE TABLE users (
  uid TEXT PRIMARY KEY,
  organization_uid TEXT NOT NULL REFERENCES organizations (uid),
  role TEXT NOT NULL,
  user_name TEXT NOT NULL,
  user_name_fold TEXT NOT NULL,
  user_name_natural TEXT NOT NULL,
  password_hash TEXT,
  password_changed_at INTEGER,
  status TEXT NOT NULL DEFAULT 'Enabled' CHECK (status IN ('Enabled', 'Disabled')),
  title TEXT NOT NULL DEFAULT 'Unknown',
  first_name TEXT,
  first_name_fold TEXT,
  last_name TEXT,
  last_name_fold TEXT,
  email TEXT,
  email_fold TEXT,
  phone TEXT,
  phone_fold TEXT,
  address TEXT,
  address_fold TEXT,
  has_all_companies INTEGER NOT NULL DEFAULT 1,
  mfa_policy_status TEXT NOT NULL DEFAULT 'Disabled',
  mfa_configuration_status TEXT NOT NULL DEFAULT 'NotConfigured',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX users_name ON users (organization_uid, user_name_fold) WHERE deleted_at IS NULL;
CREATE INDEX users_by_name ON users (user_name_fold, uid);
CREATE UNIQUE INDEX users_one_owner ON users (organization_uid) WHERE role IN ('CompanyOwner', 'ResellerOwner') AND deleted_at IS NULL;

CREATE TABLE user_companies (
  user_uid TEXT NOT NULL REFERENCES users (uid),
  company_uid TEXT NOT NULL REFERENCES organizations (uid),
  PRIMARY KEY (user_uid, company_uid)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_locations (
  user_uid TEXT NOT NULL REFERENCES users (uid),
  location_uid TEXT NOT NULL REFERENCES locations (uid),
  PRIMARY KEY (user_uid, location_uid)
) STRICT, WITHOUT ROWID;

-- API keys. The secret is shown once; its SHA-256 is what is kept.
CREATE TABLE user_logins (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_uid TEXT NOT NULL REFERENCES users (uid),
  kind TEXT NOT NULL CHECK (kind IN ('apiKey')),
  description TEXT NOT NULL,
  scopes TEXT NOT NULL,
  is_read_only INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT 'enabled' CHECK (status IN ('enabled', 'disabled')),
  secret_sha256 TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  deleted_at INTEGER
) STRICT;
CREATE INDEX user_logins_user ON user_logins (user_uid);

-- Signed-in sessions of portals (cookie) and of integrators (access and refresh token).
CREATE TABLE sessions (
  uid TEXT PRIMARY KEY,
  user_uid TEXT NOT NULL REFERENCES users (uid),
  kind TEXT NOT NULL CHECK (kind IN ('portal', 'token')),
  cookie_sha256 TEXT UNIQUE,
  is_read_only INTEGER NOT NULL DEFAULT 0,
  client_address TEXT,
  user_agent TEXT,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;
CREATE INDEX sessions_user ON sessions (user_uid);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE refresh_tokens (
  token_sha256 TEXT PRIMARY KEY,
  session_uid TEXT NOT NULL REFERENCES sessions (uid) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_uid);

CREATE TABLE sites (
  uid TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_natural TEXT NOT NULL,
  description TEXT,
  bucket_binding TEXT NOT NULL UNIQUE,
  is_maintenance_enabled INTEGER NOT NULL DEFAULT 0,
  is_tenant_management_enabled INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE tenants (
  uid TEXT PRIMARY KEY,
  site_uid TEXT NOT NULL REFERENCES sites (uid),
  company_uid TEXT REFERENCES organizations (uid),
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_natural TEXT NOT NULL,
  description TEXT,
  description_fold TEXT,
  password_hash TEXT,
  is_enabled INTEGER NOT NULL DEFAULT 1,
  is_lease_enabled INTEGER NOT NULL DEFAULT 0,
  lease_expires_at INTEGER,
  is_throttling_enabled INTEGER NOT NULL DEFAULT 0,
  throttling_value INTEGER NOT NULL DEFAULT 1,
  throttling_unit TEXT NOT NULL DEFAULT 'MbytePerSec',
  max_concurrent_tasks INTEGER NOT NULL DEFAULT 1,
  is_backup_protection_enabled INTEGER NOT NULL DEFAULT 0,
  backup_protection_days INTEGER NOT NULL DEFAULT 7,
  gateway_selection_type TEXT NOT NULL DEFAULT 'StandaloneGateways',
  is_gateway_failover_enabled INTEGER NOT NULL DEFAULT 0,
  last_active_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX tenants_name ON tenants (site_uid, name_fold) WHERE deleted_at IS NULL;
CREATE INDEX tenants_company ON tenants (company_uid);
CREATE INDEX tenants_by_name ON tenants (name_fold, uid);

-- A tenant's backup resource: a quota on a site, and what a job names as its target.
CREATE TABLE backup_resources (
  uid TEXT PRIMARY KEY,
  tenant_uid TEXT NOT NULL REFERENCES tenants (uid),
  site_uid TEXT NOT NULL REFERENCES sites (uid),
  company_uid TEXT REFERENCES organizations (uid),
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_natural TEXT NOT NULL,
  storage_quota_bytes INTEGER NOT NULL,
  servers_quota INTEGER,
  workstations_quota INTEGER,
  vms_quota INTEGER,
  is_wan_acceleration_enabled INTEGER NOT NULL DEFAULT 0,
  is_default INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX backup_resources_name ON backup_resources (tenant_uid, name_fold) WHERE deleted_at IS NULL;
CREATE INDEX backup_resources_company ON backup_resources (company_uid);

-- Secrets that agents present to enrol. A package or link may serve many machines until it expires.
CREATE TABLE enrolment_tokens (
  token_sha256 TEXT PRIMARY KEY,
  organization_uid TEXT REFERENCES organizations (uid),
  location_uid TEXT REFERENCES locations (uid),
  tenant_uid TEXT REFERENCES tenants (uid),
  created_by_user_uid TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolment_tokens_organization ON enrolment_tokens (organization_uid);

-- Agents that knocked with an unknown or expired token; capped per address.
CREATE TABLE unverified_agents (
  uid TEXT PRIMARY KEY,
  organization_uid TEXT REFERENCES organizations (uid),
  poll_secret_sha256 TEXT NOT NULL,
  host_name TEXT NOT NULL,
  host_name_fold TEXT NOT NULL,
  host_name_natural TEXT NOT NULL,
  platform_type TEXT NOT NULL,
  tag TEXT,
  tag_fold TEXT,
  reject_reason TEXT,
  reject_reason_fold TEXT,
  client_address TEXT NOT NULL,
  host TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'Unverified',
  accepted_organization_uid TEXT REFERENCES organizations (uid),
  accepted_location_uid TEXT REFERENCES locations (uid),
  accepted_at INTEGER,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX unverified_agents_address ON unverified_agents (client_address);
CREATE INDEX unverified_agents_name ON unverified_agents (host_name_fold, uid);

-- What an object must be told of the directory and has not confirmed yet.
CREATE TABLE pushes (
  organization_uid TEXT PRIMARY KEY REFERENCES organizations (uid),
  rev INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_events (
  uid TEXT PRIMARY KEY,
  organization_uid TEXT NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  actor_user_uid TEXT,
  actor_name TEXT,
  client_address TEXT,
  request_id TEXT,
  target_type TEXT,
  target_uid TEXT,
  details TEXT NOT NULL DEFAULT '{}',
  repeat_count INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX audit_events_organization ON audit_events (organization_uid, at);

-- What the validators of lists are made of: bumped for a row's organization and each of its ancestors.
CREATE TABLE collection_revisions (
  collection TEXT NOT NULL,
  organization_uid TEXT NOT NULL,
  rev INTEGER NOT NULL,
  PRIMARY KEY (collection, organization_uid)
) STRICT, WITHOUT ROWID;
