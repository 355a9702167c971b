//! PostgreSQL's connections are cut while changes are under way: what was acknowledged is there, once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use store::{Applied, Failed};
use testkit::engines::Place;
use tokio::task::JoinSet;

use crate::scene::{ADD_LABEL, Scene};

/// Ends every other connection to the database.
async fn cut(client: &tokio_postgres::Client) {
    let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                  WHERE datname = current_database() AND pid <> pg_backend_pid()";
    client.batch_execute(others).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_connections_lose_and_double_nothing() {
    const WRITERS: i64 = 8;
    const EACH: i64 = 30;
    const CUTS: u32 = 5;
    let place = Place::postgres().await;
    let scene = Arc::new(Scene::open(&place).await);
    let (client, connection) = tokio_postgres::connect(&place.store(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let done = Arc::new(AtomicBool::new(false));
    let cuts = Arc::new(AtomicU32::new(0));
    let stored = Arc::new(AtomicI64::new(0));
    let cutter = tokio::spawn({
        let (done, cuts, stored) = (Arc::clone(&done), Arc::clone(&cuts), Arc::clone(&stored));
        async move {
            while !done.load(Ordering::SeqCst) {
                let before = stored.load(Ordering::SeqCst);
                cut(&client).await;
                cuts.fetch_add(1, Ordering::SeqCst);
                // However slow the machine, the store gets on between cuts.
                while stored.load(Ordering::SeqCst) < before + WRITERS && !done.load(Ordering::SeqCst) {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
        }
    });
    let mut writers = JoinSet::new();
    for writer in 1..=WRITERS {
        let (scene, cuts, stored) = (Arc::clone(&scene), Arc::clone(&cuts), Arc::clone(&stored));
        writers.spawn(async move {
            let (mut sent, mut acknowledged) = (0, 0);
            // However fast the machine, some of it falls between cuts.
            while sent < EACH || cuts.load(Ordering::SeqCst) < CUTS {
                sent += 1;
                let tag = sent;
                let change = scene.change().one(&ADD_LABEL, scene.label(writer, tag));
                let outcome = scene.store.commit(change).await;
                assert!(
                    matches!(outcome, Ok(Applied::Now) | Err(Failed::InDoubt | Failed::Busy)),
                    "{outcome:?}"
                );
                acknowledged += i64::from(outcome.is_ok());
                stored.fetch_add(i64::from(outcome.is_ok()), Ordering::SeqCst);
            }
            (sent, acknowledged)
        });
    }
    let ended = writers.join_all().await;
    done.store(true, Ordering::SeqCst);
    cutter.await.unwrap();
    let sent: i64 = ended.iter().map(|(sent, _)| sent).sum();
    let acknowledged: i64 = ended.iter().map(|(_, acknowledged)| acknowledged).sum();
    assert_eq!(acknowledged, sent, "none stays in doubt while the server can be reached again");
    assert_eq!((scene.labels().await, scene.entries().await), (acknowledged, acknowledged));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_and_numbers_go_on_after_a_cut() {
    let place = Place::postgres().await;
    let scene = Scene::open(&place).await;
    let (client, connection) = tokio_postgres::connect(&place.store(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    for _ in 0..3 {
        assert_eq!(scene.labels().await, 0);
        scene.store.check().await.unwrap();
        cut(&client).await;
    }
    scene.store.commit(scene.change().one(&ADD_LABEL, scene.label(1, 1))).await.unwrap();
    assert_eq!(scene.labels().await, 1);
}
