//! What must hold for any bytes at all. The fuzz target of `fuzz/` and the property tests run the same body; built
//! only for them.

use crate::export::Line;
use crate::note::{
    Checkpoint, KeyKind, LogProof, Note, NoteKey, SignedCheckpoint, VerifierKey, WitnessAnswer,
    add_checkpoint, read_answer,
};
use crate::tree::{Hash, Tile, read_bundle, write_bundle};
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

/// A witness's answer is a signature over what was sent, a size, or refused. The first byte chooses the status and
/// whether a good signature follows the rest.
///
/// # Panics
/// Where that does not hold.
pub fn witness_answer(bytes: &[u8]) {
    const STATUS: [u16; 8] = [200, 200, 409, 400, 403, 404, 422, 503];
    let Some((first, rest)) = bytes.split_first() else { return };
    let key = |name, kind, seed: u8| NoteKey::from_seed(name, kind, &[seed; 32]);
    let (Ok(log), Ok(witness)) =
        (key("a.example/log", KeyKind::Ed25519, 1), key("w.example", KeyKind::Cosignature, 2))
    else {
        return;
    };
    let checkpoint = Checkpoint::new("a.example/log", 9, Hash([3; 32]));
    let Ok(checkpoint) = checkpoint.sign(&log) else { return };
    assert!(
        add_checkpoint(4, &[Hash([5; 32])], &checkpoint).ends_with(&checkpoint.to_string()),
        "another checkpoint was sent"
    );
    let mut answer = rest.to_vec();
    if first & 8 != 0 {
        let mut good = checkpoint.clone();
        if good.cosign(&witness, u64::from(*first)).is_ok()
            && let Some(line) = good.note().signatures().last()
        {
            answer.extend(format!("{line}\n").into_bytes());
        }
    }
    let status = STATUS.get(usize::from(first & 7)).copied().unwrap_or_default();
    match read_answer(status, &answer, witness.verifier(), &checkpoint) {
        Ok(WitnessAnswer::Cosigned(one)) => {
            let mut with = checkpoint;
            assert!(with.add_cosignature(&one.line).is_ok(), "a signature that was read is refused");
            let again = SignedCheckpoint::parse(&with.to_string());
            let time = again.and_then(|again| again.verify_witness(witness.verifier()));
            assert_eq!(time, Ok(one.time_s), "a signature was taken that does not hold");
        }
        Ok(WitnessAnswer::SawLast(size)) => {
            assert_eq!(format!("{size}\n").as_bytes(), answer, "two forms of one size");
        }
        Err(_) => {}
    }
}
