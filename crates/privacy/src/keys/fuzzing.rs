//! What must hold for any bytes at all. The fuzz targets of `fuzz/` and the property tests run the same bodies; built
//! only for them.

use super::envelope::{self, Header};
use super::leaf::{Leaf, LeafKind, Ref};
use super::page::Page;
use super::place::Place;
use super::puncture::DeadRanges;
use super::reader::Reader;
use super::root_record::RootRecord;
use crate::sealed::{Sealed, Use};
use crate::{Random, RowId};

enum Any {}
impl Use for Any {
    const NAME: &'static str = "fuzzing/v1";
    type Value = Vec<u8>;
}

/// A sealed value is read in one way or refused, and one that nobody sealed does not open.
///
/// # Panics
/// Where that does not hold.
pub fn sealed_header(bytes: &[u8]) {
    let read = Header::read(bytes);
    let sealed = Sealed::<Any>::from_store(bytes.to_vec());
    assert_eq!(read.is_ok(), sealed.is_ok(), "header and sealed value disagree");
    let (Ok(read), Ok(sealed)) = (read, sealed) else { return };
    assert_eq!(bytes.get(..read.length()), Some(&*envelope::write(read.under())), "two forms of one header");
    let workspace = crate::Id::<crate::ids::Workspace>::OPERATOR;
    let keys = RootRecord::create(&Random::seeded(1), workspace, crate::Region::Eu).keys();
    assert!(keys.reopen(&RowId::of(1), &sealed).is_err(), "a forged value opened");
}

/// A root record is read in one way or refused, and one that is read works.
///
/// # Panics
/// Where that does not hold.
pub fn root_record(bytes: &[u8]) {
    let Ok(mut record) = RootRecord::from_bytes(bytes) else { return };
    assert_eq!(&record.to_bytes()[..], bytes, "two forms of one record");
    let tree = record.newest_tree();
    for index in [0, 1 << 36, (1 << 40) - 1] {
        let leaf = Leaf { tree, index };
        let (whole, part) =
            (record.keys().holds(Ref::of(leaf)), record.keys().holds(Ref::part(leaf, 65_535)));
        assert!(whole.is_err() || part.is_ok(), "a part is dead while its whole leaf lives");
    }
    let leased = record.lease(LeafKind::Person).is_ok();
    assert_eq!(
        leased,
        &record.to_bytes()[..] != bytes,
        "a lease that changed nothing, or a change without one"
    );
}

/// A page is read in one way or refused, below the whole tree and below a node.
///
/// # Panics
/// Where that does not hold.
pub fn page(bytes: &[u8]) {
    for top in [Place::ROOT, Place::new(8, 5).unwrap_or(Place::ROOT)] {
        let mut from = Reader::new(bytes);
        let Some(page) = Page::read(&mut from, top) else { continue };
        let mut again = Vec::new();
        page.write(&mut again);
        assert_eq!(bytes.strip_suffix(from.rest()), Some(&*again), "two forms of one page");
        assert!(page.items().iter().all(|item| top.covers(item.place)), "a node outside of the page's");
    }
}

/// Ranges of what was destroyed are read in one way or refused.
///
/// # Panics
/// Where that does not hold.
pub fn dead_ranges(bytes: &[u8]) {
    let Some(ranges) = DeadRanges::from_bytes(bytes) else { return };
    assert_eq!(ranges.to_bytes(), bytes, "two forms of the same ranges");
    let places =
        ranges.trees().flat_map(|tree| ranges.places(tree).into_iter().map(move |place| (tree, place)));
    let places: Vec<_> = places.collect();
    assert_eq!(DeadRanges::of(places), ranges, "the nodes are not the ranges");
}
