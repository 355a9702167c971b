//! PostgreSQL's connections are cut while changes are under way: what was acknowledged is there, once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
    let place = Place::postgres().await;
    let scene = Arc::new(Scene::open(&place).await);
    let (client, connection) = tokio_postgres::connect(&place.store(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let done = Arc::new(AtomicBool::new(false));
    let cutter = tokio::spawn({
        let done = Arc::clone(&done);
        async move {
            let mut cuts = 0;
            while !done.load(Ordering::SeqCst) {
                cut(&client).await;
                cuts += 1;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            cuts
        }
    });
    let mut writers = JoinSet::new();
    for writer in 1..=WRITERS {
        let scene = Arc::clone(&scene);
        writers.spawn(async move {
            let mut acknowledged = 0;
            for tag in 1..=EACH {
                let change = scene.change().one(&ADD_LABEL, scene.label(writer, tag));
                let outcome = scene.store.commit(change).await;
                assert!(
                    matches!(outcome, Ok(Applied::Now) | Err(Failed::InDoubt | Failed::Busy)),
                    "{outcome:?}"
                );
                acknowledged += i64::from(outcome.is_ok());
            }
            acknowledged
        });
    }
    let acknowledged: i64 = writers.join_all().await.iter().sum();
    done.store(true, Ordering::SeqCst);
    let cuts = cutter.await.unwrap();
    assert!(cuts > 2, "the connections were cut {cuts} times");
    assert_eq!(acknowledged, WRITERS * EACH, "none stays in doubt while the server can be reached again");
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
