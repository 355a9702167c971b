//! Keys: the tree they come from, what they seal, and the record that holds them. No I/O; formulas and limits in
//! docs/keys.md. Integers are big-endian, `lp(x)` is the length of x in four bytes and x, varints are minimal LEB128.

mod aead;
mod backup;
mod backup_header;
mod cache;
mod commitment;
pub mod envelope;
mod epoch_key;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod kdf;
mod keyed_hash;
mod leaf;
mod live;
mod log_key;
mod page;
mod place;
mod puncture;
mod reader;
mod ready;
mod root_key;
mod root_record;
mod seal;
mod state;
#[cfg(test)]
mod tests;
mod workspace_keys;

pub use backup::{BACKUP_CHUNK, BackupOpener, BackupSealer, ChunkError, SEALED_CHUNK, WrongRootKey};
pub use backup_header::{BACKUP_HEADER, BackupHeader, BackupHeaderError};
pub use commitment::{Commitment, HolderKind};
pub use epoch_key::{EpochKey, EpochKeyError, Wrapping};
pub use keyed_hash::KeyedHash;
pub use leaf::{Leaf, LeafKind, Ref, Under};
pub use live::Live;
pub use page::PageId;
pub use puncture::{DeadRange, DeadRanges, Holder, Punctured, Target};
pub use root_key::{Fingerprint, RootKey, RootKeyError};
pub use root_record::{Chain, LEASE, Opening, RootError, RootRecord};
pub use workspace_keys::{WeakKeys, WorkspaceKeys};

/// Why a value was not sealed or opened. Outside these are one answer; inside, and in the operator's log, three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The key was destroyed: nobody can ever open this again.
    #[error("the key of this value was destroyed")]
    Shredded,
    /// There is no such tree or leaf, or the permit is another workspace's.
    #[error("there is no key for this here")]
    NotFound,
    /// The value is not what was sealed for this use and row.
    #[error("the sealed value is not the one that was sealed for this place")]
    Tampered,
    /// This server may not have heard of the last destructions: it has no lease on the vault. Try again.
    #[error("this server has no lease on the vault at the moment")]
    NotLive,
    /// The value is longer than can be sealed at once (64 GiB).
    #[error("the value is too long to be sealed")]
    TooLong,
}
