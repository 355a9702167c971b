-- The daily work: teams and their conversations, teammates who are away, and what a conversation is called.

CREATE TABLE teams (
  workspace_id TEXT NOT NULL,
  team_id      BIGINT NOT NULL,
  version      BIGINT NOT NULL,
  name         BYTEA NOT NULL,
  name_index   BYTEA NOT NULL,
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, team_id)
);
CREATE UNIQUE INDEX teams_by_name ON teams (workspace_id, name_index);

CREATE TABLE team_members (
  workspace_id TEXT NOT NULL,
  team_id      BIGINT NOT NULL,
  teammate_id  BIGINT NOT NULL,
  added_at     BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, team_id, teammate_id)
);
CREATE INDEX team_members_by_teammate ON team_members (workspace_id, teammate_id);

-- Since when a teammate is away, and whether what people answer them goes back to everybody.
ALTER TABLE teammates ADD COLUMN away_since BIGINT;
ALTER TABLE teammates ADD COLUMN away_reassigns BIGINT NOT NULL DEFAULT 0;

ALTER TABLE conversations ADD COLUMN team_id BIGINT;
-- Title and custom attributes, sealed under the contact's leaf and one that the conversation has for them alone.
ALTER TABLE conversations ADD COLUMN attributes BYTEA;
-- The team to which something was given, beside the teammate.
ALTER TABLE messages ADD COLUMN team_id BIGINT;

-- A folder is listed and counted from its own index. Most conversations stand in one of the three at most.
CREATE INDEX conversations_unassigned ON conversations (workspace_id, state, updated_at, conversation_id)
  WHERE assignee_id IS NULL AND team_id IS NULL;
CREATE INDEX conversations_by_assignee ON conversations (workspace_id, assignee_id, state, updated_at, conversation_id)
  WHERE assignee_id IS NOT NULL;
CREATE INDEX conversations_by_team ON conversations (workspace_id, team_id, state, updated_at, conversation_id)
  WHERE team_id IS NOT NULL;
-- The few contacts whose conversations no folder shows: erased, or kept for a hold.
CREATE INDEX contacts_hidden ON contacts (workspace_id, contact_id) WHERE state <> 'active';
