//! Measures the product beside the raw engines, with the same durability, row sizes and indexes, and prints one table.

mod arrival;
mod commits;
mod erasure;
mod folders;
mod hundred;
mod load;
mod log;
mod over_https;
mod page;
mod product;
mod progress;
mod raw;
mod scratch;
mod sealing;
mod streams;
mod table;
mod wrapped;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use clap::{Parser, ValueEnum};

use crate::product::Product;
use crate::raw::Raw;
use crate::scratch::{Engine, Scratch};
use crate::table::Table;

/// Measures the product beside the raw engines.
#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Arguments {
    /// The engines to measure on. Default: both, PostgreSQL where `TROTH_TEST_POSTGRES` names one.
    #[arg(long, value_enum)]
    engine: Vec<Engine>,
    /// What to measure. Default: all.
    #[arg(long, value_enum)]
    only: Vec<What>,
    /// Seconds that each measurement takes in each round.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Rounds; the median is reported.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How large the activity log is made.
    #[arg(long, value_delimiter = ',', default_values_t = [100_u64, 10_000, 1_000_000])]
    log_sizes: Vec<u64>,
    /// Of how many conversations folders are counted and listed.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000_usize, 20_000])]
    conversations: Vec<usize>,
    /// The server's binary. Default: `troth` beside this program.
    #[arg(long)]
    troth: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Sealing,
    Commits,
    Hundred,
    Page,
    Folders,
    Https,
    Arrival,
    Erasure,
    Log,
    Streams,
}

/// How long and how often.
#[derive(Debug, Clone, Copy)]
struct Effort {
    each: Duration,
    rounds: usize,
}

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(&Arguments::parse()))
}

async fn run(arguments: &Arguments) -> Result<()> {
    let effort = Effort { each: Duration::from_secs_f64(arguments.seconds), rounds: arguments.rounds.max(1) };
    let mut table = Table::default();
    if arguments.wants(What::Sealing) {
        sealing::measure(&mut table)?;
    }
    for engine in arguments.engines() {
        on_engine(arguments, engine, effort, &mut table).await?;
    }
    table.print()
}

async fn on_engine(arguments: &Arguments, engine: Engine, effort: Effort, table: &mut Table) -> Result<()> {
    let (ours, theirs) = (Scratch::make(engine, "ours").await?, Scratch::make(engine, "raw").await?);
    let product = Arc::new(Product::open(&ours).await?);
    let raw = Raw::open(&theirs).await?;
    let wants_rate = arguments.wants(What::Commits) || arguments.wants(What::Https);
    let rate = if wants_rate { Some(commits::measure(&product, &raw, effort, table).await?) } else { None };
    if arguments.wants(What::Hundred) {
        hundred::measure(&product, &raw, effort, table).await?;
    }
    if arguments.wants(What::Page) {
        page::measure(&product, &ours, effort, table).await?;
    }
    if arguments.wants(What::Folders) {
        folders::measure(&product, engine, &arguments.conversations, effort, table).await?;
    }
    if arguments.wants(What::Erasure) {
        erasure::measure(&product, &ours, table).await?;
    }
    if arguments.wants(What::Log) {
        log::measure(&product, engine, &arguments.log_sizes, table).await?;
    }
    product.close().await;
    let binary = arguments.binary()?;
    if let Some(rate) = rate.filter(|_| arguments.wants(What::Https)) {
        over_https::measure(&binary, engine, &rate, effort, table).await?;
    }
    if arguments.wants(What::Arrival) {
        arrival::measure(&binary, engine, effort, table).await?;
    }
    if arguments.wants(What::Streams) {
        streams::measure(&binary, engine, effort, table).await?;
    }
    drop(raw);
    ours.remove().await?;
    theirs.remove().await
}

impl Arguments {
    fn wants(&self, what: What) -> bool {
        self.only.is_empty() || self.only.contains(&what)
    }

    fn engines(&self) -> Vec<Engine> {
        if !self.engine.is_empty() {
            return self.engine.clone();
        }
        let all = [Engine::Embedded, Engine::Postgres];
        all.into_iter().filter(|engine| engine.is_here()).collect()
    }

    fn binary(&self) -> Result<PathBuf> {
        match &self.troth {
            Some(binary) => Ok(binary.clone()),
            None => Ok(std::env::current_exe()?.with_file_name("troth")),
        }
    }
}
