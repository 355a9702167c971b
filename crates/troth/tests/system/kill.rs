//! kill -9 while 32 clients write: what was acknowledged stays, what was not leaves no trace or is there whole.

use std::time::Duration;

use crate::load::{self, Log};
use crate::place::{Engine, Outcome, Place};
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
