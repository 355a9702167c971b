//! Takes nodes out of a frontier. What is above a dead node is replaced by the siblings along the way; each page on
//! the way gets a new name and a new key, and everything beside it stays as it is, in memory too.

use std::collections::HashSet;
use std::sync::Arc;

use crate::Random;
use crate::keys::kdf::Key;
use crate::keys::page::{Below, Held, Item, Page, PageId};
use crate::keys::place::{PART_DEPTH, Place, child};

/// A page has no more items than this: the next one splits it.
pub(in crate::keys) const MOST: usize = 96;
/// So few items get no page of their own: they stand in the page above.
pub(in crate::keys) const FEW: usize = 16;

/// Room is made beforehand for the siblings of so many dead.
const AT_ONCE: usize = 4096;

/// The pages that one change makes and retires.
pub(in crate::keys) struct Edit<'r> {
    random: &'r Random,
    pub(in crate::keys) made: HashSet<PageId>,
    pub(in crate::keys) retired: Vec<PageId>,
}

impl<'r> Edit<'r> {
    pub(in crate::keys) fn new(random: &'r Random) -> Self {
        Self { random, made: HashSet::new(), retired: Vec::new() }
    }

    /// A tree's first page without the dead, which are sorted and apart.
    pub(in crate::keys) fn first_page(&mut self, page: &Page, dead: &[Place]) -> Page {
        let mut items = self.without(page.items(), dead);
        while items.len() > MOST {
            items = self.split(&items);
        }
        Page::of(items)
    }

    /// The items without the dead.
    fn without(&mut self, items: &[Item], dead: &[Place]) -> Vec<Item> {
        // Room for all siblings at once: a buffer that grows leaves its old contents behind.
        let mut out = Vec::with_capacity(items.len() + usize::from(PART_DEPTH) * dead.len().min(AT_ONCE));
        for item in items {
            let hit = overlapping(dead, item.place);
            match (&item.held, hit) {
                (_, []) => out.push(item.clone()),
                (held, [only]) if only.covers(item.place) => self.retire(held),
                (Held::Seed(seed), inside) => siblings(&mut out, seed, item.place, inside),
                (Held::Below(below), inside) => {
                    self.retired.push(below.id);
                    let page = below.page.as_ref().map_or(&[][..], |page| page.items());
                    let rest = self.without(page, inside);
                    out.extend(self.settled(rest));
                }
            }
        }
        out
    }

    /// What stands in the page above for these items: themselves if they are few, else pages.
    fn settled(&mut self, items: Vec<Item>) -> Vec<Item> {
        match items.len() {
            0..=FEW => items,
            length if length > MOST => self.split(&items),
            _ => self.paged(items).into_iter().collect(),
        }
    }

    /// Parts the items at the first node that parts them.
    fn split(&mut self, items: &[Item]) -> Vec<Item> {
        let at = top_of(items)
            .and_then(Place::children)
            .map_or(0, |[_, right]| items.partition_point(|item| item.place.start() < right.start()));
        let (left, right) = items.split_at(at.min(items.len()));
        let mut out = self.settled(left.to_vec());
        out.extend(self.settled(right.to_vec()));
        out
    }

    /// A new page of these items.
    fn paged(&mut self, items: Vec<Item>) -> Option<Item> {
        let place = top_of(&items)?;
        let (id, key) = (PageId::new(self.random.bytes()), Key::new(self.random.bytes()));
        self.made.insert(id);
        let below = Below { id, key, page: Some(Arc::new(Page::of(items))) };
        Some(Item { place, held: Held::Below(Box::new(below)) })
    }

    /// Names every page at and below a node that is gone.
    fn retire(&mut self, held: &Held) {
        if let Held::Below(below) = held {
            self.retired.push(below.id);
            for item in below.page.iter().flat_map(|page| page.items()) {
                self.retire(&item.held);
            }
        }
    }
}

/// The deepest node above all items.
fn top_of(items: &[Item]) -> Option<Place> {
    Some(items.first()?.place.above_both(items.last()?.place))
}

/// Those of the dead that lie at, above or below the place.
fn overlapping(dead: &[Place], place: Place) -> &[Place] {
    let from = dead.partition_point(|one| one.last() < place.start());
    let rest = dead.get(from..).unwrap_or_default();
    let to = rest.partition_point(|one| one.start() <= place.last());
    rest.get(..to).unwrap_or_default()
}

/// What lives below a node of which some below are dead, in order.
fn siblings(out: &mut Vec<Item>, seed: &Key, place: Place, dead: &[Place]) {
    match dead {
        [] => out.push(Item { place, held: Held::Seed(seed.clone()) }),
        [only] if only.covers(place) => {}
        _ => {
            for (bit, below) in (0..).zip(place.children().into_iter().flatten()) {
                siblings(out, &child(seed, place.depth(), bit), below, overlapping(dead, below));
            }
        }
    }
}
