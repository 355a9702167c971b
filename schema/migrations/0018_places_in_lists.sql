-- Where a conversation stands in lists: when something last happened in it that was not taken back.

ALTER TABLE conversations ADD COLUMN moved_at BIGINT NOT NULL DEFAULT 0;
UPDATE conversations SET moved_at = updated_at;

DROP INDEX conversations_by_state;
DROP INDEX conversations_unassigned;
DROP INDEX conversations_by_assignee;
DROP INDEX conversations_by_team;
CREATE INDEX conversations_by_move ON conversations (workspace_id, moved_at, conversation_id);
CREATE INDEX conversations_by_state ON conversations (workspace_id, state, moved_at, conversation_id);
CREATE INDEX conversations_unassigned ON conversations (workspace_id, state, moved_at, conversation_id)
  WHERE assignee_id IS NULL AND team_id IS NULL;
CREATE INDEX conversations_by_assignee ON conversations (workspace_id, assignee_id, state, moved_at, conversation_id)
  WHERE assignee_id IS NOT NULL;
CREATE INDEX conversations_by_team ON conversations (workspace_id, team_id, state, moved_at, conversation_id)
  WHERE team_id IS NOT NULL;
