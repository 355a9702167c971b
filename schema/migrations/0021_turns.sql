-- The digests of the turn of a signed-in browser's cookie, and of the one before, which it may still show.

ALTER TABLE teammate_sessions ADD COLUMN turn_hash BYTEA;
ALTER TABLE teammate_sessions ADD COLUMN former_turn_hash BYTEA;
