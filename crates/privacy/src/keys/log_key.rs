//! The key that signs a log's checkpoints: Ed25519, its seed derived from the workspace's record, so that it lies in
//! no store and comes back with the vault.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use zeroize::Zeroizing;

use super::{KeyError, WorkspaceKeys};

const PURPOSE: &str = "troth/log-key/v1";

/// Signs for one log.
pub struct LogKey {
    pair: Ed25519KeyPair,
    public: [u8; 32],
}

impl WorkspaceKeys {
    /// The key of the workspace's log: seed `sign("troth/log-key/v1", workspace id)`.
    pub fn log_key(&self) -> Result<LogKey, KeyError> {
        let seed = Zeroizing::new(self.sign(PURPOSE, self.workspace().to_string().as_bytes()));
        let pair = Ed25519KeyPair::from_seed_unchecked(&*seed).map_err(|_| KeyError::NotFound)?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| KeyError::NotFound)?;
        Ok(LogKey { pair, public })
    }
}

impl LogKey {
    /// The public key, which checks what this key signs.
    pub const fn public(&self) -> &[u8; 32] {
        &self.public
    }

    /// The signature of a message.
    pub fn sign(&self, message: &[u8]) -> Result<[u8; 64], KeyError> {
        self.pair.sign(message).as_ref().try_into().map_err(|_| KeyError::TooLong)
    }
}

impl std::fmt::Debug for LogKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LogKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};

    use crate::ids::Workspace;
    use crate::keys::RootRecord;
    use crate::{Id, Random, Region};

    #[test]
    fn each_workspace_signs_with_its_own_key_and_always_the_same() {
        let random = Random::seeded(5);
        let record = RootRecord::create(&random, Id::<Workspace>::fresh(&random, Region::Eu), Region::Eu);
        let other = RootRecord::create(&random, record.workspace(), Region::Eu).keys().log_key().unwrap();
        let (key, again) = (record.keys().log_key().unwrap(), record.keys().log_key().unwrap());
        assert_eq!(key.public(), again.public());
        assert_ne!(key.public(), other.public());
        let signed = key.sign(b"a checkpoint").unwrap();
        let check = UnparsedPublicKey::new(&ED25519, key.public());
        assert!(check.verify(b"a checkpoint", &signed).is_ok());
        assert!(check.verify(b"another", &signed).is_err());
    }
}
