//! What a server must not start on: each with a sentence for the operator, a failure's status, and nothing touched.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use testkit::running::{Options, Running};

use crate::place::{Engine, Outcome, Place, api};
use crate::truth::assert_rows;

on_both_engines!(
    a_copied_data_folder_opens_nothing,
    a_missing_root_key_is_said,
    a_different_root_key_is_refused,
    a_newer_schema_is_refused,
    a_missing_vault_is_refused,
    the_root_key_lies_outside_the_data,
    a_second_server_on_the_same_folder,
);

/// A demo that ran once and stopped in order.
async fn used(engine: Engine) -> Outcome<Place> {
    let place = Place::new(engine)?;
    let server = place.start()?;
    api(&server).await?.get("/me").await?.ok()?;
    assert!(server.stop()?.success());
    Ok(place)
}

/// Starting must fail with all of these words, and leave the data folder and the tables as they are.
fn assert_refused(place: &Place, options: &Options, words: &[&str]) -> Outcome {
    let (files, tables) = (place.files()?, counts(place)?);
    let refusal = Running::refused(options)?;
    assert!(!refusal.status.success(), "{}", refusal.said);
    let said = refusal.said.to_lowercase();
    for word in words {
        assert!(said.contains(&word.to_lowercase()), "{word:?} is not in:\n{}", refusal.said);
    }
    assert!(!said.contains("panic"), "{}", refusal.said);
    let after = place.files()?;
    let changed: Vec<_> =
        files.iter().filter(|(path, bytes)| after.get(*path) != Some(bytes)).map(|(p, _)| p).collect();
    let new: Vec<_> = after.keys().filter(|path| !files.contains_key(*path)).collect();
    assert!(changed.is_empty() && new.is_empty(), "changed: {changed:?}, new: {new:?}");
    assert_eq!(counts(place)?, tables);
    Ok(())
}

fn counts(place: &Place) -> Outcome<Vec<Vec<String>>> {
    place.rows("SELECT (SELECT count(*) FROM deployment), (SELECT count(*) FROM entries), (SELECT count(*) FROM messages)")
}

fn copy(from: &Path, to: &Path) -> Outcome {
    assert!(Command::new("cp").arg("-a").arg(from).arg(to).status()?.success());
    Ok(())
}

async fn the_root_key_lies_outside_the_data(engine: Engine) -> Outcome {
    let place = used(engine).await?;
    let key = place.options.root_key();
    assert_eq!(fs::metadata(&key)?.permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(&key)?;
    let text = text.trim().as_bytes();
    assert!(place.files()?.values().all(|bytes| !bytes.windows(text.len()).any(|window| window == text)));
    let mut inside = place.options.clone();
    inside.arguments = vec!["--root-key".into(), place.options.data.join("root.key").display().to_string()];
    assert_refused(&place, &inside, &["root key", "data folder", "--root-key"])?;
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644))?;
    assert_refused(&place, &place.options, &["root key", "read by others", "chmod 600"])
}

async fn a_copied_data_folder_opens_nothing(engine: Engine) -> Outcome {
    let place = used(engine).await?;
    let mut thief = place.options.clone();
    thief.data = place.path().join("stolen");
    thief.home = place.path().join("thief");
    copy(&place.options.data, &thief.data)?;
    assert_refused(&place, &thief, &["root key", "not there"])?;
    assert!(!thief.root_key().exists(), "no new root key is made for sealed data");
    Ok(())
}

async fn a_missing_root_key_is_said(engine: Engine) -> Outcome {
    let place = used(engine).await?;
    let (key, aside) = (place.options.root_key(), place.path().join("aside"));
    fs::rename(&key, &aside)?;
    assert_refused(&place, &place.options, &["root key", "not there", "--root-key"])?;
    fs::rename(&aside, &key)?;
    assert!(place.start()?.stop()?.success(), "with the key back, all is well");
    Ok(())
}

async fn a_different_root_key_is_refused(engine: Engine) -> Outcome {
    let place = used(engine).await?;
    let (key, aside) = (place.options.root_key(), place.path().join("aside"));
    fs::copy(&key, &aside)?;
    fs::write(&key, "0f1e2d3c4b5a69788796a5b4c3d2e1f0".repeat(2))?;
    assert_refused(&place, &place.options, &["root key", "was made with the key", "nothing was changed"])?;
    fs::write(&key, "not a key")?;
    assert_refused(&place, &place.options, &["holds no root key"])?;
    let mut variable = place.options.clone();
    variable.environment = vec![("TROTH_ROOT_KEY".into(), "ff".repeat(32))];
    assert_refused(&place, &variable, &["root key", "was made with the key", "nothing was changed"])?;
    variable.environment = vec![("TROTH_ROOT_KEY".into(), fs::read_to_string(&aside)?.trim().to_owned())];
    assert!(Running::start(&variable)?.stop()?.success(), "the right key by the environment opens all");
    Ok(())
}

async fn a_newer_schema_is_refused(engine: Engine) -> Outcome {
    let place = used(engine).await?;
    place
        .rows("INSERT INTO schema_migrations (number, name, digest) VALUES (9999, 'of_the_future', '00')")?;
    assert_refused(&place, &place.options, &["schema version 9999", "newer"])
}

async fn a_missing_vault_is_refused(engine: Engine) -> Outcome {
    let place = used(engine).await?;
    let (vault, aside) = (place.options.data.join("vault"), place.path().join("aside"));
    fs::rename(&vault, &aside)?;
    assert_refused(&place, &place.options, &["vault", "not there", "put it back"])?;
    fs::rename(&aside, &vault)?;
    assert!(place.start()?.stop()?.success(), "with the vault back, all is well");
    Ok(())
}

/// On PostgreSQL several servers may work side by side.
async fn a_second_server_on_the_same_folder(engine: Engine) -> Outcome {
    let place = Place::new(engine)?;
    let server = place.start()?;
    // With PostgreSQL too: the vault is in the folder, and has one server.
    let refusal = Running::refused(&place.options)?;
    assert!(!refusal.status.success());
    for word in ["another server", "uses the folder", &server.pid().to_string()] {
        assert!(refusal.said.contains(word), "{word:?} is not in:\n{}", refusal.said);
    }
    api(&server).await?.get("/me").await?.ok()?;
    assert!(server.stop()?.success());
    assert_rows(&place)
}
