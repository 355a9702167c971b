//! Groups of teammates to whom conversations are given. A name is sealed; equal names are found by a blind index.

mod create;
mod delete;
mod list;
mod members;
mod rename;

use privacy::access::Guarded;
use privacy::ids::{Contact, Team as TeamKind, Teammate, Workspace};
use privacy::keys::{Under, WorkspaceKeys};
use privacy::{BlindIndex, Id, Personal, RowId, Sealed};
use store::Statement;

use crate::uses::TeamName;
use crate::{Trouble, limits};

pub use create::create;
pub use delete::delete;
pub(crate) use list::STILL_A_TEAM;
pub use list::{find, list, names, of_teammates};
pub use members::set_members;
pub use rename::rename;

pub(crate) static STATEMENTS: &[&[&Statement]] =
    &[create::STATEMENTS, delete::STATEMENTS, list::STATEMENTS, members::STATEMENTS, rename::STATEMENTS];

/// A team as the store holds it.
#[derive(Debug, Clone)]
pub struct Team {
    /// The workspace.
    pub workspace: Id<Workspace>,
    /// Its id.
    pub id: Id<TeamKind>,
    /// Counts changes.
    pub version: i64,
    /// Its name.
    pub name: Sealed<TeamName>,
}

impl Guarded for Team {
    fn workspace(&self) -> Id<Workspace> {
        self.workspace
    }
    fn contact(&self) -> Option<Id<Contact>> {
        None
    }
}

/// A team, opened.
#[derive(Clone)]
pub struct TeamShown {
    /// Its id.
    pub id: Id<TeamKind>,
    /// Counts changes.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Who belongs to it.
    pub members: Vec<Id<Teammate>>,
}

/// Why a team was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// The name is empty or too long.
    #[error("a team's name has 1 to {} bytes", limits::SHORT_TEXT_BYTES)]
    BadName,
    /// Another team has that name.
    #[error("a team with this name exists")]
    NameTaken,
    /// Somebody who is to belong to it is no teammate.
    #[error("no such teammate")]
    NoSuchTeammate,
    /// There are as many teams as there may be.
    #[error("a workspace has at most {} teams", limits::TEAMS)]
    TooMany,
    /// It was changed or dissolved by somebody else in between: read it again.
    #[error("the team was changed at the same time")]
    ChangedMeanwhile,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// A name as it is kept: its sealed form and its index.
fn named(
    keys: &WorkspaceKeys,
    id: Id<TeamKind>,
    name: Personal<String>,
) -> Result<(Sealed<TeamName>, BlindIndex<TeamName>), TeamError> {
    let name = name.map(|name| name.trim().to_owned());
    if name.is(|name| name.is_empty() || name.len() > limits::SHORT_TEXT_BYTES) {
        return Err(TeamError::BadName);
    }
    let index = keys.index::<TeamName>(&name);
    let sealed = keys.seal::<TeamName>(Under::one(keys.settings_leaf()), &RowId::of(id), &name);
    Ok((sealed.map_err(Trouble::from)?, index))
}
