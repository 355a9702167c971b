//! Further contacts in a conversation. From the moment there are several, what teammates write is sealed under the conversation
//! alone, and what a contact writes under their own leaf still: so the end of one person's keys ends what is theirs, and leaves
//! the others what was said to them. Whoever is brought in sees what is written from then on, and nothing of before.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Allowed, act, allow};
use privacy::ids::{Contact as ContactKind, Conversation as ConversationKind, Workspace};
use privacy::keys::{Leaf, Under};
use privacy::{Id, RowId, Time};
use store::{AsText, Change, Count, Event, EventKind, Failed, Series, params, statements};

use super::{Conversation, Next, advance, find, still_there, told};
use crate::contacts::Contact;
use crate::messages::{self, Author, Kind};
use crate::uses::ConversationAttributes;
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// Everybody who is in a conversation with several people now, whoever was there first before the others.
    PEOPLE = "SELECT p.contact_id, c.tree, c.leaf, p.from_seq, p.seen_seq FROM conversation_contacts p \
              JOIN contacts c ON c.workspace_id = p.workspace_id AND c.contact_id = p.contact_id AND c.state = 'active' \
              WHERE p.workspace_id = $1 AND p.conversation_id = $2 AND p.detached_at IS NULL ORDER BY p.from_seq, p.contact_id";
    /// The conversations with several people in which a contact is, beside those that are with them, as far as something was said there since.
    SHARED_WITH = "SELECT p.conversation_id FROM conversation_contacts p JOIN conversations k ON k.workspace_id = p.workspace_id \
                   AND k.conversation_id = p.conversation_id AND k.contact_id <> p.contact_id AND k.last_comment_seq >= p.from_seq \
                   WHERE p.workspace_id = $1 AND p.contact_id = $2 AND p.detached_at IS NULL ORDER BY p.conversation_id DESC LIMIT 500";
    /// The conversation is with several people from a part on, unless a hold needs it as it is; its attributes are those that
    /// were sealed anew.
    SHARE = "UPDATE conversations SET shared_from = COALESCE(shared_from, $3), attributes = $4 \
             WHERE workspace_id = $1 AND conversation_id = $2 AND version = $7 AND state <> 'erasing' AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.workspace_id = $1 \
             AND h.object_kind = 'conversation' AND h.object_id = $5 AND h.lifted_at IS NULL \
             AND (h.held_until IS NULL OR h.held_until > $6))";
    /// A hold in force on the conversation.
    CONVERSATION_HOLD = "SELECT hold_id FROM holds WHERE workspace_id = $1 AND object_kind = 'conversation' AND object_id = $2 \
                         AND lifted_at IS NULL AND (held_until IS NULL OR held_until > $3) LIMIT 1";
    /// Somebody is in it, or is again.
    ATTACH_CONTACT = "INSERT INTO conversation_contacts (workspace_id, conversation_id, contact_id, from_seq, sealed_until, seen_seq, \
                      mailed_seq, attached_at) VALUES ($1, $2, $3, $4, $5, $6, $6, $7) \
                      ON CONFLICT (workspace_id, conversation_id, contact_id) DO UPDATE SET from_seq = $4, seen_seq = $6, \
                      mailed_seq = $6, attached_at = $7, detached_at = NULL";
    /// Somebody is in it no more.
    DETACH_CONTACT = "UPDATE conversation_contacts SET detached_at = $4 WHERE workspace_id = $1 AND conversation_id = $2 \
                      AND contact_id = $3 AND detached_at IS NULL";
    /// The conversation is with another one of those who are in it.
    HAND_OVER = "UPDATE conversations SET contact_id = $3, contact_seen_seq = (SELECT p.seen_seq FROM conversation_contacts p \
                 WHERE p.workspace_id = $1 AND p.conversation_id = $2 AND p.contact_id = $3 AND p.detached_at IS NULL), \
                 mailed_seq = (SELECT p.mailed_seq FROM conversation_contacts p \
                 WHERE p.workspace_id = $1 AND p.conversation_id = $2 AND p.contact_id = $3 AND p.detached_at IS NULL), \
                 version = version + 1 WHERE workspace_id = $1 AND conversation_id = $2 AND contact_id = $4 AND state <> 'erasing' \
                 AND EXISTS (SELECT 1 FROM conversation_contacts p WHERE p.workspace_id = $1 AND p.conversation_id = $2 \
                 AND p.contact_id = $3 AND p.detached_at IS NULL)";
    /// What ends with a contact depends on who is in their conversations: whoever plans an erasure reads it again.
    CHANGES_WITH = "UPDATE contacts SET version = version + 1 WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active'";
    /// No hold needs anything of anybody who is in the conversation.
    NOBODY_IS_HELD = "UPDATE conversations SET version = version WHERE workspace_id = $1 AND conversation_id = $2 AND state <> 'erasing' AND NOT EXISTS \
                      (SELECT 1 FROM conversation_contacts p JOIN holds h ON h.workspace_id = p.workspace_id \
                      AND h.contact_id = p.contact_id WHERE p.workspace_id = $1 AND p.conversation_id = $2 \
                      AND h.object_kind = 'contact' AND h.lifted_at IS NULL AND (h.held_until IS NULL OR h.held_until > $3))";
    /// The contact has seen what was written up to a part.
    MARK_SEEN_BY = "UPDATE conversation_contacts SET seen_seq = $4 WHERE workspace_id = $1 AND conversation_id = $2 \
                    AND contact_id = $3 AND seen_seq < $4";
}

/// Somebody in a conversation with several people.
#[derive(Debug, Clone, Copy)]
pub struct Participant {
    /// Who.
    pub contact: Id<ContactKind>,
    /// The leaf under which what they write is sealed.
    pub(crate) leaf: Leaf,
    /// From which part on they see it.
    pub from_seq: i64,
    /// The number of the last teammate's comment that they have seen; -1 for none.
    pub seen_seq: i64,
}

/// Why somebody was not brought in or taken out.
#[derive(Debug, thiserror::Error)]
pub enum ParticipantError {
    /// There are as many as there may be.
    #[error("a conversation has at most {} people", limits::PARTICIPANTS)]
    TooMany,
    /// They are not in it.
    #[error("this contact is not in the conversation")]
    NotIn,
    /// There would be nobody left.
    #[error("the last contact cannot be taken out")]
    LastOne,
    /// A hold needs the conversation as it is.
    #[error("a hold needs the conversation as it is")]
    Held,
    /// The conversation, or the contact, is there no more.
    #[error("no such conversation")]
    NotFound,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

impl Conversation {
    /// Everybody who is in it.
    pub fn contacts(&self) -> Vec<Id<ContactKind>> {
        if self.shared_from.is_none() {
            return vec![self.contact];
        }
        self.people.iter().map(|one| one.contact).collect()
    }

    /// Those who are in it beside the contact it is with.
    pub(crate) fn others(&self) -> impl Iterator<Item = &Participant> {
        self.people.iter().filter(|one| one.contact != self.contact)
    }

    /// From which part on a contact sees it; whoever is not in it sees nothing.
    pub fn visible_from(&self, contact: Id<ContactKind>) -> i64 {
        let theirs = self.people.iter().find(|one| one.contact == contact);
        let otherwise = if self.shared_from.is_some() { self.next_seq } else { 0 };
        theirs.map_or(otherwise, |one| one.from_seq)
    }

    /// The last teammate's comment that a contact who is in it has seen.
    pub(crate) fn seen_by(&self, contact: Id<ContactKind>) -> i64 {
        let other = self.others().find(|one| one.contact == contact);
        other.map_or(self.contact_seen_seq, |one| one.seen_seq)
    }

    /// Under whose leaf something is sealed beside the conversation: the contact's who writes it; where a teammate writes, the
    /// contact's to whom they write, and nobody's where that are several. A contact who is not in it writes nothing there.
    pub(crate) fn subject_of(&self, author: &Author) -> Result<Option<Leaf>, Trouble> {
        match author {
            Author::Contact(id) if self.shared_from.is_some() => {
                let writer = self.people.iter().find(|one| one.contact == *id);
                Ok(Some(writer.ok_or(Trouble::Contended)?.leaf))
            }
            Author::Teammate(_) | Author::System if self.shared_from.is_some() => Ok(None),
            Author::Contact(_) | Author::Teammate(_) | Author::System => Ok(Some(self.contact_leaf)),
        }
    }
}

/// Everybody who is in a conversation with several people.
pub(super) async fn people(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<ConversationKind>,
) -> Result<Vec<Participant>, Trouble> {
    let rows = d.store.rows(&PEOPLE, params![workspace, id]).await?;
    let read = |row: store::Row| {
        let mut c = row.cells();
        Ok(Participant { contact: c.id()?, leaf: c.leaf()?, from_seq: c.count()?, seen_seq: c.count()? })
    };
    rows.into_iter().map(read).collect()
}

/// The conversations in which a contact is beside others, and that are not with them.
pub(super) async fn shared_with(
    d: &Deployment,
    workspace: Id<Workspace>,
    contact: Id<ContactKind>,
) -> Result<Vec<Id<ConversationKind>>, Trouble> {
    let rows = d.store.rows(&SHARED_WITH, params![workspace, contact]).await?;
    rows.into_iter().map(|row| Ok(row.cells().id()?)).collect()
}

/// Whether anybody more can be brought in: there is room, and no hold needs the conversation as it is.
pub async fn room(d: &Deployment, held: &Conversation) -> Result<(), ParticipantError> {
    if held.contacts().len() >= limits::PARTICIPANTS {
        return Err(ParticipantError::TooMany);
    }
    if is_held(d, held).await? { Err(ParticipantError::Held) } else { Ok(()) }
}

/// Brings a contact into the conversation; whoever is in it already stays.
pub async fn attach(
    d: &Deployment,
    mut conversation: Allowed<Conversation, act::ManageParticipants>,
    author: Author,
    contact: &Contact,
) -> Result<(), ParticipantError> {
    let by = *conversation.actor();
    for _ in 0..limits::TRIES {
        let held = conversation.thing();
        if held.contacts().contains(&contact.id) {
            return Ok(());
        }
        room(d, held).await?;
        match d.store.commit(attaching(d, &conversation, author, contact).await?).await {
            Ok(_) => return Ok(()),
            Err(Failed::Conflict(name)) if name == SHARE.name && is_held(d, held).await? => {
                return Err(ParticipantError::Held);
            }
            Err(Failed::Conflict(_)) => {}
            Err(failed) => return Err(Trouble::from(failed).into()),
        }
        if crate::contacts::find(d, contact.workspace, contact.id).await?.is_none() {
            return Err(ParticipantError::NotFound);
        }
        let again = find(d, held.workspace, held.id).await?.ok_or(ParticipantError::NotFound)?;
        conversation = allow(&by, again).map_err(|_| ParticipantError::NotFound)?;
    }
    Err(Trouble::Contended.into())
}

/// It takes a part number, so that nobody who still holds the conversation for one between two writes into it.
async fn attaching(
    d: &Deployment,
    conversation: &Allowed<Conversation, act::ManageParticipants>,
    author: Author,
    contact: &Contact,
) -> Result<Change, Trouble> {
    let (held, now) = (conversation.thing(), d.now());
    let change = begun(d, conversation, Action::ConversationContactAttached, contact.id);
    let change = still_there(change, held.workspace, contact.id);
    let change = happened(d, change, held, Kind::Attached, author, now).await?;
    let attributes = alone(d, held).await?;
    // The part that was taken counted the conversation's version up.
    let version = Count(held.version + 1);
    let share =
        params![held.workspace, held.id, Count(held.next_seq), attributes, AsText(held.id), now, version];
    let mut change = change.one(&SHARE, share);
    let row = |who, from, until, seen, at: Time| {
        params![held.workspace, held.id, who, Count(from), Count(until), Count(seen), at]
    };
    if held.shared_from.is_none() {
        let first = row(held.contact, 0, held.next_seq, held.contact_seen_seq, held.created_at);
        change = change.one(&ATTACH_CONTACT, first);
    }
    let next = held.next_seq + 1;
    let change = change.one(&ATTACH_CONTACT, row(contact.id, next, 0, held.next_seq, now));
    Ok(telling(change, held, EventKind::Changed))
}

/// Whether a hold on the conversation itself is in force.
async fn is_held(d: &Deployment, held: &Conversation) -> Result<bool, Trouble> {
    let asked = params![held.workspace, AsText(held.id), d.now()];
    Ok(d.store.row(&CONVERSATION_HOLD, asked).await?.is_some())
}

/// The title and custom attributes, sealed under the conversation alone from now on.
async fn alone(
    d: &Deployment,
    held: &Conversation,
) -> Result<Option<privacy::Sealed<ConversationAttributes>>, Trouble> {
    let Some(sealed) = &held.attributes else { return Ok(None) };
    let (keys, row) = (d.keys(held.workspace).await?, RowId::of(held.id));
    let Some((first, second)) = sealed.under().map(Under::refs) else { return Err(Trouble::Broken) };
    let under = Under::One(second.unwrap_or(first));
    let opened = keys.reopen(&row, sealed)?;
    Ok(Some(keys.seal::<ConversationAttributes>(under, &row, &opened)?))
}

/// Takes a contact out of the conversation; the last one stays. Where it is with that contact, it is with another one then.
pub async fn detach(
    d: &Deployment,
    mut conversation: Allowed<Conversation, act::ManageParticipants>,
    author: Author,
    contact: Id<ContactKind>,
) -> Result<(), ParticipantError> {
    let by = *conversation.actor();
    for _ in 0..limits::TRIES {
        let held = conversation.thing();
        if !held.contacts().contains(&contact) {
            return Err(ParticipantError::NotIn);
        }
        let next = held.people.iter().find(|one| one.contact != contact);
        let next = next.ok_or(ParticipantError::LastOne)?.contact;
        let now = d.now();
        let change = begun(d, &conversation, Action::ConversationContactDetached, contact);
        let change = happened(d, change, held, Kind::Detached, author, now).await?;
        let change = if contact == held.contact {
            handing_over(change, held.workspace, held.id, (contact, next))
        } else {
            change
        };
        let change = change.one(&DETACH_CONTACT, params![held.workspace, held.id, contact, now]);
        let change = crate::mail::forgetting_contact(change, held.workspace, contact);
        match d.store.commit(telling(change, held, EventKind::Changed)).await {
            Ok(_) => return Ok(()),
            Err(Failed::Conflict(_)) => {}
            Err(failed) => return Err(Trouble::from(failed).into()),
        }
        let again = find(d, held.workspace, held.id).await?.ok_or(ParticipantError::NotFound)?;
        conversation = allow(&by, again).map_err(|_| ParticipantError::NotFound)?;
    }
    Err(Trouble::Contended.into())
}

fn begun(
    d: &Deployment,
    conversation: &Allowed<Conversation, act::ManageParticipants>,
    action: Action,
    contact: Id<ContactKind>,
) -> Change {
    let held = conversation.thing();
    let facts = Facts::new().id(FactKey::Contact, contact.to_string());
    Change::new(d.change(), conversation.actor(), d.now(), entry::with(action, &held.id, facts))
        .one(&CHANGES_WITH, params![held.workspace, held.contact])
}

/// The part that tells teammates of it; the log says who it was.
async fn happened(
    d: &Deployment,
    change: Change,
    held: &Conversation,
    kind: Kind,
    author: Author,
    now: Time,
) -> Result<Change, Trouble> {
    let number = d.store.number(held.workspace, Series::Messages).await?;
    let change = advance(change, held, &Next::after(held, 1), now);
    Ok(messages::noting(change, held, held.next_seq, number, kind, author, now))
}

/// Joins the step by which a conversation is with another one of those who are in it. More ends with them from then on: an
/// erasure of theirs that is planned already is planned again.
pub(crate) fn handing_over(
    change: Change,
    workspace: Id<Workspace>,
    id: Id<ConversationKind>,
    (from, to): (Id<ContactKind>, Id<ContactKind>),
) -> Change {
    change.one(&CHANGES_WITH, params![workspace, to]).one(&HAND_OVER, params![workspace, id, to, from])
}

/// Joins what screens are told when something happened: those of everybody who is in the conversation.
pub(crate) fn telling(change: Change, held: &Conversation, kind: EventKind) -> Change {
    let others = held.others().map(|one| Event { contact: one.contact, ..told(held, kind) });
    others.fold(change.tell(told(held, kind)), Change::tell)
}

/// Joins, where there are several people, that no hold needs anything of one of them: their words would end too.
pub(crate) fn nobody_held(change: Change, held: &Conversation, now: Time) -> Change {
    if held.shared_from.is_none() {
        return change;
    }
    let there = held.others().fold(change, |change, one| still_there(change, held.workspace, one.contact));
    there.one(&NOBODY_IS_HELD, params![held.workspace, held.id, now])
}

/// Joins what a contact has seen who is in it beside the one it is with.
pub(super) fn seen(change: Change, held: &Conversation, contact: Id<ContactKind>, seq: i64) -> Change {
    change.any(&MARK_SEEN_BY, params![held.workspace, held.id, contact, Count(seq)])
}
