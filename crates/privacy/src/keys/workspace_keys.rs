//! One workspace's keys in memory: derives, seals, opens. Cheap to clone and shared between threads.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::KeyError;
use super::aead::AeadKey;
use super::cache::Cache;
use super::commitment::{Commitment, HolderKind};
use super::envelope::{self, Header};
use super::kdf::{Key, kdf, length};
use super::leaf::{Leaf, Ref, Under};
use super::page::{Held, Page};
use super::place::{Place, walk};
use super::ready::ReadyKeys;
use super::seal::Spot;
use crate::access::Permit;
use crate::ids::Workspace;
use crate::sealed::{BlindIndex, Content, Disclosed, Indexed, RowId, Sealed, Use};
use crate::{Id, Personal, Region};

/// A workspace's keys. They never leave it; values go in and come out.
#[derive(Clone)]
pub struct WorkspaceKeys(Arc<Inner>);

/// A tree: its number in references and its frontier.
#[derive(Clone)]
pub(super) struct Tree {
    pub(super) number: u32,
    pub(super) page: Page,
}

struct Inner {
    workspace: Id<Workspace>,
    region: Region,
    trees: Vec<Tree>,
    newest: u32,
    index_key: Key,
    link_key: Key,
    cache: Mutex<Cache>,
    ready: Mutex<ReadyKeys>,
}

impl WorkspaceKeys {
    pub(super) fn new(
        (workspace, region): (Id<Workspace>, Region),
        trees: Vec<Tree>,
        newest: u32,
        (index_key, link_key): (Key, Key),
    ) -> Self {
        let (cache, ready) = (Mutex::new(Cache::new()), Mutex::new(ReadyKeys::new()));
        Self(Arc::new(Inner { workspace, region, trees, newest, index_key, link_key, cache, ready }))
    }

    /// Whose keys these are.
    pub fn workspace(&self) -> Id<Workspace> {
        self.0.workspace
    }

    /// Where its data is hosted.
    pub fn region(&self) -> Region {
        self.0.region
    }

    /// The leaf for the workspace's own settings: index 0 of the newest tree.
    pub fn settings_leaf(&self) -> Leaf {
        Leaf { tree: self.0.newest, index: 0 }
    }

    /// Seals a value for one use in one row.
    pub fn seal<U: Use>(
        &self,
        under: Under,
        row: &RowId,
        value: &Personal<U::Value>,
    ) -> Result<Sealed<U>, KeyError> {
        let header = envelope::write(under);
        let spot = Spot { header: &header, workspace: &self.0.workspace, used_as: U::NAME };
        let key = self.content_key(&spot, under)?;
        let plain = value.expose().to_bytes();
        let sealed = key.seal(&spot.aad(self.0.region, row), &header, &plain).ok_or(KeyError::TooLong)?;
        Ok(Sealed::made(sealed))
    }

    /// Opens a value for whom the permit names, who must be of this workspace.
    pub fn open<U: Use>(
        &self,
        permit: &Permit,
        row: &RowId,
        sealed: &Sealed<U>,
    ) -> Result<Disclosed<U::Value>, KeyError> {
        if permit.actor().workspace() != self.0.workspace {
            return Err(KeyError::NotFound);
        }
        self.opened(row, sealed).map(Disclosed::made)
    }

    /// Opens a value to seal it again changed. It stays personal: nobody gets to see it.
    pub fn reopen<U: Use>(&self, row: &RowId, sealed: &Sealed<U>) -> Result<Personal<U::Value>, KeyError> {
        self.opened(row, sealed).map(Personal::new)
    }

    /// Whether the key of a reference can be derived.
    pub fn holds(&self, reference: Ref) -> Result<(), KeyError> {
        self.derive(reference).map(|_| ())
    }

    /// The commitment to the key of a leaf for its holder.
    pub fn commitment(&self, kind: HolderKind, subject_id: &str, leaf: Leaf) -> Result<Commitment, KeyError> {
        let key = self.derive(Ref::of(leaf))?;
        Ok(Commitment::make(&key, self.0.workspace, kind, subject_id, leaf))
    }

    /// The blind index of a value:
    /// the first 16 bytes of `KDF(index key, "troth/index/v1", lp(use) || lp(normalisation version) || lp(value))`.
    pub fn index<U: Indexed>(&self, value: &Personal<String>) -> BlindIndex<U> {
        let value = zeroize::Zeroizing::new(U::normalise(value.expose()));
        let (used_as, rule, value) = (U::NAME.as_bytes(), U::NORMALISATION.as_bytes(), value.as_bytes());
        let lengths = [length(used_as), length(rule), length(value)];
        let [l1, l2, l3] = &lengths;
        let key = kdf(&self.0.index_key, "troth/index/v1", &[l1, used_as, l2, rule, l3, value]);
        let mut index = [0; 16];
        index.iter_mut().zip(key.iter()).for_each(|(place, byte)| *place = *byte);
        BlindIndex::made(index)
    }

    /// A keyed signature that only this workspace can make or check: `KDF(link key, "troth/sign/v1", lp(purpose) || message)`.
    pub fn sign(&self, purpose: &'static str, message: &[u8]) -> [u8; 32] {
        let purpose = purpose.as_bytes();
        *kdf(&self.0.link_key, "troth/sign/v1", &[&length(purpose), purpose, message])
    }

    fn opened<U: Use>(&self, row: &RowId, sealed: &Sealed<U>) -> Result<U::Value, KeyError> {
        let header = Header::read(sealed.as_bytes()).map_err(|_| KeyError::Tampered)?;
        let (head, body) = sealed.as_bytes().split_at_checked(header.length()).ok_or(KeyError::Tampered)?;
        let spot = Spot { header: head, workspace: &self.0.workspace, used_as: U::NAME };
        let key = self.content_key(&spot, header.under())?;
        let plain = key.open(&spot.aad(self.0.region, row), body).ok_or(KeyError::Tampered)?;
        U::Value::from_bytes(plain).ok_or(KeyError::Tampered)
    }

    fn content_key(&self, spot: &Spot<'_>, under: Under) -> Result<Arc<AeadKey>, KeyError> {
        if let Some(ready) = lock(&self.0.ready).find(under, spot.used_as) {
            return Ok(ready);
        }
        let (first, second) = under.refs();
        let first = self.derive(first)?;
        let second = second.map(|second| self.derive(second)).transpose()?;
        let ready = AeadKey::new(&spot.content_key(&first, second.as_ref()))
            .map(Arc::new)
            .ok_or(KeyError::TooLong)?;
        lock(&self.0.ready).keep(under, spot.used_as, &ready);
        Ok(ready)
    }

    /// The key of a reference: `Shredded` below no node of the frontier, `NotFound` in an unknown tree.
    pub(super) fn derive(&self, reference: Ref) -> Result<Key, KeyError> {
        let place = Place::of(reference).ok_or(KeyError::NotFound)?;
        let number = reference.leaf().tree;
        let tree = self.0.trees.iter().find(|tree| tree.number == number).ok_or(KeyError::NotFound)?;
        let held = lock(&self.0.cache).deepest(number, place);
        let (from, seed) = match held {
            Some(found) => found,
            None => frontier(&tree.page, place)?,
        };
        if from == place {
            return Ok(seed);
        }
        let mut passed: Vec<(Place, Key)> = Vec::with_capacity(9);
        let key = walk(seed, from, place, |node, key| {
            if Cache::keeps(node.depth()) {
                passed.push((node, key.clone()));
            }
        });
        lock(&self.0.cache).keep(number, &passed);
        Ok(key)
    }
}

/// A cache is only ever replaced slot by slot, so it is whole even if another thread died holding it.
fn lock<T>(cache: &Mutex<T>) -> MutexGuard<'_, T> {
    cache.lock().unwrap_or_else(PoisonError::into_inner)
}

fn frontier(page: &Page, place: Place) -> Result<(Place, Key), KeyError> {
    match page.find(place) {
        Some(item) => match &item.held {
            Held::Seed(seed) => Ok((item.place, seed.clone())),
            Held::Below { .. } => Err(KeyError::NotFound),
        },
        None => Err(KeyError::Shredded),
    }
}
