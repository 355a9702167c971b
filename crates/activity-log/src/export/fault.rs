//! What can be wrong with an exported log, each told for what it is.

use super::LineError;

/// Why a log does not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LogFault {
    /// The first line is none of ours.
    #[error("this is not an exported log, or one of a version that is not known here")]
    NotALog,
    /// A line cannot be read.
    #[error("line {line} is damaged or was changed: {error}")]
    Line {
        /// The line's number, from 1.
        line: u64,
        /// What is wrong with it.
        error: LineError,
    },
    /// An entry is not there.
    #[error("entry {0} is missing")]
    Missing(u64),
    /// An entry comes again, or out of order.
    #[error("entry {0} comes again, or out of order")]
    Repeated(u64),
    /// Hashes that cannot stand for the entries there.
    #[error("the hashes from entry {0} on cannot stand there")]
    Misplaced(u64),
    /// The file ends before the log does.
    #[error(
        "the file ends early: {read} of {size} entries, and then the checkpoint over them, should be there"
    )]
    Truncated {
        /// How many there are.
        read: u64,
        /// How many there should be.
        size: u64,
    },
    /// More follows after the last entry and its checkpoint.
    #[error("line {0} comes after the end of the log")]
    AfterTheEnd(u64),
    /// A checkpoint does not stand after the last entry it counts.
    #[error("a checkpoint over {0} entries stands in another place")]
    CheckpointMisplaced(u64),
    /// The log or a checkpoint is of another log.
    #[error("it is of another log than expected: the origin differs")]
    WrongOrigin,
    /// The log names another key than the one it is verified with.
    #[error("it is signed by another key than expected")]
    AnotherKey,
    /// A signature is not over its checkpoint.
    #[error(
        "the signature of the checkpoint over {0} entries is broken: the checkpoint was changed, or never signed"
    )]
    BadSignature(u64),
    /// Too few of the witnesses asked for signed a checkpoint of this log.
    #[error(
        "{signed} of the witnesses that were asked for signed a checkpoint that is here, and {needed} must have"
    )]
    NotWitnessed {
        /// How many did.
        signed: usize,
        /// How many must have.
        needed: usize,
    },
    /// A witness's signature is not over its checkpoint.
    #[error("a witness's signature of the checkpoint over {0} entries is broken")]
    BadCosignature(u64),
    /// Two checkpoints show that the vault went back.
    #[error(
        "the vault was rolled back: its generation was {was} at the checkpoint over {before} entries, and {is} at the one over {after}"
    )]
    VaultRolledBack {
        /// How many entries the earlier checkpoint covers.
        before: u64,
        /// The vault's generation there.
        was: u64,
        /// How many entries the later checkpoint covers.
        after: u64,
        /// The vault's generation there, which is lower.
        is: u64,
    },
    /// Two checkpoints tell of one generation of the vault and of two histories of destroyed keys.
    #[error(
        "the vault was forked: the checkpoints over {before} and {after} entries tell of different destructions at its generation {generation}"
    )]
    VaultForked {
        /// How many entries the earlier checkpoint covers.
        before: u64,
        /// How many entries the later checkpoint covers.
        after: u64,
        /// The generation at both.
        generation: u64,
    },
    /// Entries were exchanged or left out, and everything renumbered.
    #[error(
        "between entry {after} and entry {size} something was changed, added or left out: the signed root is another"
    )]
    WrongRoot {
        /// Up to here the log is as signed.
        after: u64,
        /// How many entries the checkpoint counts.
        size: u64,
    },
    /// Two signed checkpoints cannot both be of one history.
    #[error(
        "the history was forked: two checkpoints are signed that cannot both be true, and the first of them counts {0} entries"
    )]
    Forked(u64),
    /// A checkpoint that somebody kept counts more entries than the log now has.
    #[error(
        "a checkpoint that was kept counts {held} entries and the log has {size}: the log is older, or was rolled back"
    )]
    OlderThanHeld {
        /// How many the checkpoint counts.
        held: u64,
        /// How many the log has.
        size: u64,
    },
    /// A checkpoint that somebody kept does not fit, and the log says itself that it was cut back before.
    #[error(
        "a checkpoint that was kept counts {held} entries, and the log has not gone on from them: its entry {place} says that it was \
         restored as it was at {size} entries and that what came after was lost. That is the log's own word, and whoever signs \
         it could have left entries out on purpose"
    )]
    CutBack {
        /// How many the checkpoint counts.
        held: u64,
        /// How many the log had where it goes on from.
        size: u64,
        /// Which entry says so.
        place: u64,
    },
    /// A body is gone, and no entry says that it went after its time.
    #[error("the body of entry {0} was taken out: no entry says that it was removed after its time")]
    TakenOut(u64),
    /// A kept checkpoint ends inside hashes that stand for several entries.
    #[error("a checkpoint over {0} entries cannot be compared: this file has only hashes there")]
    NotCovered(u64),
}
