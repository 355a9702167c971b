//! Keyed hashes by which a workspace, and nobody else, knows an erased person's identifiers again.

use std::fmt;

use zeroize::Zeroizing;

use super::kdf::length;
use super::workspace_keys::WorkspaceKeys;
use crate::Personal;
use crate::sealed::Indexed;
use crate::secret::Digest;

/// The purpose in the signature: no link and no index has it.
const PURPOSE: &str = "suppression/v1";

/// 32 bytes that only the workspace's keys can make of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyedHash([u8; 32]);

impl KeyedHash {
    /// The bytes as stored.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for KeyedHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyedHash(..)")
    }
}

impl WorkspaceKeys {
    /// By what an erased person's value is known again: the signature for `suppression/v1` over
    /// `lp(use) || lp(normalisation version) || lp(value)`.
    pub fn suppression<U: Indexed>(&self, value: &Personal<String>) -> KeyedHash {
        let value = Zeroizing::new(U::normalise(value.expose()));
        self.keyed(&[U::NAME.as_bytes(), U::NORMALISATION.as_bytes(), value.as_bytes()])
    }

    /// By what the secret of an ended session is known again, from its digest.
    pub fn suppression_of_session(&self, secret: Digest) -> KeyedHash {
        self.keyed(&[b"messenger_sessions.token_hash/v1", b"exact/1", secret.as_bytes()])
    }

    fn keyed(&self, parts: &[&[u8]]) -> KeyedHash {
        let mut message = Zeroizing::new(Vec::with_capacity(128));
        for part in parts {
            message.extend_from_slice(&length(part));
            message.extend_from_slice(part);
        }
        KeyedHash(self.sign(PURPOSE, &message))
    }
}
