//! Receipts of an erasure: the entry, what it says, and the proof that the log has it. A text of its own, whose end is
//! a C2SP `tlog-proof` as it is, so that other programs can check it too.

use std::fmt;

use crate::note::{LogProof, LogProofError, VerifierKey, base64, unbase64};
use crate::tree::leaf_hash;
use crate::{Action, Entry, EntryError, reading};

#[cfg(test)]
mod tests;

const FIRST_LINE: &str = "troth receipt v1";
/// The longest receipt, in bytes.
pub const MAX_RECEIPT_BYTES: usize = 1_048_576;

/// What a receipt is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptKind {
    /// The keys ended: nothing opens any more.
    KeyEnd,
    /// The removal is done and the last copy of a key is gone, as far as the deployment can tell.
    Horizon,
}

/// A receipt. It says nothing yet: verify it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    kind: ReceiptKind,
    key: VerifierKey,
    entry: Entry,
    bytes: Vec<u8>,
    proof: LogProof,
}

/// Why a receipt cannot be read, or does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// It is no receipt, or one of another version.
    #[error("this is not a receipt, or one of a version that is not known here")]
    NotAReceipt,
    /// A part is not in its form.
    #[error("the receipt is damaged or was changed: {0}")]
    BadForm(&'static str),
    /// The entry has another form.
    #[error("the receipt's entry cannot be read: {0}")]
    Entry(#[from] EntryError),
    /// What can be read is not what the entry says.
    #[error("the receipt was changed: what can be read there is not what its entry says")]
    Reading,
    /// The entry is of another act than the kind of receipt tells of.
    #[error("the receipt's entry does not tell of what the receipt is for")]
    AnotherAct,
    /// The receipt names another key than the one it is verified with.
    #[error("it is signed by another key than expected")]
    AnotherKey,
    /// The checkpoint is of another log than expected.
    #[error("it is of another log than expected: the origin differs")]
    WrongOrigin,
    /// Too few of the witnesses asked for signed the checkpoint.
    #[error(
        "{signed} of the witnesses that were asked for signed the receipt's checkpoint, and {needed} must have"
    )]
    NotWitnessed {
        /// How many did.
        signed: usize,
        /// How many must have.
        needed: usize,
    },
    /// A witness's signature is not over the checkpoint.
    #[error("a witness's signature of the checkpoint is broken")]
    BadCosignature,
    /// The proof does not hold.
    #[error("the log does not have this entry: {0}")]
    Proof(#[from] LogProofError),
}

impl ReceiptKind {
    /// The code that stands in the receipt.
    pub const fn code(self) -> &'static str {
        match self {
            Self::KeyEnd => "key_end",
            Self::Horizon => "horizon",
        }
    }

    /// The kind of receipt for which an entry of that act stands.
    pub const fn of(action: Action) -> Option<Self> {
        match action {
            Action::ErasureShredded => Some(Self::KeyEnd),
            Action::ErasureCompleted => Some(Self::Horizon),
            _ => None,
        }
    }
}

impl Receipt {
    /// The receipt for an entry of the log, if it is one that has a receipt.
    pub fn new(entry: Entry, key: VerifierKey, proof: LogProof) -> Result<Self, ReceiptError> {
        let kind = ReceiptKind::of(entry.action()).ok_or(ReceiptError::AnotherAct)?;
        let bytes = entry.canonical_bytes()?;
        Ok(Self { kind, key, entry, bytes, proof })
    }

    /// Reads a receipt; nothing else is read than what `Display` writes.
    pub fn parse(text: &str) -> Result<Self, ReceiptError> {
        let bad = ReceiptError::BadForm;
        let rest = text.strip_prefix(FIRST_LINE).and_then(|rest| rest.strip_prefix('\n'));
        let rest = rest.filter(|_| text.len() <= MAX_RECEIPT_BYTES).ok_or(ReceiptError::NotAReceipt)?;
        let (head, proof) = rest.split_once("\n\n").ok_or(bad("it ends early"))?;
        let mut lines = head.split('\n');
        let mut next = |name: &str| lines.next().and_then(|line| line.strip_prefix(name)?.strip_prefix(' '));
        let kind = next("kind").ok_or(bad("the kind"))?;
        let key = next("key").and_then(|key| VerifierKey::parse(key).ok()).ok_or(bad("the key"))?;
        let bytes = next("entry").and_then(unbase64).ok_or(bad("the entry"))?;
        let reads = next("reads").ok_or(bad("what can be read"))?;
        if lines.next().is_some() {
            return Err(bad("there is a line too many"));
        }
        let entry = Entry::from_canonical_bytes(&bytes)?;
        if reading(&entry) != reads {
            return Err(ReceiptError::Reading);
        }
        let proof = LogProof::parse(proof).map_err(|error| ReceiptError::Proof(error.into()))?;
        let read = Self::new(entry, key, proof)?;
        if read.kind.code() == kind { Ok(read) } else { Err(ReceiptError::AnotherAct) }
    }

    /// What it is for.
    pub const fn kind(&self) -> ReceiptKind {
        self.kind
    }

    /// The key that it names; nobody vouches for it but the receipt.
    pub const fn key(&self) -> &VerifierKey {
        &self.key
    }

    /// The entry.
    pub const fn entry(&self) -> &Entry {
        &self.entry
    }

    /// The proof that the log has the entry.
    pub const fn proof(&self) -> &LogProof {
        &self.proof
    }

    /// Checks that the log has the entry. With a key or an origin from elsewhere, it must be that key's and that log's.
    pub fn verify(&self, key: Option<&VerifierKey>, origin: Option<&str>) -> Result<(), ReceiptError> {
        if key.is_some_and(|key| *key != self.key) {
            return Err(ReceiptError::AnotherKey);
        }
        if origin.is_some_and(|origin| origin != self.proof.checkpoint.checkpoint().origin) {
            return Err(ReceiptError::WrongOrigin);
        }
        Ok(self.proof.verify(leaf_hash(&self.bytes), &self.key)?)
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}\nkind {}\nkey {}", self.kind.code(), self.key)?;
        writeln!(f, "entry {}\nreads {}\n", base64(&self.bytes), reading(&self.entry))?;
        self.proof.fmt(f)
    }
}
