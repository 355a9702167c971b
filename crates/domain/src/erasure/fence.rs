//! Fence and plan, in one commit: every write is closed, and what ends stands in the store before anything ends.

use activity_log::{Action, FactKey, Facts};
use privacy::Id;
use privacy::access::{Actor, Allowed, act};
use privacy::ids::{Contact as ContactKind, Conversation, Hold, Number};
use privacy::keys::KeyedHash;
use store::register::removal::{Subject, removals};
use store::vault::Whose;
use store::{Act, ActorId, Applied, Change, Code, Count, Event, EventKind, Failed, params, statements};

use super::plan::{self, Named};
use super::{EraseError, Erased, ErasureId, Source, State, shared};
use crate::contacts::{Contact, on_screens};
use crate::holds::{self, Scope};
use crate::{Deployment, Trouble, entry, suppression};

statements! {
    /// Closes a contact to every read and write, and ends the indexes by which they are found.
    FENCE_CONTACT = "UPDATE contacts SET state = 'erasing', version = version + 1, external_id_index = NULL, \
                     email_index = NULL, phone_index = NULL, updated_at = $4 \
                     WHERE workspace_id = $1 AND contact_id = $2 AND version = $3 AND state = 'active'";
    /// The same under a hold on everything: kept, and closed.
    RESTRICT_CONTACT = "UPDATE contacts SET state = 'restricted', version = version + 1, external_id_index = NULL, \
                        email_index = NULL, phone_index = NULL, updated_at = $4 \
                        WHERE workspace_id = $1 AND contact_id = $2 AND version = $3 AND state = 'active'";
    /// The same under a hold on what was said: nothing else is kept.
    RESTRICT_TO_MESSAGES = "UPDATE contacts SET state = 'restricted', version = version + 1, external_id = NULL, \
                        external_id_index = NULL, email = NULL, email_index = NULL, phone = NULL, phone_index = NULL, \
                        name = NULL, custom_attributes = NULL, owner_id = NULL, signed_up_at = NULL, last_seen_at = NULL, \
                        updated_at = $4 WHERE workspace_id = $1 AND contact_id = $2 AND version = $3 AND state = 'active'";
    /// Notes about a contact go with it.
    DROP_NOTES = "DELETE FROM contact_notes WHERE workspace_id = $1 AND contact_id = $2";
    /// So does what they did.
    DROP_DATA_EVENTS = "DELETE FROM data_events WHERE workspace_id = $1 AND contact_id = $2";
    /// So does to which companies they belong.
    DROP_COMPANIES = "DELETE FROM contact_companies WHERE workspace_id = $1 AND contact_id = $2";
    /// So do labels.
    DROP_TAGS = "DELETE FROM contact_tags WHERE workspace_id = $1 AND contact_id = $2";
    /// An erasure; none if a hold needs what it erases, unless it waits for that hold. The contact's row is locked by an
    /// earlier statement of the same change, as it is where a hold is placed: neither misses the other.
    ADD_ERASURE = "INSERT INTO erasures (workspace_id, erasure_id, object_kind, object_id, state, version, source, \
                   requested_by, requested_by_id, requested_at, fenced_at, hold_id, leaves) \
                   SELECT $1, $2, $3, $4, $5, 1, $6, $7, $8, CAST($9 AS BIGINT), CAST($9 AS BIGINT), $10, CAST($11 AS BIGINT) \
                   WHERE CAST($10 AS TEXT) IS NOT NULL OR NOT EXISTS (SELECT 1 FROM holds h WHERE h.workspace_id = $1 \
                   AND h.contact_id = $12 AND h.lifted_at IS NULL AND (h.held_until IS NULL OR h.held_until > $9) \
                   AND (CAST($13 AS TEXT) IS NULL OR h.object_kind = 'contact' OR h.object_id = $13))";
    /// Those of others in which the contact is, or was, and with whom they are.
    ON_SCREENS_OF_OTHERS = "SELECT k.conversation_id, k.contact_id FROM conversation_contacts p \
                            JOIN conversations k ON k.workspace_id = p.workspace_id AND k.conversation_id = p.conversation_id \
                            WHERE p.workspace_id = $1 AND p.contact_id = $2 AND k.contact_id <> $2 AND k.state <> 'erasing' \
                            ORDER BY k.updated_at DESC LIMIT 50";
    /// A key that it ends.
    ADD_ERASURE_LEAF = "INSERT INTO erasure_leaves (workspace_id, erasure_id, tree, leaf, part, commitment) \
                        VALUES ($1, $2, $3, $4, $5, $6)";
    /// A place that it empties.
    ADD_ERASURE_STEP = "INSERT INTO erasure_steps (workspace_id, erasure_id, place, ordinal, removed) \
                        VALUES ($1, $2, $3, $4, 0)";
}

/// What a fence closes, and what is to end behind it.
pub(crate) struct Fence<'f> {
    pub(crate) by: &'f Actor,
    pub(crate) source: Source,
    pub(crate) id: ErasureId,
    pub(crate) object: Erased,
    /// Whose holds may forbid it.
    pub(crate) contact: Id<ContactKind>,
    /// In which conversation, where it does not concern all of the contact's.
    pub(crate) conversation: Option<Id<Conversation>>,
    pub(crate) named: &'f [Named],
    /// For which hold it waits.
    pub(crate) hold: Option<Id<Hold>>,
}

impl Fence<'_> {
    /// The act that every entry of an erasure tells of: the erasure, and what is erased.
    pub(crate) fn act(&self, action: Action) -> Act {
        entry::with(action, &self.id, erased(self.object, Facts::new()))
    }

    const fn subject(&self) -> Subject {
        match self.object {
            Erased::Contact(_) => Subject::Contact,
            Erased::Conversation(_) => Subject::Conversation,
            Erased::Message(_) => Subject::Part,
        }
    }
}

/// The fact that names what is erased.
pub(super) fn erased(object: Erased, facts: Facts) -> Facts {
    match object {
        Erased::Contact(id) => facts.id(FactKey::Contact, id.to_string()),
        Erased::Conversation(id) => facts.id(FactKey::Conversation, id.to_string()),
        Erased::Message(id) => facts.id(FactKey::Message, id.to_string()),
    }
}

/// Joins the erasure, its keys and its places to the change that closes the thing. `Conflict("ADD_ERASURE")` where a
/// hold forbids it or it was asked for before.
pub(crate) fn adding(d: &Deployment, change: Change, fence: &Fence<'_>) -> Result<Change, Trouble> {
    let (workspace, now) = (fence.by.workspace(), d.now());
    let state = if fence.hold.is_some() { State::Deferred } else { State::Fenced };
    let leaves = if fence.hold.is_some() { &[][..] } else { fence.named };
    let change = change.one(
        &ADD_ERASURE,
        params![
            workspace,
            fence.id,
            Code(fence.object.kind()),
            fence.object.id(),
            Code(state.code()),
            Code(fence.source.code()),
            Code(fence.by.kind()),
            ActorId(fence.by),
            now,
            fence.hold,
            Count(i64::try_from(leaves.len()).unwrap_or(i64::MAX)),
            fence.contact,
            fence.conversation.map(store::AsText)
        ],
    );
    let change = naming(change, workspace, fence.id, leaves);
    let places = removals(fence.subject()).map_err(|_| Trouble::Broken)?;
    let places = (0..).zip(places);
    let rows = places.map(|(at, place)| params![workspace, fence.id, Code(place.place), Count(at)]);
    Ok(change.each(&ADD_ERASURE_STEP, rows.collect()))
}

/// Joins the keys that the plan names.
pub(super) fn naming(
    change: Change,
    workspace: Id<privacy::ids::Workspace>,
    erasure: ErasureId,
    named: &[Named],
) -> Change {
    let rows = named.iter().map(|one| {
        let (leaf, part) = (one.reference.leaf(), one.reference.part_number());
        let part = Count(part.map_or(-1, i64::from));
        params![workspace, erasure, Count::tree(leaf), Count::leaf(leaf), part, one.commitment]
    });
    change.each(&ADD_ERASURE_LEAF, rows.collect())
}

/// Closes a contact; `None` where another act came first: look again.
pub(super) async fn contact(
    d: &Deployment,
    contact: &Allowed<Contact, act::EraseContact>,
    source: Source,
) -> Result<Option<ErasureId>, EraseError> {
    let (held, by, now) = (contact.thing(), contact.actor(), d.now());
    let keys = d.keys(held.workspace).await?;
    let mut named = plan::of_contact(d, &keys, held).await?;
    let shared = shared::of(d, held.workspace, held.id).await?;
    named.extend(shared.keys(d, &keys).await?);
    let whose = Whose { contact: held.id, conversation: None };
    let needed = holds::strongest(d, held.workspace, &whose).await?;
    let known_by: Vec<(suppression::Kind, KeyedHash)> = suppression::known_by(d, &keys, held).await?;
    let fence = Fence {
        by,
        source,
        id: ErasureId::fresh(&d.random, now),
        object: Erased::Contact(held.id),
        contact: held.id,
        conversation: None,
        named: &named,
        hold: needed.map(|hold| hold.id),
    };
    let closed = if needed.is_some() { Action::ErasureDeferred } else { Action::ErasureFenced };
    let scope = needed.map(|hold| hold.scope);
    let statement = match scope {
        None => &FENCE_CONTACT,
        Some(Scope::Messages) => &RESTRICT_TO_MESSAGES,
        Some(Scope::Everything) => &RESTRICT_CONTACT,
    };
    let change = Change::new(d.change(), by, now, fence.act(Action::ErasureRequested))
        .also(fence.act(closed))
        .one(statement, params![held.workspace, held.id, Count(held.version), now]);
    let change = match scope {
        Some(scope) => dropping(change, scope, held.workspace, held.id),
        None => change,
    };
    let change = if scope.is_some() {
        adding(d, change, &fence)?
    } else {
        let change = shared.unheld(change, held.workspace, held.id, now);
        let change = shared.handing_over(change, held.workspace, held.id);
        shared::listing(adding(d, change, &fence)?, held.workspace, held.id)
    };
    let change = suppression::adding(change, held.workspace, fence.id, &known_by, now);
    let change = told(d, held).await?.into_iter().fold(change, Change::tell);
    match d.store.commit(change).await {
        Ok(Applied::Now | Applied::Before) => Ok(Some(fence.id)),
        Err(Failed::Conflict(_)) => Ok(None),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Joins what goes at once where a hold keeps no more than was said: notes about the contact, what they did, their labels and
/// companies.
pub(super) fn dropping(
    change: Change,
    scope: Scope,
    workspace: Id<privacy::ids::Workspace>,
    contact: Id<ContactKind>,
) -> Change {
    match scope {
        Scope::Everything => change,
        Scope::Messages => change
            .any(&DROP_NOTES, params![workspace, contact])
            .any(&DROP_DATA_EVENTS, params![workspace, contact])
            .any(&DROP_TAGS, params![workspace, contact])
            .any(&DROP_COMPANIES, params![workspace, contact]),
    }
}

/// What screens are told: the person's messenger clears itself, inboxes show them no more, and the others in a conversation
/// nothing of theirs.
async fn told(d: &Deployment, held: &Contact) -> Result<Vec<Event>, Trouble> {
    let ids = on_screens(d, held.workspace, held.id).await?;
    // Somebody without a conversation is told under a number that no conversation has.
    let ids = if ids.is_empty() { vec![Id::of(Number::LAST)] } else { ids };
    let event = |conversation| Event {
        workspace: held.workspace,
        conversation,
        contact: held.id,
        kind: EventKind::Erased,
        by: None,
    };
    let mut all: Vec<Event> = ids.into_iter().map(event).collect();
    for row in d.store.rows(&ON_SCREENS_OF_OTHERS, params![held.workspace, held.id]).await? {
        let mut c = row.cells();
        let (conversation, contact) = (c.id()?, c.id()?);
        all.push(Event {
            workspace: held.workspace,
            conversation,
            contact,
            kind: EventKind::Changed,
            by: None,
        });
    }
    Ok(all)
}
