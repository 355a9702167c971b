//! AES-256-GCM with a nonce that the library draws for each message: sealed bytes are `nonce 12 || ciphertext || tag 16`.

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use zeroize::Zeroizing;

/// Bytes of the nonce.
pub(super) const NONCE: usize = 12;
/// Bytes of nonce and tag together.
pub(super) const OVERHEAD: usize = NONCE + 16;

/// A ready AES-256-GCM key.
pub(super) struct AeadKey(RandomizedNonceKey);

impl AeadKey {
    /// Makes the key schedule; `None` if the library has no memory.
    pub(super) fn new(key: &[u8; 32]) -> Option<Self> {
        RandomizedNonceKey::new(&AES_256_GCM, key).ok().map(Self)
    }

    /// `prefix || nonce || ciphertext || tag`; `None` if `plain` is too long for the mode.
    pub(super) fn seal(&self, aad: &[u8], prefix: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        let mut out = Vec::with_capacity(prefix.len() + OVERHEAD + plain.len());
        out.extend_from_slice(prefix);
        out.extend_from_slice(&[0; NONCE]);
        out.extend_from_slice(plain);
        let (head, body) = out.split_at_mut_checked(prefix.len() + NONCE)?;
        let (nonce, tag) = self.0.seal_in_place_separate_tag(Aad::from(aad), body).ok()?;
        head.last_chunk_mut::<NONCE>()?.copy_from_slice(nonce.as_ref());
        out.extend_from_slice(tag.as_ref());
        Some(out)
    }

    /// The plain bytes of `nonce || ciphertext || tag`; `None` if they are not what was sealed with this `aad`.
    pub(super) fn open(&self, aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE>()?;
        let mut body = Zeroizing::new(body.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let length = self.0.open_in_place(nonce, Aad::from(aad), &mut body).ok()?.len();
        body.truncate(length);
        Some(body)
    }
}
