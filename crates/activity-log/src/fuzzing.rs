//! What must hold for any bytes at all. The fuzz target of `fuzz/` and the property tests run the same body; built
//! only for them.

use crate::export::Line;
use crate::note::{LogProof, Note, SignedCheckpoint, VerifierKey};
use crate::tree::{Tile, read_bundle, write_bundle};
use crate::{Entry, Facts, Receipt};

/// An entry is read in one way or refused; so are facts.
///
/// # Panics
/// Where that does not hold.
pub fn entry(bytes: &[u8]) {
    if let Ok(read) = Entry::from_canonical_bytes(bytes) {
        assert_eq!(read.canonical_bytes().as_deref(), Ok(bytes), "two forms of one entry");
    }
    if let Ok(read) = Facts::from_bytes(bytes) {
        assert_eq!(read.to_bytes().as_deref(), Ok(bytes), "two forms of the same facts");
    }
}

/// A bundle of entries is read in one way or refused.
///
/// # Panics
/// Where that does not hold.
pub fn bundle(bytes: &[u8]) {
    if let Ok(entries) = read_bundle(bytes) {
        assert_eq!(write_bundle(entries).as_deref(), Ok(bytes), "two forms of one bundle");
    }
}

/// Notes, checkpoints, proofs, keys, receipts, lines of an exported log and tiles' paths are read in one way or refused.
///
/// # Panics
/// Where that does not hold.
pub fn text(text: &str) {
    let written = [
        Note::parse(text).map(|read| read.to_string()).ok(),
        SignedCheckpoint::parse(text).map(|read| read.to_string()).ok(),
        LogProof::parse(text).map(|read| read.to_string()).ok(),
        VerifierKey::parse(text).map(|read| read.to_string()).ok(),
        Receipt::parse(text).map(|read| read.to_string()).ok(),
        Line::parse(text).map(|read| read.to_string()).ok(),
        Tile::of_path(text).map(Tile::path).ok(),
    ];
    for again in written.into_iter().flatten() {
        assert_eq!(again, text, "two forms of one text");
    }
}
