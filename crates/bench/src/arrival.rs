//! From a visitor's send to the event in an open inbox, on the real server: one visitor, one inbox, a modest rate.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::Effort;
use crate::load::{micros, percentile};
use crate::over_https::{Server, Visitor, cookie, parts};
use crate::scratch::Engine;
use crate::table::{Aim, Line, Table};

const MESSAGES: usize = 1_000;
/// So much time passes between an arrival and the next message.
const PAUSE: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_secs(10);

/// Measures.
pub(crate) async fn measure(binary: &Path, engine: Engine, effort: Effort, table: &mut Table) -> Result<()> {
    let server = Server::start(binary, engine).await?;
    let link = server.field("inbox");
    let host = parts(link)?.0.trim_start_matches("http://");
    let mut arrivals = listen(host, &cookie(link).await?).await?;
    let mut visitor = Visitor::new(&server).await?;
    next(&mut arrivals).await?;
    let mut all = Vec::with_capacity(MESSAGES * effort.rounds);
    for _ in 0..MESSAGES * effort.rounds {
        tokio::time::sleep(PAUSE).await;
        let sent = Instant::now();
        let (said, arrived) = tokio::join!(visitor.say(), next(&mut arrivals));
        said?;
        all.push(micros(arrived?.duration_since(sent)));
    }
    let what =
        |part| format!("a visitor's send to the event in the inbox, {part} of {}", MESSAGES * effort.rounds);
    for (part, name, aim) in [(0.5, "p50", 5.0), (0.95, "p95", 15.0)] {
        let time = percentile(all.clone(), part);
        table.add(Line::of_times(engine.name(), &what(name), time, None, Aim::AtMostMillis(aim)));
    }
    server.stop().await
}

async fn next(arrivals: &mut mpsc::UnboundedReceiver<Instant>) -> Result<Instant> {
    let arrived = tokio::time::timeout(PATIENCE, arrivals.recv()).await;
    arrived.context("no event came in ten seconds")?.context("the stream of events ended")
}

/// Opens the inbox's stream of events; answers when each conversation's event arrives.
async fn listen(host: &str, cookie: &str) -> Result<mpsc::UnboundedReceiver<Instant>> {
    let mut stream = TcpStream::connect(host).await?;
    let request = format!(
        "GET /inbox/events HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\nsec-fetch-mode: cors\r\naccept: text/event-stream\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut lines = BufReader::new(stream).lines();
    let status = lines.next_line().await?.unwrap_or_default();
    ensure!(status.contains("200"), "the inbox's events are not there: {status}");
    while let Some(line) = lines.next_line().await? {
        if line.contains("event: hello") {
            break;
        }
    }
    let (tell, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok(Some(line)) = lines.next_line().await {
            if line.contains("event: conversation") && tell.send(Instant::now()).is_err() {
                return;
            }
        }
    });
    Ok(told)
}
