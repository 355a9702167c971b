//! The vault keeps the keys of the holds in force, and no others: what a crash, or an older copy of the vault, left out or
//! left over is set right by the hour.

use std::collections::HashSet;
use std::time::Duration;

use privacy::ids::{Contact, Hold as HoldKind, Workspace};
use privacy::{Id, Time};
use store::vault::Whose;
use store::{Cells, Code, Param, statements};

use crate::{Deployment, Trouble, carried};

statements! {
    /// The next holds in force, by their id.
    HOLDS_IN_FORCE = "SELECT hold_id, contact_id, object_kind, object_id, held_until FROM holds \
                      WHERE workspace_id = $1 AND hold_id > $2 AND lifted_at IS NULL \
                      AND (held_until IS NULL OR held_until > $3) ORDER BY hold_id LIMIT 500";
}

/// A hold that the vault has and the data has not may be about to be placed: for so long.
const PLACING: Duration = Duration::from_hours(1);

struct InForce {
    hold: Id<HoldKind>,
    whose: Whose,
    until: Option<Time>,
}

/// Tells the vault of every hold in force, and lets go of those that are not.
pub(crate) async fn agree(d: &Deployment, workspace: Id<Workspace>) -> Result<(), Trouble> {
    // The vault is read first: a hold is there before it is in the data.
    let mut kept = Vec::new();
    loop {
        let page = d.vault.kept_after(workspace, kept.last().map(|(hold, _)| *hold)).await?;
        if page.is_empty() {
            break;
        }
        kept.extend(page.into_iter().map(|kept| (kept.hold, kept.noted_at)));
    }
    let known: HashSet<_> = kept.iter().map(|(hold, _)| *hold).collect();
    let mut in_force = HashSet::new();
    let mut after = Param::from(Code(""));
    loop {
        let rows = d.store.rows(&HOLDS_IN_FORCE, vec![workspace.into(), after, d.now().into()]).await?;
        let page = rows.into_iter().map(|row| read(&mut row.cells())).collect::<Result<Vec<_>, _>>()?;
        let Some(last) = page.last() else { break };
        after = last.hold.into();
        for one in page {
            if !known.contains(&one.hold) {
                d.vault.hold(workspace, one.hold, &one.whose, one.until, d.now()).await?;
            }
            in_force.insert(one.hold);
        }
    }
    for (hold, noted_at) in kept {
        if !in_force.contains(&hold) && came_to_nothing(d, workspace, hold, noted_at).await? {
            d.vault.release(workspace, hold).await?;
        }
    }
    Ok(())
}

/// Whether a hold is over, or was never placed. One that was placed, and that the data lost, stays.
async fn came_to_nothing(
    d: &Deployment,
    workspace: Id<Workspace>,
    hold: Id<HoldKind>,
    noted_at: Time,
) -> Result<bool, Trouble> {
    if let Some(is_over) = super::is_over(d, workspace, hold).await? {
        return Ok(is_over);
    }
    if carried::is_hold_noted(d, workspace, hold).await? {
        tracing::error!(%workspace, %hold, "the data has lost a hold: was it restored without `troth backup restored`?");
        return Ok(false);
    }
    Ok(noted_at.after(PLACING) <= d.now())
}

fn read(c: &mut Cells) -> Result<InForce, Trouble> {
    let (hold, contact): (_, Id<Contact>) = (c.id()?, c.id()?);
    let kind = c.text(|kind| Some(kind.to_owned()))?;
    let conversation =
        c.text(|id| if kind == "conversation" { id.parse().ok().map(Some) } else { Some(None) })?;
    Ok(InForce { hold, whose: Whose { contact, conversation }, until: c.maybe_time()? })
}
