//! The vault's few statements, the same on both engines. It has a schema and a version of its own.

use crate::statement::Statement;

/// The version of the vault's schema that this program knows.
pub(super) const VERSION: i64 = 1;

/// The tables; `vault_epochs` stays empty in a folder, whose epoch key lies in the slot file.
pub(super) const TABLES: &str = "\
    CREATE TABLE IF NOT EXISTS vault_meta (\
        vault_id TEXT NOT NULL, version BIGINT NOT NULL, fingerprint BYTEA NOT NULL, PRIMARY KEY (vault_id));\
    CREATE TABLE IF NOT EXISTS vault_roots (\
        workspace_id TEXT NOT NULL, generation BIGINT NOT NULL, sealed BYTEA NOT NULL, PRIMARY KEY (workspace_id));\
    CREATE TABLE IF NOT EXISTS vault_epochs (\
        epoch BIGINT NOT NULL, wrapped BYTEA NOT NULL, PRIMARY KEY (epoch));";

const fn statement(name: &'static str, sql: &'static str) -> Statement {
    Statement { name, sql }
}

pub(super) static READ_META: Statement =
    statement("READ_META", "SELECT vault_id, version, fingerprint FROM vault_meta");
pub(super) static ADD_META: Statement =
    statement("ADD_META", "INSERT INTO vault_meta (vault_id, version, fingerprint) VALUES ($1, $2, $3)");
pub(super) static READ_EPOCH: Statement =
    statement("READ_EPOCH", "SELECT wrapped FROM vault_epochs ORDER BY epoch DESC LIMIT 1");
pub(super) static ADD_EPOCH: Statement =
    statement("ADD_EPOCH", "INSERT INTO vault_epochs (epoch, wrapped) VALUES ($1, $2)");
pub(super) static READ_ROOT: Statement =
    statement("READ_ROOT", "SELECT generation, sealed FROM vault_roots WHERE workspace_id = $1");
pub(super) static ADD_ROOT: Statement = statement(
    "ADD_ROOT",
    "INSERT INTO vault_roots (workspace_id, generation, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
);
pub(super) static SWAP_ROOT: Statement = statement(
    "SWAP_ROOT",
    "UPDATE vault_roots SET generation = $3, sealed = $4 WHERE workspace_id = $1 AND generation = $2",
);
