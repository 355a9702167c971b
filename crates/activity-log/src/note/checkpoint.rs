//! Checkpoints: how many entries a log has, and the root over them, signed.

use std::fmt;

use super::{Note, NoteError, NoteKey, VerifierKey, base64, decimal, unbase64, unbase64_hash};
use crate::tree::{Hash, MAX_TREE_SIZE};

/// Stands first in the line that tells the vault's state.
const VAULT: &str = "troth-vault";
/// The most lines beside origin, size and root.
const MAX_EXTENSIONS: usize = 16;

/// A log's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Further lines, none empty. Nobody but the log vouches for them.
    pub extensions: Vec<String>,
}

/// The vault's state at the time of a checkpoint: an older vault is seen by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VaultMark {
    /// Counts the changes of the vault.
    pub generation: u64,
    /// The hash chain over all that was destroyed.
    pub chain: [u8; 32],
}

/// Why two states cannot be of one vault, the second later than the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultFault {
    /// The vault went back.
    #[error("the vault was rolled back: it was at generation {before}, and later at {after}")]
    RolledBack {
        /// The generation before.
        before: u64,
        /// The generation after, which is lower.
        after: u64,
    },
    /// One generation, and two histories of what was destroyed.
    #[error("the vault was forked: at generation {0} it tells of two histories of destroyed keys")]
    Forked(u64),
}

impl VaultMark {
    /// Checks that a vault in this state can be in the state `later` afterwards.
    pub fn then(&self, later: &Self) -> Result<(), VaultFault> {
        if later.generation < self.generation {
            return Err(VaultFault::RolledBack { before: self.generation, after: later.generation });
        }
        let forked = later.generation == self.generation && later.chain != self.chain;
        if forked { Err(VaultFault::Forked(self.generation)) } else { Ok(()) }
    }
}

impl Checkpoint {
    /// The state without further lines.
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Self {
        Self { origin: origin.into(), size, root, extensions: Vec::new() }
    }

    /// Adds the vault's state.
    #[must_use]
    pub fn with_vault(mut self, mark: &VaultMark) -> Self {
        self.extensions.push(format!("{VAULT} {} {}", mark.generation, base64(&mark.chain)));
        self
    }

    /// The vault's state, if the checkpoint tells it.
    pub fn vault(&self) -> Option<VaultMark> {
        self.extensions.iter().find_map(|line| {
            let (generation, chain) = line.strip_prefix(VAULT)?.strip_prefix(' ')?.split_once(' ')?;
            Some(VaultMark { generation: decimal(generation)?, chain: unbase64(chain)?.try_into().ok()? })
        })
    }

    /// Signs it.
    pub fn sign(&self, key: &NoteKey) -> Result<SignedCheckpoint, NoteError> {
        let mut note = Note::new(self.to_string())?;
        note.sign(key)?;
        SignedCheckpoint::of_note(note)
    }

    fn parse(text: &str) -> Result<Self, NoteError> {
        let bad = NoteError::BadCheckpoint;
        let mut lines = text.strip_suffix('\n').ok_or(bad("it does not end in a newline"))?.split('\n');
        let origin = lines.next().filter(|line| !line.is_empty()).ok_or(bad("it has no origin"))?;
        let size = lines.next().and_then(decimal).filter(|size| *size <= MAX_TREE_SIZE);
        let root = lines.next().and_then(unbase64_hash).ok_or(bad("it has no root"))?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.len() > MAX_EXTENSIONS || extensions.iter().any(String::is_empty) {
            return Err(bad("it has an empty line, or too many"));
        }
        Ok(Self { origin: origin.to_owned(), size: size.ok_or(bad("it has no size"))?, root, extensions })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, base64(&self.root.0))?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// A checkpoint with its signatures; `Display` writes it as it is handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
}

impl SignedCheckpoint {
    /// Reads one. It says nothing yet: verify it.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        Self::of_note(Note::parse(text)?)
    }

    fn of_note(note: Note) -> Result<Self, NoteError> {
        let checkpoint = Checkpoint::parse(note.text())?;
        if checkpoint.to_string() != note.text() {
            return Err(NoteError::BadCheckpoint("it is not in its one form"));
        }
        Ok(Self { checkpoint, note })
    }

    /// What it says, whether signed or not.
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Its text and signatures.
    pub const fn note(&self) -> &Note {
        &self.note
    }

    /// Checks that the log's key signed it.
    pub fn verify(&self, key: &VerifierKey) -> Result<&Checkpoint, NoteError> {
        self.note.verify(key).map(|_| &self.checkpoint)
    }

    /// Checks that the witness signed it; the time it gives, in seconds since 1970.
    pub fn verify_witness(&self, witness: &VerifierKey) -> Result<u64, NoteError> {
        self.note.verify(witness)?.ok_or(NoteError::AnotherKey)
    }

    /// The checkpoint with the log's own signature alone, as a witness is asked to sign it.
    #[must_use]
    pub fn without_witnesses(&self, key: &VerifierKey) -> Self {
        Self { checkpoint: self.checkpoint.clone(), note: self.note.signed_by(key) }
    }

    /// Puts a witness's signature line beside the others. It says nothing yet: verify it.
    pub fn add_cosignature(&mut self, line: &str) -> Result<(), NoteError> {
        self.note.add(line)
    }

    /// Adds a witness's signature. The witness must have checked that it continues the last one it saw.
    pub fn cosign(&mut self, witness: &NoteKey, time_s: u64) -> Result<(), NoteError> {
        self.note.cosign(witness, time_s)
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}
