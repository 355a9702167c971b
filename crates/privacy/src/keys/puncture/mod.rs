//! Making keys underivable: what may be named, how the frontier changes, and what the vault has to store for it.

pub(super) mod edit;
pub(super) mod ranges;
pub(super) mod seal;

pub use self::ranges::{DeadRange, DeadRanges};
use super::commitment::{Commitment, HolderKind};
use super::leaf::{Leaf, Ref};
use super::page::PageId;
use super::root_record::Chain;

/// What is to be destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A leaf with all parts below it, or one part.
    Key(Ref),
    /// A whole tree, by its number. It stays known, so that the answer is "destroyed".
    Tree(u32),
}

/// Whose leaf the plan says it is: a wrong row must not destroy a stranger's key.
#[derive(Debug, Clone)]
pub struct Holder {
    /// What kind of holder.
    pub kind: HolderKind,
    /// The holder's id, as in the commitment.
    pub id: String,
    /// The leaf.
    pub leaf: Leaf,
    /// What the store holds.
    pub commitment: Commitment,
}

/// What the vault stores beside the new record, in the same transaction, and what the log says.
#[derive(Clone)]
pub struct Punctured {
    /// What was destroyed, in its one form.
    pub ranges: DeadRanges,
    /// The chain after it.
    pub chain: Chain,
    /// New pages, sealed.
    pub added: Vec<(PageId, Vec<u8>)>,
    /// Pages that nothing names any more.
    pub retired: Vec<PageId>,
}
