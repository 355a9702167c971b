-- Finds the entries that tell of destroyed keys, which are few, among all others: the vault is compared with them at each start.
CREATE INDEX entries_of_destructions ON entries (workspace_id, change_id, ordinal)
  WHERE action IN ('erasure.shredded', 'vault.punctured');
