-- Verified identity: secrets with which a customer's server signs who its users are, and how each messenger was proven.

CREATE TABLE identity_secrets (
  workspace_id     TEXT NOT NULL,
  secret_id        TEXT NOT NULL,
  name             BYTEA NOT NULL,
  secret           BYTEA NOT NULL,
  supports_web     BIGINT NOT NULL,
  supports_ios     BIGINT NOT NULL,
  supports_android BIGINT NOT NULL,
  created_at       BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, secret_id)
);

-- Both NULL for a visitor, of whom nothing was proven.
ALTER TABLE messenger_sessions ADD COLUMN identity TEXT;
ALTER TABLE messenger_sessions ADD COLUMN secret_id TEXT;
