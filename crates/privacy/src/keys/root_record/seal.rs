//! The record at rest: `01 || u64 epoch || nonce || AES-256-GCM(KDF(epoch key, "troth/root-record/v1", lp(workspace)),
//! AAD = 01 || u64 epoch || lp(workspace)) || tag`.

use super::{RootError, RootRecord};
use crate::Id;
use crate::ids::Workspace;
use crate::keys::aead::AeadKey;
use crate::keys::epoch_key::EpochKey;
use crate::keys::kdf::{kdf, length};

const VERSION: u8 = 1;
/// Bytes before the nonce.
const HEAD: usize = 9;

impl RootRecord {
    /// Seals the record under an epoch key, for the vault to store.
    pub fn seal(&self, epoch: &EpochKey) -> Result<Vec<u8>, RootError> {
        let mut head = vec![VERSION];
        head.extend(epoch.number().to_be_bytes());
        let key = key(epoch, self.workspace).ok_or(RootError::Refused)?;
        let aad = authenticated(&head, self.workspace);
        key.seal(&aad, &head, &self.to_bytes()).ok_or(RootError::Refused)
    }

    /// The record inside, its pages not yet read.
    pub(super) fn unseal(
        epoch: &EpochKey,
        workspace: Id<Workspace>,
        sealed: &[u8],
    ) -> Result<Self, RootError> {
        let sealed_under = Self::epoch(sealed)?;
        if sealed_under != epoch.number() {
            return Err(RootError::OtherEpoch { sealed_under, given: epoch.number() });
        }
        let (head, body) = sealed.split_at_checked(HEAD).ok_or(RootError::NotOpened)?;
        let key = key(epoch, workspace).ok_or(RootError::Refused)?;
        let plain = key.open(&authenticated(head, workspace), body).ok_or(RootError::NotOpened)?;
        let record = Self::from_bytes(&plain)?;
        if record.workspace == workspace { Ok(record) } else { Err(RootError::NotCanonical) }
    }

    /// The number of the epoch under whose key a sealed record stands.
    pub fn epoch(sealed: &[u8]) -> Result<u64, RootError> {
        match sealed.first_chunk::<HEAD>() {
            Some([VERSION, number @ ..]) => Ok(u64::from_be_bytes(*number)),
            Some(_) => Err(RootError::UnknownVersion),
            None => Err(RootError::NotOpened),
        }
    }
}

fn key(epoch: &EpochKey, workspace: Id<Workspace>) -> Option<AeadKey> {
    let code = workspace.raw().as_str().as_bytes().to_vec();
    AeadKey::new(&kdf(epoch.key(), "troth/root-record/v1", &[&length(&code), &code]))
}

fn authenticated(head: &[u8], workspace: Id<Workspace>) -> Vec<u8> {
    let workspace = workspace.raw();
    let code = workspace.as_str().as_bytes();
    [head, &length(code), code].concat()
}
