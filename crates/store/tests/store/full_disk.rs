//! No room: changes are refused with a clear answer, reads go on, and there is room again when there is room.

use std::path::Path;
use std::process::Command;

use store::{Applied, Failed, Options, Store, StoreAddress};
use testkit::engines::Place;

use crate::scene::{ADD_LABEL, Scene};

/// Commits labels, 100 a change, until the store is full; how many changes went in.
async fn fill(scene: &Scene) -> i64 {
    for conversation in 1.. {
        let labels = (1..=100).map(|tag| scene.label(conversation, tag)).collect();
        match scene.store.commit(scene.change().each(&ADD_LABEL, labels)).await {
            Ok(applied) => assert_eq!(applied, Applied::Now),
            Err(failed) => {
                assert_eq!(failed, Failed::Full);
                return conversation - 1;
            }
        }
    }
    0
}

async fn holds(scene: &Scene, changes: i64) {
    assert_eq!((scene.labels().await, scene.entries().await), (changes * 100, changes));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_store_refuses_changes_whole_and_answers_reads() {
    let place = Place::embedded();
    let scene = Scene::open_with(&place, Options { limit: Some(1 << 20), ..Options::default() }).await;
    let stored = fill(&scene).await;
    assert!(stored > 3);
    holds(&scene, stored).await;
    // Many at once meet the same wall: the group goes back as one, and nobody is acknowledged.
    let scene = std::sync::Arc::new(scene);
    let mut commits = tokio::task::JoinSet::new();
    for writer in 0..16 {
        let scene = std::sync::Arc::clone(&scene);
        commits.spawn(async move {
            let labels = (1..=100).map(|tag| scene.label(10_000 + writer, tag)).collect();
            scene.store.commit(scene.change().each(&ADD_LABEL, labels)).await
        });
    }
    assert!(commits.join_all().await.iter().all(|outcome| *outcome == Err(Failed::Full)));
    holds(&scene, stored).await;
    // Room again, without a restart.
    let file = Path::new(&place.store()).join("troth.db");
    let freed = "DELETE FROM conversation_tags WHERE conversation_id <= 3";
    assert_eq!(rusqlite::Connection::open(file).unwrap().execute(freed, []).unwrap(), 300);
    let labels = (1..=50).map(|tag| scene.label(1, tag)).collect();
    assert_eq!(scene.store.commit(scene.change().each(&ADD_LABEL, labels)).await, Ok(Applied::Now));
}

/// A disk of 4 MiB that is really full. Needs the right to mount; without it the limit above is the test.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_changes_and_recovers_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let Some(_disk) = SmallDisk::mount(folder.path()) else { return };
    let store = folder.path().join("data");
    let address = StoreAddress::parse(store.to_str().unwrap()).unwrap();
    let scene = Scene {
        store: Store::open(address.clone(), Options::default()).await.unwrap(),
        ..Scene::open(&Place::embedded()).await
    };
    let ballast = folder.path().join("ballast");
    std::fs::write(&ballast, vec![0; 1 << 20]).unwrap();
    let stored = fill(&scene).await;
    assert!(stored > 3);
    holds(&scene, stored).await;
    std::fs::remove_file(&ballast).unwrap();
    let labels = (1..=100).map(|tag| scene.label(stored + 1, tag)).collect();
    assert_eq!(scene.store.commit(scene.change().each(&ADD_LABEL, labels)).await, Ok(Applied::Now));
    holds(&scene, stored + 1).await;
    scene.store.close().await;
    let again = Scene { store: Store::open(address, Options::default()).await.unwrap(), ..scene };
    holds(&again, stored + 1).await;
    again.store.close().await;
}

struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn mount(folder: &Path) -> Option<Self> {
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(folder).output();
        mount.is_ok_and(|output| output.status.success()).then(|| Self(folder.to_path_buf()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").args(["--lazy"]).arg(&self.0).status();
    }
}
