//! Reading macros: those for everybody, and those of the teams to which one belongs.

use privacy::access::{Actor, Permit};
use privacy::ids::{Macro as MacroKind, Workspace};
use privacy::{Id, RowId};
use store::{Count, Row, params, statements};

use super::{Macro, MacroShown};
use crate::{Deployment, Trouble, limits};

statements! {
    /// One macro.
    FIND_MACRO = "SELECT workspace_id, macro_id, version, team_id, name, body FROM macros WHERE workspace_id = $1 AND macro_id = $2";
    /// The macros that a teammate sees.
    LIST_MACROS = "SELECT a.workspace_id, a.macro_id, a.version, a.team_id, a.name, a.body FROM macros a \
                   WHERE a.workspace_id = $1 AND (a.team_id IS NULL OR EXISTS (SELECT 1 FROM team_members m \
                   WHERE m.workspace_id = a.workspace_id AND m.team_id = a.team_id AND m.teammate_id = $2)) \
                   ORDER BY a.macro_id LIMIT $3";
}

fn read(row: Row) -> Result<Macro, Trouble> {
    let mut c = row.cells();
    Ok(Macro {
        workspace: c.id()?,
        id: c.id()?,
        version: c.count()?,
        team: c.maybe_id()?,
        name: c.sealed()?,
        body: c.sealed()?,
    })
}

/// The macro of that id.
pub async fn find(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<MacroKind>,
) -> Result<Option<Macro>, Trouble> {
    d.store.row(&FIND_MACRO, params![workspace, id]).await?.map(read).transpose()
}

/// The macros that the permit's actor sees, in the order in which they were made; a token sees its teammate's.
pub async fn list(d: &Deployment, permit: &Permit) -> Result<Vec<MacroShown>, Trouble> {
    let (Actor::Teammate { workspace, id: of, .. } | Actor::Token { workspace, teammate: of, .. }) =
        *permit.actor()
    else {
        return Ok(Vec::new());
    };
    let keys = d.keys(workspace).await?;
    let rows = d.store.rows(&LIST_MACROS, params![workspace, of, Count(limits::MACROS)]).await?;
    let open = |row: Row| {
        let held = read(row)?;
        let at = RowId::of(held.id);
        Ok(MacroShown {
            id: held.id,
            version: held.version,
            team: held.team,
            name: keys.open(permit, &at, &held.name)?.into_shown(),
            body: keys.open(permit, &at, &held.body)?.into_shown(),
        })
    };
    rows.into_iter().map(open).collect()
}
