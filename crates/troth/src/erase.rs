//! `troth erase`: a person's erasure from the command line.

mod receipts;
mod shown;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use domain::Deployment;
use domain::erasure::{self, Source, State};
use privacy::Id;
use privacy::access::{Actor, SystemRole};
use privacy::ids::{Contact, Workspace};

use crate::existing::{self, Where};
use receipts::Receipts;
use shown::Shown;

/// What the exit codes mean, for the help text.
const EXIT_CODES: &str = "Exit codes: 0 the keys have ended everywhere and nothing is left, 1 it failed, 3 a hold defers it, \
4 the keys have ended and a server has not confirmed yet";

const MEANWHILE: &str = "erase the person there: in the inbox, or over the API with DELETE /contacts/{id}";

/// What `erase` takes.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Erase {
    /// The contact's id.
    contact: Id<Contact>,
    /// The contact's workspace.
    #[arg(long, env = "TROTH_WORKSPACE", value_name = "ID")]
    workspace: Id<Workspace>,
    /// A new file for the receipt that the keys have ended; that of the completed erasure comes beside it, `FILE.completed`.
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    #[command(flatten)]
    place: Where,
}

/// Erases a person, as far as it goes now. A server goes on with the rest.
pub(crate) async fn erase(options: Erase) -> Result<ExitCode> {
    let receipts = options.receipt.map(Receipts::at).transpose()?;
    let opened = existing::open(&options.place, MEANWHILE).await?;
    let by = Actor::System { workspace: options.workspace, role: SystemRole::Erasure };
    let erased = erase_in(&opened.d, &by, options.contact, receipts, options.place.keys.quiet).await;
    domain::activity::sequence_all(&opened.d).await;
    opened.d.vault.leave().await;
    opened.d.store.close().await;
    erased
}

async fn erase_in(
    d: &Deployment,
    by: &Actor,
    contact: Id<Contact>,
    receipts: Option<Receipts>,
    quiet: bool,
) -> Result<ExitCode> {
    domain::recovery::compare(d, by.workspace()).await?;
    let shown = Shown::begin(quiet)?;
    let requested = erasure::request(d, by, contact, Source::Command).await?;
    loop {
        shown.at(&erasure::progress(d, by, requested.erasure).await?);
        let (_, moved) = erasure::step(d, by.workspace(), requested.erasure).await?;
        if !moved {
            break;
        }
    }
    let reached = erasure::progress(d, by, requested.erasure).await?.erasure;
    let mut said = told(&reached);
    if let Some(receipts) = receipts {
        for file in receipts.write(d, by, &reached).await? {
            said = format!("{said}\nReceipt: {}", file.display());
        }
    }
    shown.end(&said)?;
    Ok(match reached.state {
        State::Deferred => ExitCode::from(3),
        State::Done => ExitCode::SUCCESS,
        _ if !reached.everywhere => ExitCode::from(4),
        _ => ExitCode::SUCCESS,
    })
}

fn told(reached: &erasure::Erasure) -> String {
    let id = reached.id;
    match reached.state {
        State::Deferred => {
            format!("Erasure {id} waits for a hold to end. What the hold does not need is gone")
        }
        State::Done => format!("Erasure {id} is over: the keys have ended, and nothing is left"),
        _ if !reached.everywhere => {
            format!(
                "Erasure {id}: the keys have ended; a server has not confirmed yet, and serves no longer than its lease"
            )
        }
        State::Checked => format!(
            "Erasure {id}: the keys have ended, and nothing is left. A server completes it when the last copy of the keys is gone"
        ),
        state => format!("Erasure {id} is {}; a server goes on with it", state.code()),
    }
}
