//! A page of 50 messages, read, authorised and opened, beside the raw SELECT of the same rows in the same database.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use domain::conversations;
use domain::messages::{self, Which};
use privacy::Id;
use privacy::access::Actor;
use privacy::ids::Conversation;

use crate::Effort;
use crate::load::{micros, percentile};
use crate::product::{Product, Talk, say};
use crate::raw::{Reader, Sqlite};
use crate::scratch::{Engine, Scratch};
use crate::table::{Aim, Line, Table};

const PAGE: usize = 50;
/// Conversations that are read in turn.
const CONVERSATIONS: usize = 64;

enum Raw {
    Sqlite(Sqlite),
    Postgres(Reader),
}

/// Measures.
pub(crate) async fn measure(
    product: &Product,
    scratch: &Scratch,
    effort: Effort,
    table: &mut Table,
) -> Result<()> {
    let talks = conversations_of_a_page(product).await?;
    let (engine, raw) = match scratch.url()? {
        Some(url) => (Engine::Postgres, Raw::Postgres(Reader::connect(&url).await?)),
        None => (Engine::Embedded, Raw::Sqlite(Sqlite::open(&scratch.file())?)),
    };
    let (mut of_ours, mut of_raw) = (Vec::new(), Vec::new());
    for _ in 0..effort.rounds {
        let end = Instant::now() + effort.each;
        for talk in talks.iter().cycle().take_while(|_| Instant::now() < end) {
            let start = Instant::now();
            ours(product, &product.owner(), talk.conversation).await?;
            of_ours.push(micros(start.elapsed()));
        }
        let end = Instant::now() + effort.each;
        for talk in talks.iter().cycle().take_while(|_| Instant::now() < end) {
            let start = Instant::now();
            theirs(&raw, product, talk.conversation).await?;
            of_raw.push(micros(start.elapsed()));
        }
    }
    let latency = Some((percentile(of_ours.clone(), 0.5), percentile(of_ours.clone(), 0.95)));
    let (ours, raw) = (percentile(of_ours, 0.5), percentile(of_raw, 0.5));
    let what = "a page of 50 messages read, opened, authorised / the raw SELECT of the same rows, p50";
    table.add(Line { latency, ..Line::of_times(engine.name(), what, ours, Some(raw), Aim::AtMost(1.25)) });
    Ok(())
}

async fn conversations_of_a_page(product: &Product) -> Result<Vec<Talk>> {
    let talks = product.talks(CONVERSATIONS).await?;
    for talk in &talks {
        for _ in 1..PAGE {
            say(&product.d, product.workspace, *talk).await?;
        }
    }
    // Once before the measurement: the reading is entered, and the conversation marked as read.
    for talk in &talks {
        ours(product, &product.owner(), talk.conversation).await?;
    }
    Ok(talks)
}

async fn ours(product: &Product, by: &Actor, id: Id<Conversation>) -> Result<()> {
    let (read, permit) = conversations::read_by(&product.d, by, id).await?;
    let parts = messages::thread(&product.d, &read, &permit, Which::Latest, 50).await?;
    ensure!(parts.len() == PAGE, "a page of {} messages", parts.len());
    Ok(())
}

async fn theirs(raw: &Raw, product: &Product, id: Id<Conversation>) -> Result<()> {
    let workspace = product.workspace.to_string();
    let id = id.raw().get();
    let limit = i64::try_from(PAGE).context("a page is small")?;
    let rows = match raw {
        Raw::Sqlite(sqlite) => sqlite.page(&workspace, id, limit)?,
        Raw::Postgres(reader) => reader.page(&workspace, id, limit).await?,
    };
    ensure!(rows == PAGE, "a page of {rows} rows");
    Ok(())
}
