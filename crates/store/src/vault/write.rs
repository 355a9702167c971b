//! What is written to a vault in one durable transaction, or not at all.

use privacy::Id;
use privacy::ids::Workspace;

use super::VaultError;
use crate::param::Param;
use crate::statement::Statement;

/// One statement, and how many rows it must change.
pub(super) struct Step {
    pub(super) statement: &'static Statement,
    pub(super) params: Vec<Param>,
    pub(super) rows: Option<u64>,
}

/// Statements that hold only while the vault's epoch is the one that the caller knows.
pub(super) struct Write {
    pub(super) epoch: u64,
    /// Whether no other write may be under way.
    pub(super) alone: bool,
    pub(super) steps: Vec<Step>,
}

/// Puts a record under the next epoch's key; none if it is there already.
pub(super) type Reseal<'t> = &'t (dyn Fn(Id<Workspace>, &[u8]) -> Result<Option<Vec<u8>>, VaultError> + Sync);

/// The next epoch: its number, its wrapped key, and how a record comes under it.
pub(super) struct Turn<'t> {
    pub(super) number: u64,
    pub(super) wrapped: &'t [u8],
    pub(super) reseal: Reseal<'t>,
}

/// How a write ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// It is durable.
    Done,
    /// Somebody else was faster: nothing happened. Read again.
    Conflict,
}

impl Step {
    pub(super) const fn one(statement: &'static Statement, params: Vec<Param>) -> Self {
        Self { statement, params, rows: Some(1) }
    }

    pub(super) const fn any(statement: &'static Statement, params: Vec<Param>) -> Self {
        Self { statement, params, rows: None }
    }
}
