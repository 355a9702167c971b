//! What opens, what is refused, and that a refusal touches nothing.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use privacy::Random;
use privacy::keys::RootKey;
use store::vault::Vault;
use store::{Applied, Options, Store};
use testkit::engines::Place;
use testkit::on_both_engines;

use crate::scene::{ADD_LABEL, NOW, Scene};

async fn refusal(place: &Place) -> String {
    match Store::open(place.store_address(), Options::default()).await {
        Ok(_) => panic!("the store opened"),
        Err(error) => error.to_string(),
    }
}

/// Runs SQL past the store, on whichever engine.
async fn past_the_store(place: &Place, sql: &str) {
    if place.is_embedded() {
        let file = Path::new(&place.store()).join("troth.db");
        rusqlite::Connection::open(file).unwrap().execute_batch(sql).unwrap();
    } else {
        let (client, connection) =
            tokio_postgres::connect(&place.store(), tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(sql).await.unwrap();
    }
}

on_both_engines! {
    async fn what_was_stored_is_there_after_a_restart(place: Place) {
        let scene = Scene::open(&place).await;
        assert_eq!(scene.store.commit(scene.change().one(&ADD_LABEL, scene.label(1, 1))).await, Ok(Applied::Now));
        scene.store.close().await;
        assert!(scene.store.commit(scene.change()).await.is_err(), "a closed store takes nothing");
        assert!(scene.store.check().await.is_err());
        let again = Scene { workspace: scene.workspace, ..Scene::open(&place).await };
        assert_eq!((again.labels().await, again.entries().await), (1, 1));
        again.store.check().await.unwrap();
    }

    async fn a_newer_schema_is_refused_and_left_alone(place: Place) {
        Scene::open(&place).await.store.close().await;
        past_the_store(&place, "INSERT INTO schema_migrations (number, name, digest) VALUES (9001, 'x', '00')").await;
        let before = files(&place);
        let said = refusal(&place).await;
        assert!(said.contains("schema version 9001") && said.contains("nothing was changed"), "{said}");
        assert_eq!(before, files(&place));
    }

    async fn a_schema_of_another_program_is_refused(place: Place) {
        Scene::open(&place).await.store.close().await;
        past_the_store(&place, "UPDATE schema_migrations SET digest = '00' WHERE number = 1").await;
        let said = refusal(&place).await;
        assert!(said.contains("step 1") && said.contains("nothing was changed"), "{said}");
    }

    async fn the_data_belongs_to_one_vault(place: Place) {
        let (random, root) = (Random::system(), RootKey::create(&Random::system()));
        let scene = Scene::open(&place).await;
        let vault = Vault::open(place.vault_address(), &root, &random).await.unwrap();
        scene.store.bind_vault(vault.id(), NOW).await.unwrap();
        scene.store.bind_vault(vault.id(), NOW).await.unwrap();
        let elsewhere = Place::embedded();
        let other = Vault::open(elsewhere.vault_address(), &root, &random).await.unwrap();
        let said = scene.store.bind_vault(other.id(), NOW).await.unwrap_err().to_string();
        assert!(said.contains("another vault") && said.contains(&other.id().to_string()), "{said}");
        scene.store.bind_vault(vault.id(), NOW).await.unwrap();
    }
}

/// The names and contents of an embedded store's database files.
fn files(place: &Place) -> Vec<(String, Vec<u8>)> {
    if !place.is_embedded() {
        return Vec::new();
    }
    let file = Path::new(&place.store()).join("troth.db");
    vec![("troth.db".to_owned(), std::fs::read(file).unwrap())]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_is_private_and_tidy_after_closing() {
    let place = Place::embedded();
    let scene = Scene::open(&place).await;
    scene.store.commit(scene.change().one(&ADD_LABEL, scene.label(1, 1))).await.unwrap();
    let folder = place.store();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(Path::new(&folder)), 0o700);
    let mut names = Vec::new();
    for file in std::fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        names.push(path.file_name().unwrap().to_str().unwrap().to_owned());
    }
    names.sort();
    assert_eq!(names, ["server.lock", "troth.db", "troth.db-shm", "troth.db-wal"]);
    scene.store.close().await;
    let log = std::fs::metadata(Path::new(&folder).join("troth.db-wal")).map_or(0, |log| log.len());
    assert_eq!(log, 0, "the write-ahead log is emptied");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_write_ahead_log_is_emptied_while_the_store_is_open() {
    let place = Place::embedded();
    let scene = Scene::open(&place).await;
    let log = Path::new(&place.store()).join("troth.db-wal");
    let length = || std::fs::metadata(&log).map_or(0, |log| log.len());
    for round in 1..4 {
        scene.store.commit(scene.change().one(&ADD_LABEL, scene.label(1, round))).await.unwrap();
        assert!(length() > 0);
        assert!(scene.store.empty_log().await.unwrap());
        assert_eq!(length(), 0);
    }
    // Somebody who reads holds it, and does not hold up who writes.
    let reader = testkit::look::Connection::open(Path::new(&place.store()).join("troth.db")).unwrap();
    scene.store.commit(scene.change().one(&ADD_LABEL, scene.label(1, 7))).await.unwrap();
    reader.execute_batch("BEGIN; SELECT COUNT(*) FROM entries").unwrap();
    scene.store.commit(scene.change().one(&ADD_LABEL, scene.label(1, 8))).await.unwrap();
    assert!(!scene.store.empty_log().await.unwrap());
    reader.execute_batch("COMMIT").unwrap();
    assert!(scene.store.empty_log().await.unwrap());
    assert_eq!(length(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_server_on_the_same_folder_is_refused() {
    let place = Place::embedded();
    let scene = Scene::open(&place).await;
    let said = refusal(&place).await;
    assert!(said.contains(&format!("another server (process {})", std::process::id())), "{said}");
    scene.store.check().await.unwrap();
    scene.store.close().await;
    Scene::open(&place).await.store.check().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_could_lose_acknowledged_changes_is_refused() {
    let place = Place::postgres().await;
    past_the_store(&place, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$").await;
    let said = refusal(&place).await;
    assert!(said.contains("synchronous_commit = off"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_together_migrate_once() {
    let place = Place::postgres().await;
    let mut starts = tokio::task::JoinSet::new();
    for _ in 0..6 {
        starts.spawn(Store::open(place.store_address(), Options::default()));
    }
    for opened in starts.join_all().await {
        opened.unwrap().check().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_has_one_name_for_store_and_vault() {
    let place = Place::postgres().await;
    let store = Scene::open(&place).await.store;
    let vault = Vault::open(place.vault_address(), &RootKey::create(&Random::system()), &Random::system())
        .await
        .unwrap();
    let name = store.system_identifier().await.unwrap().unwrap();
    assert_eq!(vault.system_identifier().await.unwrap().as_ref(), Some(&name));
    let embedded = Scene::open(&Place::embedded()).await.store;
    assert_eq!(embedded.system_identifier().await.unwrap(), None);
}
