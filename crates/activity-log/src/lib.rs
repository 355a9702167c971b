//! The activity log's entries in their canonical form: who did what to which thing, and when. Ids, counts, closed
//! codes, times and sealed values only, so that erasing a person never edits the log. No I/O: an auditor builds it alone.

mod action;
mod codes;
mod entry;
mod fact_key;
mod fact_value;
mod facts;
mod frame;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod name;
mod party;
#[cfg(test)]
mod tests;

pub use action::Action;
pub use entry::{Entry, MAX_ENTRY_BYTES, Stamp};
pub use fact_key::FactKey;
pub use fact_value::{FactValue, LeafRange, MAX_COUNTS, MAX_RANGES, MAX_SEALED_BYTES};
pub use facts::{Facts, MAX_FACTS};
pub use name::MAX_ID_CHARS;
pub use party::{ActorKind, Object, ObjectKind, Party};

/// Why an entry cannot be made or read. Tells what was wrong, never a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// An id or code has another form.
    #[error("{0} must be 1 to {MAX_ID_CHARS} characters of a-z, 0-9, _ and -")]
    BadId(&'static str),
    /// Too many facts.
    #[error("an entry has at most {MAX_FACTS} facts")]
    TooManyFacts,
    /// A fact was told twice.
    #[error("the fact {0} was given twice")]
    FactTwice(&'static str),
    /// A sealed fact is too long.
    #[error("a sealed fact has at most {MAX_SEALED_BYTES} bytes")]
    SealedTooLong,
    /// Too many ranges of keys.
    #[error("a fact has at most {MAX_RANGES} ranges")]
    TooManyRanges,
    /// Ranges that overlap or are out of order.
    #[error("ranges must be sorted and must not overlap")]
    RangesNotSorted,
    /// Too many kinds are counted.
    #[error("a fact counts at most {MAX_COUNTS} kinds")]
    TooManyCounts,
    /// The entry is too long.
    #[error("an entry has at most {MAX_ENTRY_BYTES} bytes")]
    EntryTooLong,
    /// The bytes are of another version of the format.
    #[error("the bytes are of an unknown version")]
    UnknownVersion,
    /// The bytes name a kind, action or fact that is not known here.
    #[error("{0} is not one of the known codes")]
    UnknownCode(&'static str),
    /// The bytes end early, go on after the end, or are not in the one canonical form.
    #[error("the bytes are not in canonical form: {0}")]
    NotCanonical(&'static str),
}
