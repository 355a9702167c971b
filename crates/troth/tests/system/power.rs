//! A power cut in the middle of everything: what was acknowledged had reached the disk before it was acknowledged.

use std::time::Duration;

use serde_json::json;
use testkit::powerloss::PowerLoss;
use testkit::running::Running;

use crate::load::{self, Log};
use crate::place::{Engine, Outcome, Place, api, run};
use crate::truth::{Unacknowledged, assert_messages, assert_rows};

/// Without a seed nothing unsynced arrives; with one, some sectors do.
const CUTS: [(Option<u64>, usize); 3] = [(None, 60), (Some(11), 140), (Some(4_711), 220)];

#[test]
fn acknowledged_messages_and_files_survive_a_power_cut() -> Outcome {
    run(async {
        for (seed, enough) in CUTS {
            cut(seed, enough).await.map_err(|error| format!("seed {seed:?}: {error}"))?;
        }
        Ok(())
    })
}

async fn cut(seed: Option<u64>, enough: usize) -> Outcome {
    let mut place = Place::new(Engine::Embedded)?;
    let layer = PowerLoss::prepare(&place.options.data, &place.path().join("durable"))?;
    let mut command = place.options.command()?;
    let server = Running::start_command(layer.apply(&mut command), &place.options.log())?;
    let log = Log::default();
    let mut clients = load::start(&server, &log, "before the cut").await?;
    while log.count() < enough && !clients.is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    server.kill()?;
    while clients.join_next().await.is_some() {}
    assert!(log.count() >= enough, "only {} messages were acknowledged", log.count());
    layer.cut(seed)?;

    place.options.data = place.path().join("durable");
    let server = place.start()?;
    let messages = log.all();
    assert_messages(&server, &messages, Unacknowledged::MayBeThere).await?;
    assert_rows(&place)?;
    // The visitors' sessions still open, and new people get leaves that nobody had.
    load::say_all_again(&server, &messages).await?;
    let mut client = api(&server).await?;
    for number in 0..5 {
        let person =
            json!({"role": "user", "external_id": format!("after-{number}"), "name": "After The Cut"});
        client.post("/contacts", person).await?.ok()?;
    }
    assert_messages(&server, &messages, Unacknowledged::SentAgain).await?;
    assert!(server.stop()?.success());
    assert_rows(&place)
}
