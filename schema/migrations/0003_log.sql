-- The log: entries get their place in a Merkle tree, one tree for each workspace and one for the operator.

-- The place of an entry; NULL until one is dealt. The index finds those without a place as well as pages of the log.
ALTER TABLE entries ADD COLUMN log_index BIGINT;
CREATE UNIQUE INDEX entries_by_log_index ON entries (workspace_id, log_index);

-- How far a tree has grown. Whoever moves it on must name the size that it found.
CREATE TABLE log_heads (
  workspace_id TEXT NOT NULL,
  deals        BIGINT NOT NULL,
  size         BIGINT NOT NULL,
  PRIMARY KEY (workspace_id)
);

CREATE TABLE log_checkpoints (
  workspace_id TEXT NOT NULL,
  size         BIGINT NOT NULL,
  note         TEXT NOT NULL,
  signed_at    BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, size)
);

-- 256 hashes of a level side by side; the last of each level is still filling up.
CREATE TABLE log_tiles (
  workspace_id TEXT NOT NULL,
  level        BIGINT NOT NULL,
  tile         BIGINT NOT NULL,
  hashes       BYTEA NOT NULL,
  PRIMARY KEY (workspace_id, level, tile)
);
