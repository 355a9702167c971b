//! The canonical form: read back the same, never the same for two entries, and nothing else is read.

use crate::fuzzing;
use crate::{
    Action, ActorKind, Entry, EntryError, FactKey, FactValue, Facts, LeafRange, MAX_COUNTS, MAX_ENTRY_BYTES,
    MAX_RANGES, MAX_SEALED_BYTES, Object, ObjectKind, Party, Stamp,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};

const CODES: &[&str] = &["support", "own_data", "administration"];

fn ids() -> impl Strategy<Value = String> {
    "[a-z0-9_-]{1,64}"
}

fn add(facts: Facts, key: FactKey, value: FactValue) -> Facts {
    match value {
        FactValue::Count(count) => facts.count(key, count),
        FactValue::Id(id) => facts.id(key, id),
        FactValue::Code(code) => facts.code(key, CODES.iter().find(|one| **one == code).unwrap()),
        FactValue::Time(at) => facts.time(key, at),
        FactValue::Sealed(sealed) => facts.sealed(key, sealed),
        FactValue::Hash(hash) => facts.hash(key, hash),
        FactValue::Ranges(ranges) => facts.ranges(key, ranges),
        FactValue::Counts(counts) => facts.counts(key, counts),
    }
}

fn values() -> impl Strategy<Value = FactValue> {
    prop_oneof![
        any::<u64>().prop_map(FactValue::Count),
        ids().prop_map(FactValue::Id),
        select(CODES).prop_map(|code| FactValue::Code(code.into())),
        any::<i64>().prop_map(FactValue::Time),
        proptest::collection::vec(any::<u8>(), 0..100).prop_map(FactValue::Sealed),
        any::<[u8; 32]>().prop_map(FactValue::Hash),
        proptest::collection::vec((0..3_u32, 0..9_u64, 0..9_u64), 0..9).prop_map(ranges),
        proptest::collection::btree_map(ids(), any::<u64>(), 0..9).prop_map(FactValue::Counts),
    ]
}

/// Ranges that follow each other: each begins that far after the one before, and has that many keys.
fn ranges(steps: Vec<(u32, u64, u64)>) -> FactValue {
    let (mut tree, mut next) = (0, 0);
    let mut list = Vec::new();
    for (up, gap, more) in steps {
        let first = if up == 0 { next + gap } else { gap };
        tree += up;
        list.push(LeafRange { tree, first, last: first + more });
        next = first + more + 1;
    }
    FactValue::Ranges(list)
}

fn facts() -> impl Strategy<Value = Facts> {
    proptest::collection::vec((select(FactKey::ALL), values()), 0..8).prop_map(|all| {
        all.into_iter().fold(Facts::new(), |facts, (key, value)| {
            if facts.list().iter().any(|(held, _)| *held == key) { facts } else { add(facts, key, value) }
        })
    })
}

prop_compose! {
    fn entries()(
        workspace in ids(),
        change in any::<[u8; 16]>(),
        ordinal in any::<u32>(),
        at_us in any::<i64>(),
        actor in (select(ActorKind::ALL), ids()),
        action in select(Action::ALL),
        object in (select(ObjectKind::ALL), ids()),
        facts in facts(),
    ) -> Entry {
        let stamp = Stamp { workspace, change, ordinal, at_us };
        Entry::new(stamp, Party::new(actor.0, actor.1), action, Object::new(object.0, object.1), facts).unwrap()
    }
}

proptest! {
    #[test]
    fn entries_round_trip(entry in entries()) {
        let bytes = entry.canonical_bytes().unwrap();
        prop_assert_eq!(bytes.capacity(), bytes.len());
        prop_assert_eq!(Entry::from_canonical_bytes(&bytes), Ok(entry));
    }

    #[test]
    fn two_entries_never_share_bytes(one in entries(), other in entries()) {
        prop_assert_eq!(one == other, one.canonical_bytes() == other.canonical_bytes());
    }

    #[test]
    fn whatever_is_read_is_written_the_same(
        entry in entries(),
        at in any::<Index>(),
        byte in any::<u8>(),
        cut in any::<Index>(),
        noise in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let bytes = entry.canonical_bytes().unwrap();
        let mut changed = bytes.clone();
        changed[at.index(bytes.len())] = byte;
        let cut = bytes[..cut.index(bytes.len())].to_vec();
        prop_assert!(Entry::from_canonical_bytes(&cut).is_err());
        prop_assert!(Entry::from_canonical_bytes(&[&bytes[..], &[0]].concat()).is_err());
        for bytes in [changed, noise] {
            fuzzing::entry(&bytes);
        }
    }

    #[test]
    fn facts_are_the_same_in_any_order(facts in facts()) {
        let bytes = facts.to_bytes().unwrap();
        let turned = facts.list().iter().rev().fold(Facts::new(), |all, (key, value)| add(all, *key, value.clone()));
        prop_assert_eq!(turned.to_bytes().unwrap(), bytes.clone());
        prop_assert_eq!(Facts::from_bytes(&bytes), Ok(facts));
    }

    #[test]
    fn whatever_facts_are_read_are_written_the_same(
        facts in facts(),
        at in any::<Index>(),
        byte in any::<u8>(),
        noise in proptest::collection::vec(any::<u8>(), 0..100),
    ) {
        let mut changed = facts.to_bytes().unwrap();
        let length = changed.len();
        changed[at.index(length)] = byte;
        for bytes in [changed, [&[1], &noise[..]].concat()] {
            fuzzing::entry(&bytes);
        }
    }

    #[test]
    fn free_text_never_becomes_an_entry(text in "\\PC{0,80}") {
        let clean = text.len() <= 64 && !text.is_empty()
            && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
        for which in 0..4 {
            prop_assert_eq!(with_text(which, &text).is_ok(), clean, "{}", which);
        }
    }
}

/// An entry that has `text` in one of the four places that take text.
fn with_text(which: usize, text: &str) -> Result<Entry, EntryError> {
    let at = |place: usize, usual: &str| if which == place { text.to_owned() } else { usual.to_owned() };
    let stamp = Stamp { workspace: at(0, "eu4k7m2pqx"), change: [1; 16], ordinal: 0, at_us: 1 };
    let actor = Party::new(ActorKind::Teammate, at(1, "3"));
    let object = Object::new(ObjectKind::Message, at(2, "12"));
    Entry::new(stamp, actor, Action::MessageSent, object, Facts::new().id(FactKey::Conversation, at(3, "7")))
}

#[test]
fn the_bytes_are_these_for_ever() {
    let entry = with_text(9, "").unwrap();
    let bytes = entry.canonical_bytes().unwrap();
    let lp = |text: &str| [&u32::try_from(text.len()).unwrap().to_be_bytes()[..], text.as_bytes()].concat();
    let expected = [
        lp("troth/entry/v1"),
        lp("eu4k7m2pqx"),
        vec![1; 16],
        vec![0; 4],
        vec![0, 0, 0, 0, 0, 0, 0, 1],
        lp("teammate"),
        lp("3"),
        lp("message.sent"),
        lp("message"),
        lp("12"),
        lp("\u{1}\u{1}\u{c}conversation\u{2}\u{1}7"),
    ];
    assert_eq!(bytes, expected.concat());
}

#[test]
fn mistakes_are_told() {
    use EntryError as E;
    let twice = Facts::new().count(FactKey::Count, 1).count(FactKey::Count, 1);
    assert_eq!(twice.to_bytes(), Err(E::FactTwice("count")));
    let long = Facts::new().sealed(FactKey::Reason, vec![0; MAX_SEALED_BYTES + 1]);
    assert_eq!(long.to_bytes(), Err(E::SealedTooLong));
    assert!(Facts::new().sealed(FactKey::Reason, vec![0; MAX_SEALED_BYTES]).to_bytes().is_ok());
    assert_eq!(Facts::new().code(FactKey::Purpose, "To Help").check(), Err(E::BadId("a fact's code")));
    let told = with_text(2, "Ada Lovelace").unwrap_err().to_string();
    assert_eq!(told, "the object's id must be 1 to 64 characters of a-z, 0-9, _ and -");

    assert_eq!(Facts::from_bytes(&[2, 0]), Err(E::UnknownVersion));
    assert_eq!(Facts::from_bytes(&[1, 1, 3, b'f', b'o', b'o']), Err(E::UnknownCode("a fact's key")));
    assert_eq!(Facts::from_bytes(&[1, 255]), Err(E::NotCanonical("they end early")));
    assert_eq!(Facts::from_bytes(&[1, 1, 3, b't', b'a', b'g', 9]), Err(E::UnknownCode("a fact's type")));
    let unsorted = [&[1, 2][..], b"\x03tag\x04\0\0\0\0\0\0\0\0", b"\x05count\x04\0\0\0\0\0\0\0\0"].concat();
    assert_eq!(Facts::from_bytes(&unsorted), Err(E::NotCanonical("the facts are not sorted")));
}

#[test]
fn ranges_and_counts_are_bounded_and_sorted() {
    use EntryError as E;
    let range = |tree, first, last| LeafRange { tree, first, last };
    let told = |ranges: &[LeafRange]| Facts::new().ranges(FactKey::Ranges, ranges.to_vec()).check();
    assert_eq!(told(&[range(1, 0, 4), range(1, 5, 5), range(2, 0, 0)]), Ok(()));
    for bad in
        [[range(1, 0, 4), range(1, 4, 9)], [range(2, 0, 0), range(1, 1, 1)], [range(1, 2, 1), range(2, 0, 0)]]
    {
        assert_eq!(told(&bad), Err(E::RangesNotSorted));
    }
    let many: Vec<LeafRange> = (0..=2048).map(|n| range(1, n, n)).collect();
    assert_eq!(told(&many), Err(E::TooManyRanges));
    assert_eq!(told(&many[..MAX_RANGES]), Ok(()));
    let counts = |n: usize| (0..n).map(|n| (format!("kind{n}"), 1)).collect();
    assert_eq!(Facts::new().counts(FactKey::Counts, counts(MAX_COUNTS)).check(), Ok(()));
    assert_eq!(Facts::new().counts(FactKey::Counts, counts(MAX_COUNTS + 1)).check(), Err(E::TooManyCounts));
    let spoken = [("Ada Lovelace".to_owned(), 1)].into();
    assert_eq!(Facts::new().counts(FactKey::Counts, spoken).check(), Err(E::BadId("a counted kind")));
}

#[test]
fn the_longest_entry_fits_into_a_bundle() {
    let sealed = |count: usize| {
        FactKey::ALL
            .iter()
            .take(count)
            .fold(Facts::new(), |facts, key| facts.sealed(*key, vec![0; MAX_SEALED_BYTES]))
    };
    let entry = |facts| {
        let stamp = Stamp { workspace: "w".into(), change: [0; 16], ordinal: 0, at_us: 0 };
        let (actor, object) = (Party::new(ActorKind::System, "x"), Object::new(ObjectKind::Vault, "v"));
        Entry::new(stamp, actor, Action::VaultPunctured, object, facts)
    };
    let most = entry(sealed(15)).unwrap().canonical_bytes().unwrap().len();
    assert!(most <= MAX_ENTRY_BYTES);
    assert_eq!(entry(sealed(16)), Err(EntryError::EntryTooLong));
}
