//! What a customer's server does to say who its user is: signs, with code of its own that shares nothing with what checks.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use privacy::ids::Hex;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A token of these two parts, signed with HMAC-SHA-256 under the bytes of the secret.
pub fn signed(secret: &str, header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(header), part(claims));
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(hmac(secret, text.as_bytes())))
}

/// The token that an honest server makes.
pub fn token(secret: &str, claims: &Value) -> String {
    signed(secret, &serde_json::json!({"alg": "HS256", "typ": "JWT"}), claims)
}

/// `user_hash`: the HMAC-SHA-256 of an id or an address, in hexadecimal.
pub fn user_hash(secret: &str, who: &str) -> String {
    Hex::new(hmac(secret, who.as_bytes())).to_string()
}

/// HMAC (RFC 2104) with SHA-256; keys of up to 64 bytes.
fn hmac(secret: &str, message: &[u8]) -> [u8; 32] {
    let pad = |with: u8| {
        let mut block = [with; 64];
        block.iter_mut().zip(secret.bytes()).for_each(|(place, byte)| *place ^= byte);
        block
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}
