-- Containers group companies, resellers and other containers of the organization that keeps them.

CREATE TABLE organization_containers (
  uid TEXT PRIMARY KEY,
  owner_uid TEXT NOT NULL REFERENCES organizations (uid),
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_natural TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX organization_containers_name ON organization_containers (owner_uid, name_fold);

CREATE TABLE container_organizations (
  container_uid TEXT NOT NULL REFERENCES organization_containers (uid) ON DELETE CASCADE,
  organization_uid TEXT NOT NULL REFERENCES organizations (uid),
  PRIMARY KEY (container_uid, organization_uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX container_organizations_organization ON container_organizations (organization_uid);

CREATE TABLE container_containers (
  container_uid TEXT NOT NULL REFERENCES organization_containers (uid) ON DELETE CASCADE,
  child_uid TEXT NOT NULL REFERENCES organization_containers (uid) ON DELETE CASCADE,
  PRIMARY KEY (container_uid, child_uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX container_containers_child ON container_containers (child_uid);
