-- What happened to one thing, and what one user did.
CREATE INDEX audit_events_target ON audit_events (target_uid);
CREATE INDEX audit_events_actor ON audit_events (actor_user_uid, at);
