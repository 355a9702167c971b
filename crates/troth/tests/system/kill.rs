//! kill -9, of the server or of its PostgreSQL, while 32 clients write: what was acknowledged stays, what was not leaves no trace or is there whole.

mod erasing;

use std::time::Duration;

use serde_json::json;

use crate::cluster::Cluster;
use crate::load::{self, Log};
use crate::place::{Database, Engine, Outcome, Place, api, run};
use crate::truth::{Unacknowledged, assert_messages, assert_rows};

on_both_engines!(acknowledged_messages_survive_kill_nine);

/// How many acknowledgements each round waits for before it kills: once while everything is new, once under way.
const ROUNDS: [usize; 3] = [7, 90, 233];

async fn acknowledged_messages_survive_kill_nine(engine: Engine) -> Outcome {
    let place = Place::new(engine)?;
    let mut all = Vec::new();
    for (round, enough) in ROUNDS.into_iter().enumerate() {
        let (server, log) = (place.start()?, Log::default());
        let mut clients = load::start(&server, &log, &format!("round {round}")).await?;
        while log.count() < enough && !clients.is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.kill()?;
        while clients.join_next().await.is_some() {}
        let messages = log.all();
        assert!(log.count() >= enough, "only {} messages were acknowledged", log.count());
        assert!(messages.iter().any(|message| !message.acknowledged), "nothing was under way at the kill");

        let server = place.start()?;
        assert_messages(&server, &messages, Unacknowledged::MayBeThere).await?;
        assert_rows(&place)?;
        load::say_all_again(&server, &messages).await?;
        assert_messages(&server, &messages, Unacknowledged::SentAgain).await?;
        assert!(server.stop()?.success());
        assert_rows(&place)?;
        all.extend(messages);
    }
    let server = place.start()?;
    assert_messages(&server, &all, Unacknowledged::SentAgain).await?;
    assert!(server.stop()?.success());
    Ok(())
}

/// The server goes on by itself once its PostgreSQL is back, and nothing that it acknowledged is lost.
#[test]
fn the_server_outlives_its_postgresql() -> Outcome {
    run(async {
        let cluster = Cluster::start()?;
        let place = Place::with(Some(Database::make(&cluster.url())?))?;
        let mut server = place.start()?;
        let mut all = Vec::new();
        for (round, enough) in [60, 150].into_iter().enumerate() {
            let log = Log::default();
            let mut clients = load::start(&server, &log, &format!("round {round}")).await?;
            while log.count() < enough && !clients.is_empty() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            cluster.kill()?;
            // A message under way may wait for the database to come back.
            tokio::time::sleep(Duration::from_millis(200)).await;
            assert!(server.is_alive()?, "the server ended with its database");
            cluster.up()?;
            while clients.join_next().await.is_some() {}
            assert!(log.count() >= enough, "only {} messages were acknowledged", log.count());
            recovered(&server, round).await?;
            let messages = log.all();
            load::say_all_again(&server, &messages).await?;
            all.extend(messages);
        }
        assert_messages(&server, &all, Unacknowledged::SentAgain).await?;
        assert!(server.stop()?.success());
        assert_rows(&place)
    })
}

/// Waits until the server writes again.
async fn recovered(server: &testkit::running::Running, round: usize) -> Outcome {
    for _ in 0..600 {
        let person = json!({"role": "user", "external_id": format!("back-{round}"), "name": "Back Again"});
        let answer = api(server).await?.post("/contacts", person).await?;
        // A conflict: an attempt whose answer was lost had made the contact.
        if answer.status.is_success() || answer.status == 409 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err("the server does not write again".into())
}
