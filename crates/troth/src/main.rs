//! The binary: command line, configuration, wiring.

mod backup;
mod cli;
mod demo;
mod development_certificate;
mod erase;
mod existing;
mod folders;
mod memory;
mod observe;
mod root_key;
mod serve;
mod vault;
mod verifying;

use std::process::ExitCode;

use clap::Parser;
use cli::{Cli, Command};

fn main() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    web::edge::guard::quiet_panics();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match cli.command {
        Command::Serve(options) => runtime.block_on(serve::serve(options))?,
        Command::Backup(options) => runtime.block_on(backup::backup(options))?,
        Command::Erase(options) => return runtime.block_on(erase::erase(options)),
        Command::Vault(options) => runtime.block_on(vault::look_after(options))?,
        Command::Verify(options) => return verifying::verify(options),
    }
    Ok(ExitCode::SUCCESS)
}
