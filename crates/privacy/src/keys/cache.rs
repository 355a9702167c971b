//! Nodes on the way to recently used leaves, so that the next one beside them costs two steps and not forty. Bounded at
//! 708 KiB a workspace, wiped when dropped. It only ever holds what the frontier it belongs to derives.

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::kdf::Key;
use super::place::Place;

/// Which depths are kept, and how many nodes of each at most: people meet at 39, the parts of a conversation at 55.
const SHAPE: [(u8, usize); 9] = [
    (24, 256),
    (32, 1024),
    (36, 2048),
    (39, 4096),
    (40, 4096),
    (48, 512),
    (52, 1024),
    (54, 1024),
    (55, 1024),
];
/// A table begins small and doubles while it is too small for what is in use.
const FIRST: usize = 64;

#[derive(Clone, Default, Zeroize)]
struct Slot {
    /// 0: nothing here.
    tree: u32,
    path: u64,
    seed: [u8; 32],
}

/// The nodes of one depth; each has one slot in which it may stand.
#[derive(Zeroize, ZeroizeOnDrop)]
struct Table {
    depth: u8,
    most: usize,
    evicted: usize,
    slots: Vec<Slot>,
}

/// Nodes of one workspace's trees.
pub(super) struct Cache([Table; SHAPE.len()]);

impl Cache {
    pub(super) fn new() -> Self {
        Self(SHAPE.map(|(depth, most)| Table {
            depth,
            most,
            evicted: 0,
            slots: vec![Slot::default(); FIRST],
        }))
    }

    /// Whether nodes of that depth are kept.
    pub(super) fn keeps(depth: u8) -> bool {
        SHAPE.iter().any(|(kept, _)| *kept == depth)
    }

    /// The deepest node held at or above the place.
    pub(super) fn deepest(&self, tree: u32, place: Place) -> Option<(Place, Key)> {
        let reached = self.0.iter().rev().skip_while(|table| table.depth > place.depth());
        reached.map(|table| (table, place.above(table.depth))).find_map(|(table, node)| {
            let slot = table.slots.get(table.slot(tree, node.path()))?;
            (slot.tree == tree && slot.path == node.path()).then(|| (node, Key::new(slot.seed)))
        })
    }

    /// Drops the nodes that are not alive.
    pub(super) fn retain(&mut self, alive: impl Fn(u32, Place) -> bool) {
        for table in &mut self.0 {
            let depth = table.depth;
            for slot in table.slots.iter_mut().filter(|slot| slot.tree != 0) {
                if !Place::new(depth, slot.path).is_some_and(|place| alive(slot.tree, place)) {
                    slot.zeroize();
                }
            }
        }
    }

    /// Every node that is held.
    #[cfg(test)]
    pub(super) fn nodes(&self) -> Vec<(u32, Place)> {
        let nodes = |table: &Table| {
            let held = table.slots.iter().filter(|slot| slot.tree != 0);
            held.map(|slot| (slot.tree, Place::new(table.depth, slot.path).unwrap())).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(nodes).collect()
    }

    /// Keeps nodes that were passed on the way.
    pub(super) fn keep(&mut self, tree: u32, nodes: &[(Place, Key)]) {
        for (place, seed) in nodes {
            if let Some(table) = self.0.iter_mut().find(|table| table.depth == place.depth()) {
                table.keep(tree, place.path(), seed);
            }
        }
    }
}

impl Table {
    fn slot(&self, tree: u32, path: u64) -> usize {
        // Fibonacci hashing: neighbours on the path spread over the table.
        let mixed = (path ^ u64::from(tree) << 24).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 40) as usize & (self.slots.len() - 1)
    }

    fn keep(&mut self, tree: u32, path: u64, seed: &Key) {
        let at = self.slot(tree, path);
        if let Some(slot) = self.slots.get_mut(at) {
            self.evicted += usize::from(slot.tree != 0);
            slot.tree = tree;
            slot.path = path;
            slot.seed.copy_from_slice(&seed[..]);
        }
        if self.evicted > self.slots.len() / 4 && self.slots.len() < self.most {
            self.grow();
        }
    }

    fn grow(&mut self) {
        let mut old = std::mem::take(&mut self.slots);
        self.slots = vec![Slot::default(); old.len() * 2];
        self.evicted = 0;
        for held in old.iter().filter(|held| held.tree != 0) {
            let at = self.slot(held.tree, held.path);
            if let Some(slot) = self.slots.get_mut(at) {
                slot.clone_from(held);
            }
        }
        old.zeroize();
    }
}
