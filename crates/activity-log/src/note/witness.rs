//! What is said to a witness and what it answers: C2SP `tlog-witness`, `add-checkpoint`. The sending is somebody else's.

use std::fmt::Write as _;

use super::signed::Signature;
use super::{MAX_SIGNATURES, NoteError, SignedCheckpoint, VerifierKey, base64, decimal};
use crate::tree::{Hash, MAX_TREE_SIZE};

/// The longest answer that is read, in bytes.
pub const MAX_ANSWER_BYTES: usize = 65_536;

/// A witness's signature that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosignature {
    /// The signature line, without its newline.
    pub line: String,
    /// When the witness says it signed, in seconds since 1970.
    pub time_s: u64,
}

/// What a witness answers that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WitnessAnswer {
    /// It signed.
    Cosigned(Cosignature),
    /// It has seen so many entries: ask again, with a proof from there.
    SawLast(u64),
}

/// Why there is no signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WitnessRefusal {
    /// 404.
    #[error("the witness does not know this log: its operator must add the log's name and key")]
    UnknownLog,
    /// 403.
    #[error("the witness knows the log by another key")]
    UnknownKey,
    /// 422.
    #[error("the witness finds that the log does not continue what it signed before")]
    NotConsistent,
    /// 400.
    #[error("the witness cannot read what it was asked")]
    NotUnderstood,
    /// Any other status.
    #[error("the witness answers with the status {0}")]
    Status(u16),
    /// The answer has another form.
    #[error("the witness's answer is not in its form: {0}")]
    BadAnswer(&'static str),
    /// The answer has no signature by the key that the witness is known by.
    #[error("the witness signed with another key than expected")]
    AnotherKey,
    /// The signature by that key is not over the checkpoint that was sent.
    #[error("the witness's signature is not over the checkpoint that it was sent")]
    BadSignature,
}

impl WitnessRefusal {
    /// A code for metrics.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownLog => "unknown_log",
            Self::UnknownKey => "unknown_key",
            Self::NotConsistent => "not_consistent",
            Self::NotUnderstood => "not_understood",
            Self::Status(_) => "status",
            Self::BadAnswer(_) => "bad_answer",
            Self::AnotherKey => "another_key",
            Self::BadSignature => "bad_signature",
        }
    }
}

/// The body that asks a witness, which has seen `old` entries, to sign the checkpoint.
pub fn add_checkpoint(old: u64, proof: &[Hash], checkpoint: &SignedCheckpoint) -> String {
    let mut body = format!("old {old}\n");
    for hash in proof {
        let _ = writeln!(body, "{}", base64(&hash.0));
    }
    let _ = write!(body, "\n{checkpoint}");
    body
}

/// Reads the answer of the witness of that key to a request to sign the checkpoint.
pub fn read_answer(
    status: u16,
    body: &[u8],
    witness: &VerifierKey,
    checkpoint: &SignedCheckpoint,
) -> Result<WitnessAnswer, WitnessRefusal> {
    match status {
        200 => cosigned(body, witness, checkpoint).map(WitnessAnswer::Cosigned),
        409 => size(body).map(WitnessAnswer::SawLast),
        400 => Err(WitnessRefusal::NotUnderstood),
        403 => Err(WitnessRefusal::UnknownKey),
        404 => Err(WitnessRefusal::UnknownLog),
        422 => Err(WitnessRefusal::NotConsistent),
        other => Err(WitnessRefusal::Status(other)),
    }
}

/// A number in a line of its own.
fn size(body: &[u8]) -> Result<u64, WitnessRefusal> {
    let line = std::str::from_utf8(body).ok().and_then(|text| text.strip_suffix('\n'));
    let size = line.and_then(decimal).filter(|size| *size <= MAX_TREE_SIZE);
    size.ok_or(WitnessRefusal::BadAnswer("there is no size in it"))
}

/// Signature lines, one or more; those by other keys are passed over, those by this key must all hold.
fn cosigned(
    body: &[u8],
    witness: &VerifierKey,
    checkpoint: &SignedCheckpoint,
) -> Result<Cosignature, WitnessRefusal> {
    let bad = WitnessRefusal::BadAnswer;
    if body.len() > MAX_ANSWER_BYTES {
        return Err(bad("it is too long"));
    }
    let text = std::str::from_utf8(body).map_err(|_| bad("it is not text"))?;
    let lines = text.strip_suffix('\n').ok_or(bad("it ends in the middle of a line"))?;
    let mut first = None;
    for (place, line) in lines.split('\n').enumerate() {
        let signature = Signature::parse(line).map_err(|_| bad("a line is not a signature"))?;
        if place >= MAX_SIGNATURES {
            return Err(bad("it has too many signatures"));
        }
        if signature.name == witness.name() && signature.id == witness.id() {
            let time_s = holds(line, witness, checkpoint)?;
            first.get_or_insert(Cosignature { line: line.to_owned(), time_s });
        }
    }
    first.ok_or(WitnessRefusal::AnotherKey)
}

/// The time of a witness's signature line over the checkpoint.
fn holds(line: &str, witness: &VerifierKey, checkpoint: &SignedCheckpoint) -> Result<u64, WitnessRefusal> {
    let mut alone = checkpoint.clone();
    alone.add_cosignature(line).map_err(|_| WitnessRefusal::BadAnswer("a line is not a signature"))?;
    alone.verify_witness(witness).map_err(|error| match error {
        NoteError::AnotherKey => WitnessRefusal::AnotherKey,
        _ => WitnessRefusal::BadSignature,
    })
}
