-- The activity log of everything, newest first.
CREATE INDEX audit_events_at ON audit_events (at, uid);
