-- What servers tell each other: live events on their way, and who does the work that one at a time does.

-- Written with the change they belong to, by servers that share a database, and swept away minutes later. No row is
-- ever looked up by itself, and every index is paid by every change: so there is one, for the order in which they are read.
CREATE TABLE events (
  workspace_id    TEXT NOT NULL,
  ordinal         BIGINT NOT NULL,
  position        BIGINT NOT NULL,
  origin          BIGINT NOT NULL,
  conversation_id BIGINT NOT NULL,
  contact_id      TEXT NOT NULL,
  kind            TEXT NOT NULL
);
CREATE INDEX events_by_position ON events (position);

CREATE TABLE jobs (
  workspace_id TEXT NOT NULL,
  job          TEXT NOT NULL,
  holder       BIGINT NOT NULL,
  held_until   BIGINT NOT NULL,
  term         BIGINT NOT NULL,
  progress     BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, job)
);
