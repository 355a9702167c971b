//! References to keys: which leaf of which tree, and under which of them a value is sealed.

use super::reader::{Reader, write_varint};
use crate::codes;

/// Leaves of a tree: the index is below 2^40.
pub(super) const INDEX_BITS: u32 = 40;
/// Parts below a leaf: 65,536.
pub(super) const PART_BITS: u32 = 16;
/// Leaves of each kind: 2^36.
const KIND_BITS: u32 = 36;

/// A leaf: the key of a data subject, a conversation, or (index 0) the workspace's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Leaf {
    /// The tree's random number, never 0.
    pub tree: u32,
    /// The place among the tree's leaves, below 2^40.
    pub index: u64,
}

codes! {
    /// For whom or what leaves are dealt. Each kind has a range of every tree's leaves.
    LeafKind {
        /// A visitor of a website.
        Visitor = "visitor",
        /// A lead or a user.
        Person = "person",
        /// A teammate.
        Teammate = "teammate",
        /// A conversation, or a block of 65,536 of its parts.
        Conversation = "conversation",
    }
}

impl LeafKind {
    /// The leaves of this kind: 2^36 of them; the range below the first kind's holds index 0, the settings.
    pub fn range(self) -> std::ops::Range<u64> {
        let place = match self {
            Self::Visitor => 1,
            Self::Person => 2,
            Self::Teammate => 3,
            Self::Conversation => 4,
        };
        place << KIND_BITS..(place + 1) << KIND_BITS
    }
}

/// A reference to one key: a leaf, or a part below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ref {
    leaf: Leaf,
    part: Option<u16>,
}

impl Ref {
    /// The leaf itself.
    pub const fn of(leaf: Leaf) -> Self {
        Self { leaf, part: None }
    }

    /// A part below the leaf.
    pub const fn part(leaf: Leaf, part: u16) -> Self {
        Self { leaf, part: Some(part) }
    }

    /// The leaf, also of a part.
    pub const fn leaf(self) -> Leaf {
        self.leaf
    }

    /// The part, if it is one.
    pub const fn part_number(self) -> Option<u16> {
        self.part
    }

    /// Appends `tree u32 || varint index [|| varint part]`.
    pub(super) fn write(self, out: &mut Vec<u8>) {
        out.extend(self.leaf.tree.to_be_bytes());
        write_varint(out, self.leaf.index);
        if let Some(part) = self.part {
            write_varint(out, part.into());
        }
    }

    pub(super) fn read(from: &mut Reader<'_>, with_part: bool) -> Option<Self> {
        let leaf = Leaf { tree: from.u32().filter(|tree| *tree != 0)?, index: from.varint(INDEX_BITS)? };
        let part = if with_part { Some(u16::try_from(from.varint(PART_BITS)?).ok()?) } else { None };
        Some(Self { leaf, part })
    }
}

/// The keys that must all be there to open a value: one, or two of which each alone ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Under {
    /// One key: a person's attribute, the settings, a part that is about nobody in particular.
    One(Ref),
    /// Two keys: the data subject's leaf and the conversation's leaf or part.
    Two(Leaf, Ref),
}

impl Under {
    /// Under a leaf alone.
    pub const fn one(leaf: Leaf) -> Self {
        Self::One(Ref::of(leaf))
    }

    /// A part of a conversation, under the leaf of the person whom it concerns too.
    pub const fn part_of(subject: Leaf, conversation: Leaf, part: u16) -> Self {
        Self::Two(subject, Ref::part(conversation, part))
    }

    /// A part of a conversation with several people, under the conversation alone.
    pub const fn part(conversation: Leaf, part: u16) -> Self {
        Self::One(Ref::part(conversation, part))
    }

    /// The first reference and the second, if there is one.
    pub const fn refs(self) -> (Ref, Option<Ref>) {
        match self {
            Self::One(only) => (only, None),
            Self::Two(subject, second) => (Ref::of(subject), Some(second)),
        }
    }
}
