-- The first schema: workspaces and their people, conversations and messages, all content sealed.
-- Portable subset: BIGINT, TEXT, BYTEA; times are microseconds since 1970 in BIGINT.

CREATE TABLE deployment (
  deployment_id TEXT NOT NULL,
  vault_id      TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  PRIMARY KEY (deployment_id)
);

CREATE TABLE setup_links (
  link_hash  BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT,
  PRIMARY KEY (link_hash)
);

CREATE TABLE workspaces (
  workspace_id TEXT NOT NULL,
  region       TEXT NOT NULL,
  state        TEXT NOT NULL,
  version      BIGINT NOT NULL,
  name         BYTEA NOT NULL,
  settings     BYTEA NOT NULL,
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace_id)
);

CREATE TABLE number_blocks (
  workspace_id TEXT NOT NULL,
  series       TEXT NOT NULL,
  next_number  BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, series)
);

-- Every leaf ever dealt, and whose it is: what an erasure's plan reads.
CREATE TABLE leaves (
  workspace_id TEXT NOT NULL,
  tree         BIGINT NOT NULL,
  leaf         BIGINT NOT NULL,
  holder_kind  TEXT NOT NULL,
  holder_id    TEXT NOT NULL,
  commitment   BYTEA NOT NULL,
  dealt_at     BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, tree, leaf)
);
CREATE INDEX leaves_by_holder ON leaves (workspace_id, holder_kind, holder_id);

CREATE TABLE teammates (
  workspace_id TEXT NOT NULL,
  teammate_id  BIGINT NOT NULL,
  tree         BIGINT NOT NULL,
  leaf         BIGINT NOT NULL,
  role         TEXT NOT NULL,
  state        TEXT NOT NULL,
  version      BIGINT NOT NULL,
  name         BYTEA NOT NULL,
  email        BYTEA NOT NULL,
  email_index  BYTEA NOT NULL,
  password     BYTEA,
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, teammate_id)
);
CREATE UNIQUE INDEX teammates_by_email ON teammates (workspace_id, email_index);

CREATE TABLE teammate_sessions (
  workspace_id TEXT NOT NULL,
  session_id   TEXT NOT NULL,
  token_hash   BYTEA NOT NULL,
  teammate_id  BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  ended_at     BIGINT,
  PRIMARY KEY (workspace_id, session_id)
);
CREATE UNIQUE INDEX teammate_sessions_by_token ON teammate_sessions (workspace_id, token_hash);

CREATE TABLE sign_in_links (
  workspace_id TEXT NOT NULL,
  link_hash    BYTEA NOT NULL,
  teammate_id  BIGINT NOT NULL,
  uses_left    BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, link_hash)
);

CREATE TABLE api_tokens (
  workspace_id TEXT NOT NULL,
  token_id     TEXT NOT NULL,
  token_hash   BYTEA NOT NULL,
  teammate_id  BIGINT NOT NULL,
  scope        TEXT NOT NULL,
  name         BYTEA NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT,
  revoked_at   BIGINT,
  PRIMARY KEY (workspace_id, token_id)
);
CREATE UNIQUE INDEX api_tokens_by_token ON api_tokens (workspace_id, token_hash);

CREATE TABLE contacts (
  workspace_id         TEXT NOT NULL,
  contact_id           TEXT NOT NULL,
  tree                 BIGINT NOT NULL,
  leaf                 BIGINT NOT NULL,
  role                 TEXT NOT NULL,
  state                TEXT NOT NULL,
  version              BIGINT NOT NULL,
  external_id          BYTEA,
  external_id_index    BYTEA,
  email                BYTEA,
  email_index          BYTEA,
  phone                BYTEA,
  phone_index          BYTEA,
  name                 BYTEA,
  custom_attributes    BYTEA,
  owner_id             BIGINT,
  unsubscribed         BIGINT NOT NULL,
  created_at           BIGINT NOT NULL,
  updated_at           BIGINT NOT NULL,
  signed_up_at         BIGINT,
  last_seen_at         BIGINT,
  last_replied_at      BIGINT,
  last_contacted_at    BIGINT,
  looked_at            BIGINT,
  looked_by_kind       TEXT,
  looked_by_id         TEXT,
  PRIMARY KEY (workspace_id, contact_id)
);
CREATE UNIQUE INDEX contacts_by_external_id ON contacts (workspace_id, external_id_index);
CREATE INDEX contacts_by_email ON contacts (workspace_id, email_index);
CREATE INDEX contacts_by_time ON contacts (workspace_id, created_at, contact_id);

CREATE TABLE messenger_sessions (
  workspace_id TEXT NOT NULL,
  session_id   TEXT NOT NULL,
  token_hash   BYTEA NOT NULL,
  contact_id   TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  ended_at     BIGINT,
  PRIMARY KEY (workspace_id, session_id)
);
CREATE UNIQUE INDEX messenger_sessions_by_token ON messenger_sessions (workspace_id, token_hash);
CREATE INDEX messenger_sessions_by_contact ON messenger_sessions (workspace_id, contact_id);

CREATE TABLE conversations (
  workspace_id       TEXT NOT NULL,
  conversation_id    BIGINT NOT NULL,
  contact_id         TEXT NOT NULL,
  tree               BIGINT NOT NULL,
  leaf               BIGINT NOT NULL,
  state              TEXT NOT NULL,
  version            BIGINT NOT NULL,
  next_seq           BIGINT NOT NULL,
  last_comment_seq   BIGINT NOT NULL,
  contact_seen_seq   BIGINT NOT NULL,
  assignee_id        BIGINT,
  priority           BIGINT NOT NULL,
  unread             BIGINT NOT NULL,
  snoozed_until      BIGINT,
  waiting_since      BIGINT,
  created_at         BIGINT NOT NULL,
  updated_at         BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, conversation_id)
);
CREATE INDEX conversations_by_update ON conversations (workspace_id, updated_at, conversation_id);
CREATE INDEX conversations_by_state ON conversations (workspace_id, state, updated_at, conversation_id);
CREATE INDEX conversations_by_contact ON conversations (workspace_id, contact_id, updated_at);

CREATE TABLE messages (
  workspace_id    TEXT NOT NULL,
  conversation_id BIGINT NOT NULL,
  seq             BIGINT NOT NULL,
  message_id      BIGINT NOT NULL,
  kind            TEXT NOT NULL,
  author_kind     TEXT NOT NULL,
  author_id       TEXT NOT NULL,
  assignee_id     BIGINT,
  attachments     BIGINT NOT NULL,
  body            BYTEA,
  created_at      BIGINT NOT NULL,
  updated_at      BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, conversation_id, seq)
);
CREATE UNIQUE INDEX messages_by_id ON messages (workspace_id, message_id);

CREATE TABLE attachments (
  workspace_id    TEXT NOT NULL,
  attachment_id   TEXT NOT NULL,
  conversation_id BIGINT NOT NULL,
  seq             BIGINT NOT NULL,
  position        BIGINT NOT NULL,
  size_bytes      BIGINT NOT NULL,
  name            BYTEA NOT NULL,
  media_type      BYTEA NOT NULL,
  created_at      BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, attachment_id)
);
CREATE INDEX attachments_by_message ON attachments (workspace_id, conversation_id, seq);

CREATE TABLE tags (
  workspace_id TEXT NOT NULL,
  tag_id       BIGINT NOT NULL,
  name         BYTEA NOT NULL,
  name_index   BYTEA NOT NULL,
  created_by   BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, tag_id)
);
CREATE UNIQUE INDEX tags_by_name ON tags (workspace_id, name_index);

CREATE TABLE conversation_tags (
  workspace_id    TEXT NOT NULL,
  conversation_id BIGINT NOT NULL,
  tag_id          BIGINT NOT NULL,
  applied_by      BIGINT NOT NULL,
  applied_at      BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, conversation_id, tag_id)
);

-- One row an act, in the same commit as the change it tells of. Sequenced into the log later.
CREATE TABLE entries (
  workspace_id TEXT NOT NULL,
  change_id    TEXT NOT NULL,
  ordinal      BIGINT NOT NULL,
  at           BIGINT NOT NULL,
  actor_kind   TEXT NOT NULL,
  actor_id     TEXT NOT NULL,
  action       TEXT NOT NULL,
  object_kind  TEXT NOT NULL,
  object_id    TEXT NOT NULL,
  facts        BYTEA NOT NULL,
  PRIMARY KEY (workspace_id, change_id, ordinal)
);
