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

/// A log's checkpoint, a witness, and the line with which the witness signs it.
fn asked() -> (SignedCheckpoint, NoteKey, String) {
    let key = NoteKey::from_seed("a.example/log", KeyKind::Ed25519, &[1; 32]).unwrap();
    let witness = NoteKey::from_seed("w.example", KeyKind::Cosignature, &[2; 32]).unwrap();
    let checkpoint = Checkpoint::new("a.example/log", 9, Hash([3; 32])).sign(&key).unwrap();
    let mut signed = checkpoint.clone();
    signed.cosign(&witness, 1_790_000_000).unwrap();
    assert_eq!(signed.without_witnesses(key.verifier()), checkpoint);
    let line = signed.note().signatures()[1].to_string();
    (checkpoint, witness, line)
}

#[test]
fn a_witness_is_asked_as_the_protocol_says() {
    let (checkpoint, ..) = asked();
    let body = add_checkpoint(4, &[Hash([0; 32]), Hash([255; 32])], &checkpoint);
    let lines: Vec<&str> = body.split('\n').collect();
    assert_eq!(lines[..4], ["old 4", &base64(&[0; 32]), &base64(&[255; 32]), ""]);
    assert_eq!(lines[4..].join("\n"), checkpoint.to_string());
    assert!(add_checkpoint(0, &[], &checkpoint).starts_with("old 0\n\na.example/log\n9\n"));
}

#[test]
fn a_witness_is_taken_by_its_word_only_where_it_signed() {
    let (checkpoint, witness, line) = asked();
    let read = |status, body: &str| read_answer(status, body.as_bytes(), witness.verifier(), &checkpoint);
    let good = Cosignature { line: line.clone(), time_s: 1_790_000_000 };
    let bad = |answer| matches!(answer, Err(WitnessRefusal::BadAnswer(_)));
    assert_eq!(read(200, &format!("{line}\n")), Ok(WitnessAnswer::Cosigned(good.clone())));
    // Signatures by others are passed over, also those of kinds that are not known here.
    let other = format!("\u{2014} else.example {}\n", base64(&[7; 2424]));
    assert_eq!(read(200, &format!("{other}{line}\n{other}")), Ok(WitnessAnswer::Cosigned(good)));
    assert_eq!(read(200, &other), Err(WitnessRefusal::AnotherKey));
    for body in
        ["", "\n", &line, &format!("{line}\n\n"), &format!("\n{line}\n"), &format!("x\n{line}\n"), "9\n"]
    {
        assert!(bad(read(200, body)), "{body:?}");
    }
    assert!(bad(read(200, &other.repeat(MAX_ANSWER_BYTES / other.len() + 1))));
    assert!(bad(read_answer(200, b"\xff\n", witness.verifier(), &checkpoint)));
    assert_eq!(read(409, "20852014\n"), Ok(WitnessAnswer::SawLast(20_852_014)));
    for body in [
        "",
        "\n",
        "9",
        "09\n",
        "+9\n",
        "-1\n",
        "9\n\n",
        "9 \n",
        "9223372036854775807\n",
        "99999999999999999999\n",
    ] {
        assert!(bad(read(409, body)), "{body:?}");
    }
    let told = [
        (400, WitnessRefusal::NotUnderstood),
        (403, WitnessRefusal::UnknownKey),
        (404, WitnessRefusal::UnknownLog),
        (422, WitnessRefusal::NotConsistent),
        (302, WitnessRefusal::Status(302)),
        (500, WitnessRefusal::Status(500)),
    ];
    for (status, refusal) in told {
        assert_eq!(read(status, &format!("{line}\n")), Err(refusal));
    }
    // A signature over another checkpoint, and one by the log's key under the witness's name.
    let later = Checkpoint::new("a.example/log", 10, Hash([3; 32]));
    let key = NoteKey::from_seed("a.example/log", KeyKind::Ed25519, &[1; 32]).unwrap();
    let later = later.sign(&key).unwrap();
    let swapped = read_answer(200, format!("{line}\n").as_bytes(), witness.verifier(), &later);
    assert_eq!(swapped, Err(WitnessRefusal::BadSignature));
}

#[test]
fn a_vault_that_went_back_or_aside_is_told() {
    let mark = |generation, chain| VaultMark { generation, chain: [chain; 32] };
    assert_eq!(mark(3, 1).then(&mark(3, 1)), Ok(()));
    assert_eq!(mark(3, 1).then(&mark(4, 2)), Ok(()));
    assert_eq!(mark(3, 1).then(&mark(2, 1)), Err(VaultFault::RolledBack { before: 3, after: 2 }));
    assert_eq!(mark(3, 1).then(&mark(3, 2)), Err(VaultFault::Forked(3)));
}

proptest! {
    /// However a good answer is changed, no signature is read from it but the one that was made.
    #[test]
    fn a_changed_answer_is_refused_or_the_same(at in any::<prop::sample::Index>(), to in any::<u8>(), more in any::<Vec<u8>>()) {
        let (checkpoint, witness, line) = asked();
        let mut bytes = format!("{line}\n").into_bytes();
        let place = at.index(bytes.len());
        bytes[place] = to;
        if let Ok(read) = read_answer(200, &bytes, witness.verifier(), &checkpoint) {
            let good = WitnessAnswer::Cosigned(Cosignature { line, time_s: 1_790_000_000 });
            prop_assert_eq!(read, good);
        }
        for first in 0..16 {
            fuzzing::witness_answer(&[&[first], more.as_slice()].concat());
            fuzzing::witness_answer(&[&[first], bytes.as_slice()].concat());
        }
    }

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
