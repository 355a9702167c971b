//! Everybody who is in a conversation or was: what they wrote stays sealed under their leaves, and letters to them tell of it.

use privacy::Id;
use privacy::ids::Contact;
use store::vault::Whose;
use store::{Change, params, statements};

use super::Conversation;
use crate::holds::{self, Active};
use crate::{Deployment, Trouble, mail};

statements! {
    /// Everybody who is in a conversation with several people or was taken out of it.
    EVERYBODY = "SELECT contact_id FROM conversation_contacts WHERE workspace_id = $1 AND conversation_id = $2 ORDER BY contact_id";
    /// A letter that is being written to them, over the version that was read, is not queued.
    CHANGES_WITH_EVERYBODY = "UPDATE contacts SET version = version + 1 WHERE workspace_id = $1 AND state = 'active' \
                              AND (contact_id = $3 OR contact_id IN (SELECT p.contact_id FROM conversation_contacts p \
                              WHERE p.workspace_id = $1 AND p.conversation_id = $2))";
    /// Removes what waits for any of them.
    FORGET_MAIL_TO_EVERYBODY = "DELETE FROM outgoing_mail WHERE workspace_id = $1 AND person_kind = 'contact' AND person_id IN \
                                (SELECT p.contact_id FROM conversation_contacts p \
                                WHERE p.workspace_id = $1 AND p.conversation_id = $2)";
}

/// The hold in force that needs something in the conversation, of whomever.
pub(crate) async fn held_by(d: &Deployment, held: &Conversation) -> Result<Option<Active>, Trouble> {
    let rows = d.store.rows(&EVERYBODY, params![held.workspace, held.id]).await?;
    let mut all =
        rows.into_iter().map(|row| Ok(row.cells().id()?)).collect::<Result<Vec<Id<Contact>>, Trouble>>()?;
    if !all.contains(&held.contact) {
        all.push(held.contact);
    }
    for contact in all {
        let whose = Whose { contact, conversation: Some(held.id) };
        if let Some(hold) = holds::strongest(d, held.workspace, &whose).await? {
            return Ok(Some(hold));
        }
    }
    Ok(None)
}

/// Joins that letters which wait go, and those that are being written: they may tell of what ends in the conversation.
pub(crate) fn forgetting_letters(change: Change, held: &Conversation) -> Change {
    let change = change.any(&CHANGES_WITH_EVERYBODY, params![held.workspace, held.id, held.contact]);
    let change = mail::forgetting_contact(change, held.workspace, held.contact);
    if held.shared_from.is_none() {
        return change;
    }
    change.any(&FORGET_MAIL_TO_EVERYBODY, params![held.workspace, held.id])
}
