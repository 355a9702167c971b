//! Reading workspaces.

use privacy::access::Permit;
use privacy::ids::Workspace as WorkspaceKind;
use privacy::{Id, Region, RowId, Time};
use store::{params, statements};

use super::{Workspace, WorkspaceShown};
use crate::{Deployment, Trouble};

statements! {
    /// One workspace.
    FIND_WORKSPACE = "SELECT workspace_id, region, version, name, settings, created_at FROM workspaces \
                      WHERE workspace_id = $1 AND state = 'active'";
    /// The ids of all workspaces after a place in time, oldest first, a page at a time.
    ALL_WORKSPACES = "SELECT created_at, workspace_id FROM workspaces WHERE state = 'active' \
                      AND (created_at > $1 OR (created_at = $1 AND workspace_id > $2)) \
                      ORDER BY created_at, workspace_id LIMIT 100";
    /// One of the workspaces, and a second, if there are several.
    TWO_WORKSPACES = "SELECT workspace_id FROM workspaces WHERE state = 'active' LIMIT 2";
}

/// The workspace of that id.
pub async fn find(d: &Deployment, id: Id<WorkspaceKind>) -> Result<Option<Workspace>, Trouble> {
    let Some(row) = d.store.row(&FIND_WORKSPACE, params![id]).await? else { return Ok(None) };
    let mut c = row.cells();
    Ok(Some(Workspace {
        id: c.id()?,
        region: c.code(Region::of_code)?,
        version: c.count()?,
        name: c.sealed()?,
        settings: c.sealed()?,
        created_at: c.time()?,
    }))
}

/// The ids of all workspaces, oldest first.
pub async fn all_ids(d: &Deployment) -> Result<Vec<Id<WorkspaceKind>>, Trouble> {
    let (mut all, mut place) = (Vec::new(), (Time::from_micros(i64::MIN), Id::<WorkspaceKind>::OPERATOR));
    loop {
        let rows = d.store.rows(&ALL_WORKSPACES, params![place.0, place.1]).await?;
        if rows.is_empty() {
            return Ok(all);
        }
        for row in rows {
            let mut c = row.cells();
            place = (c.time()?, c.id()?);
            all.push(place.1);
        }
    }
}

/// The workspace, where this deployment has only one.
pub async fn only(d: &Deployment) -> Result<Option<Id<WorkspaceKind>>, Trouble> {
    let mut rows = d.store.rows(&TWO_WORKSPACES, params![]).await?;
    let last = rows.pop().map(|row| row.cells().id()).transpose()?;
    Ok(last.filter(|_| rows.is_empty()))
}

/// Opens a workspace's name and settings: what its messenger and its teammates see of it.
pub async fn shown(
    d: &Deployment,
    workspace: &Workspace,
    permit: &Permit,
) -> Result<WorkspaceShown, Trouble> {
    let (keys, row) = (d.keys(workspace.id).await?, RowId::of(workspace.id));
    let name = keys.open(permit, &row, &workspace.name)?.into_shown();
    let settings = keys.open(permit, &row, &workspace.settings)?.into_shown().0;
    Ok(WorkspaceShown { name, settings })
}
