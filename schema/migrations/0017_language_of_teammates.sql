-- A language in which a teammate reads the screens; none where their browser is followed.

ALTER TABLE teammates ADD COLUMN language TEXT;
