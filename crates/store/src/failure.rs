//! What can go wrong, without a word of what was stored: drivers' texts quote values and stay inside.

use crate::row::BadCell;

/// How a change came to be in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// By this commit.
    Now,
    /// By an earlier commit of the same change; nothing was done again.
    Before,
}

/// Why a change is not, or perhaps not, in the store. In all cases but `InDoubt` nothing of it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// The named statement did not affect the rows it must: a precondition no longer holds, or a duplicate.
    #[error("statement {0} did not affect the rows it must")]
    Conflict(&'static str),
    /// The connection was lost at the commit, and not found again in time: commit the same change again.
    #[error("it is not known whether the change was stored")]
    InDoubt,
    /// There is no room on the disk.
    #[error("there is no room left to store changes")]
    Full,
    /// Too much waits already, or the database does not answer: try again later.
    #[error("the store is too busy or does not answer")]
    Busy,
    /// The store and the program disagree; the log has the statement's name and the engine's code.
    #[error("the store refused the change")]
    Broken,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadFailed {
    /// Too much waits already, or the database does not answer: try again later.
    #[error("the store is too busy or does not answer")]
    Busy,
    /// The store and the program disagree; the log has the statement's name and the engine's code.
    #[error("the store refused to answer")]
    Broken,
    /// A cell is not what the program expects.
    #[error(transparent)]
    Cell(#[from] BadCell),
}

/// Why the store does not open. Written for the operator; nothing was touched.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct OpenError(pub(crate) String);

impl OpenError {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// A statement that an engine does not take.
#[derive(Debug, thiserror::Error)]
#[error("statement {name}: {reason}")]
pub struct Unprepared {
    /// The statement's name.
    pub name: &'static str,
    /// What the engine said, or which rule of the portable subset is broken.
    pub reason: String,
}
