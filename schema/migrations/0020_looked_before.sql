-- Who looked at a person before the one who last did, whoever that is: to whoever looks it is told who else has.

ALTER TABLE contacts ADD COLUMN looked_before_at BIGINT;
ALTER TABLE contacts ADD COLUMN looked_before_by_kind TEXT;
ALTER TABLE contacts ADD COLUMN looked_before_by_id TEXT;
