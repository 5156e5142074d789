-- Read models: what the Company objects own, as lists across companies see it. Written only by outbox upserts, which
-- ignore a row whose rev is not newer; deleted rows stay as tombstones until the object's rev can no longer be replayed.

CREATE TABLE management_agents (
  uid TEXT PRIMARY KEY,
  organization_uid TEXT NOT NULL,
  location_uid TEXT NOT NULL,
  host_name TEXT NOT NULL,
  host_name_fold TEXT NOT NULL,
  host_name_natural TEXT NOT NULL,
  friendly_name TEXT,
  friendly_name_fold TEXT,
  tag TEXT,
  tag_fold TEXT,
  version TEXT NOT NULL,
  version_status TEXT NOT NULL,
  status TEXT NOT NULL,
  connection_status TEXT NOT NULL,
  type TEXT NOT NULL,
  role TEXT NOT NULL,
  is_reboot_required INTEGER NOT NULL DEFAULT 0,
  computer_info TEXT NOT NULL,
  guest_os TEXT NOT NULL,
  guest_os_fold TEXT NOT NULL,
  guest_os_type TEXT NOT NULL,
  platform_type TEXT NOT NULL,
  discovered_at INTEGER NOT NULL,
  last_heartbeat_at INTEGER NOT NULL,
  rev INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX management_agents_organization ON management_agents (organization_uid, host_name_fold, uid);
CREATE INDEX management_agents_name ON management_agents (host_name_fold, uid);
CREATE INDEX management_agents_natural ON management_agents (host_name_natural, uid);
CREATE INDEX management_agents_location ON management_agents (location_uid);

CREATE TABLE backup_agents (
  uid TEXT PRIMARY KEY,
  management_agent_uid TEXT NOT NULL,
  organization_uid TEXT NOT NULL,
  location_uid TEXT NOT NULL,
  site_uid TEXT,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_natural TEXT NOT NULL,
  agent_platform TEXT NOT NULL,
  platform TEXT NOT NULL,
  operation_mode TEXT NOT NULL,
  status TEXT NOT NULL,
  management_agent_status TEXT NOT NULL,
  version TEXT NOT NULL,
  version_status TEXT NOT NULL,
  gui_mode TEXT NOT NULL,
  management_mode TEXT NOT NULL,
  installation_type TEXT NOT NULL,
  activated_at INTEGER,
  total_jobs_count INTEGER NOT NULL DEFAULT 0,
  running_jobs_count INTEGER NOT NULL DEFAULT 0,
  success_jobs_count INTEGER NOT NULL DEFAULT 0,
  restore_points_count INTEGER NOT NULL DEFAULT 0,
  latest_restore_point_at INTEGER,
  rev INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX backup_agents_organization ON backup_agents (organization_uid, name_fold, uid);
CREATE INDEX backup_agents_name ON backup_agents (name_fold, uid);
CREATE INDEX backup_agents_natural ON backup_agents (name_natural, uid);
CREATE INDEX backup_agents_management ON backup_agents (management_agent_uid);
CREATE INDEX backup_agents_location ON backup_agents (location_uid);

CREATE TABLE jobs (
  uid TEXT PRIMARY KEY,
  backup_agent_uid TEXT NOT NULL,
  organization_uid TEXT NOT NULL,
  location_uid TEXT NOT NULL,
  config_uid TEXT NOT NULL,
  system_type TEXT NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_natural TEXT NOT NULL,
  description TEXT,
  description_fold TEXT,
  status TEXT NOT NULL,
  is_enabled INTEGER NOT NULL,
  operation_mode TEXT NOT NULL,
  backup_mode TEXT NOT NULL,
  target_type TEXT NOT NULL,
  destination TEXT,
  destination_fold TEXT,
  backup_resource_uid TEXT,
  repository_uid TEXT,
  schedule_type TEXT NOT NULL,
  schedule_display_name TEXT NOT NULL,
  schedule_display_name_fold TEXT NOT NULL,
  restore_points_count INTEGER NOT NULL DEFAULT 0,
  latest_restore_point_at INTEGER,
  latest_restore_point_bytes INTEGER,
  total_restore_point_bytes INTEGER NOT NULL DEFAULT 0,
  source_bytes INTEGER,
  backed_up_bytes INTEGER,
  free_bytes INTEGER,
  last_session_uid TEXT,
  progress_percent REAL,
  last_run_at INTEGER,
  last_end_at INTEGER,
  last_duration_seconds INTEGER,
  avg_duration_seconds INTEGER,
  next_run_at INTEGER,
  failure_message TEXT,
  failure_message_fold TEXT,
  last_modified_at INTEGER,
  last_modified_by TEXT,
  last_modified_by_fold TEXT,
  rev INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX jobs_organization ON jobs (organization_uid, name_fold, uid);
CREATE INDEX jobs_name ON jobs (name_fold, uid);
CREATE INDEX jobs_natural ON jobs (name_natural, uid);
CREATE INDEX jobs_status ON jobs (status, name_fold, uid);
CREATE INDEX jobs_last_run ON jobs (last_run_at, uid);
CREATE INDEX jobs_agent ON jobs (backup_agent_uid);
CREATE INDEX jobs_location ON jobs (location_uid);

CREATE TABLE restore_points (
  uid TEXT PRIMARY KEY,
  organization_uid TEXT NOT NULL,
  location_uid TEXT NOT NULL,
  backup_agent_uid TEXT NOT NULL,
  job_uid TEXT,
  -- NULL: in a folder of the computer itself.
  repository_uid TEXT,
  snapshot_id TEXT NOT NULL,
  backed_up_items TEXT NOT NULL,
  backed_up_items_fold TEXT NOT NULL,
  destination TEXT NOT NULL,
  destination_fold TEXT NOT NULL,
  size_bytes INTEGER,
  added_bytes INTEGER,
  source_bytes INTEGER,
  files_count INTEGER,
  created_at INTEGER NOT NULL,
  rev INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX restore_points_organization ON restore_points (organization_uid, created_at, uid);
CREATE INDEX restore_points_agent ON restore_points (backup_agent_uid, created_at, uid);
CREATE INDEX restore_points_created ON restore_points (created_at, uid);
CREATE INDEX restore_points_job ON restore_points (job_uid);

CREATE TABLE repositories (
  uid TEXT PRIMARY KEY,
  organization_uid TEXT NOT NULL,
  location_uid TEXT,
  site_uid TEXT NOT NULL,
  backup_resource_uid TEXT,
  backup_agent_uid TEXT,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_natural TEXT NOT NULL,
  status TEXT NOT NULL,
  password_custody TEXT NOT NULL,
  used_bytes INTEGER NOT NULL DEFAULT 0,
  object_count INTEGER NOT NULL DEFAULT 0,
  hidden_bytes INTEGER NOT NULL DEFAULT 0,
  egress_bytes INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  rev INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX repositories_organization ON repositories (organization_uid, name_fold, uid);
CREATE INDEX repositories_resource ON repositories (backup_resource_uid);
CREATE INDEX repositories_agent ON repositories (backup_agent_uid);

-- Outcomes of backup sessions per company and calendar day (UTC), for trends; the sessions themselves stay in the object.
CREATE TABLE session_days (
  organization_uid TEXT NOT NULL,
  day_on TEXT NOT NULL,
  success_count INTEGER NOT NULL,
  warning_count INTEGER NOT NULL,
  failed_count INTEGER NOT NULL,
  added_bytes INTEGER NOT NULL,
  rev INTEGER NOT NULL,
  PRIMARY KEY (organization_uid, day_on)
) STRICT, WITHOUT ROWID;
