//! Sweeping away contents whose message was never committed: a crash between the file and the row leaves them.

use std::time::Duration;

use privacy::Id;
use privacy::ids::{Attachment, Workspace};
use store::{params, statements};

use crate::{Deployment, Trouble};

statements! {
    /// Whether a file belongs to a message.
    HAS_FILE = "SELECT attachment_id FROM attachments WHERE workspace_id = $1 AND attachment_id = $2";
}

/// Removes the contents of the newest three days with files that no message refers to and that are older than `grace`,
/// which other servers on the same files need to commit theirs; answers how many. Without grace, half-written ones too.
pub async fn sweep(d: &Deployment, workspace: Id<Workspace>, grace: Duration) -> Result<usize, Trouble> {
    let mut swept = 0;
    let until = d.now().seconds().saturating_sub(i64::try_from(grace.as_secs()).unwrap_or(i64::MAX));
    for day in d.files.newest_days(workspace).await? {
        if grace.is_zero() {
            swept += d.files.remove_drafts(workspace, day).await;
        }
        for id in d.files.of_day(workspace, day).await? {
            let held = d.store.row(&HAS_FILE, params![workspace, id]).await?.is_some();
            if made_at(id) <= until && !held {
                d.files.remove(workspace, id).await;
                swept += 1;
            }
        }
    }
    Ok(swept)
}

/// Removes those of these contents that no message refers to: the same message was sent before, with other ids.
pub(crate) async fn sweep_unheld(
    d: &Deployment,
    workspace: Id<Workspace>,
    files: impl Iterator<Item = Id<Attachment>>,
) -> Result<(), Trouble> {
    for id in files {
        if d.store.row(&HAS_FILE, params![workspace, id]).await?.is_none() {
            d.files.remove(workspace, id).await;
        }
    }
    Ok(())
}

fn made_at(id: Id<Attachment>) -> i64 {
    let [a, b, c, d, ..] = *id.raw().bytes();
    i64::from(u32::from_be_bytes([a, b, c, d]))
}
