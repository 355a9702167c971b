-- The second factor, codes for when it is lost, and sessions that know when they were last used.

ALTER TABLE workspaces ADD COLUMN second_factor_required BIGINT NOT NULL DEFAULT 0;
ALTER TABLE teammate_sessions ADD COLUMN last_used_at BIGINT;

-- `last_step` is the newest step of time of which a code was taken: none is taken twice.
CREATE TABLE second_factors (
  workspace_id TEXT NOT NULL,
  teammate_id  BIGINT NOT NULL,
  state        TEXT NOT NULL,
  version      BIGINT NOT NULL,
  secret       BYTEA NOT NULL,
  last_step    BIGINT NOT NULL,
  failures     BIGINT NOT NULL,
  locked_until BIGINT,
  created_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, teammate_id)
);

CREATE TABLE recovery_codes (
  workspace_id TEXT NOT NULL,
  teammate_id  BIGINT NOT NULL,
  code_hash    BYTEA NOT NULL,
  created_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, teammate_id, code_hash)
);

-- Whoever gave the right password and still owes the code.
CREATE TABLE sign_in_steps (
  workspace_id TEXT NOT NULL,
  step_hash    BYTEA NOT NULL,
  teammate_id  BIGINT NOT NULL,
  tries        BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, step_hash)
);
CREATE INDEX sign_in_steps_by_end ON sign_in_steps (workspace_id, expires_at);

-- For removing what is past its end.
CREATE INDEX teammate_sessions_by_end ON teammate_sessions (workspace_id, expires_at);
CREATE INDEX messenger_sessions_by_end ON messenger_sessions (workspace_id, expires_at);
