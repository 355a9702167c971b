-- Erasing a person, a conversation or a part: what was asked, planned, destroyed and removed; holds; suppression.

ALTER TABLE messages ADD COLUMN redacted_at BIGINT;

-- One erasure of one thing. It outlives what it erased, and names it by its id alone.
CREATE TABLE erasures (
  workspace_id     TEXT NOT NULL,
  erasure_id       TEXT NOT NULL,
  object_kind      TEXT NOT NULL,
  object_id        TEXT NOT NULL,
  state            TEXT NOT NULL,
  version          BIGINT NOT NULL,
  source           TEXT NOT NULL,
  requested_by     TEXT NOT NULL,
  requested_by_id  TEXT NOT NULL,
  requested_at     BIGINT NOT NULL,
  fenced_at        BIGINT,
  shredded_at      BIGINT,
  removed_at       BIGINT,
  checked_at       BIGINT,
  finished_at      BIGINT,
  hold_id          TEXT,
  leaves           BIGINT NOT NULL,
  generation       BIGINT,
  chain_n          BIGINT,
  chain_hash       BYTEA,
  everywhere       BIGINT,
  horizon_at       BIGINT,
  key_end_change   TEXT,
  horizon_change   TEXT,
  PRIMARY KEY (workspace_id, erasure_id)
);
CREATE UNIQUE INDEX erasures_by_object ON erasures (workspace_id, object_kind, object_id);
CREATE INDEX erasures_by_state ON erasures (workspace_id, state, requested_at);
CREATE INDEX erasures_by_time ON erasures (workspace_id, requested_at, erasure_id);

-- The keys that the plan named under lock. A part of -1 stands for the whole leaf.
CREATE TABLE erasure_leaves (
  workspace_id TEXT NOT NULL,
  erasure_id   TEXT NOT NULL,
  tree         BIGINT NOT NULL,
  leaf         BIGINT NOT NULL,
  part         BIGINT NOT NULL,
  commitment   BYTEA,
  PRIMARY KEY (workspace_id, erasure_id, tree, leaf, part)
);

-- What the plan found in each place, and how much of it is gone.
CREATE TABLE erasure_steps (
  workspace_id TEXT NOT NULL,
  erasure_id   TEXT NOT NULL,
  place        TEXT NOT NULL,
  ordinal      BIGINT NOT NULL,
  planned      BIGINT,
  removed      BIGINT NOT NULL,
  finished_at  BIGINT,
  PRIMARY KEY (workspace_id, erasure_id, place)
);

-- Why something must be kept, by whose word, until when.
CREATE TABLE holds (
  workspace_id TEXT NOT NULL,
  hold_id      TEXT NOT NULL,
  contact_id   TEXT NOT NULL,
  object_kind  TEXT NOT NULL,
  object_id    TEXT NOT NULL,
  ground       TEXT NOT NULL,
  scope        TEXT NOT NULL,
  basis        BYTEA NOT NULL,
  held_until   BIGINT,
  review_at    BIGINT NOT NULL,
  reviewer_id  BIGINT NOT NULL,
  placed_by    TEXT NOT NULL,
  placed_by_id TEXT NOT NULL,
  placed_at    BIGINT NOT NULL,
  lifted_by    TEXT,
  lifted_by_id TEXT,
  lifted_at    BIGINT,
  PRIMARY KEY (workspace_id, hold_id)
);
CREATE INDEX holds_by_contact ON holds (workspace_id, contact_id);
CREATE INDEX holds_by_review ON holds (workspace_id, review_at);

-- Whom an import or an old token must not bring back silently: keyed hashes, until they expire.
CREATE TABLE suppressions (
  workspace_id     TEXT NOT NULL,
  suppression_hash BYTEA NOT NULL,
  kind             TEXT NOT NULL,
  erasure_id       TEXT NOT NULL,
  created_at       BIGINT NOT NULL,
  expires_at       BIGINT NOT NULL,
  overridden_at    BIGINT,
  PRIMARY KEY (workspace_id, suppression_hash)
);
CREATE INDEX suppressions_by_end ON suppressions (workspace_id, expires_at);

-- A leaf that is gone must be named by no contact.
CREATE INDEX contacts_by_leaf ON contacts (workspace_id, tree, leaf);
