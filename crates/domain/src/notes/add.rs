//! Writing a note about a contact.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Allowed, act};
use privacy::ids::{Note as NoteKind, Teammate};
use privacy::keys::Under;
use privacy::{Id, Personal, RowId};
use store::{Change, Failed, Series, params, statements};

use super::NoteError;
use crate::contacts::{Contact, changed, telling_screens};
use crate::uses::ContactNote;
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// A note about a contact.
    ADD_CONTACT_NOTE = "INSERT INTO contact_notes (workspace_id, note_id, contact_id, author_id, body, created_at) \
                        VALUES ($1, $2, $3, $4, $5, $6)";
}

/// Writes a note about the contact, in a teammate's name.
pub async fn add(
    d: &Deployment,
    about: &Allowed<Contact, act::Note>,
    author: Id<Teammate>,
    body: Personal<String>,
) -> Result<Id<NoteKind>, NoteError> {
    if body.is(|body| body.trim().is_empty()) {
        return Err(NoteError::Empty);
    }
    if body.is(|body| body.len() > limits::MESSAGE_BYTES) {
        return Err(NoteError::TooLong);
    }
    let (held, now) = (about.thing(), d.now());
    let number = d.store.number(held.workspace, Series::Notes).await.map_err(Trouble::from)?;
    let (id, keys) = (Id::<NoteKind>::of(number), d.keys(held.workspace).await?);
    let sealed = keys.seal::<ContactNote>(Under::one(held.leaf), &RowId::of(id), &body);
    let facts = Facts::new().id(FactKey::Contact, held.id.to_string());
    let change = Change::new(d.change(), about.actor(), now, entry::with(Action::ContactNoted, &id, facts));
    let change = changed(change, held.workspace, held.id, now).one(
        &ADD_CONTACT_NOTE,
        params![held.workspace, id, held.id, author, sealed.map_err(Trouble::from)?, now],
    );
    let change = telling_screens(d, change, about.actor(), held.id).await?;
    match d.store.commit(change).await {
        Ok(_) => Ok(id),
        Err(Failed::Conflict(_)) => Err(NoteError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
