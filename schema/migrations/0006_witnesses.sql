-- Witnesses: outsiders who sign the log's checkpoints, each only what continues what it signed before.

-- A witness is named by its public key, as C2SP writes it: name, id, key.
CREATE TABLE log_cosignatures (
  workspace_id TEXT NOT NULL,
  size         BIGINT NOT NULL,
  witness      TEXT NOT NULL,
  signature    TEXT NOT NULL,
  witnessed_at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, size, witness)
);

-- How far each witness has come with each log.
CREATE TABLE log_witnesses (
  workspace_id TEXT NOT NULL,
  witness      TEXT NOT NULL,
  size         BIGINT NOT NULL,
  witnessed_at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, witness)
);
