//! The schema's history: append-only, forward-only, the same text on both engines. A released file never
//! changes: its digest stands here and in every database that ran it.

use privacy::ids::Hex;
use privacy::secret::Digest;

use crate::failure::OpenError;

/// One step of the schema.
#[derive(Debug)]
pub(crate) struct Migration {
    /// From 1, without gaps.
    pub(crate) number: i64,
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
}

/// All of them, in order.
pub(crate) static MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "sealed_conversations",
        sql: include_str!("../../../schema/migrations/0001_sealed_conversations.sql"),
    },
    Migration {
        number: 2,
        name: "events_and_jobs",
        sql: include_str!("../../../schema/migrations/0002_events_and_jobs.sql"),
    },
    Migration { number: 3, name: "log", sql: include_str!("../../../schema/migrations/0003_log.sql") },
    Migration {
        number: 4,
        name: "erasure",
        sql: include_str!("../../../schema/migrations/0004_erasure.sql"),
    },
    Migration {
        number: 5,
        name: "destructions",
        sql: include_str!("../../../schema/migrations/0005_destructions.sql"),
    },
    Migration {
        number: 6,
        name: "witnesses",
        sql: include_str!("../../../schema/migrations/0006_witnesses.sql"),
    },
    Migration {
        number: 7,
        name: "daily_work",
        sql: include_str!("../../../schema/migrations/0007_daily_work.sql"),
    },
    Migration { number: 8, name: "labels", sql: include_str!("../../../schema/migrations/0008_labels.sql") },
    Migration {
        number: 9,
        name: "companies",
        sql: include_str!("../../../schema/migrations/0009_companies.sql"),
    },
    Migration {
        number: 10,
        name: "getting_in",
        sql: include_str!("../../../schema/migrations/0010_getting_in.sql"),
    },
    Migration {
        number: 11,
        name: "messenger",
        sql: include_str!("../../../schema/migrations/0011_messenger.sql"),
    },
    Migration {
        number: 12,
        name: "reaching_people",
        sql: include_str!("../../../schema/migrations/0012_reaching_people.sql"),
    },
    Migration {
        number: 13,
        name: "second_factor",
        sql: include_str!("../../../schema/migrations/0013_second_factor.sql"),
    },
    Migration { number: 14, name: "drafts", sql: include_str!("../../../schema/migrations/0014_drafts.sql") },
    Migration {
        number: 15,
        name: "data_events",
        sql: include_str!("../../../schema/migrations/0015_data_events.sql"),
    },
    Migration { number: 16, name: "inbox", sql: include_str!("../../../schema/migrations/0016_inbox.sql") },
    Migration {
        number: 17,
        name: "language_of_teammates",
        sql: include_str!("../../../schema/migrations/0017_language_of_teammates.sql"),
    },
    Migration {
        number: 18,
        name: "places_in_lists",
        sql: include_str!("../../../schema/migrations/0018_places_in_lists.sql"),
    },
    Migration {
        number: 19,
        name: "until_when_snoozed",
        sql: include_str!("../../../schema/migrations/0019_until_when_snoozed.sql"),
    },
    Migration {
        number: 20,
        name: "looked_before",
        sql: include_str!("../../../schema/migrations/0020_looked_before.sql"),
    },
    Migration { number: 21, name: "turns", sql: include_str!("../../../schema/migrations/0021_turns.sql") },
];

/// Where a database keeps which of them it ran.
pub(crate) const HISTORY: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (\
    number BIGINT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (number))";
/// Whether there is a history yet is told by the engine; this reads it.
pub(crate) const READ_HISTORY: &str = "SELECT number, digest FROM schema_migrations ORDER BY number";
/// Notes one as done.
pub(crate) const NOTE_DONE: &str = "INSERT INTO schema_migrations (number, name, digest) VALUES ($1, $2, $3)";

impl Migration {
    /// SHA-256 of the text, in hexadecimal.
    pub(crate) fn digest(&self) -> String {
        Hex::new(*Digest::of(self.sql.as_bytes()).as_bytes()).to_string()
    }
}

/// Those of `known` that a database with this history has still to run; refuses a history that is not ours.
pub(crate) fn missing(
    known: &'static [Migration],
    history: &[(i64, String)],
) -> Result<&'static [Migration], OpenError> {
    let newest = known.last().map_or(0, |migration| migration.number);
    if let Some((found, _)) = history.iter().find(|(number, _)| *number > newest) {
        return Err(OpenError(format!(
            "the data has schema version {found}, and this program knows versions up to {newest}: \
             start it with the program that wrote it, or a newer one; nothing was changed"
        )));
    }
    for (migration, (number, digest)) in known.iter().zip(history) {
        if migration.number != *number || migration.digest() != *digest {
            return Err(OpenError(format!(
                "step {number} of the data's schema is not the one this program knows: \
                 it was written by another program; nothing was changed"
            )));
        }
    }
    Ok(known.get(history.len()..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Add a line for a new file; never change one.
    const RELEASED: &[&str] = &[
        "2d739d3791078b2c102c6fd072ec05248e68dd1017b360e9e83509ca0eba1acc",
        "694c2f3130e8862bee9f36a35664b4663eb633d1b6668bcafc60bc59bf2a520a",
        "ceccea0f20bfd459e5be7159f5ed18717868e024fc69c269e56d4b60618d7ed1",
        "d6d4e8226734d9c2dd88d379e62f7a11a9e053497485ade63dd6db0ec275f77c",
        "30c6a985bdf33c5abab8f2b996ecf8ce536b15a010d631770ed1bd33d045b1ea",
        "d9b5c96d046c1c93babadccd72221751e81685939e84e75ebea03b2d831270d8",
        "b3ba46e85c2026a80674f4cb339bd7eff98fe67ffaf62ed22822e09c9096abe7",
        "1f245a56deb1bfe5171151f6c0a798ef5aa8675dfee962aaa16a546a4ecc5668",
        "7f8cb141c58b8aa39685290f592813339349bac0662fc6c4c80778ac9cfcf11b",
        "47bc1e8ab3cb916109865b5decc94056c403264a5bb7781418affda62985c108",
        "ebd708f46689d88892d473b780a5e541c4ac9c2e389297432b104a1a2f32b7cd",
        "8896c8649ad41ba2db6c6e8d785c586745c1fb4918295643e1ac5212f01cec38",
        "ce4ce9a67c3cfec4c8414e56f1f24eb19fb7153c8f8a5c09fcc8d60628cb052d",
        "89a551430a7a87252b877dcc6ad3e2fb499945a0ceec796580ff1d4e53597ecb",
        "ca9c3b045763c7f7f36d5cd6b79f05640ddb85d077ecdd8a97c082a7b95a16a4",
        "a3f502fced00fe661dba382414ad6bb07da88dd77e0b30926f29c3b9feace0ca",
        "8c8e4b7b8f26259beff00cf55e15f72e5619742902c6c9f3f828d199d39bf2a8",
        "6779436d4f7d06151e91f9beaf6bdc235cae4c4f1821b2c123e22b8c494c0854",
        "519ec595cbcb71f48f421ef7e1d290a4dc67d444dbfcfc5723cd697fb3f33ecd",
        "cf4c05839fb833782dc8e7f966af65336b8a333f055846e15f1c1ab552e5941e",
        "d768d3ad69c7ed56eee71ea6eb72f03374b2aedaad2d7a1457975547b1dd01ff",
    ];

    fn history(upto: usize) -> Vec<(i64, String)> {
        MIGRATIONS.iter().take(upto).map(|migration| (migration.number, migration.digest())).collect()
    }

    #[test]
    fn released_migrations_never_change() {
        let digests: Vec<String> = MIGRATIONS.iter().map(Migration::digest).collect();
        assert_eq!(digests, RELEASED);
    }

    #[test]
    fn numbers_have_no_gaps_and_every_file_is_listed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/migrations");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|f| f.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let listed: Vec<String> =
            MIGRATIONS.iter().map(|m| format!("{:04}_{}.sql", m.number, m.name)).collect();
        assert_eq!(files, listed);
        assert!(MIGRATIONS.iter().zip(1..).all(|(migration, number)| migration.number == number));
    }

    #[test]
    fn a_newer_or_foreign_history_is_refused() {
        assert_eq!(missing(MIGRATIONS, &[]).unwrap().len(), MIGRATIONS.len());
        assert!(missing(MIGRATIONS, &history(MIGRATIONS.len())).unwrap().is_empty());
        let mut newer = history(MIGRATIONS.len());
        newer.push((99, "00".to_owned()));
        assert!(missing(MIGRATIONS, &newer).unwrap_err().to_string().contains("schema version 99"));
        let foreign = vec![(1, "00".to_owned())];
        assert!(missing(MIGRATIONS, &foreign).unwrap_err().to_string().contains("step 1"));
    }
}
