//! A receipt passes as it is written; whatever is done to it is told for what it is.

use proptest::prelude::*;

use super::*;
use crate::fuzzing;
use crate::note::{Checkpoint, KeyKind, NoteKey};
use crate::tree::{Appender, TileMap, prove_inclusion};
use crate::{ActorKind, FactKey, Facts, LeafRange, Object, ObjectKind, Party, Stamp};

fn key(seed: u8) -> NoteKey {
    NoteKey::from_seed("troth.example/log/eu1", KeyKind::Ed25519, &[seed; 32]).unwrap()
}

fn entry(action: Action) -> Entry {
    let stamp = Stamp { workspace: "eu1".into(), change: [7; 16], ordinal: 0, at_us: 1_764_155_430_123_456 };
    let facts = Facts::new()
        .id(FactKey::Contact, "66b1f0e2a1b2c3d4e5f60718")
        .ranges(FactKey::Ranges, vec![LeafRange { tree: 9, first: 3, last: 4 }])
        .hash(FactKey::Chain, [5; 32]);
    Entry::new(
        stamp,
        Party::new(ActorKind::Teammate, "3"),
        action,
        Object::new(ObjectKind::Erasure, "12"),
        facts,
    )
    .unwrap()
}

fn receipt(action: Action, signer: &NoteKey) -> Result<Receipt, ReceiptError> {
    let entry = entry(action);
    let (mut tree, mut tiles) = (Appender::new(), TileMap::new());
    for other in [&b"one"[..], &entry.canonical_bytes().unwrap(), b"three"] {
        tree.push_entry(other).unwrap();
    }
    tree.take_tiles().into_iter().for_each(|(tile, bytes)| tiles.insert(tile, bytes));
    let checkpoint = Checkpoint::new("troth.example/log/eu1", 3, tree.root()).sign(signer).unwrap();
    let hashes = prove_inclusion(1, 3, &tiles).unwrap();
    Receipt::new(entry, key(1).verifier().clone(), LogProof { extra: None, index: 1, hashes, checkpoint })
}

#[test]
fn a_receipt_passes_as_written() {
    for (action, kind) in
        [(Action::ErasureShredded, "kind key_end\n"), (Action::ErasureCompleted, "kind horizon\n")]
    {
        let text = receipt(action, &key(1)).unwrap().to_string();
        assert!(text.contains(kind));
        let read = Receipt::parse(&text).unwrap();
        assert_eq!(read.verify(None, None), Ok(()));
        assert_eq!(read.verify(Some(key(1).verifier()), Some("troth.example/log/eu1")), Ok(()));
        assert_eq!(read.verify(Some(key(2).verifier()), None), Err(ReceiptError::AnotherKey));
        assert_eq!(read.verify(None, Some("elsewhere")), Err(ReceiptError::WrongOrigin));
        // Its end is a proof that any program of that format reads.
        let (_, proof) = text.split_once("\n\n").unwrap();
        let leaf = leaf_hash(&read.entry().canonical_bytes().unwrap());
        assert_eq!(LogProof::parse(proof).unwrap().verify(leaf, key(1).verifier()), Ok(()));
    }
    assert_eq!(receipt(Action::ContactRead, &key(1)), Err(ReceiptError::AnotherAct));
}

#[test]
fn what_was_done_to_it_is_told() {
    let text = receipt(Action::ErasureShredded, &key(1)).unwrap().to_string();
    let changed = |from: &str, to: &str| Receipt::parse(&text.replacen(from, to, 1));
    assert_eq!(changed("kind key_end", "kind horizon"), Err(ReceiptError::AnotherAct));
    assert_eq!(changed("[9,3,4]", "[9,3,5]"), Err(ReceiptError::Reading));
    assert_eq!(changed("receipt v1", "receipt v2"), Err(ReceiptError::NotAReceipt));
    let proof = |error| Err(ReceiptError::Proof(error));
    let index = changed("index 1", "index 0").unwrap();
    assert_eq!(index.verify(None, None), proof(crate::tree::TreeError::ProofFails.into()));
    let other = receipt(Action::ErasureShredded, &key(2)).unwrap();
    assert_eq!(other.verify(None, None), proof(crate::note::NoteError::AnotherKey.into()));
}

#[test]
fn every_flipped_bit_is_refused() {
    let text = receipt(Action::ErasureShredded, &key(1)).unwrap().to_string();
    for at in 0..text.len() {
        for bit in 0..8 {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            let holds =
                Receipt::parse(&changed).is_ok_and(|read| read.verify(Some(key(1).verifier()), None).is_ok());
            assert!(!holds, "bit {bit} of byte {at}");
        }
    }
}

proptest! {
    #[test]
    fn whatever_is_read_is_written_the_same(at in any::<prop::sample::Index>(), with in "\\PC|\n") {
        let text = receipt(Action::ErasureCompleted, &key(1)).unwrap().to_string();
        let mut chars: Vec<char> = text.chars().collect();
        let place = at.index(chars.len());
        chars[place] = with.chars().next().unwrap();
        fuzzing::text(&chars.iter().collect::<String>());
        fuzzing::text(&text.chars().take(place).collect::<String>());
        prop_assert_eq!(Receipt::parse(&text).unwrap().to_string(), text);
    }
}
