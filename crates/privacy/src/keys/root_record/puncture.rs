//! Destroying keys in a record, and doing it again on an older copy of the record.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Chain, Dealt, RootError, RootRecord};
use crate::Random;
use crate::ids::Workspace;
use crate::keys::commitment::Commitment;
use crate::keys::page::{Page, PageId};
use crate::keys::place::Place;
use crate::keys::puncture::edit::Edit;
use crate::keys::puncture::seal::Spot;
use crate::keys::puncture::{DeadRanges, Holder, Punctured, Target};
use crate::{Id, secret};

impl RootRecord {
    /// Makes the keys of all targets underivable; `None`, and nothing changed, if they are already. A leaf whose
    /// commitment is not its holder's changes nothing either; one that is destroyed already can no longer be checked.
    pub fn puncture(
        &mut self,
        random: &Random,
        targets: &[Target],
        holders: &[Holder],
    ) -> Result<Option<Punctured>, RootError> {
        for holder in holders {
            self.check(holder)?;
        }
        let places = targets.iter().map(|target| self.place(*target)).collect::<Result<Vec<_>, _>>()?;
        if !places.iter().any(|(tree, place)| self.lives(*tree, *place)) {
            return Ok(None);
        }
        self.destroy(random, DeadRanges::of(places)).map(Some)
    }

    /// Does again what the log says was the `n`th destruction. Ranges of trees that this record never had are passed
    /// over: there is nothing of theirs left to destroy.
    pub fn replay(&mut self, random: &Random, n: u64, ranges: &DeadRanges) -> Result<Punctured, RootError> {
        if n != self.chain.n + 1 {
            return Err(RootError::OutOfOrder { expected: self.chain.n + 1, given: n });
        }
        self.destroy(random, ranges.clone())
    }

    /// How many destructions there were, and their hash.
    pub const fn chain(&self) -> Chain {
        self.chain
    }

    /// The trees' numbers, in the order in which they were opened.
    pub fn trees(&self) -> impl Iterator<Item = u32> {
        self.trees.iter().map(|dealt| dealt.tree.number)
    }

    fn destroy(&mut self, random: &Random, ranges: DeadRanges) -> Result<Punctured, RootError> {
        let chain = self.chain.next(&ranges);
        let generation = self.generation + 1;
        let mut edit = Edit::new(random);
        let (mut added, mut pages) = (Vec::new(), Vec::new());
        for Dealt { tree, .. } in
            self.trees.iter().filter(|dealt| ranges.trees().any(|of| of == dealt.tree.number))
        {
            let page = edit.first_page(&tree.page, &ranges.places(tree.number));
            seal(&mut added, &edit.made, (self.workspace, tree.number), &page)?;
            pages.push((tree.number, Arc::new(page)));
        }
        for (number, page) in pages {
            if let Some(dealt) = self.trees.iter_mut().find(|dealt| dealt.tree.number == number) {
                dealt.tree.page = page;
            }
        }
        (self.chain, self.generation) = (chain, generation);
        Ok(Punctured { ranges, chain, added, retired: edit.retired })
    }

    fn place(&self, target: Target) -> Result<(u32, Place), RootError> {
        let (tree, place) = match target {
            Target::Key(reference) => (reference.leaf().tree, Place::of(reference)),
            Target::Tree(tree) => (tree, Some(Place::ROOT)),
        };
        let known = self.trees().any(|number| number == tree);
        place.filter(|_| known).map(|place| (tree, place)).ok_or(RootError::NoTree)
    }

    /// Whether anything at or below the node can be derived.
    fn lives(&self, tree: u32, place: Place) -> bool {
        self.page(tree).is_some_and(|page| page.has(place))
    }

    fn check(&self, holder: &Holder) -> Result<(), RootError> {
        let place = Place::of(crate::keys::Ref::of(holder.leaf)).ok_or(RootError::NoTree)?;
        let Some((from, seed)) = self.page(holder.leaf.tree).ok_or(RootError::NoTree)?.seed(place) else {
            return Ok(());
        };
        let key = crate::keys::place::walk(seed.clone(), from, place, |_, _| {});
        let made = Commitment::make(&key, self.workspace, holder.kind, &holder.id, holder.leaf);
        let same = secret::same(made.as_bytes(), holder.commitment.as_bytes());
        same.then_some(()).ok_or(RootError::NotTheirs)
    }

    fn page(&self, tree: u32) -> Option<&Page> {
        self.trees.iter().find(|dealt| dealt.tree.number == tree).map(|dealt| &*dealt.tree.page)
    }
}

impl Chain {
    /// The chain of a record of which nothing was destroyed.
    pub fn first() -> Self {
        Self { n: 0, hash: *secret::Digest::of(b"troth/vault-chain/v1").as_bytes() }
    }

    /// The chain after these were destroyed too: `SHA-256("troth/vault-chain/v1" || chain_(n-1) || u64 n || ranges)`.
    #[must_use]
    pub fn next(self, ranges: &DeadRanges) -> Self {
        let n = self.n + 1;
        let all = [&b"troth/vault-chain/v1"[..], &self.hash, &n.to_be_bytes(), &ranges.to_bytes()].concat();
        Self { n, hash: *secret::Digest::of(&all).as_bytes() }
    }
}

/// Seals the pages below this one that were just made.
fn seal(
    added: &mut Vec<(PageId, Vec<u8>)>,
    made: &HashSet<PageId>,
    (workspace, tree): (Id<Workspace>, u32),
    page: &Page,
) -> Result<(), RootError> {
    for (top, below) in page.below().filter(|(_, below)| made.contains(&below.id)) {
        let page = below.page.as_deref().ok_or(RootError::MissingPage)?;
        let spot = Spot { workspace, tree, id: below.id, top };
        added.push((below.id, spot.seal(&below.key, page).ok_or(RootError::Refused)?));
        seal(added, made, (workspace, tree), page)?;
    }
    Ok(())
}
