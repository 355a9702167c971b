-- Until when a conversation was put aside, by the part that tells of it. Older parts do not tell.

ALTER TABLE messages ADD COLUMN snoozed_until BIGINT;
