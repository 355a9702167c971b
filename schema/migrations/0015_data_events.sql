-- What contacts did, as the customer's server or their page tells it, and on which page a conversation began.

-- `once_index` is a keyed hash of what makes an event itself, so that telling it again changes nothing.
CREATE TABLE data_events (
  workspace_id TEXT NOT NULL,
  event_id     TEXT NOT NULL,
  contact_id   TEXT NOT NULL,
  told_by      TEXT NOT NULL,
  once_index   BYTEA NOT NULL,
  name         BYTEA NOT NULL,
  metadata     BYTEA,
  happened_at  BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, event_id)
);
CREATE UNIQUE INDEX data_events_once ON data_events (workspace_id, once_index);
CREATE INDEX data_events_by_contact ON data_events (workspace_id, contact_id, happened_at, event_id);
CREATE INDEX data_events_by_time ON data_events (workspace_id, happened_at);

ALTER TABLE conversations ADD COLUMN page BYTEA;
