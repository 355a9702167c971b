//! Opening contacts for somebody who may see them and is entered as having looked.

use activity_log::Action;
use privacy::Id;
use privacy::access::{Actor, Allowed, Denied, Permit, act, allow};
use privacy::ids::{Contact as ContactKind, Workspace};
use store::{BadCell, Cells, params, statements};

use super::{Contact, find};
use crate::identity::How;
use crate::{Deployment, Trouble, conversations, entry, limits, reads};

statements! {
    /// How much is held of a contact, a kind a column, when the last of what goes by itself does, by what they were last
    /// proven, and who last looked, and before them. In conversations that are with somebody else, only what they wrote is theirs.
    HELD = "SELECT \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM conversations k WHERE k.workspace_id = $1 AND k.contact_id = $2) \
         + (SELECT CAST(COUNT(*) AS BIGINT) FROM conversation_contacts p JOIN conversations k ON k.workspace_id = p.workspace_id \
         AND k.conversation_id = p.conversation_id AND k.contact_id <> p.contact_id WHERE p.workspace_id = $1 AND p.contact_id = $2), \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM conversations k JOIN messages m ON m.workspace_id = k.workspace_id \
         AND m.conversation_id = k.conversation_id WHERE k.workspace_id = $1 AND k.contact_id = $2 AND m.kind = 'comment') \
         + (SELECT CAST(COUNT(*) AS BIGINT) FROM conversation_contacts p JOIN conversations k ON k.workspace_id = p.workspace_id \
         AND k.conversation_id = p.conversation_id AND k.contact_id <> p.contact_id JOIN messages m ON m.workspace_id = p.workspace_id \
         AND m.conversation_id = p.conversation_id AND m.author_kind = 'contact' AND m.author_id = p.contact_id AND m.kind = 'comment' \
         WHERE p.workspace_id = $1 AND p.contact_id = $2), \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM conversations k JOIN messages m ON m.workspace_id = k.workspace_id \
         AND m.conversation_id = k.conversation_id WHERE k.workspace_id = $1 AND k.contact_id = $2 AND m.kind = 'note') \
         + (SELECT CAST(COUNT(*) AS BIGINT) FROM contact_notes n WHERE n.workspace_id = $1 AND n.contact_id = $2), \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM conversations k JOIN attachments f ON f.workspace_id = k.workspace_id \
         AND f.conversation_id = k.conversation_id WHERE k.workspace_id = $1 AND k.contact_id = $2) \
         + (SELECT CAST(COUNT(*) AS BIGINT) FROM conversation_contacts p JOIN conversations k ON k.workspace_id = p.workspace_id \
         AND k.conversation_id = p.conversation_id AND k.contact_id <> p.contact_id JOIN messages m ON m.workspace_id = p.workspace_id \
         AND m.conversation_id = p.conversation_id AND m.author_kind = 'contact' AND m.author_id = p.contact_id \
         JOIN attachments f ON f.workspace_id = m.workspace_id AND f.conversation_id = m.conversation_id AND f.seq = m.seq \
         WHERE p.workspace_id = $1 AND p.contact_id = $2), \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM messenger_sessions s WHERE s.workspace_id = $1 AND s.contact_id = $2 \
         AND s.ended_at IS NULL), \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM data_events e WHERE e.workspace_id = $1 AND e.contact_id = $2), \
        (SELECT MAX(s.expires_at) FROM messenger_sessions s WHERE s.workspace_id = $1 AND s.contact_id = $2), \
        (SELECT MAX(e.happened_at) FROM data_events e WHERE e.workspace_id = $1 AND e.contact_id = $2), \
        (SELECT s.identity FROM messenger_sessions s WHERE s.workspace_id = $1 AND s.contact_id = $2 AND s.identity IS NOT NULL \
         ORDER BY s.created_at DESC, s.session_id DESC LIMIT 1), \
        c.looked_at, c.looked_by_kind, c.looked_by_id, c.looked_before_at, c.looked_before_by_kind, c.looked_before_by_id FROM contacts c WHERE c.workspace_id = $1 AND c.contact_id = $2 AND c.state = 'active'";
}

/// Why a contact cannot be read. Outside, all but trouble is "not found".
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is none of that id in the actor's workspace.
    #[error("no such contact")]
    NotFound,
    /// The actor may not see contacts.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// The contact, for somebody who may see it and has been entered as having looked, with the permit to open it.
pub async fn read_by(
    d: &Deployment,
    by: &Actor,
    id: Id<ContactKind>,
) -> Result<(Allowed<Contact, act::ReadContacts>, Permit), ReadError> {
    let found = find(d, by.workspace(), id).await?.ok_or(ReadError::NotFound)?;
    let allowed: Allowed<_, act::ReadContacts> = allow(by, found)?;
    let permit = conversations::permit_for(by)?;
    reads::note(d, &permit, entry::of(Action::ContactRead, &id), Some(id)).await?;
    Ok((allowed, permit))
}

/// A permit to open the contacts of a list, whose reader is entered.
pub async fn list_permit(d: &Deployment, by: &Actor) -> Result<Permit, ReadError> {
    let permit = conversations::permit_for(by)?;
    reads::note(d, &permit, entry::of(Action::ContactListed, &by.workspace()), None).await?;
    Ok(permit)
}

/// Who looked at a person: the kind of actor, their id, and when.
pub type Looked = (String, String, privacy::Time);

/// How much is held of a contact, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// Conversations.
    pub conversations: i64,
    /// Comments in them.
    pub messages: i64,
    /// Notes in them and about the contact.
    pub notes: i64,
    /// Files in them.
    pub files: i64,
    /// Messengers that know the contact again.
    pub sessions: i64,
    /// What they did.
    pub events: i64,
    /// When the last of their messengers' sessions goes by itself.
    pub sessions_end: Option<privacy::Time>,
    /// When the last of what they did goes by itself, unless a hold keeps it.
    pub events_end: Option<privacy::Time>,
    /// By what the customer's server last proved who they are, as long as a session of that is kept.
    pub proven: Option<How>,
    /// Who last looked.
    pub looked: Option<Looked>,
    /// Who last looked before them, and is another.
    pub looked_before: Option<Looked>,
}

impl Held {
    /// Who last looked and is not `by`, who does now.
    #[must_use]
    pub fn looked_besides(&self, by: &Actor) -> Option<&Looked> {
        let other = |looked: &&Looked| looked.0 != by.kind() || looked.1 != by.id();
        self.looked.as_ref().filter(other).or(self.looked_before.as_ref())
    }
}

/// Counts what is held of a contact that the actor may see.
pub async fn held(d: &Deployment, contact: &Allowed<Contact, act::ReadContacts>) -> Result<Held, Trouble> {
    let held = contact.thing();
    count(d, held.workspace, held.id).await
}

pub(super) async fn count(
    d: &Deployment,
    workspace: Id<Workspace>,
    contact: Id<ContactKind>,
) -> Result<Held, Trouble> {
    let Some(row) = d.store.row(&HELD, params![workspace, contact]).await? else {
        return Ok(Held::default());
    };
    let mut c = row.cells();
    Ok(Held {
        conversations: c.count()?,
        messages: c.count()?,
        notes: c.count()?,
        files: c.count()?,
        sessions: c.count()?,
        events: c.count()?,
        sessions_end: c.maybe_time()?,
        events_end: c.maybe_time()?.map(|last| last.after(limits::EVENTS_KEPT)),
        proven: c.maybe_code(How::of_code)?,
        looked: looked(&mut c)?,
        looked_before: looked(&mut c)?,
    })
}

fn looked(c: &mut Cells) -> Result<Option<Looked>, BadCell> {
    let (at, kind, id) = (
        c.maybe_time()?,
        c.maybe_text(|kind| Some(kind.to_owned()))?,
        c.maybe_text(|id| Some(id.to_owned()))?,
    );
    Ok(kind.zip(id).zip(at).map(|((kind, id), at)| (kind, id, at)))
}
