//! `troth verify`: what `troth-verify` does, with the user's own root key where a backup needs one.

use std::process::ExitCode;

use clap::Args;
use verify::What;

use crate::folders;

/// What `verify` takes.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(subcommand)]
    what: What,
}

/// Verifies, and says what was found.
pub(crate) fn verify(mut options: Verify) -> anyhow::Result<ExitCode> {
    if let What::Backup(backup) = &mut options.what
        && backup.root_key.is_none()
    {
        backup.root_key = Some(folders::root_key(None, &folders::data(None, false)?)?);
    }
    Ok(verify::run(&options.what, &mut std::io::stdout().lock(), &mut std::io::stderr().lock()))
}
