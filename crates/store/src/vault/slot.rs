//! The epoch slot: a file of two slots of 4 KiB, overwritten in place by turns. A write that tears leaves the other
//! slot as it was. In place, so that a later destruction overwrites the very bytes (a database would copy them).
//!
//! A slot: `"TROTHEPO" || 01 || u64 turn || u64 epoch || u16 length || wrapped key || zeros || SHA-256 of all before`.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use privacy::secret::Digest;

use crate::folder::private_file;

const SLOT: usize = 4096;
const BODY: usize = SLOT - 32;
const MAGIC: [u8; 8] = *b"TROTHEPO";
const VERSION: u8 = 1;
const HEAD: usize = MAGIC.len() + 1 + 8 + 8 + 2;

/// What a slot holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Epoch {
    /// Counts the writes; the higher one is current.
    turn: u64,
    pub(super) number: u64,
    pub(super) wrapped: Vec<u8>,
}

/// The epochs in the file, the newest write first; none if the file is missing or neither slot is whole.
pub(super) fn read(path: &Path) -> io::Result<Vec<Epoch>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let mut epochs: Vec<Epoch> = bytes.chunks(SLOT).take(2).filter_map(decode).collect();
    epochs.sort_by_key(|epoch| std::cmp::Reverse(epoch.turn));
    Ok(epochs)
}

/// Writes an epoch into the slot that does not hold the one named `beside`; durable when this returns. Without such a
/// one the older slot is taken.
pub(super) fn write(path: &Path, number: u64, wrapped: &[u8], beside: &[u8]) -> io::Result<()> {
    let file = private_file(path)?;
    let mut bytes = vec![0; 2 * SLOT];
    let held = usize::try_from(file.metadata()?.len()).map_or(0, |length| length.min(2 * SLOT));
    file.read_exact_at(bytes.get_mut(..held).unwrap_or_default(), 0)?;
    let slots: Vec<Option<Epoch>> = bytes.chunks(SLOT).map(decode).collect();
    let turn = slots.iter().flatten().map(|epoch| epoch.turn).max().unwrap_or(0) + 1;
    let spared = |slot: &Option<Epoch>| slot.as_ref().is_some_and(|epoch| epoch.wrapped == beside);
    let newest = newest(&bytes).map(|(_, place)| place);
    let spare = slots.iter().rposition(spared).filter(|_| !slots.iter().all(spared)).or(newest);
    let place = spare.map_or(0, |spare| 1 - spare);
    let slot = encode(&Epoch { turn, number, wrapped: wrapped.to_vec() })
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the wrapped key does not fit a slot"))?;
    file.set_len(2 * SLOT as u64)?;
    file.write_all_at(&slot, place as u64 * SLOT as u64)?;
    file.sync_all()?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// Overwrites the slot that does not hold `wrapped` with it, so that no other key is left; durable when this returns.
pub(super) fn only(path: &Path, number: u64, wrapped: &[u8]) -> io::Result<()> {
    let bytes = fs::read(path)?;
    let other = |slot: &[u8]| {
        slot.iter().any(|byte| *byte != 0) && decode(slot).is_none_or(|epoch| epoch.wrapped != wrapped)
    };
    let others = bytes.chunks(SLOT).take(2).any(other);
    if others { write(path, number, wrapped, wrapped) } else { Ok(()) }
}

/// The whole slot with the higher turn, and its place: 0 or 1.
fn newest(bytes: &[u8]) -> Option<(Epoch, usize)> {
    let slots = bytes.chunks(SLOT).take(2).enumerate();
    slots.filter_map(|(place, slot)| Some((decode(slot)?, place))).max_by_key(|(epoch, _)| epoch.turn)
}

/// The bytes of a slot; none if the key does not fit.
fn encode(epoch: &Epoch) -> Option<Vec<u8>> {
    let length =
        u16::try_from(epoch.wrapped.len()).ok().filter(|length| usize::from(*length) <= BODY - HEAD)?;
    let mut slot = MAGIC.to_vec();
    slot.push(VERSION);
    slot.extend(epoch.turn.to_be_bytes());
    slot.extend(epoch.number.to_be_bytes());
    slot.extend(length.to_be_bytes());
    slot.extend(&epoch.wrapped);
    slot.resize(BODY, 0);
    slot.extend(Digest::of(&slot).as_bytes());
    Some(slot)
}

/// What a slot holds; none unless every byte is as `encode` writes it.
fn decode(slot: &[u8]) -> Option<Epoch> {
    let (body, digest) = slot.split_at_checked(BODY)?;
    let rest = body.strip_prefix(&MAGIC)?.strip_prefix(&[VERSION])?;
    let (turn, rest) = rest.split_first_chunk::<8>()?;
    let (number, rest) = rest.split_first_chunk::<8>()?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (wrapped, zeros) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let whole = digest == Digest::of(body).as_bytes() && zeros.iter().all(|byte| *byte == 0);
    let (turn, number) = (u64::from_be_bytes(*turn), u64::from_be_bytes(*number));
    // A slot that claims the last turn could never be followed by another.
    (whole && turn < u64::MAX).then(|| Epoch { turn, number, wrapped: wrapped.to_vec() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file_with(folder: &tempfile::TempDir, epochs: &[u64]) -> std::path::PathBuf {
        let path = folder.path().join("epoch.slot");
        for number in epochs {
            write(&path, *number, &number.to_be_bytes(), &[]).unwrap();
        }
        path
    }

    fn current(path: &Path) -> Option<u64> {
        read(path).unwrap().first().map(|epoch| epoch.number)
    }

    #[test]
    fn a_torn_write_leaves_the_other_slot() {
        let folder = tempfile::tempdir().unwrap();
        let path = file_with(&folder, &[1, 2, 3]);
        assert_eq!(current(&path), Some(3));
        let whole = fs::read(&path).unwrap();
        let before = file_with(&tempfile::tempdir().unwrap(), &[]);
        assert_eq!(current(&before), None);
        // The third write went into the first slot: let it stop after any number of bytes.
        let old = encode(&Epoch { turn: 1, number: 1, wrapped: 1_u64.to_be_bytes().to_vec() }).unwrap();
        for stop in [0, 1, 9, 17, 25, 27, 40, 100, SLOT - 33, SLOT - 1] {
            let torn: Vec<u8> = [&whole[..stop], &old[stop..], &whole[SLOT..]].concat();
            fs::write(&path, torn).unwrap();
            assert_eq!(current(&path), Some(2), "stopped after {stop} bytes");
        }
        write(&path, 4, b"next", &[]).unwrap();
        assert_eq!(current(&path), Some(4));
    }

    #[test]
    fn the_other_slot_is_overwritten_and_the_named_one_spared() {
        let folder = tempfile::tempdir().unwrap();
        let path = file_with(&folder, &[1, 2]);
        let numbers = || read(&path).unwrap().iter().map(|epoch| epoch.number).collect::<Vec<_>>();
        assert_eq!(numbers(), [2, 1]);
        // The older one may be the one that counts.
        write(&path, 3, &3_u64.to_be_bytes(), &1_u64.to_be_bytes()).unwrap();
        assert_eq!(numbers(), [3, 1]);
        only(&path, 1, &1_u64.to_be_bytes()).unwrap();
        assert_eq!(numbers(), [1, 1]);
        let before = fs::read(&path).unwrap();
        only(&path, 1, &1_u64.to_be_bytes()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), before, "nothing to do");
        write(&path, 2, &2_u64.to_be_bytes(), &1_u64.to_be_bytes()).unwrap();
        assert_eq!(numbers(), [2, 1]);
    }

    #[test]
    fn the_file_never_grows_and_is_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let metadata = fs::metadata(file_with(&folder, &[1, 2, 3, 4, 5])).unwrap();
        assert_eq!(metadata.len(), 2 * SLOT as u64);
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(turn in 0..u64::MAX, number: u64, wrapped in proptest::collection::vec(any::<u8>(), 0..=BODY - HEAD)) {
            let epoch = Epoch { turn, number, wrapped };
            prop_assert_eq!(decode(&encode(&epoch).unwrap()), Some(epoch));
        }

        #[test]
        fn any_changed_bit_is_refused(at in 0..SLOT, bit in 0..8_u32, wrapped in proptest::collection::vec(any::<u8>(), 0..100)) {
            let mut slot = encode(&Epoch { turn: 1, number: 1, wrapped }).unwrap();
            slot[at] ^= 1 << bit;
            prop_assert_eq!(decode(&slot), None);
        }

        #[test]
        fn anything_can_be_looked_at(slot in proptest::collection::vec(any::<u8>(), 0..2 * SLOT)) {
            prop_assert!(newest(&slot).is_none());
        }
    }
}
