//! Epoch keys: root records are sealed under the one of their epoch. When it is destroyed, every older copy of a
//! record is noise. At rest it is wrapped under the root key: `01 || u64 number || nonce || ciphertext || tag`.

use super::aead::AeadKey;
use super::kdf::{Key, kdf, length};
use super::root_key::{Fingerprint, RootKey};
use crate::Random;

const VERSION: u8 = 1;
/// Bytes before the nonce.
const HEAD: usize = 9;

/// The key of one epoch, and the epoch's number.
pub struct EpochKey {
    number: u64,
    key: Key,
}

/// What a vault keeps of the root key while it is open: enough to wrap the next epoch's key.
pub struct Wrapping {
    key: Key,
    vault_id: String,
    fingerprint: Fingerprint,
}

/// Why an epoch key was not wrapped or unwrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EpochKeyError {
    /// The bytes are of another version.
    #[error("the wrapped epoch key is of an unknown version")]
    UnknownVersion,
    /// The bytes do not open: another root key, another vault, or damage.
    #[error("the epoch key does not open under this root key for this vault")]
    NotOpened,
    /// The cryptographic library refused.
    #[error("the cryptographic library refused to wrap the epoch key")]
    Refused,
}

impl EpochKey {
    /// Draws the key of epoch `number`.
    pub fn create(random: &Random, number: u64) -> Self {
        Self { number, key: Key::new(random.bytes()) }
    }

    /// The epoch's number.
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// The key, wrapped under the root key for this vault.
    pub fn wrap(&self, root: &RootKey, vault_id: &str) -> Result<Vec<u8>, EpochKeyError> {
        Wrapping::of(root, vault_id).wrap(self)
    }

    /// The key that was wrapped for this vault.
    pub fn unwrap(root: &RootKey, vault_id: &str, wrapped: &[u8]) -> Result<Self, EpochKeyError> {
        Wrapping::of(root, vault_id).unwrap(wrapped)
    }

    pub(super) const fn key(&self) -> &Key {
        &self.key
    }
}

impl Wrapping {
    /// `KDF(root, "troth/epoch-wrap/v1", lp(vault id))`.
    pub fn of(root: &RootKey, vault_id: &str) -> Self {
        let vault = vault_id.as_bytes();
        let key = kdf(root.key(), "troth/epoch-wrap/v1", &[&length(vault), vault]);
        Self { key, vault_id: vault_id.to_owned(), fingerprint: root.fingerprint() }
    }

    /// Of which root key it is.
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// An epoch key, wrapped with `AAD = 01 || u64 number || lp(vault id)`.
    pub fn wrap(&self, epoch: &EpochKey) -> Result<Vec<u8>, EpochKeyError> {
        let mut head = vec![VERSION];
        head.extend(epoch.number.to_be_bytes());
        let key = AeadKey::new(&self.key).ok_or(EpochKeyError::Refused)?;
        key.seal(&authenticated(&head, &self.vault_id), &head, &epoch.key[..]).ok_or(EpochKeyError::Refused)
    }

    /// The epoch key that was wrapped.
    pub fn unwrap(&self, wrapped: &[u8]) -> Result<EpochKey, EpochKeyError> {
        let (head, body) = wrapped.split_first_chunk::<HEAD>().ok_or(EpochKeyError::NotOpened)?;
        let [version, number @ ..] = *head;
        if version != VERSION {
            return Err(EpochKeyError::UnknownVersion);
        }
        let key = AeadKey::new(&self.key).ok_or(EpochKeyError::Refused)?;
        let plain = key.open(&authenticated(head, &self.vault_id), body).ok_or(EpochKeyError::NotOpened)?;
        let key = plain.as_slice().try_into().map_err(|_| EpochKeyError::NotOpened)?;
        Ok(EpochKey { number: u64::from_be_bytes(number), key: Key::new(key) })
    }
}

fn authenticated(head: &[u8], vault_id: &str) -> Vec<u8> {
    [head, &length(vault_id.as_bytes()), vault_id.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_root_and_vault_unwrap() {
        let random = Random::seeded(5);
        let (root, other) = (RootKey::create(&random), RootKey::create(&random));
        let epoch = EpochKey::create(&random, 7);
        let wrapped = epoch.wrap(&root, "vault-1").unwrap();
        let again = EpochKey::unwrap(&root, "vault-1", &wrapped).unwrap();
        assert_eq!((again.number(), again.key()), (7, epoch.key()));
        assert_eq!(EpochKey::unwrap(&other, "vault-1", &wrapped).err(), Some(EpochKeyError::NotOpened));
        assert_eq!(EpochKey::unwrap(&root, "vault-2", &wrapped).err(), Some(EpochKeyError::NotOpened));
        for at in 0..wrapped.len() {
            for bit in 0..8 {
                let mut bad = wrapped.clone();
                bad[at] ^= 1 << bit;
                assert!(EpochKey::unwrap(&root, "vault-1", &bad).is_err(), "byte {at} bit {bit}");
            }
            assert!(EpochKey::unwrap(&root, "vault-1", &wrapped[..at]).is_err());
        }
    }
}
