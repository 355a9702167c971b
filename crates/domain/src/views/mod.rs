//! Choices of conversations that are kept under a name: folders that a teammate made, for themselves or for everybody.

mod change;
mod choice;
mod count;
mod list;

use privacy::access::{Denied, Guarded};
use privacy::ids::{Contact, Teammate, View as ViewKind, Workspace};
use privacy::{Id, Sealed};
use store::Statement;

use crate::uses::ViewName;
use crate::{Trouble, limits};

pub use change::{create, delete, update};
pub use choice::{Choice, Order, Whose};
pub use count::{Counted, count};
pub use list::{find, list};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[change::STATEMENTS, list::STATEMENTS];

/// A view as the store holds it.
#[derive(Debug, Clone)]
pub struct View {
    /// The workspace.
    pub workspace: Id<Workspace>,
    /// Its id.
    pub id: Id<ViewKind>,
    /// Counts changes.
    pub version: i64,
    /// The teammate whose own it is; `None`: everybody sees it.
    pub owner: Option<Id<Teammate>>,
    /// Its name.
    pub name: Sealed<ViewName>,
    /// Which conversations it holds.
    pub choice: Choice,
}

impl Guarded for View {
    fn workspace(&self) -> Id<Workspace> {
        self.workspace
    }
    fn contact(&self) -> Option<Id<Contact>> {
        None
    }
}

/// A view, opened.
#[derive(Debug, Clone)]
pub struct ViewShown {
    /// Its id.
    pub id: Id<ViewKind>,
    /// Counts changes.
    pub version: i64,
    /// Everybody sees it.
    pub shared: bool,
    /// Its name.
    pub name: String,
    /// Which conversations it holds.
    pub choice: Choice,
}

/// Why a view was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// The name is empty or too long.
    #[error("a view's name has 1 to {} characters", limits::VIEW_NAME_CHARS)]
    BadName,
    /// There is no such teammate, team or tag to choose by.
    #[error("no such teammate, team or tag")]
    NoSuchChoice,
    /// There are as many as there may be.
    #[error("there are at most {} views for everybody, and as many of one's own", limits::VIEWS)]
    TooMany,
    /// It was changed or deleted by somebody else in between: read it again.
    #[error("the view was changed at the same time")]
    ChangedMeanwhile,
    /// Not theirs to make or change.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}
