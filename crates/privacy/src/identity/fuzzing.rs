//! What must hold for any token at all. The fuzz target and the property test run the same body.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::token::read as by_token;
use super::{Refusal, SigningSecret};
use crate::{Personal, Time};

const NOW: Time = Time::from_seconds(1_790_000_000);
const SECRET: &str = "9Zw0xNs3vKk0fPz9rwKqNbzH3mPVQmQxL9vhSm9Tk4A";

fn secrets() -> [SigningSecret<u8>; 1] {
    [SigningSecret { id: 1, text: Personal::new(SECRET.to_owned()) }]
}

/// A token of these two parts with a good signature.
pub(super) fn signed(header: &[u8], payload: &[u8]) -> String {
    let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = hmac::sign(&key, text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
}

/// Nothing is taken without a good signature; with one, only what names somebody and ends in time.
///
/// # Panics
/// Where that does not hold.
pub fn identity_token(bytes: &[u8]) {
    let secrets = secrets();
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert!(by_token(&secrets, text, NOW).is_err(), "a forged token was taken");
    }
    let good = signed(br#"{"alg":"HS256","typ":"JWT"}"#, br#"{"user_id":"7","exp":1790003600}"#);
    assert!(by_token(&secrets, &good, NOW).is_ok());
    for (at, byte) in bytes.iter().take(16).enumerate() {
        let mut changed = good.clone().into_bytes();
        let place = (at * 31 + usize::from(*byte)) % changed.len();
        if let Some(old) = changed.get_mut(place) {
            *old = if *byte == *old { *byte ^ 1 } else { *byte };
        }
        let taken = std::str::from_utf8(&changed).is_ok_and(|text| by_token(&secrets, text, NOW).is_ok());
        assert!(!taken, "a changed token was taken");
    }
    let own = signed(br#"{"alg":"HS256"}"#, bytes);
    if let Ok((_, claims)) = by_token(&secrets, &own, NOW) {
        let payload: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
        let said = payload.get("user_id").cloned().unwrap_or_default();
        let said = said.as_str().map_or_else(|| said.to_string(), str::to_owned);
        assert!(claims.user_id.is(|id| *id == said), "another user than the token's");
        let ends = claims.session_ends_at();
        assert!(ends > NOW && ends.seconds() <= NOW.seconds() + 31 * 24 * 3600, "a token without a near end");
    }
    let odd = signed(bytes, br#"{"user_id":"7","exp":1790003600}"#);
    if by_token(&secrets, &odd, NOW).is_ok() {
        let header: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
        assert_eq!(
            header.get("alg").and_then(|alg| alg.as_str()),
            Some("HS256"),
            "another algorithm was taken"
        );
    }
    assert!(matches!(by_token::<u8>(&[], &good, NOW), Err(Refusal::NoSecret)));
}
