//! Signed texts: C2SP `signed-note`, and what is signed with them: `tlog-checkpoint`, `tlog-cosignature`, `tlog-proof`;
//! and what is said to a witness, `tlog-witness`.

mod checkpoint;
mod key;
mod log_proof;
mod signed;
#[cfg(test)]
mod tests;
mod witness;

pub use checkpoint::{Checkpoint, SignedCheckpoint, VaultFault, VaultMark};
pub use key::{KeyKind, NoteKey, VerifierKey};
pub use log_proof::{LogProof, LogProofError};
pub use signed::{MAX_NOTE_BYTES, MAX_SIGNATURES, Note, Signature};
pub use witness::{
    Cosignature, MAX_ANSWER_BYTES, WitnessAnswer, WitnessRefusal, add_checkpoint, read_answer,
};

/// Why a signed text is not taken. Tells what was wrong, never a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// A key's name or its text form is wrong.
    #[error("the key is not in the form name+id+key, or its id is not that of the key")]
    BadKey,
    /// The text is no signed note.
    #[error("the text is not a signed note: {0}")]
    BadNote(&'static str),
    /// The note's text is no checkpoint.
    #[error("the text is not a checkpoint: {0}")]
    BadCheckpoint(&'static str),
    /// The text is no proof.
    #[error("the text is not a proof: {0}")]
    BadProof(&'static str),
    /// None of the signatures is by that key.
    #[error("it is signed by another key")]
    AnotherKey,
    /// A signature says to be by that key, and is not over this text.
    #[error("the signature is not over this text")]
    BadSignature,
}

/// The one base64 that these formats have: standard alphabet, padded.
pub(crate) fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Reads base64; `None` unless it is in the one form.
pub(crate) fn unbase64(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}

/// A hash in base64.
pub(crate) fn unbase64_hash(text: &str) -> Option<crate::tree::Hash> {
    unbase64(text)?.try_into().ok().map(crate::tree::Hash)
}

/// A number in decimal without leading zeros.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let number = text.parse().ok()?;
    (text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'))).then_some(number)
}
