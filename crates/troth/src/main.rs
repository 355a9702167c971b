//! The binary: command line, configuration, wiring.

mod backup;
mod cli;
mod demo;
mod development_certificate;
mod folders;
mod memory;
mod observe;
mod root_key;
mod serve;

use clap::Parser;
use cli::{Cli, Command};

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    web::edge::guard::quiet_panics();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match cli.command {
        Command::Serve(options) => runtime.block_on(serve::serve(options)),
        Command::Backup(options) => runtime.block_on(backup::backup(options)),
    }
}
