//! Walks all leaves of a restored store, by workspace and leaf, and removes what hangs on those that no longer derive.

use privacy::Id;
use privacy::ids::Workspace;
use privacy::keys::{HolderKind, KeyError, Leaf, Ref, WorkspaceKeys};
use store::{Code, Count, Param, params, statements};

use super::{dead, remove};
use crate::{Deployment, Trouble};

statements! {
    /// The next workspaces that hold leaves.
    HOLDING_WORKSPACES = "SELECT DISTINCT workspace_id FROM leaves WHERE workspace_id > $1 ORDER BY workspace_id LIMIT 100";
    /// The next leaves of a workspace, and whose they are.
    LEAVES_AFTER = "SELECT tree, leaf, holder_kind, holder_id FROM leaves \
                    WHERE workspace_id = $1 AND (tree > $2 OR (tree = $2 AND leaf > $3)) ORDER BY tree, leaf LIMIT 1000";
}

/// What was found and removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Leaves that were tried.
    pub leaves: u64,
    /// Contacts who were erased since the backup.
    pub contacts: u64,
    /// Conversations that were deleted since, beside those of these contacts.
    pub conversations: u64,
    /// Single messages that were redacted since.
    pub messages: u64,
    /// Teammates whose keys are gone. Their rows stay, unreadable, for what they did names them.
    pub teammates: u64,
}

/// Whose leaf it is.
struct Holder {
    leaf: Leaf,
    kind: HolderKind,
    id: String,
}

/// Tries every leaf of every workspace, and removes.
pub(super) async fn erase_again(d: &Deployment) -> Result<Report, Trouble> {
    let mut report = Report::default();
    let mut after: Param = Code("").into();
    loop {
        let rows = d.store.rows(&HOLDING_WORKSPACES, vec![after]).await?;
        let ids = rows.into_iter().map(|row| row.cells().id()).collect::<Result<Vec<Id<Workspace>>, _>>()?;
        let Some(last) = ids.last() else { return Ok(report) };
        after = (*last).into();
        for workspace in ids {
            in_workspace(d, workspace, &mut report).await?;
        }
    }
}

async fn in_workspace(d: &Deployment, workspace: Id<Workspace>, report: &mut Report) -> Result<(), Trouble> {
    let keys = d.keys(workspace).await?;
    let mut after = Leaf { tree: 0, index: 0 };
    loop {
        let page = page(d, workspace, after).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.leaf;
        for holder in page {
            report.leaves += 1;
            if is_dead(&keys, Ref::of(holder.leaf))? {
                bury(d, &keys, &holder, report).await?;
            }
        }
    }
}

async fn page(d: &Deployment, workspace: Id<Workspace>, after: Leaf) -> Result<Vec<Holder>, Trouble> {
    let rows =
        d.store.rows(&LEAVES_AFTER, params![workspace, Count::tree(after), Count::leaf(after)]).await?;
    let read = |row: store::Row| -> Result<Holder, Trouble> {
        let mut cells = row.cells();
        let (leaf, kind) = (cells.leaf()?, cells.code(HolderKind::of_code)?);
        Ok(Holder { leaf, kind, id: cells.text(|id| Some(id.to_owned()))? })
    };
    rows.into_iter().map(read).collect()
}

/// Whether the key is gone. A tree that the vault does not know is trouble, not death: the vault would be too old.
pub(super) fn is_dead(keys: &WorkspaceKeys, reference: Ref) -> Result<bool, Trouble> {
    match keys.holds(reference) {
        Ok(()) => Ok(false),
        Err(KeyError::Shredded) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

async fn bury(
    d: &Deployment,
    keys: &WorkspaceKeys,
    holder: &Holder,
    report: &mut Report,
) -> Result<(), Trouble> {
    let workspace = keys.workspace();
    match holder.kind {
        HolderKind::Contact => {
            let id = holder.id.parse().map_err(|_| Trouble::Broken)?;
            report.contacts += u64::from(remove::contact(d, workspace, id).await?);
        }
        HolderKind::Conversation => {
            let id = holder.id.parse().map_err(|_| Trouble::Broken)?;
            if dead::whole_conversation(d, keys, id).await? {
                report.conversations += u64::from(remove::conversation(d, workspace, id).await?);
            } else {
                report.messages += dead::messages(d, keys, id).await?;
            }
        }
        HolderKind::Teammate => report.teammates += 1,
    }
    Ok(())
}
