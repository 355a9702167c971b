//! A tree's state: the frontier, the nodes from which every living leaf can be derived and no dead one. It is kept in
//! pages: a page lists nodes with their seeds, and pages below it with their keys, in one canonical form.
//!
//! `page = varint count || item*`, `item = u8 depth (+ 128 for a page below) || path || seed 32, or page id 16 || key 32`,
//! the path in as few bytes as hold `depth` bits, left-aligned.

use super::kdf::Key;
use super::place::{PART_DEPTH, Place};
use super::reader::{Reader, write_varint};

const BELOW: u8 = 0x80;
/// The fewest bytes that an item has.
const SMALLEST: usize = 1 + 32;

/// What stands at a node of the frontier.
#[derive(Clone)]
pub(super) enum Held {
    /// Its seed: everything below lives.
    Seed(Key),
    /// Some below are dead; the page of that id, sealed under this key, tells which.
    Below { page: [u8; 16], key: Key },
}

/// One node of the frontier.
#[derive(Clone)]
pub(super) struct Item {
    pub(super) place: Place,
    pub(super) held: Held,
}

/// The nodes of the frontier below one node, in the order of the leaves.
#[derive(Clone)]
pub(super) struct Page(Vec<Item>);

impl Page {
    /// A new tree's only page: the root's seed.
    pub(super) fn whole(seed: Key) -> Self {
        Self(vec![Item { place: Place::ROOT, held: Held::Seed(seed) }])
    }

    #[cfg(test)]
    pub(super) fn of(items: Vec<Item>) -> Self {
        Self(items)
    }

    /// The items, in order.
    pub(super) fn items(&self) -> &[Item] {
        &self.0
    }

    /// The item at or above the place; `None` if the place is dead.
    pub(super) fn find(&self, place: Place) -> Option<&Item> {
        let after = self.0.partition_point(|item| item.place.start() <= place.start());
        self.0.get(after.checked_sub(1)?).filter(|item| item.place.covers(place))
    }

    /// Appends the canonical bytes.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        write_varint(out, self.0.len() as u64);
        for Item { place, held } in &self.0 {
            let aligned = (place.start() << (64 - u32::from(PART_DEPTH))).to_be_bytes();
            let path = aligned.iter().take(path_bytes(place.depth()));
            match held {
                Held::Seed(seed) => {
                    out.push(place.depth());
                    out.extend(path);
                    out.extend_from_slice(&seed[..]);
                }
                Held::Below { page, key } => {
                    out.push(place.depth() | BELOW);
                    out.extend(path);
                    out.extend(page);
                    out.extend_from_slice(&key[..]);
                }
            }
        }
    }

    /// Reads the page for what is below `top`. Refuses items that are not sorted, that overlap or lie elsewhere, and
    /// two siblings of which the parent would do; the page of a whole tree may be empty, or its root.
    pub(super) fn read(from: &mut Reader<'_>, top: Place) -> Option<Self> {
        let count = usize::try_from(from.varint(32)?).ok()?;
        if count > from.left() / SMALLEST {
            return None;
        }
        let mut items: Vec<Item> = Vec::with_capacity(count);
        for _ in 0..count {
            let item = Item::read(from)?;
            let inside = top.covers(item.place) && (top.depth() == 0 || item.place != top);
            let follows = items.last().is_none_or(|last| last.before(&item));
            if !inside || !follows {
                return None;
            }
            items.push(item);
        }
        (count > 0 || top.depth() == 0).then_some(Self(items))
    }
}

impl Item {
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let first = from.byte()?;
        let depth = first & !BELOW;
        let bytes = from.take(path_bytes(depth))?;
        let mut aligned = [0; 8];
        aligned.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
        let unused = 64_u32.checked_sub(u32::from(depth))?;
        let path = u64::from_be_bytes(aligned).checked_shr(unused).unwrap_or(0);
        let place = Place::new(depth, path)?;
        let clean = path.checked_shl(unused).unwrap_or(0) == u64::from_be_bytes(aligned);
        let held = if first & BELOW == 0 {
            Held::Seed(Key::new(from.array()?))
        } else {
            Held::Below { page: from.array()?, key: Key::new(from.array()?) }
        };
        let useful = first & BELOW == 0 || depth < PART_DEPTH;
        (clean && useful).then_some(Self { place, held })
    }

    /// Whether this item ends before the other begins, and the two are not better said by their parent.
    fn before(&self, other: &Self) -> bool {
        let apart = !self.place.covers(other.place)
            && !other.place.covers(self.place)
            && self.place.start() < other.place.start();
        let seeds = matches!((&self.held, &other.held), (Held::Seed(_), Held::Seed(_)));
        apart && !(seeds && self.place.sibling() == Some(other.place))
    }
}

const fn path_bytes(depth: u8) -> usize {
    depth.div_ceil(8) as usize
}
