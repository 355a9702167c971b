-- Companies, and which contacts belong to them; contacts who are blocked.

CREATE TABLE companies (
  workspace_id      TEXT NOT NULL,
  company_id        TEXT NOT NULL,
  version           BIGINT NOT NULL,
  external_id       BYTEA NOT NULL,
  external_id_index BYTEA NOT NULL,
  name              BYTEA,
  profile           BYTEA NOT NULL,
  created_at        BIGINT NOT NULL,
  updated_at        BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, company_id)
);
CREATE UNIQUE INDEX companies_by_external_id ON companies (workspace_id, external_id_index);
CREATE INDEX companies_by_time ON companies (workspace_id, created_at, company_id);

CREATE TABLE contact_companies (
  workspace_id TEXT NOT NULL,
  contact_id   TEXT NOT NULL,
  company_id   TEXT NOT NULL,
  attached_at  BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, contact_id, company_id)
);
CREATE INDEX contacts_of_company ON contact_companies (workspace_id, company_id, contact_id);

-- Since when a contact may write nothing more.
ALTER TABLE contacts ADD COLUMN blocked_at BIGINT;
