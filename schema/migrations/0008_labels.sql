-- Labels on people, notes about them, who is mentioned in a note, and answers that are kept ready.

CREATE TABLE contact_tags (
  workspace_id TEXT NOT NULL,
  contact_id   TEXT NOT NULL,
  tag_id       BIGINT NOT NULL,
  applied_by   BIGINT NOT NULL,
  applied_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, contact_id, tag_id)
);
CREATE INDEX contact_tags_by_tag ON contact_tags (workspace_id, tag_id, contact_id);
CREATE INDEX conversation_tags_by_tag ON conversation_tags (workspace_id, tag_id, conversation_id);

-- What teammates write down about a contact, apart from any conversation.
CREATE TABLE contact_notes (
  workspace_id TEXT NOT NULL,
  note_id      BIGINT NOT NULL,
  contact_id   TEXT NOT NULL,
  author_id    BIGINT NOT NULL,
  body         BYTEA NOT NULL,
  created_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, note_id)
);
CREATE INDEX contact_notes_by_contact ON contact_notes (workspace_id, contact_id, note_id);

-- Which teammate is mentioned in which note of a conversation, and when they looked.
CREATE TABLE mentions (
  workspace_id    TEXT NOT NULL,
  conversation_id BIGINT NOT NULL,
  seq             BIGINT NOT NULL,
  teammate_id     BIGINT NOT NULL,
  mentioned_at    BIGINT NOT NULL,
  seen_at         BIGINT,
  PRIMARY KEY (workspace_id, conversation_id, seq, teammate_id)
);
CREATE INDEX mentions_of ON mentions (workspace_id, teammate_id, conversation_id);
CREATE INDEX mentions_unseen ON mentions (workspace_id, teammate_id, conversation_id) WHERE seen_at IS NULL;

-- Answers kept ready, for everybody or for one team.
CREATE TABLE macros (
  workspace_id TEXT NOT NULL,
  macro_id     BIGINT NOT NULL,
  version      BIGINT NOT NULL,
  team_id      BIGINT,
  name         BYTEA NOT NULL,
  body         BYTEA NOT NULL,
  created_by   BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, macro_id)
);
