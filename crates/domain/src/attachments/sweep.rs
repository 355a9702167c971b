//! Sweeping away contents whose message was never committed: a crash between the file and the row leaves them.

use std::time::Duration;

use privacy::Id;
use privacy::ids::Workspace;
use store::{params, statements};

use crate::{Deployment, Trouble};

statements! {
    /// Whether a file belongs to a message.
    HAS_FILE = "SELECT attachment_id FROM attachments WHERE workspace_id = $1 AND attachment_id = $2";
}

/// Removes the contents of today and the two days before that no message refers to and that are older than `grace`,
/// which other servers on the same files need to commit theirs; answers how many.
pub async fn sweep(d: &Deployment, workspace: Id<Workspace>, grace: Duration) -> Result<usize, Trouble> {
    let mut swept = 0;
    let (now, grace) = (d.now(), i64::try_from(grace.as_secs()).unwrap_or(i64::MAX));
    let today = u32::try_from(now.seconds() / 86_400).unwrap_or(u32::MAX);
    for past in 0..3 {
        for id in d.files.of_day(workspace, today.saturating_sub(past)).await? {
            let young = made_at(id) > now.seconds().saturating_sub(grace);
            let held = d.store.row(&HAS_FILE, params![workspace, id]).await?.is_some();
            if !young && !held {
                d.files.remove(workspace, id).await;
                swept += 1;
            }
        }
    }
    Ok(swept)
}

fn made_at(id: Id<privacy::ids::Attachment>) -> i64 {
    let [a, b, c, d, ..] = *id.raw().bytes();
    i64::from(u32::from_be_bytes([a, b, c, d]))
}
