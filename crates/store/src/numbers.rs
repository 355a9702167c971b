//! Unique numbers for the things whose ids the API shows as numbers: per workspace and series, from 1.

use std::ops::Range;

use privacy::Id;
use privacy::ids::{Number, Workspace};

use crate::failure::Failed;

/// So many numbers are leased at a time.
pub(crate) const BLOCK: i64 = 1_000;

crate::statements! {
    /// Takes the next block and answers with the number after it.
    LEASE_NUMBERS = "INSERT INTO number_blocks (workspace_id, series, next_number) VALUES ($1, $2, CAST($3 AS BIGINT) + 1) \
        ON CONFLICT (workspace_id, series) DO UPDATE SET next_number = number_blocks.next_number + CAST($3 AS BIGINT) \
        RETURNING next_number";
}

/// A series of numbers; each workspace has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Series {
    /// Teammates.
    Teammates,
    /// Conversations.
    Conversations,
    /// Messages, over all conversations.
    Messages,
    /// Tags.
    Tags,
    /// Teams.
    Teams,
    /// Notes about contacts.
    Notes,
    /// Macros.
    Macros,
    /// Views.
    Views,
    /// Starts of servers, of no workspace.
    Servers,
}

impl Series {
    /// The permanent code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Teammates => "teammates",
            Self::Conversations => "conversations",
            Self::Messages => "messages",
            Self::Tags => "tags",
            Self::Teams => "teams",
            Self::Notes => "notes",
            Self::Macros => "macros",
            Self::Views => "views",
            Self::Servers => "servers",
        }
    }
}

/// Whose numbers.
pub(crate) type Key = (Id<Workspace>, Series);

/// The block that ends before `next_number`.
pub(crate) fn block_before(next_number: i64) -> Option<Range<u64>> {
    let end = u64::try_from(next_number).ok()?;
    Some(end.checked_sub(BLOCK.unsigned_abs())?..end)
}

/// A dealt number as an id's; `Broken` beyond 2^53, which takes a few thousand years to reach.
pub(crate) fn checked(number: u64) -> Result<Number, Failed> {
    i64::try_from(number).ok().and_then(Number::new).ok_or(Failed::Broken)
}
