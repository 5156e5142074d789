-- The audit: more of who did it, what changed from what to what, and a chain per organization that shows tampering.
ALTER TABLE audit_events ADD COLUMN changes TEXT;
ALTER TABLE audit_events ADD COLUMN impersonator_user_uid TEXT;
ALTER TABLE audit_events ADD COLUMN impersonator_name TEXT;
ALTER TABLE audit_events ADD COLUMN user_agent TEXT;
ALTER TABLE audit_events ADD COLUMN sign_in_method TEXT;
ALTER TABLE audit_events ADD COLUMN second_factor TEXT;
ALTER TABLE audit_events ADD COLUMN last_at INTEGER;
ALTER TABLE audit_events ADD COLUMN open_until INTEGER;
ALTER TABLE audit_events ADD COLUMN seq INTEGER;
ALTER TABLE audit_events ADD COLUMN salt TEXT;
ALTER TABLE audit_events ADD COLUMN previous_hash TEXT;
ALTER TABLE audit_events ADD COLUMN hash TEXT;

-- One spelling of what an event is about.
UPDATE audit_events SET target_type = upper(substr(target_type, 1, 1)) || substr(target_type, 2) WHERE target_type IS NOT NULL;

CREATE INDEX audit_events_unsealed ON audit_events (organization_uid, at) WHERE seq IS NULL;
CREATE UNIQUE INDEX audit_events_chain ON audit_events (organization_uid, seq) WHERE seq IS NOT NULL;

CREATE TABLE audit_chains (
  organization_uid TEXT PRIMARY KEY,
  head_seq INTEGER NOT NULL,
  head_hash TEXT NOT NULL,
  sealed_at INTEGER NOT NULL,
  pruned_seq INTEGER NOT NULL DEFAULT 0,
  pruned_hash TEXT NOT NULL,
  kid TEXT NOT NULL,
  signature TEXT NOT NULL,
  verified_at INTEGER,
  verified_seq INTEGER,
  fault_seq INTEGER,
  fault TEXT
) STRICT;
CREATE INDEX audit_chains_verified ON audit_chains (verified_at);

-- Whatever a later statement of the console gets wrong, history is not rewritten by it.
CREATE TRIGGER audit_events_insert BEFORE INSERT ON audit_events
WHEN NEW.seq IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'an audit event is sealed after it was written');
END;

CREATE TRIGGER audit_events_update BEFORE UPDATE ON audit_events
WHEN OLD.seq IS NOT NULL
  OR OLD.uid IS NOT NEW.uid OR OLD.organization_uid IS NOT NEW.organization_uid OR OLD.at IS NOT NEW.at
  OR OLD.kind IS NOT NEW.kind OR OLD.actor_user_uid IS NOT NEW.actor_user_uid OR OLD.actor_name IS NOT NEW.actor_name
  OR OLD.client_address IS NOT NEW.client_address OR OLD.request_id IS NOT NEW.request_id
  OR OLD.target_type IS NOT NEW.target_type OR OLD.target_uid IS NOT NEW.target_uid
  OR OLD.details IS NOT NEW.details OR OLD.changes IS NOT NEW.changes
  OR OLD.impersonator_user_uid IS NOT NEW.impersonator_user_uid OR OLD.impersonator_name IS NOT NEW.impersonator_name
  OR OLD.user_agent IS NOT NEW.user_agent OR OLD.sign_in_method IS NOT NEW.sign_in_method
  OR OLD.second_factor IS NOT NEW.second_factor OR OLD.open_until IS NOT NEW.open_until
  OR (OLD.open_until IS NULL AND OLD.repeat_count IS NOT NEW.repeat_count)
BEGIN
  SELECT RAISE(ABORT, 'audit events are append-only');
END;

-- Retention moves the signed cut of the chain first, and takes what lies before it.
CREATE TRIGGER audit_events_delete BEFORE DELETE ON audit_events
WHEN OLD.seq IS NULL
  OR OLD.seq > coalesce((SELECT pruned_seq FROM audit_chains WHERE organization_uid = OLD.organization_uid), 0)
BEGIN
  SELECT RAISE(ABORT, 'audit events are append-only');
END;

-- The commands that agents were given, and what became of them.
CREATE TABLE agent_tasks (
  uid TEXT PRIMARY KEY,
  organization_uid TEXT NOT NULL,
  location_uid TEXT NOT NULL,
  management_agent_uid TEXT NOT NULL,
  agent_name TEXT NOT NULL,
  agent_name_fold TEXT NOT NULL,
  task_type TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('Scheduled', 'Running', 'Success', 'Failed', 'Canceled')),
  description TEXT NOT NULL,
  description_fold TEXT NOT NULL,
  message TEXT,
  created_by TEXT,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  rev INTEGER NOT NULL
) STRICT;
CREATE INDEX agent_tasks_created ON agent_tasks (created_at, uid);
CREATE INDEX agent_tasks_organization ON agent_tasks (organization_uid, created_at);

-- How long audit events and tasks are kept.
CREATE TABLE log_settings (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), retention_days INTEGER NOT NULL) STRICT;
INSERT INTO log_settings (only_row, retention_days) VALUES (1, 92);
