-- A tenant signs in by a user name of its own, and may be bound to gateway pools (JSON array of uids).

ALTER TABLE tenants ADD COLUMN user_name TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN user_name_fold TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN gateway_pool_uids TEXT NOT NULL DEFAULT '[]';
UPDATE tenants SET user_name = name, user_name_fold = name_fold;
CREATE UNIQUE INDEX tenants_user_name ON tenants (site_uid, user_name_fold) WHERE deleted_at IS NULL;
CREATE INDEX backup_resources_tenant ON backup_resources (tenant_uid);
CREATE INDEX backup_resources_by_name ON backup_resources (name_fold, uid);

-- A company that was disabled along with its reseller comes back with it; one that was disabled by itself does not.
ALTER TABLE organizations ADD COLUMN is_disabled_by_reseller INTEGER NOT NULL DEFAULT 0;
