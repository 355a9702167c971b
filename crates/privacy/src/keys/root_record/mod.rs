//! The root record: all that a workspace's keys are made of. The vault stores it sealed under an epoch key and replaces
//! it only by compare-and-swap on the generation.

mod codec;
mod opening;
mod puncture;
mod seal;

use std::ops::Range;
use std::sync::Arc;

use zeroize::Zeroizing;

pub use self::opening::Opening;
use super::kdf::Key;
use super::leaf::LeafKind;
use super::live::Live;
use super::page::Page;
use super::workspace_keys::{State, Tree, WorkspaceKeys};
use crate::ids::Workspace;
use crate::secret::Digest;
use crate::{Id, Random, Region};

/// Leaves that are leased at once, to be dealt from memory.
pub const LEASE: u64 = 65_536;
/// Leases of one kind in one tree: 2^36 leaves.
const LEASES: u64 = 1 << 20;

/// A workspace's keys at rest, decoded. A copy shares the pages.
#[derive(Clone)]
pub struct RootRecord {
    workspace: Id<Workspace>,
    region: Region,
    generation: u64,
    chain: Chain,
    trees: Vec<Dealt>,
    index_keys: Vec<IndexKey>,
    link_key: Key,
}

/// What was destroyed so far, hashed: `chain_0 = SHA-256("troth/vault-chain/v1")`, and each destruction makes the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// Counts the destructions.
    pub n: u64,
    /// The hash after the last one.
    pub hash: [u8; 32],
}

/// A tree, and how many leases of each kind were taken from it.
#[derive(Clone)]
struct Dealt {
    tree: Tree,
    leases: [u64; LeafKind::ALL.len()],
}

/// A key for blind indexes. The last one makes new indexes.
#[derive(Clone)]
struct IndexKey {
    id: u32,
    key: Key,
}

/// Why a record was not opened, sealed or changed. Tells no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RootError {
    /// It was written by a newer version of the program.
    #[error("the root record is of an unknown version")]
    UnknownVersion,
    /// It is sealed under another epoch's key: read both again.
    #[error("the root record is sealed under epoch {sealed_under}, not {given}")]
    OtherEpoch {
        /// The epoch that the record names.
        sealed_under: u64,
        /// The epoch of the key that was given.
        given: u64,
    },
    /// It does not open: another epoch key, another workspace, or damage.
    #[error("the root record does not open under this epoch key for this workspace")]
    NotOpened,
    /// It opened, but is not in canonical form, or not of this workspace and region.
    #[error("the root record is not in canonical form, or not of this workspace and region")]
    NotCanonical,
    /// All leaves of a kind are dealt, or the tree was destroyed: open another tree.
    #[error("the newest tree has no leaves of this kind left")]
    UsedUp,
    /// The cryptographic library refused.
    #[error("the cryptographic library refused to seal the root record")]
    Refused,
    /// A page that the record names is not there: read both again.
    #[error("a page of the root record is missing")]
    MissingPage,
    /// A page is not the one that the record names.
    #[error("a page of the root record is damaged or belongs elsewhere")]
    DamagedPage,
    /// There is no such tree or leaf.
    #[error("the record has no such tree or leaf")]
    NoTree,
    /// A leaf is not that of whom the store says: nothing was destroyed.
    #[error("a leaf is not that of the holder whom the store names; nothing was destroyed")]
    NotTheirs,
    /// Destructions are done again one after the other.
    #[error("destruction {expected} comes next, not {given}")]
    OutOfOrder {
        /// The one that comes next.
        expected: u64,
        /// The one that was given.
        given: u64,
    },
}

impl RootRecord {
    /// A new workspace's record: generation 1, one tree, nothing dealt.
    pub fn create(random: &Random, workspace: Id<Workspace>, region: Region) -> Self {
        let index_key = IndexKey { id: 1, key: Key::new(random.bytes()) };
        let mut record = Self {
            workspace,
            region,
            generation: 0,
            chain: Chain::first(),
            trees: Vec::new(),
            index_keys: vec![index_key],
            link_key: Key::new(random.bytes()),
        };
        record.open_tree(random);
        record
    }

    /// Whose record it is.
    pub const fn workspace(&self) -> Id<Workspace> {
        self.workspace
    }

    /// Counts the changes, from 1.
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// The number of the tree from which leaves are dealt.
    pub fn newest_tree(&self) -> u32 {
        self.trees.last().map_or(0, |dealt| dealt.tree.number)
    }

    /// Every tree, in the order in which they were opened, with the leaves of each kind that were leased from it.
    pub fn leased(&self) -> Vec<(u32, Vec<Range<u64>>)> {
        let range = |(kind, taken): (&LeafKind, &u64)| {
            let start = kind.range().start;
            start..start + taken * LEASE
        };
        let of_tree = |dealt: &Dealt| LeafKind::ALL.iter().zip(&dealt.leases).map(range).collect();
        self.trees.iter().map(|dealt| (dealt.tree.number, of_tree(dealt))).collect()
    }

    /// Leases the next 65,536 leaves of a kind from the newest tree. Store the record before dealing any of them.
    pub fn lease(&mut self, kind: LeafKind) -> Result<Range<u64>, RootError> {
        let at = LeafKind::ALL.iter().position(|one| *one == kind);
        let living = self.trees.last_mut().filter(|dealt| !dealt.tree.page.items().is_empty());
        let leases = living.zip(at).and_then(|(dealt, at)| dealt.leases.get_mut(at));
        let taken = leases.filter(|taken| **taken < LEASES).ok_or(RootError::UsedUp)?;
        let start = kind.range().start + *taken * LEASE;
        *taken += 1;
        self.generation += 1;
        Ok(start..start + LEASE)
    }

    /// Opens a new tree, from which alone leaves are dealt from now on: after a restore of store or vault, so that no
    /// leaf is dealt twice.
    pub fn open_tree(&mut self, random: &Random) {
        let number = loop {
            let number = u32::from_be_bytes(random.bytes());
            if number != 0 && self.trees.iter().all(|dealt| dealt.tree.number != number) {
                break number;
            }
        };
        let tree = Tree { number, page: Arc::new(Page::whole(Key::new(random.bytes()))) };
        self.trees.push(Dealt { tree, leases: [0; LeafKind::ALL.len()] });
        self.generation += 1;
    }

    /// Counts on from a generation that outsiders have seen, where this record is a copy from before it.
    pub fn count_on_from(&mut self, seen: u64) {
        self.generation = self.generation.max(seen);
    }

    /// The keys, ready for use.
    pub fn keys(&self) -> WorkspaceKeys {
        self.keys_while(&Live::always())
    }

    /// The keys, of use only while the server may.
    pub fn keys_while(&self, live: &Live) -> WorkspaceKeys {
        let of = (self.workspace, self.region);
        WorkspaceKeys::new(of, self.state(), self.link_key.clone(), live.clone())
    }

    /// Tells two frontiers apart, however they are paged: SHA-256 over every tree's nodes and seeds in order.
    pub fn frontier(&self) -> Digest {
        Digest::of(&self.unpaged())
    }

    /// Every tree's frontier as if it were one page.
    pub(super) fn unpaged(&self) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(Vec::new());
        for Dealt { tree, .. } in &self.trees {
            out.extend(tree.number.to_be_bytes());
            tree.page.unpaged().write(&mut out);
        }
        out
    }

    /// What keys derive from.
    pub(super) fn state(&self) -> State {
        State {
            generation: self.generation,
            destroyed: self.chain.n,
            trees: self.trees.iter().map(|dealt| dealt.tree.clone()).collect(),
            newest: self.newest_tree(),
            index_key: self.index_keys.last().map(|held| held.key.clone()).unwrap_or_default(),
        }
    }
}
