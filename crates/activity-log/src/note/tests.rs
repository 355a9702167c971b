//! Against the published example and another implementation's vectors; every flipped bit is refused.

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::fuzzing;
use crate::tree::{Hash, leaf_hash};

#[derive(Deserialize)]
struct Vectors {
    peter: Peter,
    log: Log,
}

#[derive(Deserialize)]
struct Peter {
    seed: String,
    key: String,
    note: String,
}

#[derive(Deserialize)]
struct Log {
    seed: String,
    key: String,
    origin: String,
    chain: String,
    witness_seed: String,
    witness_key: String,
    time: u64,
    checkpoint: String,
    proof: String,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../vectors/log.json")).unwrap()
}

fn array(hex: &str) -> [u8; 32] {
    let bytes: Vec<u8> =
        (0..64).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    bytes.try_into().unwrap()
}

#[test]
fn the_published_example_is_read_and_made() {
    let peter = vectors().peter;
    let key = VerifierKey::parse(&peter.key).unwrap();
    let note = Note::parse(&peter.note).unwrap();
    assert_eq!(note.verify(&key), Ok(None));
    let secret = NoteKey::from_seed("PeterNeumann", KeyKind::Ed25519, &array(&peter.seed)).unwrap();
    assert_eq!(secret.verifier(), &key);
    let mut again = Note::new(note.text()).unwrap();
    again.sign(&secret).unwrap();
    assert_eq!(again.to_string(), peter.note);
}

#[test]
fn another_implementation_signs_the_same() {
    let log = vectors().log;
    let key = NoteKey::from_seed(&log.origin, KeyKind::Ed25519, &array(&log.seed)).unwrap();
    let witness =
        NoteKey::from_seed("witness.example/w1", KeyKind::Cosignature, &array(&log.witness_seed)).unwrap();
    assert_eq!(key.verifier().to_string(), log.key);
    assert_eq!(witness.verifier().to_string(), log.witness_key);

    let told = SignedCheckpoint::parse(&log.checkpoint).unwrap();
    let mark = VaultMark { generation: 12, chain: array(&log.chain) };
    assert_eq!(told.checkpoint().vault(), Some(mark));
    let mut mine =
        Checkpoint::new(&log.origin, 8, told.checkpoint().root).with_vault(&mark).sign(&key).unwrap();
    assert_eq!(mine.verify_witness(witness.verifier()), Err(NoteError::AnotherKey));
    mine.cosign(&witness, log.time).unwrap();
    assert_eq!(mine.to_string(), log.checkpoint);
    assert_eq!(told.verify_witness(witness.verifier()), Ok(log.time));

    let proof = LogProof::parse(&log.proof).unwrap();
    assert_eq!((proof.index, proof.extra.as_deref()), (5, Some(&b"more"[..])));
    assert_eq!(proof.verify(leaf_hash(b"@ABC"), key.verifier()), Ok(()));
    assert!(proof.verify(leaf_hash(b"@ABD"), key.verifier()).is_err());
}

#[test]
fn another_key_is_told_from_a_broken_signature() {
    let log = vectors().log;
    let told = SignedCheckpoint::parse(&log.checkpoint).unwrap();
    let other = NoteKey::from_seed(&log.origin, KeyKind::Ed25519, &[9; 32]).unwrap();
    assert_eq!(told.verify(other.verifier()).unwrap_err(), NoteError::AnotherKey);
    let key = VerifierKey::parse(&log.key).unwrap();
    let changed = log.checkpoint.replacen("\n8\n", "\n9\n", 1);
    assert_eq!(SignedCheckpoint::parse(&changed).unwrap().verify(&key).unwrap_err(), NoteError::BadSignature);
    // The same secret under the other kind is another key.
    let mut note = Note::new("x\n").unwrap();
    let witness = NoteKey::from_seed(&log.origin, KeyKind::Cosignature, &array(&log.seed)).unwrap();
    assert_eq!(note.sign(&witness), Err(NoteError::BadKey));
    assert_ne!(witness.verifier().id(), key.id());
}

#[test]
fn keys_in_any_other_form_are_refused() {
    let key = vectors().peter.key;
    for end in 0..key.len() {
        assert!(VerifierKey::parse(&key[..end]).is_err());
        assert!(VerifierKey::parse(&key[end + 1..]).is_err());
    }
    for bad in ["", "a b", "a+b", "a\u{a0}b", "a\n"] {
        assert!(NoteKey::from_seed(bad, KeyKind::Ed25519, &[1; 32]).is_err(), "{bad:?}");
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    let log = vectors().log;
    let (key, witness) =
        (VerifierKey::parse(&log.key).unwrap(), VerifierKey::parse(&log.witness_key).unwrap());
    let holds = |text: &str| {
        LogProof::parse(text).is_ok_and(|proof| {
            proof.verify(leaf_hash(b"@ABC"), &key).is_ok()
                && proof.checkpoint.verify_witness(&witness).is_ok()
        })
    };
    assert!(holds(&log.proof));
    let begins = log.proof.find("index").unwrap();
    for at in begins..log.proof.len() {
        for bit in 0..8 {
            let mut bytes = log.proof.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            assert!(!String::from_utf8(bytes).is_ok_and(|text| holds(&text)), "bit {bit} of byte {at}");
        }
    }
}

#[test]
fn notes_are_bounded() {
    let line = "\u{2014} a AAAAAAA=\n";
    assert!(Note::parse(&format!("x\n\n{}", line.repeat(MAX_SIGNATURES))).is_ok());
    assert!(Note::parse(&format!("x\n\n{}", line.repeat(MAX_SIGNATURES + 1))).is_err());
    assert!(Note::parse(&format!("{}\n\n{line}", "x".repeat(MAX_NOTE_BYTES))).is_err());
    for bad in [
        "x\n",
        "x\n\n",
        "x\n\n\u{2014} a AAAAAAA=",
        "x\n\n- a AAAAAAA=\n",
        "x\ty\n\n\u{2014} a AAAAAAA=\n",
        "x\n\n\u{2014} a AAAA\n",
    ] {
        assert!(Note::parse(bad).is_err(), "{bad:?}");
    }
    let text = |size: &str, more: &str| format!("o\n{size}\n{}\n{more}\n{line}", base64(&[0; 32]));
    assert!(SignedCheckpoint::parse(&text("0", "")).is_ok());
    assert!(SignedCheckpoint::parse(&text("8", "more\n")).is_ok());
    for (size, more) in [("08", ""), ("+8", ""), ("-1", ""), ("9223372036854775807", ""), ("8", "\n")] {
        assert!(SignedCheckpoint::parse(&text(size, more)).is_err(), "{size:?} {more:?}");
    }
}

proptest! {
    #[test]
    fn whatever_is_read_is_written_the_same(at in any::<prop::sample::Index>(), with in "\\PC|\n", cut in any::<prop::sample::Index>()) {
        let vectors = vectors();
        for text in [&vectors.peter.note, &vectors.peter.key, &vectors.log.checkpoint, &vectors.log.proof] {
            let mut chars: Vec<char> = text.chars().collect();
            let place = at.index(chars.len());
            chars[place] = with.chars().next().unwrap();
            fuzzing::text(&chars.iter().collect::<String>());
            let end = cut.index(chars.len());
            fuzzing::text(&text.chars().take(end).collect::<String>());
            fuzzing::text(text);
        }
    }

    #[test]
    fn checkpoints_round_trip(size in 0..(1_u64 << 62), root in any::<[u8; 32]>(), generation in any::<u64>(), time in 0..(1_u64 << 62)) {
        let key = NoteKey::from_seed("a.example/log", KeyKind::Ed25519, &[1; 32]).unwrap();
        let witness = NoteKey::from_seed("w.example", KeyKind::Cosignature, &[2; 32]).unwrap();
        let checkpoint = Checkpoint::new("a.example/log", size, Hash(root)).with_vault(&VaultMark { generation, chain: root });
        let mut signed = checkpoint.sign(&key).unwrap();
        signed.cosign(&witness, time).unwrap();
        let read = SignedCheckpoint::parse(&signed.to_string()).unwrap();
        prop_assert_eq!(read.verify(key.verifier()), Ok(&checkpoint));
        prop_assert_eq!(read.verify_witness(witness.verifier()), Ok(time));
        prop_assert_eq!(read.checkpoint().vault(), Some(VaultMark { generation, chain: root }));
    }
}
