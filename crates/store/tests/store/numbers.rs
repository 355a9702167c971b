//! Numbers are dealt once, by whomever.

use std::collections::BTreeSet;
use std::sync::Arc;

use privacy::ids::Workspace;
use privacy::{Id, Region};
use store::{Series, Store};
use testkit::engines::Place;
use testkit::on_both_engines;
use tokio::task::JoinSet;

use crate::scene::Scene;

/// Draws `each` numbers in each of 16 tasks, spread over the stores.
async fn draw(stores: &[Store], scene: &Scene, each: usize) -> Vec<i64> {
    let mut tasks = JoinSet::new();
    for task in 0..16 {
        let (store, workspace) = (stores[task % stores.len()].clone(), scene.workspace);
        tasks.spawn(async move {
            let mut drawn = Vec::new();
            for _ in 0..each {
                drawn.push(store.number(workspace, Series::Messages).await.unwrap().get());
            }
            drawn
        });
    }
    tasks.join_all().await.concat()
}

fn all_different(drawn: &[i64]) -> bool {
    drawn.iter().collect::<BTreeSet<_>>().len() == drawn.len()
}

on_both_engines! {
    async fn each_series_of_each_workspace_starts_at_one(place: Place) {
        let scene = Scene::open(&place).await;
        let other = Id::<Workspace>::fresh(&scene.random, Region::Us);
        for (workspace, series) in
            [(scene.workspace, Series::Tags), (scene.workspace, Series::Teammates), (other, Series::Tags)]
        {
            let mut drawn = Vec::new();
            for _ in 0..3 {
                drawn.push(scene.store.number(workspace, series).await.unwrap().get());
            }
            assert_eq!(drawn, [1, 2, 3], "{series:?}");
        }
    }

    /// Over several blocks, and across a restart.
    async fn no_number_is_dealt_twice(place: Place) {
        let scene = Scene::open(&place).await;
        let mut drawn = draw(std::slice::from_ref(&scene.store), &scene, 150).await;
        scene.store.close().await;
        let store = Scene::open(&place).await.store;
        drawn.extend(draw(&[store], &scene, 10).await);
        assert_eq!(drawn.len(), 16 * 160);
        assert!(all_different(&drawn));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_never_deal_the_same_number() {
    let place = Place::postgres().await;
    let scene = Arc::new(Scene::open(&place).await);
    let stores = [scene.store.clone(), Scene::open(&place).await.store];
    let drawn = draw(&stores, &scene, 150).await;
    assert!(all_different(&drawn));
}
