-- The life cycle of organizations: deletion that can be taken back for a while, slow changes that show on their row, and
-- what a provider gives a reseller of its sites.

-- Of a deleted organization: who deleted it, how (JSON of the request's answers), and when its data goes for good.
ALTER TABLE organizations ADD COLUMN deleted_by TEXT;
ALTER TABLE organizations ADD COLUMN deletion TEXT;
ALTER TABLE organizations ADD COLUMN purge_at INTEGER;
-- From here on it cannot be restored.
ALTER TABLE organizations ADD COLUMN purge_started_at INTEGER;
-- Of a company that came to the provider when its reseller was deleted: it goes back with the reseller.
ALTER TABLE organizations ADD COLUMN former_reseller_uid TEXT;
CREATE INDEX organizations_purge ON organizations (purge_at) WHERE purge_at IS NOT NULL;
UPDATE organizations SET purge_at = deleted_at + 2592000000, deletion = '{}' WHERE deleted_at IS NOT NULL;

-- What the company's object is being told of, how often that failed, and why.
ALTER TABLE pushes ADD COLUMN operation TEXT NOT NULL DEFAULT 'update';
ALTER TABLE pushes ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pushes ADD COLUMN error TEXT;
-- The reseller whose change it is; NULL: a change of the company itself.
ALTER TABLE pushes ADD COLUMN cause_uid TEXT;
CREATE INDEX pushes_cause ON pushes (cause_uid) WHERE cause_uid IS NOT NULL;

CREATE TABLE deletion_settings (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  retention_days INTEGER NOT NULL
) STRICT;
INSERT INTO deletion_settings (only_row, retention_days) VALUES (1, 30);

-- A tenant that was disabled along with its company comes back with it.
ALTER TABLE tenants ADD COLUMN is_disabled_by_company INTEGER NOT NULL DEFAULT 0;
CREATE INDEX tenants_lease ON tenants (lease_expires_at) WHERE is_lease_enabled = 1 AND is_enabled = 1;

-- What the location's quota took from the share of the company's default location, and gives back.
ALTER TABLE locations ADD COLUMN taken_gb INTEGER NOT NULL DEFAULT 0;

-- Which sites a reseller may put tenants on, and how many; NULL: no limit. A site without a row was never spoken of, and
-- has the default of the API (20 tenants); one that was taken back keeps its row with the time of that, and has none.
CREATE TABLE reseller_sites (
  uid TEXT PRIMARY KEY,
  reseller_uid TEXT NOT NULL REFERENCES organizations (uid),
  site_uid TEXT NOT NULL REFERENCES sites (uid),
  tenants_quota INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX reseller_sites_site ON reseller_sites (reseller_uid, site_uid);

-- How much of a site's storage a reseller may give away in all; NULL: no limit.
CREATE TABLE reseller_backup_resources (
  uid TEXT PRIMARY KEY,
  reseller_uid TEXT NOT NULL REFERENCES organizations (uid),
  site_uid TEXT NOT NULL REFERENCES sites (uid),
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_natural TEXT NOT NULL,
  storage_quota_bytes INTEGER,
  servers_quota INTEGER,
  workstations_quota INTEGER,
  vms_quota INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX reseller_backup_resources_name ON reseller_backup_resources (reseller_uid, site_uid, name_fold);

-- Hardware plans given to a reseller: kept and answered, nothing here replicates machines.
CREATE TABLE reseller_replication_resources (
  uid TEXT PRIMARY KEY,
  reseller_uid TEXT NOT NULL REFERENCES organizations (uid),
  site_uid TEXT NOT NULL REFERENCES sites (uid),
  hardware_plan_uid TEXT NOT NULL,
  tenants_per_plan_quota INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX reseller_replication_resources_plan
  ON reseller_replication_resources (reseller_uid, site_uid, hardware_plan_uid);
