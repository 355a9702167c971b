//! Commitments to keys: they show which key was whose, so that a wrong row cannot make an erasure destroy a
//! stranger's. A commitment shows that a key is the one, never that it is gone.

use std::fmt;

use super::kdf::{Key, kdf, length};
use super::leaf::{Leaf, Ref};
use crate::Id;
use crate::codes;
use crate::ids::Workspace;

codes! {
    /// Whose leaf it is.
    HolderKind {
        /// A visitor, lead or user.
        Contact = "contact",
        /// A teammate.
        Teammate = "teammate",
        /// A conversation.
        Conversation = "conversation",
    }
}

impl HolderKind {
    /// The permanent number in commitments.
    const fn number(self) -> u8 {
        match self {
            Self::Contact => 1,
            Self::Teammate => 2,
            Self::Conversation => 3,
        }
    }
}

/// 32 bytes that only the key of a leaf can make, for one holder.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Commitment([u8; 32]);

impl Commitment {
    /// What the store holds.
    pub const fn from_store(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes as stored.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// `KDF(leaf, "troth/commit/v1", lp(workspace) || u8 kind || lp(subject id) || ref)`.
    pub(super) fn make(
        key: &Key,
        workspace: Id<Workspace>,
        kind: HolderKind,
        subject: &str,
        leaf: Leaf,
    ) -> Self {
        let workspace = workspace.raw().as_str().as_bytes().to_vec();
        let mut reference = Vec::with_capacity(16);
        Ref::of(leaf).write(&mut reference);
        let lengths = [length(&workspace), length(subject.as_bytes())];
        let [l1, l2] = &lengths;
        let context: [&[u8]; 6] = [l1, &workspace, &[kind.number()], l2, subject.as_bytes(), &reference];
        Self(*kdf(key, "troth/commit/v1", &context))
    }
}

impl fmt::Debug for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Commitment(..)")
    }
}
