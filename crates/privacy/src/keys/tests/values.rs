//! Sealed values: what opens, and that nothing else does.

use proptest::prelude::*;

use super::{Body, Content, Email, Page, keys, keys_over, leaf, permit_in, puncture, root};
use crate::access::{Actor, SystemRole, permit};
use crate::keys::envelope::{self, Header};
use crate::keys::leaf::{Ref, Under};
use crate::keys::place::Place;
use crate::keys::{KeyError, Leaf, LeafKind, WorkspaceKeys, fuzzing};
use crate::purpose::Purpose;
use crate::sealed::{RowId, Sealed, Use};
use crate::{Personal, Region};

fn leaves() -> impl Strategy<Value = Leaf> {
    (1_u32.., 0_u64..1 << 40).prop_map(|(tree, index)| Leaf { tree, index })
}

fn unders() -> impl Strategy<Value = Under> {
    let refs = || {
        (leaves(), proptest::option::of(any::<u16>()))
            .prop_map(|(leaf, part)| part.map_or_else(|| Ref::of(leaf), |part| Ref::part(leaf, part)))
    };
    prop_oneof![
        refs().prop_map(Under::One),
        (leaves(), refs()).prop_map(|(first, second)| Under::Two(first, second))
    ]
}

fn message(keys: &WorkspaceKeys) -> (RowId, Sealed<Body>) {
    let row = RowId::of_two(12, 3);
    let under = Under::part_of(leaf(2 << 36), leaf(4 << 36), 3);
    (row.clone(), keys.seal(under, &row, &Personal::new(b"Good morning".to_vec())).unwrap())
}

fn open(keys: &WorkspaceKeys, row: &RowId, bytes: Vec<u8>) -> Result<Vec<u8>, Option<KeyError>> {
    let sealed = Sealed::<Body>::from_store(bytes).map_err(|_| None)?;
    keys.open(&permit_in(keys), row, &sealed).map(crate::Disclosed::into_shown).map_err(Some)
}

proptest! {
    #[test]
    fn headers_round_trip(under in unders(), body in proptest::collection::vec(any::<u8>(), 28..60)) {
        let header = envelope::write(under);
        let read = Header::read(&[&header[..], &body].concat()).unwrap();
        prop_assert_eq!((read.under(), read.length()), (under, header.len()));
        prop_assert!(Header::read(&[&header[..], &body[..27]].concat()).is_err());
    }

    #[test]
    fn reading_a_header_never_fails_otherwise(under in unders(), at in 0_usize..40, byte in any::<u8>(), noise in proptest::collection::vec(any::<u8>(), 0..80)) {
        let mut bytes = [&envelope::write(under)[..], &[0; 28]].concat();
        let at = at % bytes.len();
        bytes[at] = byte;
        for bytes in [bytes, noise] {
            fuzzing::sealed_header(&bytes);
        }
    }

    #[test]
    fn what_is_sealed_opens(value in proptest::collection::vec(any::<u8>(), 0..2000), index in 0_u64..1 << 40, part in any::<u16>()) {
        let (keys, row) = (keys(), RowId::of("row"));
        for under in [Under::one(leaf(index)), Under::part(leaf(index), part), Under::part_of(leaf(index ^ 1), leaf(index), part)] {
            let sealed = keys.seal::<Content>(under, &row, &Personal::new(value.clone())).unwrap();
            let sealed = Sealed::<Content>::from_store(sealed.into_bytes()).unwrap();
            let opened = keys.open(&permit_in(&keys), &row, &sealed).unwrap();
            prop_assert_eq!(opened.shown(), &value);
            prop_assert!(keys.reopen(&row, &sealed).unwrap().is(|again| *again == value));
        }
    }
}

#[test]
fn no_flipped_bit_opens() {
    let keys = keys();
    let (row, sealed) = message(&keys);
    for at in 0..sealed.as_bytes().len() {
        for bit in 0..8 {
            let mut bytes = sealed.as_bytes().to_vec();
            bytes[at] ^= 1 << bit;
            let opened = open(&keys, &row, bytes);
            assert!(
                matches!(opened, Err(None | Some(KeyError::Tampered | KeyError::NotFound))),
                "{at}.{bit}"
            );
        }
        assert!(open(&keys, &row, sealed.as_bytes()[..at].to_vec()).is_err());
    }
    assert_eq!(open(&keys, &row, sealed.as_bytes().to_vec()), Ok(b"Good morning".to_vec()));
    assert_eq!(open(&keys, &row, [sealed.as_bytes(), &[0]].concat()), Err(Some(KeyError::Tampered)));
}

#[test]
fn nothing_opens_in_another_place() {
    enum OtherBody {}
    impl Use for OtherBody {
        const NAME: &'static str = "messages.body/v2";
        type Value = Vec<u8>;
    }
    let keys = keys();
    let (row, sealed) = message(&keys);
    let bytes = sealed.as_bytes().to_vec();
    assert_eq!(open(&keys, &RowId::of_two(12, 4), bytes.clone()), Err(Some(KeyError::Tampered)));
    let moved = Sealed::<OtherBody>::from_store(bytes.clone()).unwrap();
    assert_eq!(keys.open(&permit_in(&keys), &row, &moved).unwrap_err(), KeyError::Tampered);
    for (id, region) in [("eu4k7m2pqy", Region::Eu), ("eu4k7m2pqx", Region::Us)] {
        let other = keys_over(id, region, Page::whole(root()));
        assert_eq!(open(&other, &row, bytes.clone()), Err(Some(KeyError::Tampered)), "{id} {region}");
    }
}

#[test]
fn another_workspaces_permit_opens_nothing() {
    let keys = keys();
    let (row, sealed) = message(&keys);
    let actor = Actor::System { workspace: super::workspace("us4k7m2pqx"), role: SystemRole::SignIn };
    let foreign = permit(&actor, Purpose::Authentication).unwrap();
    assert_eq!(keys.open(&foreign, &row, &sealed).unwrap_err(), KeyError::NotFound);
}

#[test]
fn each_of_the_two_keys_alone_ends_a_message() {
    let (row, sealed) = message(&keys());
    let (person, talk) = (leaf(2 << 36), leaf(4 << 36));
    for dead in [Ref::of(person), Ref::of(talk), Ref::part(talk, 3)] {
        let page = puncture(&Page::whole(root()), Place::of(dead).unwrap());
        let keys = keys_over("eu4k7m2pqx", Region::Eu, page);
        assert_eq!(open(&keys, &row, sealed.as_bytes().to_vec()), Err(Some(KeyError::Shredded)));
    }
    let page = puncture(&Page::whole(root()), Place::of(Ref::part(talk, 4)).unwrap());
    let keys = keys_over("eu4k7m2pqx", Region::Eu, page);
    assert!(open(&keys, &row, sealed.into_bytes()).is_ok(), "another part's key is none of its own");
}

#[test]
fn many_values_beside_each_other_open() {
    let keys = keys();
    let talk = LeafKind::Conversation.range().start;
    let at = |n: u64| {
        Under::part_of(leaf((2 << 36) + n % 7), leaf(talk + (n >> 6)), u16::try_from(n & 63).unwrap())
    };
    let sealed: Vec<Sealed<Email>> = (0..5_000_u64)
        .map(|n| keys.seal(at(n), &RowId::of(n), &Personal::new(n.to_string())).unwrap())
        .collect();
    for keys in [keys.clone(), super::keys()] {
        for (n, sealed) in sealed.iter().enumerate() {
            let opened = keys.open(&permit_in(&keys), &RowId::of(n), sealed).unwrap();
            assert_eq!(opened.into_shown(), n.to_string());
        }
    }
}

#[test]
fn bytes_that_are_not_of_the_values_type_do_not_open() {
    let (keys, row) = (keys(), RowId::of(1));
    let bad = keys.seal::<super::EmailBytes>(Under::one(leaf(5)), &row, &Personal::new(vec![0xff])).unwrap();
    let read = Sealed::<Email>::from_store(bad.into_bytes()).unwrap();
    assert_eq!(keys.open(&permit_in(&keys), &row, &read).unwrap_err(), KeyError::Tampered);
}

#[test]
fn equal_after_normalising_is_equal_in_the_index() {
    let keys = keys();
    let index = |value: &str| *keys.index::<Email>(&Personal::new(value.to_owned())).as_bytes();
    assert_eq!(index(" Ada@Example.com "), index("ada@example.com"));
    assert_ne!(index("ada@example.com"), index("ada@example.org"));
    assert_ne!(keys.sign("a", b"bc"), keys.sign("ab", b"c"));
}
