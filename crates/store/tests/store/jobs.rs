//! One server at a time does a job.

use std::time::Duration;

use privacy::Id;
use privacy::ids::Workspace;
use store::{Applied, Failed, Job, Lease, Options, Store};
use testkit::engines::Place;
use testkit::on_both_engines;

use crate::scene::{ADD_LABEL, Scene};

const LONG: Duration = Duration::from_hours(1);

async fn take(store: &Store, lasts: Duration) -> Option<Lease> {
    store.lease(Id::<Workspace>::OPERATOR, Job::WakeSnoozed, lasts).await.unwrap()
}

on_both_engines! {
    async fn a_lone_server_has_its_jobs_again_and_again(place: Place) {
        let scene = Scene::open(&place).await;
        let lease = take(&scene.store, LONG).await.unwrap();
        assert_eq!(lease.job(), Job::WakeSnoozed);
        assert_eq!(take(&scene.store, LONG).await, Some(lease));
        let change = scene.change().one(&ADD_LABEL, scene.label(1, 1)).under(&lease);
        assert_eq!(scene.store.commit(change).await, Ok(Applied::Now));
        scene.store.release(lease).await.unwrap();
        assert!(take(&scene.store, LONG).await.is_some());
    }

    /// The server that has a job may sweep; nothing is there to be swept, or nothing is old enough.
    async fn what_nobody_could_read_yet_is_not_swept(place: Place) {
        let scene = Scene::open(&place).await;
        let lease = scene.store.lease(Id::<Workspace>::OPERATOR, Job::SweepEvents, LONG).await.unwrap();
        assert_eq!(scene.store.sweep_events(&lease.unwrap()).await, Ok(0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_servers_one_has_the_job_until_it_lets_go() {
    let place = Place::postgres().await;
    let (one, other) = (Scene::open(&place).await, Scene::open(&place).await);
    let lease = take(&one.store, LONG).await.unwrap();
    assert_eq!(take(&other.store, LONG).await, None);
    let elsewhere = other.store.lease(one.workspace, Job::WakeSnoozed, LONG).await.unwrap();
    assert!(elsewhere.is_some(), "another workspace's job is another");
    one.store.release(lease).await.unwrap();
    let taken = take(&other.store, LONG).await.unwrap();
    assert_eq!(take(&one.store, LONG).await, None);
    one.store.release(lease).await.unwrap();
    assert_eq!(take(&one.store, LONG).await, None, "nobody lets go for another");
    other.store.release(taken).await.unwrap();
}

/// Whoever was stood in for does not notice by itself: its changes are refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lease_that_ran_out_is_taken_and_binds_no_change() {
    let place = Place::postgres().await;
    let (one, other) = (Scene::open(&place).await, Scene::open(&place).await);
    let lost = take(&one.store, Duration::from_millis(20)).await.unwrap();
    let held = loop {
        if let Some(lease) = take(&other.store, LONG).await {
            break lease;
        }
    };
    let change = one.change().one(&ADD_LABEL, one.label(1, 1)).under(&lost);
    assert_eq!(one.store.commit(change).await, Err(Failed::Conflict("HOLD_JOB")));
    assert_eq!((one.labels().await, one.entries().await), (0, 0));
    let change = other.change().one(&ADD_LABEL, other.label(1, 1)).under(&held);
    assert_eq!(other.store.commit(change).await, Ok(Applied::Now));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_servers_that_ask_at_once_one_has_the_job() {
    let place = Place::postgres().await;
    let mut asks = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let few = Options { readers: 1, ..Options::default() };
        let store = Scene::open_with(&place, few).await.store;
        asks.spawn(async move { take(&store, LONG).await.is_some() });
    }
    let have = asks.join_all().await;
    assert_eq!(have.iter().filter(|have| **have).count(), 1);
}
