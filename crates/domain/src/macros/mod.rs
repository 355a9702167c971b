//! Answers that are kept ready, with places for names that are filled in when one is used.

mod change;
mod fill;
mod list;

use privacy::access::Guarded;
use privacy::ids::{Contact, Macro as MacroKind, Team, Workspace};
use privacy::{Id, Sealed};
use store::Statement;

use crate::uses::{MacroBody, MacroName};
use crate::{Trouble, limits};

pub use change::{create, delete, update};
pub use fill::{Filling, PLACES, fill};
pub use list::{find, list};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[change::STATEMENTS, list::STATEMENTS];

/// A macro as the store holds it.
#[derive(Debug, Clone)]
pub struct Macro {
    /// The workspace.
    pub workspace: Id<Workspace>,
    /// Its id.
    pub id: Id<MacroKind>,
    /// Counts changes.
    pub version: i64,
    /// The team that sees it; `None`: everybody does.
    pub team: Option<Id<Team>>,
    /// Its name.
    pub name: Sealed<MacroName>,
    /// Its text, with places for names.
    pub body: Sealed<MacroBody>,
}

impl Guarded for Macro {
    fn workspace(&self) -> Id<Workspace> {
        self.workspace
    }
    fn contact(&self) -> Option<Id<Contact>> {
        None
    }
}

/// A macro, opened.
#[derive(Clone)]
pub struct MacroShown {
    /// Its id.
    pub id: Id<MacroKind>,
    /// Counts changes.
    pub version: i64,
    /// The team that sees it; `None`: everybody does.
    pub team: Option<Id<Team>>,
    /// Its name.
    pub name: String,
    /// Its text, with places for names.
    pub body: String,
}

/// Why a macro was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum MacroError {
    /// The name is empty or too long.
    #[error("a macro's name has 1 to {} bytes", limits::SHORT_TEXT_BYTES)]
    BadName,
    /// The text is empty or too long.
    #[error("a macro's text has 1 to {} bytes", limits::MESSAGE_BYTES)]
    BadBody,
    /// A place in the text that nothing fills.
    #[error("a place in the text must be one of {}", PLACES.join(", "))]
    BadPlace,
    /// There is no such team.
    #[error("no such team")]
    NoSuchTeam,
    /// There are as many macros as there may be.
    #[error("a workspace has at most {} macros", limits::MACROS)]
    TooMany,
    /// It was changed or deleted by somebody else in between: read it again.
    #[error("the macro was changed at the same time")]
    ChangedMeanwhile,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}
