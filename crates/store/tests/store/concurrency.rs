//! Many at once: nothing is lost, nothing doubled.

use std::sync::Arc;
use std::time::Duration;

use store::{Applied, Change, Failed, Options};
use testkit::on_both_engines;
use tokio::task::JoinSet;

use crate::scene::{ADD_LABEL, NOW, RAISE_COUNTER, START_COUNTER, Scene, act};

const WRITERS: i64 = 32;

on_both_engines! {
    async fn many_writers_lose_nothing(place: Place) {
        const EACH: i64 = 15;
        let scene = Arc::new(Scene::open(&place).await);
        let mut writers = JoinSet::new();
        for writer in 1..=WRITERS {
            let scene = Arc::clone(&scene);
            writers.spawn(async move {
                for tag in 1..=EACH {
                    let change = scene.change().one(&ADD_LABEL, scene.label(writer, tag));
                    assert_eq!(scene.store.commit(change).await, Ok(Applied::Now));
                }
            });
        }
        writers.join_all().await;
        assert_eq!((scene.labels().await, scene.entries().await), (WRITERS * EACH, WRITERS * EACH));
    }

    /// Each reads the counter and raises it if nobody was faster: the sum is what all raised.
    async fn a_precondition_holds_against_many(place: Place) {
        const EACH: i64 = 3;
        let scene = Arc::new(Scene::open(&place).await);
        scene.store.commit(scene.change().one(&START_COUNTER, scene.start_counter())).await.unwrap();
        let mut writers = JoinSet::new();
        for _ in 0..8 {
            let scene = Arc::clone(&scene);
            writers.spawn(async move {
                for _ in 0..EACH {
                    loop {
                        let from = scene.counter().await;
                        let change = scene.change().one(&RAISE_COUNTER, scene.raise_counter(from));
                        match scene.store.commit(change).await {
                            Ok(applied) => break assert_eq!(applied, Applied::Now),
                            Err(failed) => assert_eq!(failed, Failed::Conflict("RAISE_COUNTER")),
                        }
                    }
                }
            });
        }
        writers.join_all().await;
        assert_eq!((scene.counter().await, scene.entries().await), (8 * EACH, 8 * EACH + 1));
    }

    async fn one_change_from_many_sides_is_stored_once(place: Place) {
        let scene = Arc::new(Scene::open(&place).await);
        let id = scene.fresh_id();
        let mut commits = JoinSet::new();
        for side in 1..=8 {
            let scene = Arc::clone(&scene);
            commits.spawn(async move {
                let change = Change::new(id, &scene.actor(), NOW, act()).one(&ADD_LABEL, scene.label(1, side));
                scene.store.commit(change).await.unwrap()
            });
        }
        let applied = commits.join_all().await;
        assert_eq!(applied.iter().filter(|applied| **applied == Applied::Now).count(), 1);
        assert_eq!((scene.labels().await, scene.entries().await), (1, 1));
    }

    /// A request whose client went away is finished all the same.
    async fn a_caller_who_stops_waiting_does_not_stop_the_change(place: Place) {
        let scene = Scene::open(&place).await;
        for tag in 1..=20 {
            let change = scene.change().one(&ADD_LABEL, scene.label(1, tag));
            let commit = scene.store.commit(change);
            // Looked at once, so that it was handed over, and dropped.
            let _ = tokio::time::timeout(Duration::ZERO, commit).await;
        }
        scene.store.close().await;
        let after = Scene { workspace: scene.workspace, ..Scene::open(&place).await };
        assert_eq!((after.labels().await, after.entries().await), (20, 20));
    }

    /// More than the queue holds, and no patience: `Busy` means that nothing happened.
    async fn a_busy_store_says_so_and_stores_nothing_of_it(place: Place) {
        let tight = Options { queue: 1, writers: 1, group: 1, patience: Duration::ZERO, ..Options::default() };
        let scene = Arc::new(Scene::open_with(&place, tight).await);
        let mut commits = JoinSet::new();
        for writer in 1..=WRITERS {
            let scene = Arc::clone(&scene);
            commits.spawn(async move {
                let change = scene.change().one(&ADD_LABEL, scene.label(writer, 1));
                scene.store.commit(change).await
            });
        }
        let outcomes = commits.join_all().await;
        let stored = outcomes.iter().filter(|outcome| **outcome == Ok(Applied::Now)).count();
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(Applied::Now) | Err(Failed::Busy))), "{outcomes:?}");
        let patient = Scene { workspace: scene.workspace, ..again(&place, &scene).await };
        assert_eq!(patient.labels().await, i64::try_from(stored).unwrap());
    }
}

async fn again(place: &testkit::engines::Place, scene: &Scene) -> Scene {
    scene.store.close().await;
    Scene::open(place).await
}
