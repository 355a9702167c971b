-- What a teammate has begun to write in a conversation and not yet sent.

CREATE TABLE drafts (
  workspace_id    TEXT NOT NULL,
  conversation_id BIGINT NOT NULL,
  teammate_id     BIGINT NOT NULL,
  kind            TEXT NOT NULL,
  body            BYTEA NOT NULL,
  updated_at      BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, conversation_id, teammate_id)
);
