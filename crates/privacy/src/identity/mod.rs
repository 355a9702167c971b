//! Who somebody on a customer's website is, by the customer's word: a token or a hash that their server signed with a
//! secret which only it and the workspace know. No I/O. What is refused says why inside; outside it is one answer.

mod claims;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod hash;
#[cfg(test)]
mod tests;
mod token;

use crate::Personal;

pub use claims::{Claims, is_user_id};
pub use hash::by_hash;
pub use token::{LEEWAY, LONGEST, MAX_BYTES, by_token};

/// A secret with the id by which it is known. The key is the bytes of its text, as customers' libraries take it.
pub struct SigningSecret<I> {
    /// Which one.
    pub id: I,
    /// The text that was shown once.
    pub text: Personal<String>,
}

crate::codes! {
    /// Why somebody was not taken for who they are said to be.
    Refusal {
        /// A user was named, and nothing proves it.
        Missing = "missing",
        /// The workspace has no secret with which anything could be proven.
        NoSecret = "no_secret",
        /// The token is longer than any honest one.
        TooLong = "too_long",
        /// Not three parts of base64url with JSON in the first two.
        Malformed = "malformed",
        /// Signed in another way than HS256, or not at all.
        Algorithm = "algorithm",
        /// No live secret of this workspace made this signature.
        Signature = "signature",
        /// The token does not say when it ends.
        NoExpiry = "no_expiry",
        /// The token has ended.
        Expired = "expired",
        /// The token would be good for longer than is allowed.
        LivesTooLong = "lives_too_long",
        /// The token begins later, or was made later than now.
        NotYet = "not_yet",
        /// The token names nobody.
        NoUser = "no_user",
        /// The token names one user, and what is said beside it another.
        OtherUser = "other_user",
        /// The workspace takes no hashes.
        HashNotTaken = "hash_not_taken",
        /// They were erased, and do not come back silently.
        Erased = "erased",
        /// Their erasure waits: nothing is done with what is kept of them.
        Restricted = "restricted",
        /// Several people have this address, and nothing else tells them apart.
        Ambiguous = "ambiguous",
    }
}
