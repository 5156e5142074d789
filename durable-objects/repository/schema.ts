import type { Migration } from '../lib/migrations.ts'
import { TIMERS_MIGRATION } from '../lib/timers.ts'

/** Append only: see lib/migrations.ts. */
export const REPOSITORY_MIGRATIONS: readonly Migration[] = [
  TIMERS_MIGRATION,
  {
    id: 'ledger',
    sql: `
      -- One row: settings, quota lease, and the totals that every change of the ledger keeps in step.
      CREATE TABLE repository (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        repository_uid TEXT NOT NULL,
        company_uid TEXT NOT NULL,
        bucket_binding TEXT NOT NULL,
        is_quota_limited INTEGER NOT NULL,
        protection_days INTEGER NOT NULL,
        is_enabled INTEGER NOT NULL,
        epoch INTEGER NOT NULL DEFAULT 1,
        lease_bytes INTEGER NOT NULL DEFAULT 0,
        lease_seq INTEGER NOT NULL DEFAULT 0,
        quota_bytes INTEGER NOT NULL DEFAULT 0,
        used_bytes INTEGER NOT NULL DEFAULT 0,
        object_count INTEGER NOT NULL DEFAULT 0,
        hidden_bytes INTEGER NOT NULL DEFAULT 0,
        egress_bytes INTEGER NOT NULL DEFAULT 0,
        seq INTEGER NOT NULL DEFAULT 0,
        reported_seq INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        deleted_at INTEGER
      ) STRICT;

      -- A hidden object is deleted for every client; a purging one is about to lose its bytes and can no longer come back.
      CREATE TABLE objects (
        type TEXT NOT NULL,
        name TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('live', 'hidden', 'purging')),
        stored_at INTEGER NOT NULL,
        live_seq INTEGER NOT NULL,
        hidden_at INTEGER,
        PRIMARY KEY (type, name)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX objects_hidden ON objects (hidden_at) WHERE state <> 'live';

      -- Uploads between reserve and commit. An abandoned one holds no lease and is looked at once more before it goes.
      CREATE TABLE intents (
        uid TEXT PRIMARY KEY,
        type TEXT NOT NULL,
        name TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'abandoned')),
        is_cancelled INTEGER NOT NULL DEFAULT 0,
        started_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX intents_object ON intents (type, name);
      CREATE INDEX intents_expiry ON intents (expires_at);`,
  },
]
