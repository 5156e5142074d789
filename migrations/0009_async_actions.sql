-- Slow operations that go on behind a 202, kept until their result is no more to be asked for.
CREATE TABLE async_actions (
  user_uid TEXT NOT NULL,
  -- The caller's X-Request-id where it sent one.
  id TEXT NOT NULL,
  operation_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('running', 'succeed', 'failed', 'canceled')),
  is_cancel_asked INTEGER NOT NULL DEFAULT 0 CHECK (is_cancel_asked IN (0, 1)),
  -- JSON: lists of texts by name.
  query_parameters TEXT NOT NULL,
  -- As it came, secrets taken out.
  request_body TEXT,
  -- What the operation answered, sealed; null while it runs.
  outcome TEXT,
  created_at INTEGER NOT NULL,
  -- Whoever does the work moves it on; when it has passed, nobody does any more.
  lease_until INTEGER NOT NULL,
  -- Null while it runs.
  expires_at INTEGER,
  PRIMARY KEY (user_uid, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX async_actions_expiry ON async_actions (expires_at) WHERE expires_at IS NOT NULL;

-- Unsafe requests that their caller named by an id: a repetition is given the first answer.
CREATE TABLE request_replays (
  -- SHA-256 of user, id, method, address and body.
  request_sha256 TEXT NOT NULL PRIMARY KEY,
  -- What was answered, sealed; null while the first request runs, and for ever when it was interrupted.
  outcome TEXT,
  lease_until INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX request_replays_expiry ON request_replays (expires_at);
