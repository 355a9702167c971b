//! Every workspace, whatever its state.

use privacy::Id;
use privacy::ids::Workspace;
use store::{Code, Param, statements};

use crate::{Deployment, Trouble};

statements! {
    /// The next workspaces, by id.
    WORKSPACES_TO_COMPARE = "SELECT workspace_id FROM workspaces WHERE workspace_id > $1 ORDER BY workspace_id LIMIT 100";
}

/// The ids of all workspaces.
pub(super) async fn workspace(d: &Deployment) -> Result<Vec<Id<Workspace>>, Trouble> {
    let mut all: Vec<Id<Workspace>> = Vec::new();
    loop {
        let after = all.last().map_or_else(|| Param::from(Code("")), |last| Param::from(*last));
        let rows = d.store.rows(&WORKSPACES_TO_COMPARE, vec![after]).await?;
        if rows.is_empty() {
            return Ok(all);
        }
        for row in rows {
            all.push(row.cells().id()?);
        }
    }
}
