//! By what an erased person would be known again: their id, address and phone number, and the secrets of their messengers.

use privacy::RowId;
use privacy::keys::{KeyError, KeyedHash, WorkspaceKeys};
use privacy::secret::Digest;
use store::{params, statements};

use super::Kind;
use crate::contacts::Contact;
use crate::uses::{ContactEmail, ContactExternalId, ContactPhone};
use crate::{Deployment, Trouble};

statements! {
    /// The messengers of a contact that could still be used, the newest ones.
    LIVE_SESSIONS = "SELECT token_hash FROM messenger_sessions WHERE workspace_id = $1 AND contact_id = $2 \
                     AND ended_at IS NULL AND expires_at > $3 ORDER BY created_at DESC LIMIT 100";
}

/// The keyed hashes, each with its kind. A value whose key has ended already is known by nothing.
pub(crate) async fn known_by(
    d: &Deployment,
    keys: &WorkspaceKeys,
    contact: &Contact,
) -> Result<Vec<(Kind, KeyedHash)>, Trouble> {
    let row = RowId::of(contact.id);
    let mut all = Vec::new();
    macro_rules! known {
        ($field:ident, $use:ty, $kind:expr) => {
            match contact.$field.as_ref().map(|sealed| keys.reopen(&row, sealed)).transpose() {
                Ok(Some(value)) => all.push(($kind, keys.suppression::<$use>(&value))),
                Ok(None) | Err(KeyError::Shredded) => {}
                Err(error) => return Err(error.into()),
            }
        };
    }
    known!(external_id, ContactExternalId, Kind::ExternalId);
    known!(email, ContactEmail, Kind::Email);
    known!(phone, ContactPhone, Kind::Phone);
    let asked = params![contact.workspace, contact.id, d.now()];
    for row in d.store.rows(&LIVE_SESSIONS, asked).await? {
        let secret = Digest::known(row.cells().hash()?);
        all.push((Kind::Session, keys.suppression_of_session(secret)));
    }
    Ok(all)
}
