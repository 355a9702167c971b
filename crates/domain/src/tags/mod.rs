//! Labels that teammates put on conversations and contacts. A name is sealed; equal names are found by a blind index.

mod change;
mod contact;
mod find;

use privacy::access::Guarded;
use privacy::ids::{Contact, Tag as TagKind, Teammate, Workspace};
use privacy::{Id, Time};
use store::Statement;

use crate::{Trouble, limits};

pub use change::{delete, rename};
pub use contact::{label_contact, of_contact, tag_contact, untag_contact};
pub(crate) use find::STILL_A_TAG;
pub use find::{create, find, find_or_create, in_use, list};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[change::STATEMENTS, contact::STATEMENTS, find::STATEMENTS];

/// A tag, without its name.
#[derive(Debug, Clone, Copy)]
pub struct Tag {
    /// The workspace.
    pub workspace: Id<Workspace>,
    /// Its id.
    pub id: Id<TagKind>,
}

impl Guarded for Tag {
    fn workspace(&self) -> Id<Workspace> {
        self.workspace
    }
    fn contact(&self) -> Option<Id<Contact>> {
        None
    }
}

/// A tag, opened.
#[derive(Clone)]
pub struct TagShown {
    /// Its id.
    pub id: Id<TagKind>,
    /// Its name.
    pub name: String,
    /// On how many conversations it is.
    pub conversations: Uses,
    /// On how many contacts it is.
    pub contacts: Uses,
}

/// On how many things of a kind a tag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uses {
    /// So many, at most `limits::TAG_USES_COUNTED`.
    pub number: i64,
    /// There are more.
    pub more: bool,
}

impl Uses {
    fn of(counted: i64) -> Self {
        let number = counted.min(limits::TAG_USES_COUNTED);
        Self { number, more: counted > number }
    }
}

/// A tag on something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// The tag.
    pub tag: Id<TagKind>,
    /// Who put it there.
    pub by: Id<Teammate>,
    /// When.
    pub at: Time,
}

pub(crate) fn applied(row: store::Row) -> Result<Applied, Trouble> {
    let mut c = row.cells();
    Ok(Applied { tag: c.id()?, by: c.id()?, at: c.time()? })
}

/// Why something was not labelled, or a tag not changed.
#[derive(Debug, thiserror::Error)]
pub enum TagError {
    /// The name is empty or too long.
    #[error("a tag's name has 1 to {} bytes", limits::SHORT_TEXT_BYTES)]
    BadName,
    /// Another tag has that name.
    #[error("a tag with this name exists")]
    NameTaken,
    /// There are as many tags as there may be.
    #[error("a workspace has at most {} tags", limits::TAGS)]
    TooMany,
    /// There is no such tag, or not on this thing, or the thing is there no more.
    #[error("no such tag")]
    NotFound,
    /// It was deleted or renamed by somebody else in between: read it again.
    #[error("the tag was changed at the same time")]
    ChangedMeanwhile,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}
