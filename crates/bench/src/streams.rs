//! A thousand open streams on one server, inboxes and messengers, and fifty messages a second among them: how long from
//! the send to the screen, what the server needs for it, and whether a restart in the middle loses or doubles anything.

mod listen;
mod speak;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use tokio::sync::watch;
use tokio::task::JoinSet;

use self::listen::{Board, Heard};
use self::speak::Talk;
use crate::Effort;
use crate::load::{micros, percentile};
use crate::over_https::{Server, cookie};
use crate::progress::say;
use crate::scratch::Engine;
use crate::table::{Aim, Line, Table};

/// Inboxes that are told of every conversation and have one open each, and messengers that are told of their own.
const INBOXES: usize = 100;
const MESSENGERS: usize = 900;
const STREAMS: usize = INBOXES + MESSENGERS;
/// Messages a second, half of them from visitors and half from a teammate.
const RATE: u32 = 50;
/// How long messages are sent before the restart is measured.
const STEADY: Duration = Duration::from_secs(20);
/// How long they are sent on each side of the restart.
const AROUND: Duration = Duration::from_secs(5);
/// How long the last message may take to be on every screen.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where the server is now: it has other ports after a restart.
#[derive(Debug, Clone)]
struct Place {
    api: String,
    ca: String,
    inbox: String,
    base: String,
    token: String,
}

impl Place {
    fn of(server: &Server) -> Self {
        let field = |name| server.field(name).to_owned();
        let base = format!("/messenger/{}", server.field("workspace"));
        Self { api: field("api"), ca: field("ca"), inbox: field("inbox"), base, token: field("token") }
    }
}

/// Measures.
pub(crate) async fn measure(binary: &Path, engine: Engine, _: Effort, table: &mut Table) -> Result<()> {
    let mut server = Server::start(binary, engine).await?;
    let (tell, place) = watch::channel(Place::of(&server));
    say(&format!("{MESSENGERS} visitors begin"));
    let talks = speak::begin_all(&place, MESSENGERS).await?;
    server.settle().await?;
    let idle = server.usage()?;
    let board = Arc::new(Board::default());
    let mut screens = JoinSet::new();
    let cookie = cookie(&place.borrow().inbox.clone()).await?;
    let began = Instant::now();
    // Spread among all: each is spoken in once in a round, and what comes to inboxes would else come in its first seconds.
    for talk in talks.iter().step_by(MESSENGERS / INBOXES) {
        screens.spawn(listen::inbox(place.clone(), cookie.clone(), Arc::clone(talk), Arc::clone(&board)));
    }
    for talk in &talks {
        screens.spawn(listen::messenger(place.clone(), Arc::clone(talk), Arc::clone(&board)));
    }
    // An inbox shows a list and a thread.
    board.filled(2 * INBOXES + MESSENGERS, PATIENCE).await?;
    let came = format!("{STREAMS} screens that come all at once: until the last shows what is there");
    table.add(Line::of_times(engine.name(), &came, micros(began.elapsed()), None, Aim::None));
    let before = server.usage()?;
    say(&format!("{RATE} messages a second for {STEADY:?}"));
    let sent = speak::talk(&place, &talks, &board, RATE, STEADY).await?;
    arrived(&talks, PATIENCE).await?;
    let after = server.usage()?;
    report(engine, table, &board.heard(), sent);
    let cpu = after.cpu.saturating_sub(before.cpu).as_secs_f64() / STEADY.as_secs_f64();
    table.add(Line::of_bytes(
        engine.name(),
        &format!("memory of the server with {STREAMS} open streams"),
        after.memory,
    ));
    table.add(Line::of_bytes(engine.name(), "the same before they were opened", idle.memory));
    table.add(Line::of_share(engine.name(), &format!("one core's time for {RATE} messages/s to them"), cpu));

    say("a restart in the middle");
    let talking = speak::talk(&place, &talks, &board, RATE, AROUND * 2);
    let restarting = async {
        tokio::time::sleep(AROUND).await;
        server.restart()?;
        tell.send_replace(Place::of(&server));
        anyhow::Ok(())
    };
    let (talked, restarted) = tokio::join!(talking, restarting);
    talked?;
    restarted?;
    arrived(&talks, PATIENCE).await?;
    let (messages, doubt) = speak::checked(&talks)?;
    say(&format!(
        "{messages} messages, each on its screen once and in order; {doubt} replies without an answer"
    ));
    screens.shutdown().await;
    server.stop().await
}

/// Waits until everything that was acknowledged is shown wherever it is open.
async fn arrived(talks: &[Arc<Talk>], patience: Duration) -> Result<()> {
    let all = async {
        for talk in talks {
            talk.complete().await;
        }
    };
    ensure!(tokio::time::timeout(patience, all).await.is_ok(), "not every message came to its screen");
    Ok(())
}

fn report(engine: Engine, table: &mut Table, heard: &Heard, sent: usize) {
    let kinds = [("an inbox's open thread", &heard.inboxes), ("the messenger's thread", &heard.messengers)];
    for (screen, times) in kinds {
        for (part, name, aim) in [(0.5, "p50", 50.0), (0.95, "p95", 200.0)] {
            let what =
                format!("{STREAMS} streams, {sent} messages: send to {screen}, {name} of {}", times.len());
            let time = percentile(times.clone(), part);
            table.add(Line::of_times(engine.name(), &what, time, None, Aim::AtMostMillis(aim)));
        }
    }
}
