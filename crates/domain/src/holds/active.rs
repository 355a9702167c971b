//! Which hold is in force, and whose things an erasure reaches.

use privacy::Id;
use privacy::ids::{Contact, Conversation, Hold, Workspace};
use store::vault::Whose;
use store::{AsText, params, statements};

use super::{Active, Scope};
use crate::erasure::Erased;
use crate::{Deployment, Trouble};

statements! {
    /// The holds in force on a contact or one of their conversations; where $4 is one, those on that one or on all.
    ACTIVE_HOLDS = "SELECT hold_id, scope FROM holds WHERE workspace_id = $1 AND contact_id = $2 AND lifted_at IS NULL \
                    AND (held_until IS NULL OR held_until > $3) \
                    AND (CAST($4 AS TEXT) IS NULL OR object_kind = 'contact' OR object_id = $4) \
                    ORDER BY placed_at, hold_id LIMIT 100";
    /// Whose a conversation is.
    CONTACT_OF = "SELECT contact_id FROM conversations WHERE workspace_id = $1 AND conversation_id = $2";
    /// In which conversation a part is, and whose that is.
    WHERE_PART_IS = "SELECT c.contact_id, c.conversation_id FROM messages m JOIN conversations c \
                     ON c.workspace_id = m.workspace_id AND c.conversation_id = m.conversation_id \
                     WHERE m.workspace_id = $1 AND m.message_id = $2";
    /// Whether a hold is over.
    IS_OVER = "SELECT CAST(CASE WHEN lifted_at IS NOT NULL OR held_until <= $3 THEN 1 ELSE 0 END AS BIGINT) FROM holds \
               WHERE workspace_id = $1 AND hold_id = $2";
}

/// The hold that needs most of what is a contact's, or of one conversation of theirs.
pub(crate) async fn strongest(
    d: &Deployment,
    workspace: Id<Workspace>,
    whose: &Whose,
) -> Result<Option<Active>, Trouble> {
    let asked = params![workspace, whose.contact, d.now(), whose.conversation.map(AsText)];
    let rows = d.store.rows(&ACTIVE_HOLDS, asked).await?;
    let read = |row: store::Row| {
        let mut c = row.cells();
        Ok(Active { id: c.id()?, scope: c.code(Scope::of_code)? })
    };
    let all = rows.into_iter().map(read).collect::<Result<Vec<_>, Trouble>>()?;
    let everything = all.iter().find(|hold| hold.scope == Scope::Everything);
    Ok(everything.or_else(|| all.first()).copied())
}

/// Whose things an erasure reaches; none if they are gone.
pub(crate) async fn whose(
    d: &Deployment,
    workspace: Id<Workspace>,
    object: Erased,
) -> Result<Option<Whose>, Trouble> {
    let row = match object {
        Erased::Contact(contact) => return Ok(Some(Whose { contact, conversation: None })),
        Erased::Conversation(id) => {
            let row = d.store.row(&CONTACT_OF, params![workspace, id]).await?;
            let contact: Option<Id<Contact>> = row.map(|row| row.cells().id()).transpose()?;
            return Ok(contact.map(|contact| Whose { contact, conversation: Some(id) }));
        }
        Erased::Message(id) => d.store.row(&WHERE_PART_IS, params![workspace, id]).await?,
    };
    let Some(row) = row else { return Ok(None) };
    let mut c = row.cells();
    let (contact, conversation): (_, Id<Conversation>) = (c.id()?, c.id()?);
    Ok(Some(Whose { contact, conversation: Some(conversation) }))
}

/// Whether a hold is known and over; `None` if it is not known here.
pub(crate) async fn is_over(
    d: &Deployment,
    workspace: Id<Workspace>,
    hold: Id<Hold>,
) -> Result<Option<bool>, Trouble> {
    let row = d.store.row(&IS_OVER, params![workspace, hold, d.now()]).await?;
    Ok(row.map(|row| row.cells().flag()).transpose()?)
}
