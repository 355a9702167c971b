//! Deriving against a naive model, with and without punctures, and the frontier's canonical form.

use proptest::prelude::*;

use super::{TREE, keys, keys_over, leaf, naive, puncture, root};
use crate::Region;
use crate::keys::KeyError;
use crate::keys::kdf::Key;
use crate::keys::leaf::Ref;
use crate::keys::page::{Below, Held, Item, Page, PageId};
use crate::keys::place::Place;
use crate::keys::reader::Reader;

/// References that lie close together, so that caches and punctures meet.
fn near() -> impl Strategy<Value = Ref> {
    let base = prop_oneof![Just(0_u64), Just(4 << 36), Just((1 << 40) - 300)];
    let part = prop_oneof![Just(None), (0_u16..40).prop_map(Some), any::<u16>().prop_map(Some)];
    (base, 0_u64..300, part).prop_map(|(base, offset, part)| {
        let at = leaf(base + offset);
        part.map_or_else(|| Ref::of(at), |part| Ref::part(at, part))
    })
}

/// Any node, most of them deep and near the others.
fn dead() -> impl Strategy<Value = Place> {
    prop_oneof![
        8 => near().prop_map(|reference| Place::of(reference).unwrap()),
        1 => (near(), 20_u8..56).prop_map(|(reference, depth)| Place::of(reference).unwrap().above(depth)),
    ]
}

fn bytes_of(page: &Page) -> Vec<u8> {
    let mut out = Vec::new();
    page.write(&mut out);
    out
}

/// The same, however it is paged.
fn unpaged(page: &Page) -> Vec<u8> {
    bytes_of(&page.unpaged())
}

fn read(bytes: &[u8], top: Place) -> Option<Page> {
    let mut from = Reader::new(bytes);
    let page = Page::read(&mut from, top)?;
    from.end().map(|()| page)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn deriving_is_walking(refs in proptest::collection::vec(near(), 1..80)) {
        let keys = keys();
        for reference in refs {
            prop_assert_eq!(keys.derive(reference).unwrap(), naive(Place::of(reference).unwrap()));
        }
    }

    #[test]
    fn the_dead_stay_dead_and_the_living_live(
        dead in proptest::collection::vec(dead(), 0..12),
        refs in proptest::collection::vec(near(), 1..60),
    ) {
        let page = dead.iter().fold(Page::whole(root()), puncture_by);
        let keys = keys_over("eu4k7m2pqx", Region::Eu, page);
        for reference in refs {
            let place = Place::of(reference).unwrap();
            let killed = dead.iter().any(|dead| dead.covers(place) || place.covers(*dead));
            let expected = if killed { Err(KeyError::Shredded) } else { Ok(naive(place)) };
            prop_assert_eq!(keys.derive(reference), expected);
        }
    }

    #[test]
    fn order_and_repetition_of_punctures_do_not_matter(dead in proptest::collection::vec(dead(), 0..10)) {
        let one = dead.iter().fold(Page::whole(root()), puncture_by);
        let other = dead.iter().rev().chain(&dead).fold(Page::whole(root()), puncture_by);
        prop_assert_eq!(unpaged(&one), unpaged(&other));
    }

    #[test]
    fn a_page_round_trips(dead in proptest::collection::vec(dead(), 0..12)) {
        let bytes = unpaged(&dead.iter().fold(Page::whole(root()), puncture_by));
        let again = read(&bytes, Place::ROOT).map(|page| bytes_of(&page));
        prop_assert_eq!(again, Some(bytes));
    }

    #[test]
    fn whatever_page_is_read_is_written_the_same(
        dead in proptest::collection::vec(dead(), 0..4),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        noise in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut bytes = bytes_of(&dead.iter().fold(Page::whole(root()), puncture_by));
        let at = at.index(bytes.len());
        bytes[at] = byte;
        for bytes in [bytes, noise] {
            if let Some(page) = read(&bytes, Place::ROOT) {
                prop_assert_eq!(bytes_of(&page), bytes);
            }
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that `fold` wants")]
fn puncture_by(page: Page, dead: &Place) -> Page {
    puncture(&page, *dead)
}

fn seed(depth: u8, path: u64) -> Item {
    Item { place: Place::new(depth, path).unwrap(), held: Held::Seed(Key::new([1; 32])) }
}

fn below(depth: u8, path: u64) -> Item {
    Item {
        place: Place::new(depth, path).unwrap(),
        held: Held::Below(Box::new(Below { id: PageId::new([2; 16]), key: Key::new([3; 32]), page: None })),
    }
}

#[test]
fn only_the_canonical_page_is_read() {
    let reads = |items: Vec<Item>, top: Place| read(&bytes_of(&Page::of(items)), top).is_some();
    let top = Place::new(8, 5).unwrap();
    assert!(reads(vec![], Place::ROOT), "everything dead");
    assert!(reads(vec![seed(2, 0), below(2, 1), seed(1, 1)], Place::ROOT));
    assert!(reads(vec![below(1, 0), below(1, 1)], Place::ROOT));
    assert!(reads(vec![seed(9, 10), seed(56, (11 << 47) + 3)], top));

    assert!(!reads(vec![seed(1, 0), seed(1, 1)], Place::ROOT), "siblings of which the parent would do");
    assert!(!reads(vec![seed(2, 1), seed(2, 0)], Place::ROOT), "not sorted");
    assert!(!reads(vec![seed(2, 1), seed(2, 1)], Place::ROOT), "twice");
    assert!(!reads(vec![seed(1, 0), seed(5, 1)], Place::ROOT), "overlap");
    assert!(!reads(vec![seed(5, 0), seed(1, 0)], Place::ROOT), "overlap");
    assert!(!reads(vec![below(56, 0)], Place::ROOT), "a page below a part");
    assert!(!reads(vec![], top), "an empty page below");
    assert!(!reads(vec![seed(8, 5)], top), "the page's own node");
    assert!(!reads(vec![seed(9, 12)], top), "outside of the page's node");

    let bytes = bytes_of(&Page::of(vec![seed(9, 10)]));
    assert!(read(&bytes, top).is_some());
    let changed = |at: usize, to: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = to;
        read(&bytes, top).is_some()
    };
    assert!(!changed(1, 57) && !changed(1, 127), "deeper than a part");
    assert!(!changed(3, 0x40), "a bit beyond the path");
    assert!(!changed(0, 0) && !changed(0, 2), "another count");
    assert!(read(&[&bytes[..], &[0]].concat(), top).is_none(), "a trailing byte");
    assert!(read(&[&[0x81, 0], &bytes[1..]].concat(), top).is_none(), "a count that is not minimal");
    assert!(
        read(&[0xff, 0xff, 0xff, 0xff, 0x0f], Place::ROOT).is_none(),
        "a count that the bytes cannot hold"
    );
}

#[test]
fn a_leaf_below_no_node_is_shredded_with_all_its_parts() {
    let person = leaf((2 << 36) + 7);
    let page = puncture(&Page::whole(root()), Place::of(Ref::of(person)).unwrap());
    let keys = keys_over("eu4k7m2pqx", Region::Eu, page);
    assert_eq!(keys.holds(Ref::of(person)), Err(KeyError::Shredded));
    assert_eq!(keys.holds(Ref::part(person, 9)), Err(KeyError::Shredded));
    let next = Ref::of(leaf(person.index + 1));
    assert_eq!(keys.holds(next), Ok(()));
    assert_eq!(keys.holds(Ref::of(crate::keys::Leaf { tree: TREE + 1, index: 0 })), Err(KeyError::NotFound));
}
