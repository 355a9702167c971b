//! What a crash, or a vault that did not answer, left out is noted by the hour; what is older than any backup worth
//! keeping is removed.

use privacy::Id;
use privacy::ids::Workspace;
use store::{Code, Param, statements};

use super::bars::{self, BAR, bar_columns, before};
use super::holds::{self, HOLD, hold_columns};
use crate::{Deployment, Trouble, erasure, holds as held, limits};

statements! {
    /// The next bars that changed since a time, by their hash.
    BARS_SINCE = concat!("SELECT ", bar_columns!(), " FROM suppressions WHERE workspace_id = $1 AND suppression_hash > $2 \
                 AND (created_at >= $3 OR overridden_at >= $3) ORDER BY suppression_hash LIMIT 500");
    /// The next holds that changed since a time, by their id.
    HOLDS_SINCE = concat!("SELECT ", hold_columns!(), " FROM holds WHERE workspace_id = $1 AND hold_id > $2 \
                  AND (placed_at >= $3 OR lifted_at >= $3) ORDER BY hold_id LIMIT 500");
}

/// Notes how everything stands that may have changed since the oldest backup worth keeping, and removes older notes.
pub async fn sweep(d: &Deployment, workspace: Id<Workspace>) -> Result<(), Trouble> {
    held::agree(d, workspace).await?;
    let since = before(d.now(), limits::OLDEST_BACKUP);
    let mut after = Param::from(privacy::secret::Digest::known([0; 32]));
    loop {
        let rows = d.store.rows(&BARS_SINCE, vec![workspace.into(), after, since.into()]).await?;
        let notes = bars::read_all(rows)?;
        d.vault.note(workspace, BAR, &notes).await?;
        let Some(last) = notes.last() else { break };
        after = bars::hash_of(last)?;
    }
    let mut after = Param::from(Code(""));
    loop {
        let rows = d.store.rows(&HOLDS_SINCE, vec![workspace.into(), after, since.into()]).await?;
        let notes = holds::read_all(rows)?;
        d.vault.note(workspace, HOLD, &notes).await?;
        let Some(last) = notes.last() else { break };
        after = holds::id_of(last)?.into();
    }
    for erasure in erasure::unfinished(d, workspace).await? {
        super::note_erasure(d, &erasure).await?;
    }
    Ok(d.vault.drop_notes(workspace, since).await?)
}
