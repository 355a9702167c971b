//! The one key derivation: SP 800-108r1 in counter mode with HMAC-SHA-256, one block:
//! `KDF(k, label, ctx) = HMAC-SHA-256(k, 00000001 || label || 00 || ctx || 00000100)`.

use aws_lc_rs::kdf::{KbkdfCtrHmacAlgorithmId, get_kbkdf_ctr_hmac_algorithm, kbkdf_ctr_hmac};
use zeroize::Zeroizing;

/// 32 secret bytes, wiped when dropped.
pub(super) type Key = Zeroizing<[u8; 32]>;

/// The length of the output in bits, which ends what is authenticated.
pub(super) const BITS: [u8; 4] = 256_u32.to_be_bytes();

/// `KDF(key, label, the parts of the context one after the other)`.
pub(super) fn kdf(key: &[u8; 32], label: &str, context: &[&[u8]]) -> Key {
    let length: usize = context.iter().map(|part| part.len()).sum();
    let mut info = Zeroizing::new(Vec::with_capacity(label.len() + length + 5));
    info.extend(label.as_bytes());
    info.push(0);
    for part in context {
        info.extend_from_slice(part);
    }
    info.extend(BITS);
    derive(key, &info)
}

/// The KDF over `label || 00 || ctx || 00000100`.
#[expect(clippy::panic, reason = "HMAC fails only without memory; to go on would seal under a key of zeros")]
pub(super) fn derive(key: &[u8; 32], info: &[u8]) -> Key {
    let mut out = Key::default();
    let algorithm = get_kbkdf_ctr_hmac_algorithm(KbkdfCtrHmacAlgorithmId::Sha256);
    let done = algorithm.map(|algorithm| kbkdf_ctr_hmac(algorithm, key, info, &mut *out));
    match done {
        Some(Ok(())) => out,
        _ => panic!("the cryptographic library refused to derive a key"),
    }
}

/// `lp(x)`'s first half: the length in four bytes.
pub(super) fn length(bytes: &[u8]) -> [u8; 4] {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes()
}
