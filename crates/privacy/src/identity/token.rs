//! Signed tokens: JSON Web Tokens (RFC 7519) in compact form (RFC 7515), HS256 and nothing else. Written here because
//! the cryptographic library is linked by this crate alone, and because what is not read cannot be confused.

use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::{Claims, Refusal, SigningSecret};
use crate::{Personal, Time};

/// The longest token that is read, in bytes.
pub const MAX_BYTES: usize = 16 * 1024;
/// How long a token may be good for.
pub const LONGEST: Duration = Duration::from_hours(30 * 24);
/// How far the clocks of two honest servers may be apart.
pub const LEEWAY: Duration = Duration::from_mins(1);

/// Whom a token names, and which secret signed it. The signature is checked before anything that the token claims.
pub fn by_token<'a, I>(
    secrets: &'a [SigningSecret<I>],
    token: &Personal<String>,
    now: Time,
) -> Result<(&'a I, Claims), Refusal> {
    read(secrets, token.expose(), now)
}

pub(super) fn read<'a, I>(
    secrets: &'a [SigningSecret<I>],
    token: &str,
    now: Time,
) -> Result<(&'a I, Claims), Refusal> {
    if token.len() > MAX_BYTES {
        return Err(Refusal::TooLong);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(Refusal::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(Refusal::Malformed)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Refusal::Malformed)?;
    check_header(&object(header)?)?;
    let payload = object(payload)?;
    if secrets.is_empty() {
        return Err(Refusal::NoSecret);
    }
    let secret = secrets
        .iter()
        .find(|secret| signed_with(secret.text.expose(), signed.as_bytes(), &signature))
        .ok_or(Refusal::Signature)?;
    Ok((&secret.id, Claims::read(payload, now)?))
}

/// Whether `tag` is the HMAC-SHA-256 of `message` under the text, compared in constant time.
pub(super) fn signed_with(text: &str, message: &[u8], tag: &[u8]) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, text.as_bytes());
    hmac::verify(&key, message, tag).is_ok()
}

fn object(part: &str) -> Result<Map<String, Value>, Refusal> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| Refusal::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| Refusal::Malformed)
}

/// HS256; and nothing that would have to be understood (`crit`), decoded or decrypted first.
fn check_header(header: &Map<String, Value>) -> Result<(), Refusal> {
    if header.get("alg").and_then(Value::as_str) != Some("HS256") {
        return Err(Refusal::Algorithm);
    }
    let plain_type = header.get("typ").is_none_or(|kind| kind.as_str().is_some_and(is_jwt));
    let strange = ["crit", "b64", "zip", "enc", "cty"].iter().any(|name| header.contains_key(*name));
    if plain_type && !strange { Ok(()) } else { Err(Refusal::Malformed) }
}

fn is_jwt(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("jwt")
}
