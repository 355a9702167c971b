//! What a token claims, once its signature was found to be good.

use serde_json::{Map, Value};

use super::Refusal;
use super::token::{LEEWAY, LONGEST};
use crate::{Personal, Time};

/// The last second that a claim may name: the end of the year 9999.
const LAST_SECOND: i64 = 253_402_300_799;
/// The longest id of a user, in bytes.
const USER_ID_BYTES: usize = 512;

/// Whom a token names, until when, and what else it says of them.
pub struct Claims {
    /// Their id at the customer's.
    pub user_id: Personal<String>,
    /// When the token ends.
    pub expires_at: Time,
    /// When they signed up at the customer's (`created_at`).
    pub signed_up_at: Option<Time>,
    /// Every other claim that is not about the token itself.
    pub attributes: Personal<Map<String, Value>>,
}

impl std::fmt::Debug for Claims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Claims(..)")
    }
}

impl Claims {
    pub(super) fn read(mut payload: Map<String, Value>, now: Time) -> Result<Self, Refusal> {
        let expires_at = time(&payload, "exp")?.ok_or(Refusal::NoExpiry)?;
        if expires_at.after(LEEWAY) <= now {
            return Err(Refusal::Expired);
        }
        let (made, begins) = (time(&payload, "iat")?, time(&payload, "nbf")?);
        if [made, begins].into_iter().flatten().any(|time| time > now.after(LEEWAY)) {
            return Err(Refusal::NotYet);
        }
        // Without a time of its making a token counts as made now: one that ends in a year is refused all year.
        if expires_at > made.unwrap_or(now).after(LONGEST + LEEWAY) {
            return Err(Refusal::LivesTooLong);
        }
        let user_id = payload.remove("user_id").and_then(as_id).ok_or(Refusal::NoUser)?;
        let signed_up_at = payload.remove("created_at").and_then(|at| seconds(&at));
        for about_the_token in ["exp", "iat", "nbf", "iss", "aud", "sub", "jti"] {
            payload.remove(about_the_token);
        }
        Ok(Self {
            user_id: Personal::new(user_id),
            expires_at,
            signed_up_at,
            attributes: Personal::new(payload),
        })
    }

    /// Until when what this token opens may stay open.
    pub fn session_ends_at(&self) -> Time {
        self.expires_at.after(LEEWAY)
    }
}

/// Whether a text can be a user's id: something, not too long, no control characters.
pub fn is_user_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= USER_ID_BYTES && !text.chars().any(char::is_control)
}

/// A text, or a whole number as its digits: the form in which the customer's server signs it elsewhere.
fn as_id(value: Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text,
        Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        _ => return None,
    };
    is_user_id(&text).then_some(text)
}

/// A time that says when the token is good; what is no time is no honest token.
fn time(payload: &Map<String, Value>, name: &str) -> Result<Option<Time>, Refusal> {
    let Some(value) = payload.get(name) else { return Ok(None) };
    seconds(value).map(Some).ok_or(Refusal::Malformed)
}

/// Seconds since 1970, whole or not.
fn seconds(value: &Value) -> Option<Time> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float out of range saturates, and is refused below"
    )]
    let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds.floor() as i64))?;
    (0..=LAST_SECOND).contains(&seconds).then(|| Time::from_seconds(seconds))
}
