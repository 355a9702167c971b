//! Whom an import or an old token must not bring back silently. Of an erased person's identifiers keyed hashes are
//! kept, for a time: they find nobody, but they know the same value again.

mod check;
mod expire;
mod known_by;

use privacy::Time;
use privacy::ids::{Erasure as ErasureKind, Workspace};
use privacy::keys::KeyedHash;
use privacy::{Id, codes, ids};
use store::{Change, Code, Statement, params, statements};

use crate::limits;

pub(crate) use check::{bars, overriding, session_ended};
pub use expire::expire;
pub(crate) use known_by::known_by;

pub(crate) static STATEMENTS: &[&[&Statement]] =
    &[check::STATEMENTS, expire::STATEMENTS, known_by::STATEMENTS, add::ALL];

codes! {
    /// What is known again.
    Kind {
        /// Their id at the customer's.
        ExternalId = "external_id",
        /// Their e-mail address.
        Email = "email",
        /// Their phone number.
        Phone = "phone",
        /// The secret of one of their messengers.
        Session = "session",
    }
}

mod add {
    use super::{Statement, statements};
    statements! {
        /// A bar; one that is there already begins again.
        SUPPRESS = "INSERT INTO suppressions (workspace_id, suppression_hash, kind, erasure_id, created_at, expires_at) \
                    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace_id, suppression_hash) DO UPDATE SET \
                    erasure_id = $4, created_at = $5, expires_at = $6, overridden_at = NULL";
    }
    pub(super) static ALL: &[&Statement] = STATEMENTS;
}

/// Joins the bars of an erasure to its change.
pub(crate) fn adding(
    change: Change,
    workspace: Id<Workspace>,
    erasure: Id<ErasureKind>,
    known_by: &[(Kind, KeyedHash)],
    now: Time,
) -> Change {
    let ends = now.after(limits::SUPPRESSION);
    let row =
        |(kind, hash): &(Kind, KeyedHash)| params![workspace, *hash, Code(kind.code()), erasure, now, ends];
    change.each(&add::SUPPRESS, known_by.iter().map(row).collect())
}

/// An erasure's id.
type ErasureId = Id<ids::Erasure>;
