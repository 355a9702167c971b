//! The older proof: `user_hash`, the HMAC-SHA-256 of a user's id, in lower-case hexadecimal. It has no end of its own.

use super::token::signed_with;
use super::{Refusal, SigningSecret};
use crate::Personal;
use crate::ids::{Hex, Raw as _};

/// Which secret signed `who`: the user's id, or their address where they have no id.
pub fn by_hash<'a, I>(
    secrets: &'a [SigningSecret<I>],
    who: &Personal<String>,
    hash: &Personal<String>,
) -> Result<&'a I, Refusal> {
    let tag = Hex::<32>::read(hash.expose()).ok_or(Refusal::Malformed)?;
    if secrets.is_empty() {
        return Err(Refusal::NoSecret);
    }
    let secret = secrets
        .iter()
        .find(|secret| signed_with(secret.text.expose(), who.expose().as_bytes(), tag.bytes()))
        .ok_or(Refusal::Signature)?;
    Ok(&secret.id)
}
