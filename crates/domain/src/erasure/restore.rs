//! After a restore: data from an older backup stands beside a vault that has moved on. Whoever's keys have ended in
//! between is erased again, before anything is served. Broken off anywhere, it begins again and ends the same.

use activity_log::{Action, Facts};
use privacy::Id;
use privacy::ids::{Conversation as ConversationKind, Message, Workspace};
use privacy::keys::{HolderKind, KeyError, Leaf, Ref, WorkspaceKeys};
use store::register::removal::{Subject, removals};
use store::{ActorId, Change, Code, Count, params, statements};

use super::{EraseError, Erased, Erasure, ErasureId, Source, State, itself, record, resume, shared};
use crate::{Deployment, Trouble, carried, entry, messages, workspaces};

statements! {
    /// Every leaf and whose it is, a page at a time.
    ALL_LEAVES = "SELECT tree, leaf, holder_kind, holder_id FROM leaves WHERE workspace_id = $1 \
                  AND (tree > $2 OR (tree = $2 AND leaf > $3)) ORDER BY tree, leaf LIMIT 1000";
    /// A contact that came back is closed at once.
    FENCE_RETURNED = "UPDATE contacts SET state = 'erasing', version = version + 1, external_id_index = NULL, \
                      email_index = NULL, phone_index = NULL WHERE workspace_id = $1 AND contact_id = $2";
    /// A conversation that came back is closed at once.
    CLOSE_RETURNED = "UPDATE conversations SET state = 'erasing', version = version + 1 \
                      WHERE workspace_id = $1 AND conversation_id = $2";
    /// An erasure that is done again, or goes on after its keys' end.
    ADD_RETURNED = "INSERT INTO erasures (workspace_id, erasure_id, object_kind, object_id, state, version, source, \
                    requested_by, requested_by_id, requested_at, fenced_at, leaves) \
                    VALUES ($1, $2, $3, $4, 'shredded', 1, $5, $6, $7, $8, $8, $9) \
                    ON CONFLICT (workspace_id, object_kind, object_id) DO UPDATE SET state = 'shredded', hold_id = NULL, \
                    version = erasures.version + 1, removed_at = NULL, checked_at = NULL, finished_at = NULL";
    /// A place that it empties.
    ADD_RETURNED_STEP = "INSERT INTO erasure_steps (workspace_id, erasure_id, place, ordinal, removed) \
                         SELECT e.workspace_id, e.erasure_id, $4, CAST($5 AS BIGINT), 0 FROM erasures e \
                         WHERE e.workspace_id = $1 AND e.object_kind = $2 AND e.object_id = $3 \
                         ON CONFLICT (workspace_id, erasure_id, place) DO UPDATE SET finished_at = NULL";
    /// The next part that a conversation will have.
    NEXT_PART = "SELECT next_seq, tree, leaf FROM conversations WHERE workspace_id = $1 AND conversation_id = $2";
    /// Parts of a conversation that have content, a page at a time.
    PARTS_WITH_CONTENT = "SELECT seq, message_id, body FROM messages WHERE workspace_id = $1 AND conversation_id = $2 \
                          AND seq > $3 AND body IS NOT NULL ORDER BY seq LIMIT 500";
}

/// What was erased again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ErasedAgain {
    /// Leaves that were tried.
    pub leaves: u64,
    /// People.
    pub contacts: u64,
    /// Conversations that were deleted by themselves.
    pub conversations: u64,
    /// Parts that were redacted.
    pub messages: u64,
    /// Teammates whose keys are gone. Their rows stay, unreadable, for what they did names them.
    pub teammates: u64,
}

/// Something that came back although its keys have ended.
enum Returned {
    Contact(Id<privacy::ids::Contact>),
    Conversation(Id<ConversationKind>),
    Part(Id<ConversationKind>, i64, Id<Message>),
}

/// Erases again everything whose keys have ended, in all workspaces, and goes on with what was under way. Nothing may be
/// served before this is over. A leaf of a tree that the vault does not know is an error: the vault is older than the data.
pub async fn after_restore(d: &Deployment) -> Result<ErasedAgain, EraseError> {
    let mut again = ErasedAgain::default();
    for workspace in workspaces::all_ids(d).await? {
        in_workspace(d, workspace, &mut again).await?;
        super::resume(d, workspace).await?;
    }
    Ok(again)
}

async fn in_workspace(
    d: &Deployment,
    workspace: Id<Workspace>,
    again: &mut ErasedAgain,
) -> Result<(), EraseError> {
    let keys = d.keys(workspace).await?;
    let mut after = (-1, -1);
    loop {
        let asked = params![workspace, Count(after.0), Count(after.1)];
        let rows = d.store.rows(&ALL_LEAVES, asked).await.map_err(Trouble::from)?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            let mut c = row.cells();
            let leaf = c.leaf().map_err(Trouble::from)?;
            after = (i64::from(leaf.tree), i64::try_from(leaf.index).unwrap_or(i64::MAX));
            again.leaves += 1;
            if has_ended(&keys, Ref::of(leaf))? {
                ended(d, &keys, &mut c, again).await?;
            }
        }
    }
}

/// Whether the key is gone. A tree that the vault does not know is trouble, not death.
fn has_ended(keys: &WorkspaceKeys, reference: Ref) -> Result<bool, Trouble> {
    match keys.holds(reference) {
        Ok(()) => Ok(false),
        Err(KeyError::Shredded) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// What to do about a leaf that has ended, by whose it was.
async fn ended(
    d: &Deployment,
    keys: &WorkspaceKeys,
    c: &mut store::Cells,
    again: &mut ErasedAgain,
) -> Result<(), EraseError> {
    match c.code(HolderKind::of_code).map_err(Trouble::from)? {
        HolderKind::Contact => {
            let id = c.id_in_text().map_err(Trouble::from)?;
            erase(d, keys.workspace(), Returned::Contact(id)).await?;
            again.contacts += 1;
        }
        HolderKind::Conversation => {
            touched(d, keys, c.id_in_text().map_err(Trouble::from)?, again).await?;
        }
        HolderKind::Teammate => again.teammates += 1,
    }
    Ok(())
}

/// A conversation of which something ended: as a whole if not even a part to come can be derived, else the parts.
async fn touched(
    d: &Deployment,
    keys: &WorkspaceKeys,
    id: Id<ConversationKind>,
    again: &mut ErasedAgain,
) -> Result<(), EraseError> {
    let workspace = keys.workspace();
    let row = d.store.row(&NEXT_PART, params![workspace, id]).await.map_err(Trouble::from)?;
    let Some(row) = row else { return Ok(()) };
    let mut c = row.cells();
    let (next, current): (i64, Leaf) = (c.count().map_err(Trouble::from)?, c.leaf().map_err(Trouble::from)?);
    let part = u16::try_from(next & 0xffff).unwrap_or(u16::MAX);
    if has_ended(keys, Ref::part(current, part))? {
        erase(d, workspace, Returned::Conversation(id)).await?;
        again.conversations += 1;
        return Ok(());
    }
    let mut after = -1;
    loop {
        let asked = params![workspace, id, Count(after)];
        let rows = d.store.rows(&PARTS_WITH_CONTENT, asked).await.map_err(Trouble::from)?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            let (seq, message, ended) = part_of(keys, row)?;
            after = seq;
            if ended {
                erase(d, workspace, Returned::Part(id, seq, message)).await?;
                again.messages += 1;
            }
        }
    }
}

fn part_of(keys: &WorkspaceKeys, row: store::Row) -> Result<(i64, Id<Message>, bool), Trouble> {
    let mut c = row.cells();
    let (seq, message) = (c.count()?, c.id()?);
    let body: privacy::Sealed<crate::uses::MessageBody> = c.sealed()?;
    let under = body.under().ok_or(Trouble::Broken)?;
    let (first, second) = under.refs();
    Ok((seq, message, has_ended(keys, second.unwrap_or(first))?))
}

/// Closes what came back in one commit, and has it removed as any erasure has, to the end.
async fn erase(d: &Deployment, workspace: Id<Workspace>, returned: Returned) -> Result<(), EraseError> {
    let object = match returned {
        Returned::Contact(id) => Erased::Contact(id),
        Returned::Conversation(id) => Erased::Conversation(id),
        Returned::Part(_, _, id) => Erased::Message(id),
    };
    let known = record::of(d, workspace, object).await?;
    let erasure = match known.filter(is_under_way) {
        Some(erasure) => erasure.id,
        None => close(d, workspace, &returned, object).await?,
    };
    resume::carry_on(d, workspace, erasure).await?;
    Ok(())
}

/// Whether it goes on by itself from where it is: the backup was made, or this was broken off, in the middle of it.
const fn is_under_way(erasure: &Erasure) -> bool {
    match erasure.state {
        State::Fenced | State::Shredded => true,
        State::Removing => erasure.removed_at.is_none(),
        State::Deferred | State::Checked | State::Done => false,
    }
}

async fn close(
    d: &Deployment,
    workspace: Id<Workspace>,
    returned: &Returned,
    object: Erased,
) -> Result<ErasureId, EraseError> {
    let (by, now) = (itself(workspace), d.now());
    let asked = carried::asked(d, workspace, object).await?;
    let (id, asked_at) =
        asked.map_or_else(|| (ErasureId::fresh(&d.random, now), now), |asked| (asked.id, asked.at));
    let act = entry::with(Action::ErasureFenced, &id, super::fence::erased(object, Facts::new()));
    let change = Change::new(d.change(), &by, now, act);
    let (change, subject) = match returned {
        Returned::Contact(id) => {
            let shared = shared::of(d, workspace, *id).await?;
            let change = change.any(&FENCE_RETURNED, params![workspace, id]);
            (shared.handing_over(change, workspace, *id), Subject::Contact)
        }
        Returned::Conversation(id) => {
            (change.any(&CLOSE_RETURNED, params![workspace, id]), Subject::Conversation)
        }
        Returned::Part(of, seq, message) => {
            (messages::blanking_again(change, workspace, (*of, *seq), *message, now), Subject::Part)
        }
    };
    let asked = params![
        workspace,
        id,
        Code(object.kind()),
        object.id(),
        Code(Source::Restore.code()),
        Code(by.kind()),
        ActorId(&by),
        asked_at,
        Count(0)
    ];
    let places = removals(subject).map_err(|_| Trouble::Broken)?;
    let rows = (0..).zip(places).map(|(at, place)| {
        params![workspace, Code(object.kind()), object.id(), Code(place.place), Count(at)]
    });
    let change = change.one(&ADD_RETURNED, asked).each(&ADD_RETURNED_STEP, rows.collect());
    d.store.commit(change).await.map_err(Trouble::from)?;
    Ok(record::of(d, workspace, object).await?.ok_or(EraseError::NotFound)?.id)
}
