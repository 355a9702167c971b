//! A tree's state: the frontier, the nodes from which every living leaf can be derived and no dead one. It is kept in
//! pages: a page lists nodes with their seeds, and pages below it with their keys, in one canonical form.
//!
//! `page = varint count || item*`, `item = u8 depth (+ 128 for a page below) || path || seed 32, or page id 16 || key 32`,
//! the path in as few bytes as hold `depth` bits, left-aligned.

use std::sync::Arc;

use super::kdf::Key;
use super::place::{PART_DEPTH, Place};
use super::reader::{Reader, write_varint};
use crate::ids::Hex;

const BELOW: u8 = 0x80;
/// The fewest bytes that an item has.
const SMALLEST: usize = 1 + 32;

/// The random name under which the vault keeps a page.
pub type PageId = Hex<16>;

/// What stands at a node of the frontier.
#[derive(Clone)]
pub(super) enum Held {
    /// Its seed: everything below lives.
    Seed(Key),
    /// Some below are dead; a page tells which.
    Below(Box<Below>),
}

/// A page below a node, as the page above knows it.
#[derive(Clone)]
pub(super) struct Below {
    pub(super) id: PageId,
    /// The key under which it is sealed.
    pub(super) key: Key,
    /// The page; none until it was read.
    pub(super) page: Option<Arc<Page>>,
}

/// One node of the frontier.
#[derive(Clone)]
pub(super) struct Item {
    pub(super) place: Place,
    pub(super) held: Held,
}

/// The nodes of the frontier below one node, in the order of the leaves. Versions of a frontier share the pages in
/// which they do not differ.
#[derive(Clone)]
pub(super) struct Page(Vec<Item>);

impl Page {
    /// A new tree's only page: the root's seed.
    pub(super) fn whole(seed: Key) -> Self {
        Self(vec![Item { place: Place::ROOT, held: Held::Seed(seed) }])
    }

    /// The page of these items, which are in order.
    pub(super) const fn of(items: Vec<Item>) -> Self {
        Self(items)
    }

    /// The items, in order.
    pub(super) fn items(&self) -> &[Item] {
        &self.0
    }

    /// The pages below this one that are known by name.
    pub(super) fn below(&self) -> impl Iterator<Item = (Place, &Below)> {
        self.0.iter().filter_map(|item| match &item.held {
            Held::Below(below) => Some((item.place, &**below)),
            Held::Seed(_) => None,
        })
    }

    /// The same, to be filled.
    pub(super) fn below_mut(&mut self) -> impl Iterator<Item = (Place, &mut Below)> {
        self.0.iter_mut().filter_map(|item| match &mut item.held {
            Held::Below(below) => Some((item.place, &mut **below)),
            Held::Seed(_) => None,
        })
    }

    /// The node of the frontier at or above the place, and its seed; `None` if the place is dead.
    pub(super) fn seed(&self, place: Place) -> Option<(Place, &Key)> {
        let mut page = self;
        loop {
            let item = page.find(place)?;
            match &item.held {
                Held::Seed(seed) => return Some((item.place, seed)),
                Held::Below(below) => page = below.page.as_ref()?,
            }
        }
    }

    /// Whether anything at, above or below the place lives.
    pub(super) fn has(&self, place: Place) -> bool {
        match self.find(place).map(|item| &item.held) {
            Some(Held::Seed(_)) => true,
            Some(Held::Below(below)) => below.page.as_ref().is_some_and(|page| page.has(place)),
            None => {
                let at = self.0.partition_point(|item| item.place.start() < place.start());
                self.0.get(at).is_some_and(|item| item.place.start() <= place.last())
            }
        }
    }

    /// The page of that name and key below the node, if this frontier has it too.
    pub(super) fn named(&self, top: Place, like: &Below) -> Option<Arc<Self>> {
        let Held::Below(below) = &self.find(top)?.held else { return None };
        let page = below.page.as_ref()?;
        let same = below.id == like.id && below.key == like.key;
        if same { Some(Arc::clone(page)) } else { page.named(top, like) }
    }

    /// The whole frontier in one page.
    pub(super) fn unpaged(&self) -> Self {
        let mut items = Vec::new();
        self.each_seed(&mut |item| items.push(item.clone()));
        Self(items)
    }

    /// Every node of the frontier that has a seed, in order, whatever page it stands in.
    pub(super) fn each_seed<'p>(&'p self, tell: &mut impl FnMut(&'p Item)) {
        for item in &self.0 {
            match &item.held {
                Held::Seed(_) => tell(item),
                Held::Below(below) => below.page.iter().for_each(|page| page.each_seed(tell)),
            }
        }
    }

    /// The item at or above the place.
    fn find(&self, place: Place) -> Option<&Item> {
        let after = self.0.partition_point(|item| item.place.start() <= place.start());
        self.0.get(after.checked_sub(1)?).filter(|item| item.place.covers(place))
    }

    /// Appends the canonical bytes.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        write_varint(out, self.0.len() as u64);
        for Item { place, held } in &self.0 {
            match held {
                Held::Seed(seed) => {
                    out.push(place.depth());
                    place.write_path(out);
                    out.extend_from_slice(&seed[..]);
                }
                Held::Below(below) => {
                    out.push(place.depth() | BELOW);
                    place.write_path(out);
                    out.extend_from_slice(below.id.bytes());
                    out.extend_from_slice(&below.key[..]);
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
        let place = Place::read_path(first & !BELOW, from)?;
        let held = if first & BELOW == 0 {
            Held::Seed(Key::new(from.array()?))
        } else {
            let (id, key) = (PageId::new(from.array()?), Key::new(from.array()?));
            Held::Below(Box::new(Below { id, key, page: None }))
        };
        let useful = first & BELOW == 0 || place.depth() < PART_DEPTH;
        useful.then_some(Self { place, held })
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
