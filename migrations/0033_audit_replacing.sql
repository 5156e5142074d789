-- A row that takes the place of another one is deleted by SQLite without a word to the triggers of deletion. So an event
-- that is there already is never written again: but for one that still counts, which the same event may reach.
CREATE TRIGGER audit_events_replace BEFORE INSERT ON audit_events
WHEN EXISTS (SELECT 1 FROM audit_events e WHERE e.uid = NEW.uid AND (
  e.seq IS NOT NULL OR e.open_until IS NULL OR e.open_until IS NOT NEW.open_until
  OR e.organization_uid IS NOT NEW.organization_uid OR e.kind IS NOT NEW.kind
  OR e.actor_user_uid IS NOT NEW.actor_user_uid OR e.actor_name IS NOT NEW.actor_name
  OR e.client_address IS NOT NEW.client_address OR e.details IS NOT NEW.details
  OR e.target_uid IS NOT NEW.target_uid))
BEGIN
  SELECT RAISE(IGNORE);
END;

-- Nor does one take the place of another one in the chain.
CREATE TRIGGER audit_events_place BEFORE UPDATE OF seq ON audit_events
WHEN NEW.seq IS NOT NULL AND EXISTS (
  SELECT 1 FROM audit_events e WHERE e.organization_uid = NEW.organization_uid AND e.seq = NEW.seq AND e.uid <> NEW.uid)
BEGIN
  SELECT RAISE(ABORT, 'audit events are append-only');
END;
