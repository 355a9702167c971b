//! Removing rows and files whose keys are gone. Files go before the rows that name them, and a holder's leaf with the
//! last of its rows, so that a removal that was broken off is found again.

use activity_log::Action;
use privacy::Id;
use privacy::access::{Actor, SystemRole};
use privacy::ids::{Attachment, Contact, Conversation, Kind, Workspace};
use privacy::keys::HolderKind;
use store::{AsText, Change, Code, Count, params, statements};

use crate::{Deployment, Trouble, entry};

statements! {
    /// The next conversations of a contact.
    CONVERSATIONS_OF_DEAD = "SELECT conversation_id FROM conversations WHERE workspace_id = $1 AND contact_id = $2 LIMIT 100";
    /// The next files of a conversation.
    FILES_OF_DEAD = "SELECT attachment_id FROM attachments WHERE workspace_id = $1 AND conversation_id = $2 \
                     AND attachment_id > $3 ORDER BY attachment_id LIMIT 500";
    /// The files of a message.
    FILES_OF_MESSAGE = "SELECT attachment_id FROM attachments WHERE workspace_id = $1 AND conversation_id = $2 AND seq = $3";
    /// Removes the rows of a conversation's files.
    REMOVE_FILES = "DELETE FROM attachments WHERE workspace_id = $1 AND conversation_id = $2";
    /// Removes the rows of a message's files.
    REMOVE_FILES_OF_MESSAGE = "DELETE FROM attachments WHERE workspace_id = $1 AND conversation_id = $2 AND seq = $3";
    /// Removes a conversation's messages.
    REMOVE_MESSAGES = "DELETE FROM messages WHERE workspace_id = $1 AND conversation_id = $2";
    /// Removes one message.
    REMOVE_MESSAGE = "DELETE FROM messages WHERE workspace_id = $1 AND conversation_id = $2 AND seq = $3";
    /// Removes a conversation's labels.
    REMOVE_LABELS = "DELETE FROM conversation_tags WHERE workspace_id = $1 AND conversation_id = $2";
    /// Removes a conversation.
    REMOVE_CONVERSATION = "DELETE FROM conversations WHERE workspace_id = $1 AND conversation_id = $2";
    /// Removes a contact's messengers.
    REMOVE_MESSENGERS = "DELETE FROM messenger_sessions WHERE workspace_id = $1 AND contact_id = $2";
    /// Removes a contact.
    REMOVE_CONTACT = "DELETE FROM contacts WHERE workspace_id = $1 AND contact_id = $2";
    /// Removes what is known of a holder's leaves.
    REMOVE_LEAVES = "DELETE FROM leaves WHERE workspace_id = $1 AND holder_kind = $2 AND holder_id = $3";
    /// Whether a contact is there.
    IS_CONTACT = "SELECT contact_id FROM contacts WHERE workspace_id = $1 AND contact_id = $2";
    /// Whether a conversation is there.
    IS_CONVERSATION = "SELECT conversation_id FROM conversations WHERE workspace_id = $1 AND conversation_id = $2";
}

/// Removes a contact with their conversations, messages, files and messengers; false if they are gone already.
pub(super) async fn contact(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<Contact>,
) -> Result<bool, Trouble> {
    let there = d.store.row(&IS_CONTACT, params![workspace, id]).await?.is_some();
    loop {
        let rows = d.store.rows(&CONVERSATIONS_OF_DEAD, params![workspace, id]).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            conversation(d, workspace, row.cells().id()?).await?;
        }
    }
    let change = removing(d, workspace, &id)
        .any(&REMOVE_MESSENGERS, params![workspace, id])
        .any(&REMOVE_CONTACT, params![workspace, id])
        .any(&REMOVE_LEAVES, params![workspace, Code(HolderKind::Contact.code()), AsText(id)]);
    d.store.commit(change).await?;
    Ok(there)
}

/// Removes a conversation with its messages and files; false if it is gone already.
pub(super) async fn conversation(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<Conversation>,
) -> Result<bool, Trouble> {
    let there = d.store.row(&IS_CONVERSATION, params![workspace, id]).await?.is_some();
    let mut after: store::Param = Code("").into();
    loop {
        let rows = d.store.rows(&FILES_OF_DEAD, vec![workspace.into(), id.into(), after]).await?;
        let files =
            rows.into_iter().map(|row| row.cells().id()).collect::<Result<Vec<Id<Attachment>>, _>>()?;
        let Some(last) = files.last() else { break };
        after = (*last).into();
        for file in files {
            d.files.remove(workspace, file).await;
        }
    }
    let change = removing(d, workspace, &id)
        .any(&REMOVE_FILES, params![workspace, id])
        .any(&REMOVE_MESSAGES, params![workspace, id])
        .any(&REMOVE_LABELS, params![workspace, id])
        .any(&REMOVE_CONVERSATION, params![workspace, id])
        .any(&REMOVE_LEAVES, params![workspace, Code(HolderKind::Conversation.code()), AsText(id)]);
    d.store.commit(change).await?;
    Ok(there)
}

/// Removes one message with its files.
pub(super) async fn message(
    d: &Deployment,
    workspace: Id<Workspace>,
    of: Id<Conversation>,
    seq: i64,
) -> Result<(), Trouble> {
    for row in d.store.rows(&FILES_OF_MESSAGE, params![workspace, of, Count(seq)]).await? {
        d.files.remove(workspace, row.cells().id()?).await;
    }
    let change = removing(d, workspace, &of)
        .any(&REMOVE_FILES_OF_MESSAGE, params![workspace, of, Count(seq)])
        .any(&REMOVE_MESSAGE, params![workspace, of, Count(seq)]);
    d.store.commit(change).await?;
    Ok(())
}

fn removing<K: Kind>(d: &Deployment, workspace: Id<Workspace>, id: &Id<K>) -> Change {
    let by = Actor::System { workspace, role: SystemRole::Schedule };
    Change::new(d.change(), &by, d.now(), entry::of(Action::ErasureRemoved, id))
}
