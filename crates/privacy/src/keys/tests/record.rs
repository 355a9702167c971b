//! The root record: what it deals, and that only its one canonical form opens, for its own workspace.

use proptest::prelude::*;

use super::workspace;
use crate::keys::leaf::Ref;
use crate::keys::{EpochKey, LEASE, Leaf, LeafKind, RootError, RootRecord, fuzzing};
use crate::{Random, Region};

fn record(seed: u64) -> RootRecord {
    RootRecord::create(&Random::seeded(seed), workspace("eu4k7m2pqx"), Region::Eu)
}

fn epoch() -> EpochKey {
    EpochKey::create(&Random::seeded(99), 4)
}

#[test]
fn leases_never_meet() {
    let mut record = record(1);
    let mut taken: Vec<(u32, std::ops::Range<u64>)> = Vec::new();
    for round in 0..12 {
        for kind in LeafKind::ALL {
            let lease = record.lease(*kind).unwrap();
            assert_eq!(lease.end - lease.start, LEASE);
            assert!(kind.range().contains(&lease.start) && lease.end <= kind.range().end);
            assert!(taken.iter().all(|(tree, other)| *tree != record.newest_tree()
                || lease.end <= other.start
                || other.end <= lease.start));
            taken.push((record.newest_tree(), lease));
        }
        if round % 4 == 3 {
            record.open_tree(&Random::seeded(round));
        }
    }
    assert_eq!(record.generation(), 1 + 48 + 3);
}

#[test]
fn a_used_up_range_is_told() {
    let bytes = record(2).to_bytes();
    // The page follows four leases of one byte each: make the first one 2^20, all of them.
    let at = 1 + 10 + 2 + 8 + 8 + 32 + 1 + 4;
    let used = [&bytes[..at], &[0x80, 0x80, 0x40], &bytes[at + 1..]].concat();
    let mut record = RootRecord::from_bytes(&used).unwrap();
    assert_eq!(record.lease(LeafKind::Visitor), Err(RootError::UsedUp));
    assert!(record.lease(LeafKind::Person).is_ok());
    let more = [&bytes[..at], &[0x81, 0x80, 0x40], &bytes[at + 1..]].concat();
    assert_eq!(RootRecord::from_bytes(&more).err(), Some(RootError::NotCanonical));
}

#[test]
fn after_a_restore_old_leaves_open_and_new_ones_are_of_another_tree() {
    let mut record = record(3);
    let old = Leaf { tree: record.newest_tree(), index: record.lease(LeafKind::Person).unwrap().start };
    record.open_tree(&Random::seeded(31));
    let new = Leaf { tree: record.newest_tree(), index: record.lease(LeafKind::Person).unwrap().start };
    let keys = record.keys();
    assert_eq!((old.index, keys.settings_leaf().tree), (new.index, new.tree));
    assert_ne!(keys.derive(Ref::of(old)).unwrap(), keys.derive(Ref::of(new)).unwrap());
}

#[test]
fn only_the_same_epoch_and_workspace_open() {
    let (record, epoch) = (record(4), epoch());
    let sealed = record.seal(&epoch).unwrap();
    let open = |epoch: &EpochKey, id: &str, bytes: &[u8]| RootRecord::open(epoch, workspace(id), bytes).err();
    let again = RootRecord::open(&epoch, record.workspace(), &sealed).unwrap();
    assert_eq!(again.to_bytes(), record.to_bytes());
    assert_eq!(RootRecord::epoch(&sealed), Ok(4));
    assert_eq!(open(&epoch, "eu4k7m2pqy", &sealed), Some(RootError::NotOpened));
    let next = EpochKey::create(&Random::seeded(100), 5);
    assert_eq!(open(&next, "eu4k7m2pqx", &sealed), Some(RootError::OtherEpoch { sealed_under: 4, given: 5 }));
    let same_number = EpochKey::create(&Random::seeded(100), 4);
    assert_eq!(open(&same_number, "eu4k7m2pqx", &sealed), Some(RootError::NotOpened));
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut bad = sealed.clone();
            bad[at] ^= 1 << bit;
            assert!(open(&epoch, "eu4k7m2pqx", &bad).is_some(), "byte {at} bit {bit}");
        }
        assert!(open(&epoch, "eu4k7m2pqx", &sealed[..at]).is_some());
    }
}

#[test]
fn a_record_whose_region_is_not_the_workspaces_is_refused() {
    let wrong = RootRecord::create(&Random::seeded(5), workspace("eu4k7m2pqx"), Region::Us);
    let sealed = wrong.seal(&epoch()).unwrap();
    let opened = RootRecord::open(&epoch(), workspace("eu4k7m2pqx"), &sealed);
    assert_eq!(opened.err(), Some(RootError::NotCanonical));
}

#[test]
fn other_versions_and_forms_are_refused() {
    let bytes = record(6).to_bytes().to_vec();
    let read = |bytes: &[u8]| RootRecord::from_bytes(bytes).err();
    assert_eq!(read(&bytes), None);
    assert_eq!(read(&[]), Some(RootError::NotCanonical));
    assert_eq!(read(&[&[2], &bytes[1..]].concat()), Some(RootError::UnknownVersion));
    assert_eq!(read(&[&bytes[..], &[0]].concat()), Some(RootError::NotCanonical), "a trailing byte");
    let trees = 1 + 10 + 2 + 8 + 8 + 32;
    let with = |at: usize, new: &[u8], skip: usize| [&bytes[..at], new, &bytes[at + skip..]].concat();
    assert_eq!(read(&with(trees, &[0x81, 0], 1)), Some(RootError::NotCanonical), "not minimal");
    assert_eq!(
        read(&with(trees, &[0xff, 0xff, 0xff, 0xff, 0x0f], 1)),
        Some(RootError::NotCanonical),
        "a bomb"
    );
    assert_eq!(read(&with(trees + 1, &[0; 4], 4)), Some(RootError::NotCanonical), "tree 0");
    assert_eq!(read(&with(13, &[0; 8], 8)), Some(RootError::NotCanonical), "generation 0");
    assert_eq!(read(&with(13, &[0x80], 1)), Some(RootError::NotCanonical), "generation 2^63");
    let page = trees + 1 + 4 + 4;
    let below = [&[1, 0x80][..], &[7; 16], &[8; 32]].concat();
    assert_eq!(read(&with(page, &below, 34)), None, "a page below, still to be read");
    let twice = [&[2, 0x81, 0][..], &[7; 48], &[0x81, 0x80], &[7; 48]].concat();
    assert_eq!(read(&with(page, &twice, 34)), None, "one page twice: told when the pages are read");
}

proptest! {
    #[test]
    fn records_round_trip_or_are_refused(
        seed in any::<u64>(),
        leases in proptest::collection::vec(0_usize..5, 0..12),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        noise in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut record = record(seed);
        for kind in leases {
            match LeafKind::ALL.get(kind) {
                Some(kind) => drop(record.lease(*kind).unwrap()),
                None => record.open_tree(&Random::seeded(seed ^ record.generation())),
            }
        }
        let mut bytes = record.to_bytes().to_vec();
        let again = RootRecord::from_bytes(&bytes).map(|record| record.to_bytes().to_vec());
        prop_assert_eq!(again, Ok(bytes.clone()));
        fuzzing::root_record(&bytes);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        for bytes in [bytes, [&[1], &noise[..]].concat()] {
            fuzzing::root_record(&bytes);
        }
    }
}
