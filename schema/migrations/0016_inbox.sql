-- Views: choices of conversations that are kept under a name, by a teammate for themselves or for everybody.

CREATE TABLE saved_views (
  workspace_id TEXT NOT NULL,
  view_id      BIGINT NOT NULL,
  version      BIGINT NOT NULL,
  owner_id     BIGINT,
  name         BYTEA NOT NULL,
  state        TEXT,
  whose        TEXT NOT NULL,
  assignee_id  BIGINT,
  team_id      BIGINT,
  tag_id       BIGINT,
  priority     BIGINT NOT NULL,
  sort         TEXT NOT NULL,
  created_by   BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, view_id)
);

-- Who looked over a conversation that an erasure left to be looked over, and when.
ALTER TABLE erasure_reviews ADD COLUMN reviewed_by BIGINT;
ALTER TABLE erasure_reviews ADD COLUMN reviewed_at BIGINT;
