//! The log's storage: every entry gets one place, whoever deals; and a tree grows from the size that was found.

use std::sync::Arc;

use activity_log::tree::Tile;
use store::{Failed, LogCheckpoint, LogStep, Store};
use testkit::on_both_engines;
use tokio::task::JoinSet;

use crate::scene::{NOW, Scene, act};

const FIRST: Tile = Tile { level: 0, index: 0, width: 1 };

/// A step whose hashes tell who made it.
fn step(scene: &Scene, from: u64, size: u64, filled_with: u8) -> LogStep {
    let hashes = vec![filled_with; 32 * usize::try_from(size).unwrap()];
    LogStep {
        workspace: scene.workspace,
        from,
        tiles: vec![(FIRST, hashes)],
        checkpoint: LogCheckpoint { size, note: format!("note {filled_with}"), signed_at: NOW },
    }
}

async fn places(store: &Store, scene: &Scene) -> Vec<u64> {
    store.logged(scene.workspace, 0, 10_000).await.unwrap().iter().map(|logged| logged.index).collect()
}

on_both_engines! {
    /// Writers and dealers all at once: afterwards the places are 0, 1, 2, ... without a gap, and nobody waits.
    async fn every_entry_gets_one_place(place: Place) {
        const WRITERS: u64 = 16;
        const EACH: u64 = 12;
        let scene = Arc::new(Scene::open(&place).await);
        scene.store.begin_log(scene.workspace).await.unwrap();
        let mut all = JoinSet::new();
        for _ in 0..WRITERS {
            let scene = Arc::clone(&scene);
            all.spawn(async move {
                for _ in 0..EACH {
                    scene.store.commit(scene.change().also(act())).await.unwrap();
                }
            });
        }
        for _ in 0..4 {
            let scene = Arc::clone(&scene);
            all.spawn(async move {
                for _ in 0..12 {
                    scene.store.deal_log_places(scene.workspace, 7).await.unwrap();
                }
            });
        }
        all.join_all().await;
        while scene.store.has_undealt(scene.workspace).await.unwrap() {
            scene.store.deal_log_places(scene.workspace, 50).await.unwrap();
        }
        assert_eq!(places(&scene.store, &scene).await, (0..WRITERS * EACH * 2).collect::<Vec<_>>());
    }

    /// What was dealt stays as it is; a commit that became visible later gets the next place, however old it says it is.
    async fn a_late_entry_gets_the_next_place(place: Place) {
        let scene = Scene::open(&place).await;
        scene.store.begin_log(scene.workspace).await.unwrap();
        let id = scene.fresh_id();
        scene.store.commit(scene.change()).await.unwrap();
        scene.store.deal_log_places(scene.workspace, 10).await.unwrap();
        let old = privacy::Time::from_seconds(1_000_000_000);
        scene.store.commit(store::Change::new(id, &scene.actor(), old, act())).await.unwrap();
        assert_eq!(scene.store.place_of(scene.workspace, id, 0).await.unwrap(), Some(None));
        scene.store.deal_log_places(scene.workspace, 10).await.unwrap();
        assert_eq!(scene.store.place_of(scene.workspace, id, 0).await.unwrap(), Some(Some(1)));
        assert_eq!(scene.store.place_of(scene.workspace, id, 1).await.unwrap(), None);
    }

    /// Of several who grow a tree from the same size one wins, whole; the others change nothing.
    async fn a_tree_does_not_fork(place: Place) {
        let scene = Arc::new(Scene::open(&place).await);
        scene.store.begin_log(scene.workspace).await.unwrap();
        let mut servers = JoinSet::new();
        for server in 1..=8 {
            let scene = Arc::clone(&scene);
            servers.spawn(async move {
                let size = u64::from(server);
                scene.store.append_log(step(&scene, 0, size, server)).await.unwrap().then_some(server)
            });
        }
        let won: Vec<u8> = servers.join_all().await.into_iter().flatten().collect();
        let [winner] = won[..] else { unreachable!("exactly one wins: {won:?}") };
        assert_eq!(scene.store.log_size(scene.workspace).await.unwrap(), Some(u64::from(winner)));
        let newest = scene.store.newest_checkpoint(scene.workspace).await.unwrap().unwrap();
        assert_eq!(newest.note, format!("note {winner}"));
        let tile = scene.store.log_tile(scene.workspace, FIRST).await.unwrap().unwrap();
        assert_eq!(tile, vec![winner; 32 * usize::from(winner)]);
        assert!(scene.store.append_log(step(&scene, u64::from(winner), 9, 9)).await.unwrap());
        assert_eq!(scene.store.checkpoint_over(scene.workspace, 0).await.unwrap().unwrap().size, u64::from(winner));
        assert_eq!(scene.store.checkpoint_over(scene.workspace, 9).await.unwrap(), None);
    }

    async fn a_log_that_has_not_begun_takes_nothing(place: Place) {
        let scene = Scene::open(&place).await;
        assert_eq!(scene.store.log_size(scene.workspace).await.unwrap(), None);
        assert!(!scene.store.append_log(step(&scene, 0, 1, 1)).await.unwrap());
        scene.store.commit(scene.change()).await.unwrap();
        let dealt = scene.store.deal_log_places(scene.workspace, 10).await;
        assert!(matches!(dealt, Ok(()) | Err(Failed::Conflict(_))));
        assert_eq!(places(&scene.store, &scene).await, Vec::<u64>::new());
    }

    async fn committing_tells_where_entries_wait(place: Place) {
        let scene = Scene::open(&place).await;
        scene.store.commit(scene.change()).await.unwrap();
        scene.store.commit(scene.change()).await.unwrap();
        assert_eq!(scene.store.unlogged().await.into_iter().collect::<Vec<_>>(), vec![scene.workspace]);
        assert!(scene.store.has_undealt(scene.workspace).await.unwrap());
    }
}
