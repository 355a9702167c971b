//! The inbox's folders as the workspace grows: what it costs to count them, and to read a page of one. Of twenty
//! conversations nineteen are closed, as in a workspace that answers people.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use domain::conversations::{self, Filter, Folder, Sort, State, To};
use domain::messages::Author;
use domain::{teams, workspaces};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use privacy::access::allow;
use privacy::ids::Team;
use privacy::{Id, Personal};

use crate::Effort;
use crate::load::{micros, percentile};
use crate::product::Product;
use crate::scratch::Engine;
use crate::table::{Aim, Line, Table};

/// Conversations that are made at once.
const AT_ONCE: usize = 32;
/// Of so many, one stays open.
const ONE_OPEN_OF: usize = 20;

/// Measures at these numbers of conversations.
pub(crate) async fn measure(
    product: &Product,
    engine: Engine,
    sizes: &[usize],
    effort: Effort,
    table: &mut Table,
) -> Result<()> {
    let team = team(product).await?;
    let mut there = 0;
    for size in sizes {
        stream::iter(there..*size)
            .map(|n| one(product, team, n))
            .buffer_unordered(AT_ONCE)
            .try_collect::<Vec<()>>()
            .await?;
        there = there.max(*size);
        count(product, engine, there, effort, table).await?;
        page(product, engine, there, team, effort, table).await?;
    }
    Ok(())
}

async fn team(product: &Product) -> Result<Id<Team>> {
    let found = workspaces::find(&product.d, product.workspace).await?.context("the workspace is gone")?;
    let members = [product.teammate].into_iter().collect();
    let name = Personal::new("Refunds".to_owned());
    Ok(teams::create(&product.d, &allow(&product.owner(), found)?, name, &members).await?)
}

/// A conversation: most are closed; of the open ones a third is free, a third the team's, a third the teammate's.
async fn one(product: &Product, team: Id<Team>, n: usize) -> Result<()> {
    let talk = product.talk().await?;
    let (by, author) = (product.owner(), Author::Teammate(product.teammate));
    let held = product.held(talk).await?;
    if !n.is_multiple_of(ONE_OPEN_OF) {
        conversations::close(&product.d, allow(&by, held)?, author).await?;
        return Ok(());
    }
    let to = match n / ONE_OPEN_OF % 3 {
        0 => return Ok(()),
        1 => To::Team(Some(team)),
        _ => To::Teammate(Some(product.teammate)),
    };
    conversations::assign_to(&product.d, allow(&by, held)?, author, to).await?;
    Ok(())
}

async fn count(
    product: &Product,
    engine: Engine,
    size: usize,
    effort: Effort,
    table: &mut Table,
) -> Result<()> {
    let mut times = Vec::new();
    let end = Instant::now() + effort.each;
    while Instant::now() < end {
        let start = Instant::now();
        let counts =
            conversations::counts(&product.d, product.workspace, product.teammate, State::Open).await?;
        times.push(micros(start.elapsed()));
        ensure!(counts.all >= i64::try_from(size / ONE_OPEN_OF)?, "{} are open", counts.all);
    }
    let what = format!("all folders counted, of {size} conversations, p50");
    let latency = Some((percentile(times.clone(), 0.5), percentile(times.clone(), 0.95)));
    let line = Line::of_times(engine.name(), &what, percentile(times, 0.5), None, Aim::AtMostMillis(2.0));
    table.add(Line { latency, ..line });
    Ok(())
}

async fn page(
    product: &Product,
    engine: Engine,
    size: usize,
    team: Id<Team>,
    effort: Effort,
    table: &mut Table,
) -> Result<()> {
    let permit = conversations::permit_for(&product.owner())?;
    for (sort, name) in [(Sort::NEWEST, "newest"), (Sort::WAITING_LONGEST, "waiting longest")] {
        let filter = Filter { folder: Folder::Team(team), state: Some(State::Open), contact: None };
        let condition = filter.into();
        let mut times = Vec::new();
        let end = Instant::now() + effort.each;
        while Instant::now() < end {
            let start = Instant::now();
            let page = conversations::page(&product.d, &permit, &condition, sort, None, 50).await?;
            times.push(micros(start.elapsed()));
            ensure!(!page.is_empty(), "the team has something to do");
        }
        let what = format!("a page of a team's folder, {name} first, of {size} conversations, p50");
        let latency = Some((percentile(times.clone(), 0.5), percentile(times.clone(), 0.95)));
        let line = Line::of_times(engine.name(), &what, percentile(times, 0.5), None, Aim::None);
        table.add(Line { latency, ..line });
    }
    Ok(())
}
