//! A proof that can be carried away: `c2sp.org/tlog-proof@v1`, an inclusion proof with the checkpoint it leads to.

use std::fmt;

use super::{NoteError, SignedCheckpoint, VerifierKey, base64, decimal, unbase64, unbase64_hash};
use crate::tree::{Hash, InclusionProof, TreeError, verify_inclusion};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// The most hashes that the way from a leaf to a root has.
const MAX_HASHES: usize = 63;
/// The longest extra data, in bytes.
const MAX_EXTRA_BYTES: usize = 65_536;

/// An entry's place in the log, and the hashes that lead from it to a signed root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogProof {
    /// What the application adds. Nothing vouches for it.
    pub extra: Option<Vec<u8>>,
    /// The entry's number, from 0.
    pub index: u64,
    /// The hashes from the leaf's sibling upwards.
    pub hashes: InclusionProof,
    /// The checkpoint whose root they lead to.
    pub checkpoint: SignedCheckpoint,
}

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LogProofError {
    /// The checkpoint is not signed by that key.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The hashes do not lead from the leaf to the root.
    #[error(transparent)]
    Tree(#[from] TreeError),
}

impl LogProof {
    /// Reads a proof; it must be in the one form that `Display` writes. It says nothing yet: verify it.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let bad = NoteError::BadProof;
        let (head, checkpoint) = text.split_once("\n\n").ok_or(bad("it has no checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(FIRST_LINE) {
            return Err(bad("it is of another kind or version"));
        }
        let extra =
            lines.next_if(|line| line.starts_with("extra ")).and_then(|line| line.strip_prefix("extra "));
        let extra =
            extra.map(|coded| unbase64(coded).ok_or(bad("the extra data cannot be read"))).transpose()?;
        let index = lines.next().and_then(|line| decimal(line.strip_prefix("index ")?));
        let hashes =
            lines.map(unbase64_hash).collect::<Option<Vec<Hash>>>().ok_or(bad("a hash cannot be read"))?;
        if hashes.len() > MAX_HASHES || extra.as_ref().is_some_and(|extra| extra.len() > MAX_EXTRA_BYTES) {
            return Err(bad("it is too long"));
        }
        let index = index.ok_or(bad("it has no index"))?;
        Ok(Self { extra, index, hashes, checkpoint: SignedCheckpoint::parse(checkpoint)? })
    }

    /// Checks that the key signed the checkpoint and that the leaf is in its tree.
    pub fn verify(&self, leaf: Hash, key: &VerifierKey) -> Result<(), LogProofError> {
        let checkpoint = self.checkpoint.verify(key)?;
        verify_inclusion(leaf, self.index, checkpoint.size, checkpoint.root, &self.hashes)?;
        Ok(())
    }
}

impl fmt::Display for LogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(f, "{}", base64(&hash.0)))?;
        write!(f, "\n{}", self.checkpoint)
    }
}
