//! Looking for words in what was said. Texts are sealed: each is opened and read.

use std::collections::HashMap;

use privacy::Id;
use privacy::access::{Actor, Permit};
use privacy::ids::Conversation as ConversationKind;
use store::{Count, Query};

use super::thread::{Text, message_columns, read_stored};
use crate::{Deployment, Trouble};

/// How many parts of each conversation are read, the newest ones.
const READ: i64 = 50;

const WRITTEN: &str = concat!(
    "SELECT ",
    message_columns!(),
    " FROM messages m \
    JOIN conversations k ON k.workspace_id = m.workspace_id AND k.conversation_id = m.conversation_id \
    WHERE m.body IS NOT NULL AND m.redacted_at IS NULL AND m.workspace_id ="
);

/// Something that was said.
#[derive(Debug, Clone)]
pub struct Said {
    /// The text.
    pub text: String,
    /// Whether a contact wrote it.
    pub by_contact: bool,
}

/// In which of these conversations a comment or a note fits, of the newest parts of each, and the newest that does. For
/// teammates who are entered as having searched; a contact is told of nothing.
pub async fn said(
    d: &Deployment,
    permit: &Permit,
    among: &[Id<ConversationKind>],
    fits: impl Fn(&str) -> bool,
) -> Result<HashMap<Id<ConversationKind>, Said>, Trouble> {
    let mut found = HashMap::new();
    let Some((first, others)) = among.split_first() else { return Ok(found) };
    if matches!(permit.actor(), Actor::Contact { .. }) {
        return Ok(found);
    }
    let mut query = Query::new("FIND_SAID", WRITTEN);
    query.bind(permit.actor().workspace());
    query.add("AND m.seq >= k.next_seq -").bind(Count(READ));
    query.add("AND m.conversation_id IN (").bind(*first);
    for id in others {
        query.add(",").bind(*id);
    }
    query.add(") ORDER BY m.conversation_id, m.seq DESC");
    let rows = d.store.answers(query).await?;
    let keys = d.keys(permit.actor().workspace()).await?;
    for row in rows {
        let part = read_stored(&mut row.cells())?;
        if found.contains_key(&part.conversation) {
            continue;
        }
        if let Text::Open(text) = part.open(&keys, permit)?
            && fits(&text)
        {
            found.insert(part.conversation, Said { text, by_contact: part.author.is_contact() });
        }
    }
    Ok(found)
}
