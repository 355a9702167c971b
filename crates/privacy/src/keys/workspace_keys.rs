//! One workspace's keys in memory: derives, seals, opens. Cheap to clone and shared between threads.

use std::sync::Arc;

use super::KeyError;
use super::aead::AeadKey;
use super::commitment::{Commitment, HolderKind};
use super::envelope::{self, Header};
use super::kdf::{Key, kdf, length};
use super::leaf::{Leaf, Ref, Under};
use super::live::Live;
use super::page::Page;
use super::root_record::RootRecord;
use super::seal::{Room, Spot};
use super::state::Shared;
use crate::access::Permit;
use crate::ids::Workspace;
use crate::sealed::{BlindIndex, Content, Disclosed, Indexed, RowId, Sealed, Use};
use crate::{Id, Personal, Region};

/// A workspace's keys. They never leave it; values go in and come out. Copies are one and the same: when a key is
/// destroyed, it is in all of them.
#[derive(Clone)]
pub struct WorkspaceKeys(Arc<Inner>);

/// A tree: its number in references and its frontier.
#[derive(Clone)]
pub(super) struct Tree {
    pub(super) number: u32,
    pub(super) page: Arc<Page>,
}

/// What changes with the record.
pub(super) struct State {
    pub(super) generation: u64,
    /// How many destructions there were.
    pub(super) destroyed: u64,
    pub(super) trees: Vec<Tree>,
    pub(super) newest: u32,
    pub(super) index_key: Key,
}

struct Inner {
    workspace: Id<Workspace>,
    region: Region,
    link_key: Key,
    live: Live,
    shared: Shared,
}

impl WorkspaceKeys {
    pub(super) fn new(
        (workspace, region): (Id<Workspace>, Region),
        state: State,
        link_key: Key,
        live: Live,
    ) -> Self {
        Self(Arc::new(Inner { workspace, region, link_key, live, shared: Shared::new(state) }))
    }

    /// Takes what a newer record of the same workspace says; an older one changes nothing. When this returns, nothing
    /// that the record no longer derives is kept or in use.
    pub fn renew(&self, record: &RootRecord) {
        if record.workspace() == self.0.workspace {
            self.0.shared.replace(record.state());
        }
    }

    /// Of which record these keys are.
    pub fn generation(&self) -> u64 {
        self.0.shared.state().generation
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
        Leaf { tree: self.0.shared.state().newest, index: 0 }
    }

    /// Seals a value for one use in one row.
    pub fn seal<U: Use>(
        &self,
        under: Under,
        row: &RowId,
        value: &Personal<U::Value>,
    ) -> Result<Sealed<U>, KeyError> {
        self.live()?;
        let header = envelope::write(under);
        let spot = Spot { header: &header, workspace: &self.0.workspace, used_as: U::NAME };
        let (plain, mut room) = (value.expose().to_bytes(), Room::new());
        let aad = spot.aad(&mut room, self.0.region, row);
        let content = |first: &Key, second: Option<&Key>| spot.content_key(first, second);
        let seal = |key: &AeadKey| key.seal(aad, &header, &plain);
        let sealed = self.0.shared.with_key(under, U::NAME, content, seal)?;
        sealed.map(Sealed::made).ok_or(KeyError::TooLong)
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
        let key =
            kdf(&self.0.shared.state().index_key, "troth/index/v1", &[l1, used_as, l2, rule, l3, value]);
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
        self.live()?;
        let header = Header::read(sealed.as_bytes()).map_err(|_| KeyError::Tampered)?;
        let (head, body) = sealed.as_bytes().split_at_checked(header.length()).ok_or(KeyError::Tampered)?;
        let spot = Spot { header: head, workspace: &self.0.workspace, used_as: U::NAME };
        let mut room = Room::new();
        let aad = spot.aad(&mut room, self.0.region, row);
        let content = |first: &Key, second: Option<&Key>| spot.content_key(first, second);
        let open = |key: &AeadKey| key.open(aad, body);
        let plain = self.0.shared.with_key(header.under(), U::NAME, content, open)?;
        let plain = plain.ok_or(KeyError::Tampered)?;
        U::Value::from_bytes(plain).ok_or(KeyError::Tampered)
    }

    /// The key of a reference.
    pub(super) fn derive(&self, reference: Ref) -> Result<Key, KeyError> {
        self.live()?;
        self.0.shared.derive(reference)
    }

    fn live(&self) -> Result<(), KeyError> {
        if self.0.live.is() { Ok(()) } else { Err(KeyError::NotLive) }
    }

    /// What is kept of what was derived.
    #[cfg(test)]
    pub(super) fn kept(&self) -> Vec<(u32, super::place::Place)> {
        self.0.shared.kept()
    }
}
