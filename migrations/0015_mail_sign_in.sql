-- Sign-ins at mail services by OAuth 2.0 that were begun and not completed: the key is of organization, user and state.
CREATE TABLE mail_sign_ins (
  key_sha256 TEXT PRIMARY KEY,
  sealed TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
