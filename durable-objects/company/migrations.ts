/** Schema of a Company object; store/schema.ts describes the same tables to the queries. Append-only. */
import { applyMigrations, type Migration } from '../lib/migrations.ts'
import { OUTBOX_MIGRATION } from '../lib/outbox.ts'
import { TIMERS_MIGRATION } from '../lib/timers.ts'

const AGENTS: Migration = {
  id: 'company-agents',
  sql: `CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE directory (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    rev INTEGER NOT NULL,
    snapshot TEXT NOT NULL,
    applied_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE agents (
    management_agent_uid TEXT PRIMARY KEY,
    backup_agent_uid TEXT NOT NULL UNIQUE,
    machine_uid TEXT NOT NULL UNIQUE,
    credential_sha256 TEXT,
    location_uid TEXT NOT NULL,
    tag TEXT,
    friendly_name TEXT,
    agent_version TEXT NOT NULL,
    restic_version TEXT,
    restic_problem TEXT,
    host TEXT NOT NULL,
    is_online INTEGER NOT NULL DEFAULT 0,
    last_heartbeat_at INTEGER NOT NULL,
    jobs_rev INTEGER NOT NULL DEFAULT 1,
    discovered_at INTEGER NOT NULL,
    enrolled_at INTEGER NOT NULL,
    backup_agent_deleted_at INTEGER,
    deleted_at INTEGER
  ) STRICT;

  CREATE TABLE commands (
    command_uid TEXT PRIMARY KEY,
    management_agent_uid TEXT NOT NULL,
    job_uid TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    settled_at INTEGER,
    outcome TEXT CHECK (outcome IN ('done', 'refused', 'expired')),
    message TEXT
  ) STRICT;
  CREATE INDEX commands_open ON commands (management_agent_uid, created_at) WHERE settled_at IS NULL;
  CREATE INDEX commands_settled ON commands (settled_at);

  CREATE TABLE parked_entries (
    entry_uid TEXT PRIMARY KEY,
    management_agent_uid TEXT NOT NULL,
    reason TEXT NOT NULL,
    body TEXT NOT NULL,
    received_at INTEGER NOT NULL
  ) STRICT;`,
}

const JOBS: Migration = {
  id: 'company-jobs',
  sql: `CREATE TABLE jobs (
    job_uid TEXT PRIMARY KEY,
    backup_agent_uid TEXT NOT NULL,
    config_uid TEXT NOT NULL,
    rev INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    description TEXT,
    operation_mode TEXT NOT NULL,
    system_type TEXT NOT NULL,
    backup_mode TEXT NOT NULL,
    configuration TEXT NOT NULL,
    definition TEXT NOT NULL,
    backup_resource_uid TEXT,
    is_enabled INTEGER NOT NULL,
    schedule_display_name TEXT NOT NULL,
    pending_state TEXT CHECK (pending_state IN ('Starting', 'Stopping')),
    pending_command_uid TEXT,
    start_problem TEXT,
    next_run_at INTEGER,
    inventory_at INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    last_modified_at INTEGER NOT NULL,
    last_modified_by TEXT,
    deleted_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX jobs_name ON jobs (backup_agent_uid, name_fold) WHERE deleted_at IS NULL;
  CREATE INDEX jobs_resource ON jobs (backup_resource_uid) WHERE deleted_at IS NULL;
  CREATE INDEX jobs_next_run ON jobs (next_run_at) WHERE deleted_at IS NULL AND next_run_at IS NOT NULL;

  CREATE TABLE sessions (
    session_uid TEXT PRIMARY KEY,
    job_uid TEXT NOT NULL,
    backup_agent_uid TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('Running', 'Success', 'Warning', 'Failed', 'Canceled')),
    is_start_known INTEGER NOT NULL,
    is_lost INTEGER NOT NULL DEFAULT 0,
    missing_since INTEGER,
    trigger TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    progress TEXT,
    progress_at INTEGER NOT NULL DEFAULT 0,
    bytes_processed INTEGER,
    bytes_added INTEGER,
    files_new INTEGER,
    files_changed INTEGER,
    files_unmodified INTEGER,
    failure_message TEXT,
    restore_point_uid TEXT
  ) STRICT;
  CREATE INDEX sessions_job ON sessions (job_uid, started_at, session_uid);
  CREATE INDEX sessions_running ON sessions (backup_agent_uid, job_uid) WHERE status = 'Running';
  CREATE INDEX sessions_started ON sessions (started_at);

  CREATE TABLE session_logs (session_uid TEXT PRIMARY KEY, log TEXT NOT NULL) STRICT;

  CREATE TABLE session_days (
    day_on TEXT PRIMARY KEY,
    success_count INTEGER NOT NULL,
    warning_count INTEGER NOT NULL,
    failed_count INTEGER NOT NULL,
    added_bytes INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE restore_points (
    restore_point_uid TEXT PRIMARY KEY,
    holder_uid TEXT NOT NULL,
    snapshot_id TEXT NOT NULL,
    repository_uid TEXT,
    job_uid TEXT NOT NULL,
    backup_agent_uid TEXT NOT NULL,
    paths TEXT NOT NULL,
    source_bytes INTEGER,
    added_bytes INTEGER,
    files_count INTEGER,
    created_at INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    deleted_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX restore_points_snapshot ON restore_points (holder_uid, job_uid, snapshot_id);
  CREATE INDEX restore_points_job ON restore_points (job_uid, created_at) WHERE deleted_at IS NULL;
  CREATE INDEX restore_points_agent ON restore_points (backup_agent_uid, created_at) WHERE deleted_at IS NULL;
  CREATE INDEX restore_points_deleted ON restore_points (deleted_at) WHERE deleted_at IS NOT NULL;`,
}

const REPOSITORIES: Migration = {
  id: 'company-repositories',
  sql: `CREATE TABLE repositories (
    repository_uid TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    site_uid TEXT NOT NULL,
    bucket_binding TEXT NOT NULL,
    tenant_uid TEXT NOT NULL,
    backup_resource_uid TEXT NOT NULL,
    backup_agent_uid TEXT,
    custody TEXT NOT NULL CHECK (custody IN ('escrowed', 'customerHeld')),
    sealed_password TEXT,
    lease_bytes INTEGER NOT NULL DEFAULT 0,
    lease_seq INTEGER NOT NULL DEFAULT 0,
    used_bytes INTEGER NOT NULL DEFAULT 0,
    object_count INTEGER NOT NULL DEFAULT 0,
    hidden_bytes INTEGER NOT NULL DEFAULT 0,
    egress_bytes INTEGER NOT NULL DEFAULT 0,
    usage_seq INTEGER NOT NULL DEFAULT -1,
    needs_configure INTEGER NOT NULL DEFAULT 1,
    needs_revoke INTEGER NOT NULL DEFAULT 0,
    needs_delete INTEGER NOT NULL DEFAULT 0,
    sync_rev INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX repositories_name ON repositories (name_fold) WHERE deleted_at IS NULL;
  CREATE UNIQUE INDEX repositories_of_computer ON repositories (backup_agent_uid, backup_resource_uid)
    WHERE backup_agent_uid IS NOT NULL AND deleted_at IS NULL;
  CREATE INDEX repositories_resource ON repositories (backup_resource_uid);
  CREATE INDEX repositories_unsettled ON repositories (repository_uid)
    WHERE needs_configure = 1 OR needs_revoke = 1 OR needs_delete = 1;`,
}

const TASKS: Migration = {
  id: 'company-tasks',
  sql: `ALTER TABLE commands ADD COLUMN created_by_user_uid TEXT;

  CREATE TABLE open_tasks (
    task_uid TEXT PRIMARY KEY,
    management_agent_uid TEXT NOT NULL,
    row TEXT NOT NULL
  ) STRICT;
  CREATE INDEX open_tasks_agent ON open_tasks (management_agent_uid);`,
}

export const COMPANY_MIGRATIONS: readonly Migration[] = [
  TIMERS_MIGRATION,
  OUTBOX_MIGRATION,
  AGENTS,
  JOBS,
  REPOSITORIES,
  TASKS,
]

export function migrateCompany(storage: DurableObjectStorage): void {
  applyMigrations(storage, COMPANY_MIGRATIONS)
}
