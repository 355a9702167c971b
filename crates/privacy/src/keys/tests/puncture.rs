//! Puncturing records against a naive model: a set of dead places, and keys by nothing but steps from the root.

use std::collections::HashMap;

use proptest::prelude::*;

use super::workspace;
use crate::keys::kdf::Key;
use crate::keys::leaf::Ref;
use crate::keys::page::PageId;
use crate::keys::place::{Place, walk};
use crate::keys::puncture::edit::{FEW, MOST};
use crate::keys::{
    DeadRanges, EpochKey, Holder, HolderKind, KeyError, Leaf, LeafKind, Punctured, RootError, RootRecord,
    Target, WorkspaceKeys,
};
use crate::{Random, Region};

/// A record with the pages that its vault would hold.
pub(super) struct Vault {
    pub(super) record: RootRecord,
    pub(super) pages: HashMap<PageId, Vec<u8>>,
    pub(super) random: Random,
}

impl Vault {
    pub(super) fn new(seed: u64) -> Self {
        let random = Random::seeded(seed);
        let record = RootRecord::create(&random, workspace("eu4k7m2pqx"), Region::Eu);
        Self { record, pages: HashMap::new(), random }
    }

    pub(super) fn puncture(&mut self, targets: &[Target]) -> Option<Punctured> {
        let punctured = self.record.puncture(&self.random, targets, &[]).unwrap();
        punctured.iter().for_each(|punctured| self.store(punctured));
        punctured
    }

    pub(super) fn store(&mut self, punctured: &Punctured) {
        for id in &punctured.retired {
            assert!(self.pages.remove(id).is_some(), "a retired page was there");
        }
        for (id, sealed) in &punctured.added {
            assert!(self.pages.insert(*id, sealed.clone()).is_none(), "a new page is new");
        }
    }

    /// What opens from the bytes at rest, and nothing but the pages that are named is at rest.
    pub(super) fn reopened(&self, older: Option<&RootRecord>) -> RootRecord {
        let epoch = EpochKey::create(&Random::seeded(9), 1);
        let sealed = self.record.seal(&epoch).unwrap();
        let mut opening = RootRecord::begin(&epoch, self.record.workspace(), &sealed, older).unwrap();
        let mut read = 0;
        while let Some(id) = opening.wanted().first() {
            opening.give(*id, &self.pages[id]).unwrap();
            read += 1;
        }
        assert!(older.is_some() || read == self.pages.len(), "pages that nothing names");
        opening.whole().unwrap()
    }

    fn root(&self) -> Key {
        Self::new_root(&self.record)
    }

    /// The seed of the first tree while it is whole.
    fn new_root(record: &RootRecord) -> Key {
        record.state().trees[0].page.seed(Place::ROOT).unwrap().1.clone()
    }

    pub(super) fn leaf(&self, index: u64) -> Leaf {
        Leaf { tree: self.record.trees().next().unwrap(), index }
    }
}

#[derive(Debug, Clone)]
enum Act {
    Leaf(u64),
    Part(u64, u16),
    Several(Vec<u64>),
    Run(u64, u64),
    Lease,
}

/// Close together, so that punctures meet and merge; with runs that split pages and empty them again.
fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (0_u64..600).prop_map(Act::Leaf),
        3 => (0_u64..6, 0_u16..40).prop_map(|(leaf, part)| Act::Part(leaf, part)),
        2 => proptest::collection::vec(0_u64..600, 1..40).prop_map(Act::Several),
        1 => (0_u64..500, 1_u64..120).prop_map(|(from, count)| Act::Run(from, count)),
        1 => Just(Act::Lease),
    ]
}

/// Spreads 600 leaves over the tree, most of them near each other.
fn index(n: u64) -> u64 {
    if n % 3 == 0 { (2 << 36) + n } else { (n * 0x9e37_79b9) % (1 << 40) }
}

fn targets(vault: &Vault, act: &Act) -> Vec<Target> {
    let leaf = |n: u64| Target::Key(Ref::of(vault.leaf(index(n))));
    match act {
        Act::Leaf(n) => vec![leaf(*n)],
        Act::Part(n, part) => vec![Target::Key(Ref::part(vault.leaf(index(*n)), *part))],
        Act::Several(all) => all.iter().map(|n| leaf(*n)).collect(),
        Act::Run(from, count) => (*from..from + count).map(leaf).collect(),
        Act::Lease => Vec::new(),
    }
}

fn places(targets: &[Target]) -> Vec<Place> {
    let place = |target: &Target| match target {
        Target::Key(reference) => Place::of(*reference).unwrap(),
        Target::Tree(_) => Place::ROOT,
    };
    targets.iter().map(place).collect()
}

fn check(keys: &WorkspaceKeys, vault: &Vault, root: &Key, dead: &[Place]) {
    for n in (0..600).step_by(7) {
        for part in [None, Some(0), Some(39)] {
            let leaf = vault.leaf(index(n));
            let reference = part.map_or_else(|| Ref::of(leaf), |part| Ref::part(leaf, part));
            let place = Place::of(reference).unwrap();
            let killed = dead.iter().any(|dead| dead.covers(place) || place.covers(*dead));
            let naive = || walk(root.clone(), Place::ROOT, place, |_, _| {});
            let expected = if killed { Err(KeyError::Shredded) } else { Ok(naive()) };
            assert_eq!(keys.derive(reference), expected, "leaf {n} part {part:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn a_punctured_record_is_the_naive_set(acts in proptest::collection::vec(act(), 1..24), seed in any::<u64>()) {
        let mut vault = Vault::new(seed);
        let (root, handle) = (vault.root(), vault.record.keys());
        check(&handle, &vault, &root, &[]);
        let (mut dead, mut done) = (Vec::new(), Vec::new());
        let mut copies = vec![vault.record.clone()];
        for act in &acts {
            let targets = targets(&vault, act);
            let (generation, chain) = (vault.record.generation(), vault.record.chain());
            if let Act::Lease = act {
                vault.record.lease(LeafKind::Person).unwrap();
            } else if let Some(punctured) = vault.puncture(&targets) {
                prop_assert_eq!((generation + 1, chain.n + 1), (vault.record.generation(), vault.record.chain().n));
                prop_assert_eq!(punctured.chain, vault.record.chain());
                done.push((punctured.chain.n, punctured.ranges));
            } else {
                prop_assert_eq!((generation, chain), (vault.record.generation(), vault.record.chain()));
            }
            dead.extend(places(&targets));
            prop_assert!(vault.record.clone().puncture(&vault.random, &targets, &[]).unwrap().is_none());
            handle.renew(&vault.record);
            let overlaps = |place: &Place| dead.iter().any(|dead| dead.covers(*place) || place.covers(*dead));
            prop_assert!(!handle.kept().iter().any(|(_, place)| overlaps(place)), "kept of the dead");
            copies.push(vault.record.clone());
        }
        check(&handle, &vault, &root, &dead);
        check(&vault.record.keys(), &vault, &root, &dead);
        let again = vault.reopened(None);
        prop_assert_eq!(again.to_bytes(), vault.record.to_bytes());
        prop_assert_eq!(again.unpaged(), vault.record.unpaged());
        for older in &copies {
            prop_assert_eq!(vault.reopened(Some(older)).unpaged(), vault.record.unpaged());
        }
        // Any older copy and the log's ranges since give the same frontier and the same chain.
        for mut copy in copies {
            for (n, ranges) in done.iter().filter(|(n, _)| *n > copy.chain().n).cloned().collect::<Vec<_>>() {
                copy.replay(&vault.random, n, &ranges).unwrap();
            }
            prop_assert_eq!((copy.frontier(), copy.chain()), (vault.record.frontier(), vault.record.chain()));
        }
        // All at once, and backwards.
        let mut other = Vault::new(seed);
        let all: Vec<Target> = acts.iter().rev().flat_map(|act| targets(&other, act)).collect();
        other.puncture(&all);
        prop_assert_eq!(other.record.frontier(), vault.record.frontier());
        other.reopened(None);
    }
}

#[test]
fn pages_stay_within_their_bounds() {
    let mut vault = Vault::new(3);
    for n in 0..400 {
        vault.puncture(&targets(&vault, &Act::Leaf(n * 5)));
    }
    assert!(vault.pages.len() > 20, "{} pages", vault.pages.len());
    let mut sizes = Vec::new();
    let first = vault.record.state().trees[0].page.clone();
    collect(&first, &mut sizes);
    assert!(first.items().len() <= MOST);
    assert!(sizes.iter().all(|size| (FEW + 1..=MOST).contains(size)), "{sizes:?}");
    // With everything around the survivors gone, the pages are too.
    let tree = vault.leaf(0).tree;
    vault.puncture(&[Target::Tree(tree)]);
    assert!(vault.pages.is_empty());
}

fn collect(page: &crate::keys::page::Page, sizes: &mut Vec<usize>) {
    for (_, below) in page.below() {
        let page = below.page.as_ref().unwrap();
        sizes.push(page.items().len());
        collect(page, sizes);
    }
}

#[test]
fn a_destroyed_tree_is_known_and_deals_nothing() {
    let mut vault = Vault::new(4);
    let old = vault.leaf((2 << 36) + 1);
    let handle = vault.record.keys();
    assert_eq!(handle.holds(Ref::of(old)), Ok(()));
    vault.puncture(&[Target::Tree(old.tree)]).unwrap();
    handle.renew(&vault.record);
    assert_eq!(handle.holds(Ref::of(old)), Err(KeyError::Shredded));
    assert_eq!(vault.record.lease(LeafKind::Person), Err(RootError::UsedUp));
    vault.record.open_tree(&vault.random);
    assert!(vault.record.lease(LeafKind::Person).is_ok());
    assert_eq!(vault.record.keys().holds(Ref::of(old)), Err(KeyError::Shredded));
    let unknown = Target::Tree(old.tree ^ 1 | 2);
    assert_eq!(vault.record.puncture(&vault.random, &[unknown], &[]).err(), Some(RootError::NoTree));
    let beyond = Target::Key(Ref::of(Leaf { index: 1 << 40, ..old }));
    assert_eq!(vault.record.puncture(&vault.random, &[beyond], &[]).err(), Some(RootError::NoTree));
}

#[test]
fn a_strangers_leaf_is_not_destroyed() {
    let mut vault = Vault::new(5);
    let leaf = vault.leaf((2 << 36) + 9);
    let commitment = vault.record.keys().commitment(HolderKind::Contact, "ada", leaf).unwrap();
    let holder = |id: &str, leaf| Holder { kind: HolderKind::Contact, id: id.to_owned(), leaf, commitment };
    let target = [Target::Key(Ref::of(leaf))];
    let before = vault.record.to_bytes();
    for wrong in [holder("bob", leaf), holder("ada", vault.leaf((2 << 36) + 10))] {
        let refused = vault.record.puncture(&vault.random, &target, &[holder("ada", leaf), wrong]).err();
        assert_eq!(refused, Some(RootError::NotTheirs));
    }
    assert_eq!(vault.record.to_bytes(), before);
    assert!(vault.record.puncture(&vault.random, &target, &[holder("ada", leaf)]).unwrap().is_some());
    let again = vault.record.puncture(&vault.random, &target, &[holder("ada", leaf)]);
    assert!(again.unwrap().is_none(), "done already");
}

#[test]
fn destructions_are_replayed_in_their_order() {
    let mut vault = Vault::new(6);
    let old = vault.record.clone();
    let first = vault.puncture(&targets(&vault, &Act::Leaf(1))).unwrap();
    let second = vault.puncture(&targets(&vault, &Act::Leaf(2))).unwrap();
    let mut copy = old.clone();
    let skipped = copy.replay(&vault.random, 2, &second.ranges).err();
    assert_eq!(skipped, Some(RootError::OutOfOrder { expected: 1, given: 2 }));
    copy.replay(&vault.random, 1, &second.ranges).unwrap();
    assert_ne!(copy.chain(), first.chain, "another history has another chain");
    let elsewhere = DeadRanges::of([(vault.leaf(0).tree ^ 1, Place::ROOT)]);
    let mut copy = old.clone();
    copy.replay(&vault.random, 1, &elsewhere).unwrap();
    assert_eq!(copy.frontier(), old.frontier(), "a tree that this copy never had");
    assert_ne!(copy.chain(), old.chain());
}

#[test]
fn an_older_record_does_not_come_back_and_a_lapsed_lease_derives_nothing() {
    let mut vault = Vault::new(7);
    let leaf = Ref::of(vault.leaf((2 << 36) + 1));
    let live = crate::keys::Live::not_yet();
    let handle = vault.record.keys_while(&live);
    assert_eq!(handle.holds(leaf), Err(KeyError::NotLive));
    live.set(std::time::Instant::now() + std::time::Duration::from_secs(3600));
    assert_eq!(handle.clone().holds(leaf), Ok(()));
    let old = vault.record.clone();
    vault.puncture(&[Target::Key(leaf)]);
    handle.renew(&vault.record);
    handle.renew(&old);
    assert_eq!(handle.holds(leaf), Err(KeyError::Shredded));
    live.end();
    assert_eq!(handle.holds(leaf), Err(KeyError::NotLive));
}

/// The figures of docs/keys.md.
#[test]
fn vaults_are_small() {
    let bytes =
        |vault: &Vault| vault.record.to_bytes().len() + vault.pages.values().map(Vec::len).sum::<usize>();
    let mut vault = Vault::new(8);
    for _ in 0..10_000_000_u64.div_ceil(crate::keys::LEASE) {
        vault.record.lease(LeafKind::Person).unwrap();
    }
    assert!(bytes(&vault) <= 200, "ten million people, none erased: {}", bytes(&vault));

    let people = LeafKind::Person.range().start;
    let erased: Vec<Target> = (0..10_000_u64)
        .map(|n| {
            Target::Key(Ref::of(
                vault.leaf(people + (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11) % 10_000_000),
            ))
        })
        .collect();
    for some in erased.chunks(100) {
        vault.puncture(some);
    }
    assert!((1 << 20..=5_000_000).contains(&bytes(&vault)), "10,000 random erasures: {}", bytes(&vault));

    let mut vault = Vault::new(9);
    let visitors = LeafKind::Visitor.range().start;
    for start in (0..1_000_000).step_by(1000) {
        let run: Vec<Target> =
            (start..start + 1000).map(|n| Target::Key(Ref::of(vault.leaf(visitors + n)))).collect();
        vault.puncture(&run);
    }
    assert!(bytes(&vault) <= 5_000, "a million visitors gone in order: {}", bytes(&vault));
}
