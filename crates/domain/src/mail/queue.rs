//! Putting a letter into the queue, as part of the change that it tells of.

use activity_log::Action;
use privacy::access::{Allowed, act};
use privacy::ids::{Contact as ContactKind, Mail, Teammate, Workspace};
use privacy::keys::{HolderKind, Leaf, Under, WorkspaceKeys};
use privacy::{Id, Personal, RowId};
use store::{AsText, Change, Code, Failed, Param, params, statements};

use super::{Letter, MailError};
use crate::contacts::Contact;
use crate::uses::{ContactEmail, MailBody, MailHtml, MailRecipient, MailStopLink, MailSubject};
use crate::{Deployment, Trouble, entry};

statements! {
    /// A letter that waits.
    ADD_MAIL = "INSERT INTO outgoing_mail (workspace_id, mail_id, person_kind, person_id, state, version, tries, recipient, \
                subject, body, created_at, next_try_at, html, stop_link) \
                VALUES ($1, $2, $3, $4, 'waiting', 1, 0, $5, $6, $7, $8, $8, $9, $10)";
    /// The contact is not being erased, and will not be before this is stored.
    RECIPIENT_STILL_THERE = "UPDATE contacts SET state = state WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active'";
    /// Removes what waits for a teammate, or for somebody who was invited.
    FORGET_MAIL_TO_TEAMMATE = "DELETE FROM outgoing_mail \
                               WHERE workspace_id = $1 AND person_kind = 'teammate' AND person_id = $2";
    /// Removes what waits for a contact.
    FORGET_MAIL_TO_CONTACT = "DELETE FROM outgoing_mail WHERE workspace_id = $1 AND person_kind = 'contact' AND person_id = $2";
}

/// To whom a letter goes: its values are sealed under their leaf.
pub(crate) struct To<'a> {
    pub(crate) kind: HolderKind,
    pub(crate) id: Param,
    pub(crate) leaf: Leaf,
    pub(crate) email: &'a Personal<String>,
}

/// The step that lets a letter wait for its turn, joined to a change.
pub(crate) fn queueing(
    d: &Deployment,
    keys: &WorkspaceKeys,
    change: Change,
    to: To<'_>,
    letter: &Letter,
) -> Result<Change, Trouble> {
    let (id, now) = (Id::<Mail>::fresh(&d.random, d.now()), d.now());
    let (under, row) = (Under::one(to.leaf), RowId::of(id));
    Ok(change.one(
        &ADD_MAIL,
        params![
            keys.workspace(),
            id,
            Code(to.kind.code()),
            to.id,
            keys.seal::<MailRecipient>(under, &row, to.email)?,
            keys.seal::<MailSubject>(under, &row, &letter.subject)?,
            keys.seal::<MailBody>(under, &row, &letter.body)?,
            now,
            letter.html.as_ref().map(|html| keys.seal::<MailHtml>(under, &row, html)).transpose()?,
            letter.stop_link.as_ref().map(|link| keys.seal::<MailStopLink>(under, &row, link)).transpose()?
        ],
    ))
}

/// The step that removes what waits for a teammate, joined to a change.
pub(crate) fn forgetting(change: Change, workspace: Id<Workspace>, teammate: Id<Teammate>) -> Change {
    change.any(&FORGET_MAIL_TO_TEAMMATE, params![workspace, AsText(teammate)])
}

/// The step that removes what waits for a contact, joined to a change.
pub(crate) fn forgetting_contact(
    change: Change,
    workspace: Id<Workspace>,
    contact: Id<ContactKind>,
) -> Change {
    change.any(&FORGET_MAIL_TO_CONTACT, params![workspace, AsText(contact)])
}

/// Lets a letter to a contact wait for its turn; `false` where they have no address.
pub async fn to_contact(
    d: &Deployment,
    contact: &Allowed<Contact, act::ReadContacts>,
    letter: &Letter,
) -> Result<bool, MailError> {
    let (by, contact) = (contact.actor(), contact.thing());
    let keys = d.keys(contact.workspace).await?;
    let Some(sealed) = &contact.email else { return Ok(false) };
    let email = keys.reopen::<ContactEmail>(&RowId::of(contact.id), sealed)?;
    let change = Change::new(d.change(), by, d.now(), entry::of(Action::MailQueued, &contact.id))
        .one(&RECIPIENT_STILL_THERE, params![contact.workspace, contact.id]);
    let id = AsText(contact.id).into();
    let to = To { kind: HolderKind::Contact, id, leaf: contact.leaf, email: &email };
    match d.store.commit(queueing(d, &keys, change, to, letter)?).await {
        Ok(_) => Ok(true),
        Err(Failed::Conflict(_)) => Err(MailError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
