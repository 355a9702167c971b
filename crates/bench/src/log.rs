//! The activity log: what it costs to sequence an entry, to prove one, and to export and verify all, as the log grows.

use std::time::Instant;

use activity_log::export::{LogChecker, Trust};
use activity_log::{Action, Facts, Object, ObjectKind};
use anyhow::{Result, ensure};
use domain::activity;
use privacy::Id;
use privacy::ids::Change as ChangeKind;
use store::{Act, Change};

use crate::load::{count, micros, percentile};
use crate::product::Product;
use crate::scratch::Engine;
use crate::table::{Aim, Line, Table};

/// Entries in one commit while the log is filled.
const TOGETHER: usize = 100;
/// Proofs of each size, of which the median counts.
const PROOFS: u64 = 300;

/// Measures at these sizes.
pub(crate) async fn measure(
    product: &Product,
    engine: Engine,
    sizes: &[u64],
    table: &mut Table,
) -> Result<()> {
    activity::sequence_now(&product.d, product.workspace).await?;
    for size in sizes {
        grow(product, engine, *size, table).await?;
        prove(product, engine, *size, table).await?;
    }
    export(product, engine, table).await
}

/// Fills the log up to `size` entries and sequences them; the last stretch counts, of at most 10,000.
async fn grow(product: &Product, engine: Engine, size: u64, table: &mut Table) -> Result<()> {
    let measured = size.min(10_000);
    fill(product, size - measured).await?;
    let before = activity::sequence_now(&product.d, product.workspace).await?;
    fill(product, size).await?;
    let start = Instant::now();
    let after = activity::sequence_now(&product.d, product.workspace).await?;
    let each = micros(start.elapsed()) / count(usize::try_from(after - before)?);
    let what = format!("an entry sequenced, of {} at once, in a log of {size}", after - before);
    table.add(Line::of_times(engine.name(), &what, each, None, Aim::AtMostMillis(0.1)));
    Ok(())
}

async fn fill(product: &Product, size: u64) -> Result<()> {
    let mut there = activity::sequence_now(&product.d, product.workspace).await?;
    while there < size {
        let together = TOGETHER.min(usize::try_from(size - there)?);
        let now = product.d.now();
        let id = Id::<ChangeKind>::fresh(&product.d.random, now);
        let change = Change::new(id, &product.owner(), now, act());
        let change = (1..together).fold(change, |change, _| change.also(act()));
        product.d.store.commit(change).await?;
        there += u64::try_from(together)?;
    }
    Ok(())
}

fn act() -> Act {
    Act {
        action: Action::ConversationRead,
        object: Object::new(ObjectKind::Conversation, "1"),
        facts: Facts::new(),
    }
}

async fn prove(product: &Product, engine: Engine, size: u64, table: &mut Table) -> Result<()> {
    let mut times = Vec::new();
    for n in 0..PROOFS {
        let index = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % size;
        let start = Instant::now();
        activity::prove(&product.d, product.workspace, index).await?;
        times.push(micros(start.elapsed()));
    }
    let what = format!("an entry read and proved, in a log of {size}, p50 of {PROOFS}");
    table.add(Line::of_times(engine.name(), &what, percentile(times, 0.5), None, Aim::None));
    Ok(())
}

async fn export(product: &Product, engine: Engine, table: &mut Table) -> Result<()> {
    let (reader, _) = activity::read_by(&product.d, &product.owner()).await?;
    let start = Instant::now();
    let mut export = activity::export(&product.d, reader, None).await?;
    let (mut lines, size) = (Vec::new(), export.size());
    while let Some(some) = export.next().await? {
        lines.push(some);
    }
    let each = micros(start.elapsed()) / count(usize::try_from(size)?);
    table.add(Line::of_times(engine.name(), &format!("an entry exported, of {size}"), each, None, Aim::None));
    let start = Instant::now();
    let mut checker = LogChecker::new(Trust::default());
    lines.iter().flat_map(|some| some.lines()).try_for_each(|line| checker.line(line))?;
    ensure!(checker.finish()?.size == size, "the export is of another size");
    let each = micros(start.elapsed()) / count(usize::try_from(size)?);
    table.add(Line::of_times(
        engine.name(),
        &format!("an exported entry verified, of {size}"),
        each,
        None,
        Aim::None,
    ));
    Ok(())
}
