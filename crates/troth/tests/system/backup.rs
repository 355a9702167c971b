//! Backups of the embedded store with the real binary: made under load, proved, damaged, put back, broken off.

mod erased;
mod foreign;
mod logs;
mod refused;
mod restoring;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::json;

use crate::load::{self, Log};
use crate::place::{Engine, Outcome, Place, api, run};
use crate::truth::{Unacknowledged, assert_messages, assert_rows};

/// `troth backup ...` as the operator of that place would say it.
pub(crate) fn troth(place: &Place, arguments: &[&str]) -> Command {
    let mut command = Command::new(&place.options.binary);
    command.arg("backup").args(arguments).env("HOME", &place.options.home);
    for variable in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "RUST_LOG", "RUST_BACKTRACE"] {
        command.env_remove(variable);
    }
    command
}

pub(crate) fn text(path: &Path) -> Outcome<&str> {
    path.to_str().ok_or_else(|| "a path that is not text".into())
}

/// Makes a backup of that name beside the data.
pub(crate) fn make(place: &Place, name: &str) -> Outcome<(PathBuf, Output)> {
    let out = place.path().join(name);
    let made = troth(place, &["--data", text(&place.options.data)?, "--out", text(&out)?]).output()?;
    Ok((out, made))
}

pub(crate) fn verify(place: &Place, backup: &Path) -> Outcome<Output> {
    Ok(troth(place, &["verify", text(backup)?]).output()?)
}

pub(crate) fn restore(place: &Place, backup: &Path) -> Outcome<Output> {
    Ok(troth(place, &["restore", text(backup)?, "--data", text(&place.options.data)?]).output()?)
}

/// It ended well; what it said on standard output.
pub(crate) fn well(output: &Output) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    out.into_owned()
}

/// It refused, and said each of these words.
pub(crate) fn assert_refused(output: &Output, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "it did not refuse: {said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in:\n{said}");
    }
}

/// No private folder of a backup is left in there.
pub(crate) fn assert_tidy(folder: &Path) -> Outcome {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        assert!(!name.to_string_lossy().starts_with(".troth-backup-"), "{} was left behind", name.display());
    }
    Ok(())
}

/// A place with a conversation and a file, and no server.
pub(crate) async fn used() -> Outcome<Place> {
    let place = Place::new(Engine::Embedded)?;
    let server = place.start()?;
    let mut client = api(&server).await?;
    let person = client.post("/contacts", json!({"role": "user", "external_id": "b-1"})).await?.ok()?.json();
    let begun = json!({"from": {"type": "user", "id": person["id"]}, "body": "Hello?"});
    let begun = client.post("/conversations", begun).await?.ok()?.json();
    let admin = client.get("/me").await?.ok()?.json()["id"].clone();
    let reply = json!({"message_type": "comment", "type": "admin", "admin_id": admin, "body": "See here",
        "attachment_files": [{"name": "a.txt", "content_type": "text/plain", "data": "QUJDREVGR0g="}]});
    let conversation = begun["conversation_id"].as_str().ok_or("no conversation")?;
    client.post(&format!("/conversations/{conversation}/reply"), reply).await?.ok()?;
    assert!(server.stop()?.success());
    Ok(place)
}

/// Every cell of every table but those that starting a server adds to, byte for byte.
pub(crate) fn tables(place: &Place) -> Outcome<Vec<testkit::look::Rows>> {
    let rows = |table: &str| {
        let quoted =
            format!("SELECT group_concat('quote(' || name || ')') FROM pragma_table_info('{table}')");
        let columns = place.rows(&quoted)?.concat().concat();
        place.rows(&format!("SELECT {columns} FROM {table} ORDER BY 1, 2, 3"))
    };
    ["leaves", "teammates", "contacts", "conversations", "messages", "attachments", "conversation_tags"]
        .into_iter()
        .map(rows)
        .collect()
}

/// Everything below `files/`, by name, with its bytes.
pub(crate) fn contents(place: &Place) -> Outcome<Vec<(PathBuf, Vec<u8>)>> {
    let files = place.options.data.join("files");
    let mut found: Vec<_> = place.files()?.into_iter().filter(|(path, _)| path.starts_with(&files)).collect();
    found.sort();
    Ok(found)
}

/// How many entries of that action there are.
fn entered(place: &Place, action: &str) -> Outcome<usize> {
    Ok(place.rows(&format!("SELECT change_id FROM entries WHERE action = '{action}'"))?.len())
}

#[test]
fn a_backup_under_load_holds_what_was_acknowledged_before() -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        let (server, log) = (place.start()?, Log::default());
        let mut clients = load::start(&server, &log, "under load").await?;
        while log.count() < 150 && !clients.is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let before: Vec<_> = log.all().into_iter().filter(|message| message.acknowledged).collect();
        let (backup, made) = make(&place, "under-load.backup")?;
        well(&made);
        while clients.join_next().await.is_some() {}
        assert!(log.count() > before.len(), "nothing was written while the backup was made");
        assert!(server.stop()?.success());
        assert!(place.start()?.stop()?.success());
        assert_eq!(entered(&place, "backup.made")?, 1);
        assert!(well(&verify(&place, &backup)?).contains("is whole"));
        well(&restore(&place, &backup)?);
        assert_rows(&place)?;
        let server = place.start()?;
        assert_messages(&server, &before, Unacknowledged::MayBeThere).await?;
        assert!(server.stop()?.success());
        assert_eq!(entered(&place, "store.restored")?, 1);
        assert_rows(&place)
    })
}

#[test]
fn what_is_restored_is_the_same_to_the_byte() -> Outcome {
    run(async {
        let place = used().await?;
        let (rows, files) = (tables(&place)?, contents(&place)?);
        assert!(!files.is_empty());
        let (backup, made) = make(&place, "whole.backup")?;
        assert!(well(&made).contains("1 files"));
        assert_eq!(fs::metadata(&backup)?.permissions().mode() & 0o777, 0o600);
        assert_tidy(place.path())?;
        let server = place.start()?;
        let later = json!({"role": "user", "external_id": "later", "name": "After The Backup"});
        api(&server).await?.post("/contacts", later).await?.ok()?;
        assert!(server.stop()?.success());
        assert_ne!(tables(&place)?, rows);
        well(&restore(&place, &backup)?);
        assert_eq!(tables(&place)?, rows);
        assert_eq!(contents(&place)?, files);
        let server = place.start()?;
        // A leaf dealt after the backup must not be dealt again.
        let again = json!({"role": "user", "external_id": "again", "name": "After The Restore"});
        api(&server).await?.post("/contacts", again).await?.ok()?;
        assert!(server.stop()?.success());
        let trees = place.rows("SELECT DISTINCT tree FROM contacts")?;
        assert_eq!(trees.len(), 2, "after a restore leaves come from a new tree");
        let aside: Vec<_> = fs::read_dir(&place.options.data)?
            .filter_map(Result::ok)
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("before-restore-"))
            .collect();
        assert_eq!(aside.len(), 1);
        assert!(aside[0].path().join("store/troth.db").is_file());
        Ok(())
    })
}
