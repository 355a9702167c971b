-- Getting in: who was invited to become a teammate and has not answered yet, and how mail leaves.

-- Gone when it is accepted or revoked. The number and the leaf are those that the teammate will have.
CREATE TABLE invitations (
  workspace_id  TEXT NOT NULL,
  invitation_id TEXT NOT NULL,
  secret_hash   BYTEA NOT NULL,
  teammate_id   BIGINT NOT NULL,
  tree          BIGINT NOT NULL,
  leaf          BIGINT NOT NULL,
  role          TEXT NOT NULL,
  email         BYTEA NOT NULL,
  email_index   BYTEA NOT NULL,
  invited_by    BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  expires_at    BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, invitation_id)
);
CREATE UNIQUE INDEX invitations_by_secret ON invitations (workspace_id, secret_hash);
CREATE UNIQUE INDEX invitations_by_email ON invitations (workspace_id, email_index);
CREATE INDEX invitations_by_end ON invitations (workspace_id, expires_at);

-- By which server a workspace's mail leaves.
CREATE TABLE mail_settings (
  workspace_id TEXT NOT NULL,
  version      BIGINT NOT NULL,
  settings     BYTEA NOT NULL,
  password     BYTEA,
  updated_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace_id)
);

-- Mail that has not left yet. Gone when the server has taken it.
CREATE TABLE outgoing_mail (
  workspace_id TEXT NOT NULL,
  mail_id      TEXT NOT NULL,
  person_kind  TEXT NOT NULL,
  person_id    TEXT NOT NULL,
  state        TEXT NOT NULL,
  version      BIGINT NOT NULL,
  tries        BIGINT NOT NULL,
  failure      TEXT,
  recipient    BYTEA NOT NULL,
  subject      BYTEA NOT NULL,
  body         BYTEA NOT NULL,
  created_at   BIGINT NOT NULL,
  next_try_at  BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, mail_id)
);
CREATE INDEX outgoing_mail_by_turn ON outgoing_mail (workspace_id, state, next_try_at);
CREATE INDEX outgoing_mail_by_person ON outgoing_mail (workspace_id, person_id);
