-- Reaching people: answers by mail, the links in the letters, and conversations with several people.

-- In which language somebody's messenger was last shown.
ALTER TABLE contacts ADD COLUMN language TEXT;

-- The number of the last answer that a letter told of; -1 for none.
ALTER TABLE conversations ADD COLUMN mailed_seq BIGINT NOT NULL DEFAULT -1;
-- The conversations whose contact has not seen the last answer, and was not told of it by mail.
CREATE INDEX conversations_unmailed ON conversations (workspace_id, updated_at)
  WHERE waiting_since IS NULL AND last_comment_seq > contact_seen_seq AND last_comment_seq > mailed_seq;

-- The same letter as HTML, and where a mail program asks for no more of its kind.
ALTER TABLE outgoing_mail ADD COLUMN html BYTEA;
ALTER TABLE outgoing_mail ADD COLUMN stop_link BYTEA;

-- What the links in letters open: one conversation for its contact, or the end of mail to them.
CREATE TABLE mail_links (
  workspace_id    TEXT NOT NULL,
  link_hash       BYTEA NOT NULL,
  opens           TEXT NOT NULL,
  contact_id      TEXT NOT NULL,
  conversation_id BIGINT NOT NULL,
  created_at      BIGINT NOT NULL,
  expires_at      BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, link_hash)
);
CREATE INDEX mail_links_by_contact ON mail_links (workspace_id, contact_id);
CREATE INDEX mail_links_by_end ON mail_links (workspace_id, expires_at);

-- From which part on a conversation is with several people: what teammates write from there on is sealed under the
-- conversation alone.
ALTER TABLE conversations ADD COLUMN shared_from BIGINT;
CREATE INDEX conversations_shared ON conversations (workspace_id, updated_at) WHERE shared_from IS NOT NULL;

-- Everybody with whom such a conversation is, or was. They see it from a part on; what was written before another one may be
-- sealed under their leaf.
CREATE TABLE conversation_contacts (
  workspace_id    TEXT NOT NULL,
  conversation_id BIGINT NOT NULL,
  contact_id      TEXT NOT NULL,
  from_seq        BIGINT NOT NULL,
  sealed_until    BIGINT NOT NULL,
  seen_seq        BIGINT NOT NULL,
  mailed_seq      BIGINT NOT NULL,
  attached_at     BIGINT NOT NULL,
  detached_at     BIGINT,
  PRIMARY KEY (workspace_id, conversation_id, contact_id)
);
CREATE INDEX conversations_of_contact ON conversation_contacts (workspace_id, contact_id, conversation_id);
CREATE INDEX conversation_contacts_now ON conversation_contacts (workspace_id, conversation_id) WHERE detached_at IS NULL;

-- Conversations with others from which somebody was erased: what teammates wrote there stays, for somebody to look over.
CREATE TABLE erasure_reviews (
  workspace_id    TEXT NOT NULL,
  erasure_id      TEXT NOT NULL,
  conversation_id BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, erasure_id, conversation_id)
);
