//! Checking what proves who somebody is.

use privacy::identity::{Claims, Refusal, SigningSecret, by_hash, by_token, is_user_id};
use privacy::ids::IdentitySecret as SecretKind;
use privacy::keys::WorkspaceKeys;
use privacy::sealed::Json;
use privacy::{Id, Personal, RowId, Time, codes};
use serde_json::Value;

use super::{EnterError, Rules, Said};
use crate::contacts::{CustomAttributes, is_email};
use crate::{Deployment, Trouble, identity_secrets, limits};

/// What was proven.
pub(super) struct Proven {
    pub(super) who: Who,
    pub(super) how: How,
    pub(super) secret: Id<SecretKind>,
    /// Until when a messenger may stay open on it.
    pub(super) until: Time,
    /// What is said of them and may be believed: signed, or taken unsigned by the workspace's choice.
    pub(super) claims: Vec<Personal<CustomAttributes>>,
    /// When they signed up at the customer's, by the same word.
    pub(super) signed_up_at: Option<Time>,
}

/// Whom the proof names.
pub(super) enum Who {
    /// The user with this id at the customer's.
    Id(Personal<String>),
    /// The user with this address, who has no id.
    Email(Personal<String>),
}

codes! {
    /// By what it was proven.
    How {
        /// A signed token.
        Token = "token",
        /// A hash of the id or the address.
        Hash = "hash",
    }
}

/// Checks the proof; a token goes before a hash.
pub(super) async fn check(
    d: &Deployment,
    keys: &WorkspaceKeys,
    rules: Rules,
    said: &Said,
) -> Result<Proven, EnterError> {
    let secrets = secrets(d, keys).await?;
    let unsigned = said.attributes.clone().filter(|_| rules.unsigned_attributes);
    let address = said.email.clone().filter(|_| rules.unsigned_attributes);
    let address = address
        .map(|email| email.map(|email| CustomAttributes::from_iter([("email".to_owned(), email.into())])));
    let unsigned = unsigned.into_iter().map(|given| given.map(|Json(given)| given)).chain(address);
    let unsigned_time = said.signed_up_at.filter(|_| rules.unsigned_attributes);
    if let Some(token) = &said.token {
        let (secret, claims) = by_token(&secrets, token, d.now())?;
        if !names_nobody_else(said, &claims) {
            return Err(Refusal::OtherUser.into());
        }
        return Ok(Proven {
            until: claims.session_ends_at(),
            who: Who::Id(claims.user_id),
            how: How::Token,
            secret: *secret,
            // What is signed goes over what is not.
            claims: unsigned.chain([claims.attributes]).collect(),
            signed_up_at: claims.signed_up_at.or(unsigned_time),
        });
    }
    let hash = said.user_hash.as_ref().ok_or(Refusal::Missing)?;
    if !rules.user_hash {
        return Err(Refusal::HashNotTaken.into());
    }
    let (signed, who) = match (&said.user_id, &said.email) {
        (Some(id), _) if id.is(|id| is_user_id(id)) => (id, Who::Id(id.clone())),
        (None, Some(email)) if email.is(|email| is_email(email)) => (email, Who::Email(email.clone())),
        _ => return Err(Refusal::NoUser.into()),
    };
    let secret = *by_hash(&secrets, signed, hash)?;
    let until = d.now().after(limits::HASH_SESSION);
    let claims = unsigned.collect();
    Ok(Proven { who, how: How::Hash, secret, until, claims, signed_up_at: unsigned_time })
}

/// Whether what is said beside a token agrees with it: a page that forgot whose token it has would open what is theirs to
/// whoever signed in next.
fn names_nobody_else(said: &Said, claims: &Claims) -> bool {
    let user = claims.user_id.clone();
    let same_user =
        said.user_id.clone().is_none_or(|id| id.join(user, |said, signed| said == signed).is(|same| *same));
    let signed = claims.attributes.clone();
    let same_address = said
        .email
        .clone()
        .is_none_or(|email| email.join(signed, |said, signed| fits(&said, &signed)).is(|fits| *fits));
    same_user && same_address
}

/// Whether the claims name this address, or none.
fn fits(email: &str, claims: &CustomAttributes) -> bool {
    let signed = claims.get("email").and_then(Value::as_str);
    signed.is_none_or(|signed| signed.trim().eq_ignore_ascii_case(email.trim()))
}

/// The secrets that sign for the web.
async fn secrets(
    d: &Deployment,
    keys: &WorkspaceKeys,
) -> Result<Vec<SigningSecret<Id<SecretKind>>>, Trouble> {
    let stored = identity_secrets::all(d, keys.workspace()).await?;
    let web = stored.into_iter().filter(|secret| secret.platforms.web);
    web.map(|secret| {
        Ok(SigningSecret { id: secret.id, text: keys.reopen(&RowId::of(secret.id), &secret.text)? })
    })
    .collect()
}
