-- What an organization sets for itself beyond its contact: mail, brand, automatic deployment. A row exists once something was set.
-- Each column is JSON of what was set only: what is missing is inherited, or the default.
CREATE TABLE organization_configurations (
  organization_uid TEXT PRIMARY KEY REFERENCES organizations (uid),
  notification TEXT NOT NULL DEFAULT '{}',
  smtp TEXT,
  smtp_secret_sealed TEXT,
  branding TEXT NOT NULL DEFAULT '{}',
  auto_deployment TEXT NOT NULL DEFAULT '{}',
  rev INTEGER NOT NULL DEFAULT 1,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The content is base64. An image is never changed, only replaced by another one: its address may be cached for ever.
CREATE TABLE brand_images (
  uid TEXT PRIMARY KEY,
  organization_uid TEXT NOT NULL REFERENCES organizations (uid),
  kind TEXT NOT NULL CHECK (kind IN ('loginLogo', 'loginGraphic', 'portalLogo', 'reportLogo', 'favicon')),
  media_type TEXT NOT NULL,
  content TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX brand_images_kind ON brand_images (organization_uid, kind);

-- Own words of welcome mails. CurrentObject: of the organization itself; ChildObjects: of those that it manages.
CREATE TABLE welcome_templates (
  organization_uid TEXT NOT NULL REFERENCES organizations (uid),
  organization_type TEXT NOT NULL CHECK (organization_type IN ('Company', 'Reseller')),
  organization_scope TEXT NOT NULL CHECK (organization_scope IN ('ChildObjects', 'CurrentObject')),
  content TEXT,
  show_self_service_section INTEGER NOT NULL DEFAULT 1,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (organization_uid, organization_type, organization_scope)
) STRICT, WITHOUT ROWID;

-- The queue. The sealed body goes when the mail has been delivered, or some time after it was given up.
CREATE TABLE mails (
  uid TEXT PRIMARY KEY,
  organization_uid TEXT NOT NULL REFERENCES organizations (uid),
  template TEXT NOT NULL,
  recipient TEXT NOT NULL,
  recipient_fold TEXT NOT NULL,
  subject TEXT NOT NULL,
  sealed_body TEXT,
  status TEXT NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sending', 'sent', 'deferred', 'failed')),
  way TEXT CHECK (way IN ('smtp', 'emailService', 'log')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER,
  expires_at INTEGER NOT NULL,
  last_reply TEXT,
  claimed_by TEXT,
  claimed_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  sent_at INTEGER
) STRICT;
CREATE INDEX mails_due ON mails (next_attempt_at) WHERE status IN ('queued', 'deferred');
CREATE INDEX mails_sending ON mails (claimed_at) WHERE status = 'sending';
CREATE INDEX mails_organization ON mails (organization_uid, created_at);
CREATE INDEX mails_ended ON mails (updated_at) WHERE status IN ('sent', 'failed');

-- One address leads to one organization.
CREATE UNIQUE INDEX organizations_login_url ON organizations (login_url_fold)
  WHERE login_url_fold IS NOT NULL AND deleted_at IS NULL;
