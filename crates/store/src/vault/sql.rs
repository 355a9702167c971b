//! The vault's few statements, the same on both engines. It has a schema and a version of its own.

use crate::statement::Statement;

/// The version of the vault's schema that this program knows.
pub(super) const VERSION: i64 = 4;

/// The tables of version 1; `vault_epochs` stays empty in a folder, whose epoch key lies in the slot file.
pub(super) const TABLES: &str = "\
    CREATE TABLE IF NOT EXISTS vault_meta (\
        vault_id TEXT NOT NULL, version BIGINT NOT NULL, fingerprint BYTEA NOT NULL, PRIMARY KEY (vault_id));\
    CREATE TABLE IF NOT EXISTS vault_roots (\
        workspace_id TEXT NOT NULL, generation BIGINT NOT NULL, sealed BYTEA NOT NULL, PRIMARY KEY (workspace_id));\
    CREATE TABLE IF NOT EXISTS vault_epochs (\
        epoch BIGINT NOT NULL, wrapped BYTEA NOT NULL, PRIMARY KEY (epoch));";

/// What brings an older vault up to date: the version that each makes, in order.
pub(super) const UPGRADES: [(i64, &str); 3] = [(2, TO_VERSION_2), (3, TO_VERSION_3), (4, TO_VERSION_4)];

/// From version 1 to 2: pages, what was destroyed, the epoch of all records, and the servers of a shared vault.
const TO_VERSION_2: &str = "\
    ALTER TABLE vault_meta ADD COLUMN epoch BIGINT NOT NULL DEFAULT 1;\
    ALTER TABLE vault_meta ADD COLUMN epoch_at BIGINT NOT NULL DEFAULT 0;\
    CREATE TABLE vault_pages (\
        workspace_id TEXT NOT NULL, page_id TEXT NOT NULL, sealed BYTEA NOT NULL, \
        PRIMARY KEY (workspace_id, page_id));\
    CREATE TABLE vault_punctures (\
        workspace_id TEXT NOT NULL, n BIGINT NOT NULL, seq BIGINT NOT NULL, ranges BYTEA NOT NULL, \
        chain BYTEA NOT NULL, PRIMARY KEY (workspace_id, n), UNIQUE (seq));\
    CREATE TABLE vault_servers (\
        server_id TEXT NOT NULL, expires_at BIGINT NOT NULL, seen BIGINT NOT NULL, epoch BIGINT NOT NULL, \
        PRIMARY KEY (server_id));\
    UPDATE vault_meta SET version = 2;";

/// From version 2 to 3: what is carried over a restore of the data, and how long copies of the vault are kept.
const TO_VERSION_3: &str = "\
    CREATE TABLE vault_journal (\
        workspace_id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, noted_at BIGINT NOT NULL, \
        body BYTEA NOT NULL, PRIMARY KEY (workspace_id, kind, name));\
    CREATE TABLE vault_copies (\
        kept_until BIGINT NOT NULL, made_at BIGINT NOT NULL, PRIMARY KEY (kept_until, made_at));\
    UPDATE vault_meta SET version = 3;";

/// From version 3 to 4: the holds in force, by whose keys they need; `conversation_id` is empty where it is all of a contact's.
const TO_VERSION_4: &str = "\
    CREATE TABLE vault_holds (\
        workspace_id TEXT NOT NULL, hold_id TEXT NOT NULL, contact_id TEXT NOT NULL, conversation_id TEXT NOT NULL, \
        held_until BIGINT NOT NULL, noted_at BIGINT NOT NULL, PRIMARY KEY (workspace_id, hold_id));\
    CREATE INDEX vault_holds_of ON vault_holds (workspace_id, contact_id);\
    UPDATE vault_meta SET version = 4;";

/// The holds in force that need the keys of contact $c, and where $v is not empty those of that conversation of theirs.
macro_rules! holds_in_force {
    ($c:literal, $v:literal, $now:literal) => {
        concat!(
            "vault_holds h WHERE h.workspace_id = $1 AND h.contact_id = ",
            $c,
            " AND h.held_until > ",
            $now,
            " AND (CAST(",
            $v,
            " AS TEXT) = '' OR h.conversation_id = '' OR h.conversation_id = ",
            $v,
            ")"
        )
    };
}

const fn statement(name: &'static str, sql: &'static str) -> Statement {
    Statement { name, sql }
}

macro_rules! vault_statements {
    ($($name:ident = $sql:expr;)+) => {
        $(pub(super) static $name: Statement = statement(stringify!($name), $sql);)+
    };
}

vault_statements! {
    READ_META = "SELECT vault_id, version, fingerprint FROM vault_meta";
    ADD_META = "INSERT INTO vault_meta (vault_id, version, fingerprint) VALUES ($1, $2, $3)";
    READ_EPOCH_NUMBER = "SELECT epoch FROM vault_meta";
    SET_EPOCH_NUMBER = "UPDATE vault_meta SET epoch = $1, epoch_at = $2";
    SET_FINGERPRINT = "UPDATE vault_meta SET fingerprint = $1";

    READ_EPOCHS = "SELECT epoch, wrapped FROM vault_epochs ORDER BY epoch";
    ADD_EPOCH = "INSERT INTO vault_epochs (epoch, wrapped) VALUES ($1, $2)";
    SET_EPOCH = "UPDATE vault_epochs SET wrapped = $2 WHERE epoch = $1";
    DROP_EPOCHS = "DELETE FROM vault_epochs WHERE epoch < $1";

    READ_ROOT = "SELECT generation, sealed FROM vault_roots WHERE workspace_id = $1";
    READ_ROOTS = "SELECT workspace_id, sealed FROM vault_roots ORDER BY workspace_id";
    ADD_ROOT = "INSERT INTO vault_roots (workspace_id, generation, sealed) VALUES ($1, $2, $3) \
        ON CONFLICT DO NOTHING";
    SWAP_ROOT = "UPDATE vault_roots SET generation = $3, sealed = $4 WHERE workspace_id = $1 AND generation = $2";
    RESEAL_ROOT = "UPDATE vault_roots SET sealed = $2 WHERE workspace_id = $1";

    READ_PAGES = "SELECT page_id, sealed FROM vault_pages WHERE workspace_id = $1";
    READ_PAGE = "SELECT page_id, sealed FROM vault_pages WHERE workspace_id = $1 AND page_id = $2";
    ADD_PAGE = "INSERT INTO vault_pages (workspace_id, page_id, sealed) VALUES ($1, $2, $3)";
    DROP_PAGE = "DELETE FROM vault_pages WHERE workspace_id = $1 AND page_id = $2";

    READ_SEQ = "SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) FROM vault_punctures";
    READ_SINCE = "SELECT workspace_id FROM vault_punctures WHERE seq > $1 GROUP BY workspace_id";
    READ_PUNCTURES = "SELECT n, ranges, chain FROM vault_punctures WHERE workspace_id = $1 AND n > $2 ORDER BY n";
    READ_JOURNAL = "SELECT name, noted_at, body FROM vault_journal \
        WHERE workspace_id = $1 AND kind = $2 AND name > $3 ORDER BY name LIMIT 500";
    READ_NOTE = "SELECT name, noted_at, body FROM vault_journal WHERE workspace_id = $1 AND kind = $2 AND name = $3";
    ADD_NOTE = "INSERT INTO vault_journal (workspace_id, kind, name, noted_at, body) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (workspace_id, kind, name) DO UPDATE SET noted_at = EXCLUDED.noted_at, body = EXCLUDED.body \
        WHERE vault_journal.noted_at < EXCLUDED.noted_at \
        OR (vault_journal.noted_at = EXCLUDED.noted_at AND vault_journal.body <> EXCLUDED.body)";
    DROP_NOTES = "DELETE FROM vault_journal WHERE workspace_id = $1 AND noted_at < $2";

    ADD_COPY = "INSERT INTO vault_copies (kept_until, made_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    READ_COPIES = "SELECT CAST(COALESCE(MAX(kept_until), 0) AS BIGINT) FROM vault_copies";
    DROP_COPIES = "DELETE FROM vault_copies WHERE kept_until < $1";

    ADD_HOLD = "INSERT INTO vault_holds (workspace_id, hold_id, contact_id, conversation_id, held_until, noted_at) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    DROP_HOLD = "DELETE FROM vault_holds WHERE workspace_id = $1 AND hold_id = $2";
    READ_HOLDS = "SELECT hold_id, noted_at FROM vault_holds WHERE workspace_id = $1 AND hold_id > $2 \
        ORDER BY hold_id LIMIT 500";
    HOLD_OF = concat!("SELECT h.hold_id FROM ", holds_in_force!("$2", "$3", "$4"), " ORDER BY h.hold_id LIMIT 1");

    ADD_PUNCTURE_UNLESS_HELD = concat!(
        "INSERT INTO vault_punctures (workspace_id, n, seq, ranges, chain) \
         SELECT $1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM vault_punctures), $3, $4 \
         WHERE NOT EXISTS (SELECT 1 FROM ", holds_in_force!("$5", "$6", "$7"), ")");
    ADD_PUNCTURE = "INSERT INTO vault_punctures (workspace_id, n, seq, ranges, chain) \
        VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM vault_punctures), $3, $4)";
}

/// Only PostgreSQL is shared by servers, and only there these run.
pub(super) mod shared {
    use super::{Statement, statement};

    macro_rules! now {
        () => {
            "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)"
        };
    }

    macro_rules! shared_statements {
        ($($(#[$doc:meta])* $name:ident = $sql:expr;)+) => {
            $($(#[$doc])* pub(in crate::vault) static $name: Statement = statement(stringify!($name), $sql);)+
        };
    }

    shared_statements! {
        /// Held to the end of the transaction: the epoch stays what it is.
        HOLD_EPOCH = "SELECT epoch FROM vault_meta FOR SHARE";
        /// Held alone: destructions come one after the other, in the order of their numbers.
        TAKE_EPOCH = "SELECT epoch FROM vault_meta FOR UPDATE";
        EPOCH_AGE = concat!("SELECT ", now!(), " - epoch_at FROM vault_meta");
        NOW = concat!("SELECT ", now!());
        RENEW_SERVER = concat!(
            "INSERT INTO vault_servers (server_id, expires_at, seen, epoch) VALUES ($1, ", now!(),
            " + $2, $3, $4) ON CONFLICT (server_id) DO UPDATE SET expires_at = EXCLUDED.expires_at"
        );
        LEAVE = "DELETE FROM vault_servers WHERE server_id = $1";
        SERVER_SAW = "UPDATE vault_servers SET seen = $2, epoch = $3 WHERE server_id = $1";
        BEHIND = concat!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM vault_servers \
             WHERE server_id <> $1 AND seen < $2 AND expires_at > ", now!()
        );
        OTHERS = concat!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM vault_servers WHERE server_id <> $1 AND expires_at > ", now!()
        );
        BEHIND_EPOCH = concat!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM vault_servers WHERE epoch < $1 AND expires_at > ", now!()
        );
        DROP_LAPSED = concat!("DELETE FROM vault_servers WHERE expires_at < ", now!(), " - 86400000000");
    }
}
