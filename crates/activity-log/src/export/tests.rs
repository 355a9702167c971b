//! A log passes as it is written; whatever is done to it is told for what it is.

use proptest::prelude::*;

use super::*;
use crate::fuzzing;
use crate::note::{Checkpoint, KeyKind, NoteKey, SignedCheckpoint, VaultMark};
use crate::tree::{Frontier, Hash, leaf_hash, subtrees};
use crate::{Action, ActorKind, Entry, FactKey, Facts, Object, ObjectKind, Party, Stamp};

const ORIGIN: &str = "troth.example/log/eu4k7m2pqx";

fn key(seed: u8) -> NoteKey {
    NoteKey::from_seed(ORIGIN, KeyKind::Ed25519, &[seed; 32]).unwrap()
}

fn entry(n: u32) -> Entry {
    let stamp = Stamp {
        workspace: "eu4k7m2pqx".into(),
        change: [7; 16],
        ordinal: n,
        at_us: i64::from(n) * 1_000_000,
    };
    let object = Object::new(ObjectKind::Contact, "66b1f0e2a1b2c3d4e5f60718");
    let facts = Facts::new().count(FactKey::Count, u64::from(n)).sealed(FactKey::Reason, vec![1, 2, 3]);
    Entry::new(stamp, Party::new(ActorKind::Teammate, "3"), Action::ContactRead, object, facts).unwrap()
}

fn entries(count: u32) -> Vec<Entry> {
    (0..count).map(entry).collect()
}

fn root(entries: &[Entry]) -> Hash {
    let mut frontier = Frontier::new();
    for entry in entries {
        frontier.push_entry(&entry.canonical_bytes().unwrap()).unwrap();
    }
    frontier.root()
}

fn signed(entries: &[Entry], key: &NoteKey) -> SignedCheckpoint {
    Checkpoint::new(ORIGIN, entries.len() as u64, root(entries)).sign(key).unwrap()
}

/// The exported log with checkpoints over as many entries.
fn exported(entries: &[Entry], key: &NoteKey, checkpoints: &[usize]) -> Vec<String> {
    let size = entries.len() as u64;
    let mut lines =
        vec![Line::Header(Header { origin: ORIGIN.into(), key: key.verifier().clone(), size }).to_string()];
    for n in 0..=entries.len() {
        if checkpoints.contains(&n) || n == entries.len() {
            lines.push(Line::Checkpoint(Box::new(signed(&entries[..n], key))).to_string());
        }
        if let Some(entry) = entries.get(n) {
            lines.push(Line::entry(n as u64, entry.clone()).unwrap().to_string());
        }
    }
    lines
}

fn check(lines: &[String], trust: Trust) -> Result<LogReport, LogFault> {
    let mut checker = LogChecker::new(trust);
    lines.iter().try_for_each(|line| checker.line(line))?;
    checker.finish()
}

fn held(checkpoint: SignedCheckpoint) -> Trust {
    Trust { held: vec![checkpoint], ..Trust::default() }
}

#[test]
fn a_whole_log_passes() {
    let (all, key) = (entries(9), key(1));
    let witness = NoteKey::from_seed("w.example", KeyKind::Cosignature, &[2; 32]).unwrap();
    let mut lines = exported(&all, &key, &[3, 5]);
    let mut last = signed(&all, &key);
    last.cosign(&witness, 99).unwrap();
    *lines.last_mut().unwrap() = Line::Checkpoint(Box::new(last)).to_string();
    let trust = Trust {
        key: Some(key.verifier().clone()),
        origin: Some(ORIGIN.into()),
        witnesses: vec![witness.verifier().clone()],
        held: vec![signed(&all[..7], &key), signed(&all[..2], &key), signed(&[], &key), signed(&all, &key)],
        threshold: None,
    };
    let report = check(&lines, trust).unwrap();
    assert_eq!((report.size, report.entries, report.expired, report.not_selected), (9, 9, 0, 0));
    assert_eq!((report.checkpoints, report.held, report.root), (3, 4, root(&all)));
    assert_eq!(
        (report.times_us, report.witnessed),
        (Some((0, 8_000_000)), vec![Witnessed { name: "w.example".into(), size: 9, time_s: 99 }])
    );
    assert_eq!(check(&exported(&[], &key, &[]), Trust::default()).unwrap().size, 0);
}

#[test]
fn entries_that_are_gone_are_verified_by_their_hashes() {
    let (all, key) = (entries(12), key(1));
    let whole = exported(&all, &key, &[]);
    let mut lines = vec![whole[0].clone()];
    for (level, index) in subtrees(0, 7) {
        let first = usize::try_from(index << level).unwrap();
        let hash = root(&all[first..first + (1 << level)]);
        lines.push(Line::Hashes { index: first as u64, level, hash, why: Why::NotSelected }.to_string());
    }
    let leaf = leaf_hash(&all[7].canonical_bytes().unwrap());
    lines.push(Line::Hashes { index: 7, level: 0, hash: leaf, why: Why::Expired }.to_string());
    lines.extend_from_slice(&whole[9..]);
    let report = check(&lines, Trust::default()).unwrap();
    assert_eq!((report.entries, report.expired, report.not_selected), (4, 1, 7));
    assert_eq!(check(&lines, held(signed(&all[..7], &key))).unwrap().held, 1);
    assert_eq!(check(&lines, held(signed(&all[..5], &key))), Err(LogFault::NotCovered(5)));
}

/// A body that is gone is explained by an entry; a hash in the place of a younger one is not.
#[test]
fn a_body_that_was_taken_out_is_told() {
    let (mut all, key) = (entries(9), key(1));
    let last = all.pop().unwrap();
    let facts = Facts::new().count(FactKey::Size, 4);
    let (stamp, by, on) = (last.stamp().clone(), last.actor().clone(), last.object().clone());
    all.push(Entry::new(stamp, by, Action::LogBodiesExpired, on, facts).unwrap());
    for (gone, told) in [(3_usize, Ok(9)), (4, Err(LogFault::TakenOut(4)))] {
        let mut lines = exported(&all, &key, &[]);
        let hash = leaf_hash(&all[gone].canonical_bytes().unwrap());
        lines[gone + 1] = Line::Hashes { index: gone as u64, level: 0, hash, why: Why::Expired }.to_string();
        assert_eq!(check(&lines, Trust::default()).map(|report| report.size), told);
    }
}

#[test]
fn a_missing_entry_is_told() {
    let (all, key) = (entries(9), key(1));
    let mut lines = exported(&all, &key, &[]);
    let dropped = lines.remove(5);
    assert_eq!(check(&lines, Trust::default()), Err(LogFault::Missing(4)));
    lines.insert(5, dropped.clone());
    lines.insert(5, dropped);
    assert_eq!(check(&lines, Trust::default()), Err(LogFault::Repeated(4)));
    // Renumbered, with the header and everything else adapted, but not the signature.
    let mut fewer = all.clone();
    fewer.remove(4);
    let mut lines = exported(&fewer, &key, &[]);
    lines.pop();
    let cut = LogFault::Truncated { read: 8, size: 8 };
    assert_eq!(check(&lines, Trust::default()), Err(cut));
    lines.push(Line::Checkpoint(Box::new(signed(&all, &key))).to_string());
    assert_eq!(check(&lines, Trust::default()), Err(LogFault::CheckpointMisplaced(9)));
}

#[test]
fn a_truncated_log_is_told() {
    let lines = exported(&entries(9), &key(1), &[4]);
    for end in 1..lines.len() {
        let read = (end - 1 - usize::from(end > 5)) as u64;
        assert_eq!(check(&lines[..end], Trust::default()), Err(LogFault::Truncated { read, size: 9 }));
    }
    assert_eq!(check(&lines[..0], Trust::default()), Err(LogFault::NotALog));
    let more = [&lines[..], &lines[4..5]].concat();
    assert_eq!(check(&more, Trust::default()), Err(LogFault::AfterTheEnd(13)));
}

#[test]
fn an_exchanged_entry_is_told() {
    let (all, key) = (entries(9), key(1));
    let mut other = all.clone();
    other[6] = entry(77);
    let mut lines = exported(&other, &key, &[4]);
    *lines.last_mut().unwrap() = Line::Checkpoint(Box::new(signed(&all, &key))).to_string();
    assert_eq!(check(&lines, Trust::default()), Err(LogFault::WrongRoot { after: 4, size: 9 }));
}

#[test]
fn a_forked_history_is_told() {
    let (all, key) = (entries(9), key(1));
    let mut other = all.clone();
    other[3] = entry(77);
    let lines = exported(&all, &key, &[]);
    assert_eq!(check(&lines, held(signed(&other[..6], &key))), Err(LogFault::Forked(6)));
    assert_eq!(check(&lines, held(signed(&other, &key))), Err(LogFault::Forked(9)));
    assert!(check(&lines, held(signed(&other[..3], &key))).is_ok());
    let older = LogFault::OlderThanHeld { held: 9, size: 8 };
    assert_eq!(check(&exported(&all[..8], &key, &[]), held(signed(&all, &key))), Err(older));
}

/// The exported log, whose checkpoints over as many entries tell of the vault.
fn marked(all: &[Entry], key: &NoteKey, marks: &[(usize, VaultMark)]) -> Vec<String> {
    let mut lines = exported(all, key, &[]);
    lines.pop();
    for (size, mark) in marks.iter().rev() {
        let told = Checkpoint::new(ORIGIN, *size as u64, root(&all[..*size])).with_vault(mark);
        lines.insert(size + 1, Line::Checkpoint(Box::new(told.sign(key).unwrap())).to_string());
    }
    lines
}

/// The vault's state never goes back between checkpoints, be they in the file or kept.
#[test]
fn an_older_vault_is_told() {
    let (all, key) = (entries(9), key(1));
    let mark = |generation, chain| VaultMark { generation, chain: [chain; 32] };
    let with = |first, last| marked(&all, &key, &[(4, first), (9, last)]);
    let report = check(&with(mark(7, 1), mark(8, 2)), Trust::default()).unwrap();
    assert_eq!((report.vault, report.vault_marks), (Some(mark(8, 2)), 2));
    let back = LogFault::VaultRolledBack { before: 4, was: 7, after: 9, is: 6 };
    assert_eq!(check(&with(mark(7, 1), mark(6, 1)), Trust::default()), Err(back));
    let forked = LogFault::VaultForked { before: 4, after: 9, generation: 7 };
    assert_eq!(check(&with(mark(7, 1), mark(7, 2)), Trust::default()), Err(forked));
    // The same against one that was kept, which the file does not have.
    let kept = |generation, chain| {
        let told = Checkpoint::new(ORIGIN, 6, root(&all[..6])).with_vault(&mark(generation, chain));
        held(told.sign(&key).unwrap())
    };
    let file = with(mark(3, 1), mark(5, 1));
    assert_eq!(check(&file, kept(4, 1)).unwrap().vault_marks, 3);
    let back = LogFault::VaultRolledBack { before: 6, was: 8, after: 9, is: 5 };
    assert_eq!(check(&file, kept(8, 1)), Err(back));
    let forked = LogFault::VaultForked { before: 6, after: 9, generation: 5 };
    assert_eq!(check(&file, kept(5, 9)), Err(forked));
    assert_eq!(check(&exported(&all, &key, &[]), kept(4, 1)).unwrap().vault_marks, 1);
}

/// Of the witnesses asked for, the newest checkpoint that each signed counts, in the file or kept.
#[test]
fn witnesses_are_counted() {
    let (all, key) = (entries(9), key(1));
    let witness =
        |n: u8| NoteKey::from_seed(&format!("w{n}.example"), KeyKind::Cosignature, &[n; 32]).unwrap();
    let (one, two, three) = (witness(2), witness(3), witness(4));
    let mut early = signed(&all[..4], &key);
    early.cosign(&one, 100).unwrap();
    let mut lines = exported(&all, &key, &[]);
    lines.insert(5, Line::Checkpoint(Box::new(early)).to_string());
    let asked = |keys: &[&NoteKey], threshold| {
        let witnesses = keys.iter().map(|key| key.verifier().clone()).collect();
        Trust { witnesses, threshold, ..Trust::default() }
    };
    let by = |name: &str, size, time_s| Witnessed { name: name.into(), size, time_s };
    let found = |trust| check(&lines, trust).map(|report| report.witnessed);
    assert_eq!(found(asked(&[&one], None)), Ok(vec![by("w2.example", 4, 100)]));
    assert_eq!(found(asked(&[&one, &two], Some(1))), Ok(vec![by("w2.example", 4, 100)]));
    assert_eq!(found(asked(&[&one, &two], None)), Err(LogFault::NotWitnessed { signed: 1, needed: 2 }));
    let mut kept = signed(&all[..6], &key);
    kept.cosign(&one, 200).unwrap();
    kept.cosign(&three, 201).unwrap();
    let with_kept = Trust { held: vec![kept], ..asked(&[&one, &two, &three], Some(2)) };
    let both = vec![by("w2.example", 6, 200), by("w4.example", 6, 201)];
    assert_eq!(found(with_kept), Ok(both));
    // A signature under the witness's name that does not hold is told, though nobody else needs it.
    let mut forged = signed(&all[..6], &key);
    let mut other = signed(&all[..5], &key);
    other.cosign(&one, 300).unwrap();
    forged.add_cosignature(&other.note().signatures()[1].to_string()).unwrap();
    let with_forged = Trust { held: vec![forged], ..asked(&[&one], None) };
    assert_eq!(found(with_forged), Err(LogFault::BadCosignature(6)));
}

#[test]
fn another_key_and_another_log_are_told() {
    let (all, mine, other) = (entries(3), key(1), key(2));
    let lines = exported(&all, &mine, &[]);
    let by = |key: &NoteKey| Trust { key: Some(key.verifier().clone()), ..Trust::default() };
    assert!(check(&lines, by(&mine)).is_ok());
    assert_eq!(check(&lines, by(&other)), Err(LogFault::AnotherKey));
    assert_eq!(check(&lines, held(signed(&all[..1], &other))), Err(LogFault::AnotherKey));
    let mut swapped = lines.clone();
    *swapped.last_mut().unwrap() = Line::Checkpoint(Box::new(signed(&all, &other))).to_string();
    assert_eq!(check(&swapped, Trust::default()), Err(LogFault::AnotherKey));
    let elsewhere = Trust { origin: Some("elsewhere.example".into()), ..Trust::default() };
    assert_eq!(check(&lines, elsewhere), Err(LogFault::WrongOrigin));
    let witness = NoteKey::from_seed("w.example", KeyKind::Cosignature, &[2; 32]).unwrap();
    let asked = Trust { witnesses: vec![witness.verifier().clone()], ..Trust::default() };
    assert_eq!(check(&lines, asked), Err(LogFault::NotWitnessed { signed: 0, needed: 1 }));
    let told = lines.last().unwrap().replacen(r"\n3\n", r"\n2\n", 1);
    let last = lines.len() - 1;
    assert_eq!(check(&[&lines[..last], &[told]].concat(), Trust::default()), Err(LogFault::BadSignature(2)));
}

#[test]
fn every_flipped_bit_is_told() {
    let (all, key) = (entries(3), key(1));
    let lines = exported(&all, &key, &[]);
    let trust = || Trust { key: Some(key.verifier().clone()), ..Trust::default() };
    for (number, line) in lines.iter().enumerate() {
        for at in 0..line.len() {
            for bit in [0, 1, 5] {
                let mut bytes = line.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let Ok(changed) = String::from_utf8(bytes) else { continue };
                let mut lines = lines.clone();
                lines[number] = changed;
                assert!(check(&lines, trust()).is_err(), "bit {bit} of byte {at} of line {number}");
            }
        }
    }
    let changed = lines[2].replacen("\"count\":1", "\"count\":2", 1);
    assert_eq!(Line::parse(&changed), Err(LineError::Reading(1)));
    let changed = lines[2].replacen("\"entry\":\"AAAADnRyb3Ro", "\"entry\":\"AAAADnRyb3Rp", 1);
    assert_eq!(Line::parse(&changed), Err(LineError::Bytes(1)));
}

proptest! {
    #[test]
    fn whatever_is_read_is_written_the_same(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), with in "\\PC|\n|\"") {
        let mut lines = exported(&entries(2), &key(1), &[1]);
        lines.push(Line::Hashes { index: 4, level: 2, hash: root(&[]), why: Why::Expired }.to_string());
        let line = &lines[which.index(lines.len())];
        prop_assert_eq!(Line::parse(line).unwrap().to_string(), line.clone());
        let mut chars: Vec<char> = line.chars().collect();
        let place = at.index(chars.len());
        chars[place] = with.chars().next().unwrap();
        fuzzing::text(&chars.iter().collect::<String>());
        fuzzing::text(&line.chars().take(place).collect::<String>());
    }
}

/// A log that says it was cut back is not taken for a forged one, and does not pass either.
#[test]
fn a_log_that_was_cut_back_says_so() {
    let (all, key) = (entries(9), key(1));
    let cut = |size: u64| {
        let mut other = entries(7);
        let like = entry(50);
        let facts = Facts::new().count(FactKey::Size, size);
        let (stamp, by, on) = (like.stamp().clone(), like.actor().clone(), like.object().clone());
        other[5] = Entry::new(stamp, by, Action::LogCutBack, on, facts).unwrap();
        other[6] = entry(51);
        other
    };
    let lines = exported(&cut(4), &key, &[2, 4]);
    assert!(check(&lines, held(signed(&all[..4], &key))).is_ok(), "up to there it is one history");
    for (kept, told) in [(6, 6), (7, 7), (9, 9)] {
        let told = LogFault::CutBack { held: told, size: 4, place: 5 };
        assert_eq!(check(&lines, held(signed(&all[..kept], &key))), Err(told));
    }
    // What it says does not cover a checkpoint from before it, nor a file that does not fit its own checkpoint.
    let lines = exported(&cut(7), &key, &[]);
    assert_eq!(check(&lines, held(signed(&all[..6], &key))), Err(LogFault::Forked(6)));
    let mut lines = exported(&cut(4), &key, &[4]);
    *lines.last_mut().unwrap() = Line::Checkpoint(Box::new(signed(&all[..7], &key))).to_string();
    assert_eq!(check(&lines, held(signed(&all[..6], &key))), Err(LogFault::WrongRoot { after: 4, size: 6 }));
}
