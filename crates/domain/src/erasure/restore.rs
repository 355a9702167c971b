//! After a restore: data from an older backup stands beside a vault that has moved on. Whoever's keys have ended in
//! between is erased again, before anything is served.

use activity_log::{Action, Facts};
use privacy::Id;
use privacy::ids::{Contact as ContactKind, Conversation as ConversationKind, Message, Workspace};
use privacy::keys::{HolderKind, KeyError, Ref, WorkspaceKeys};
use store::register::removal::{Subject, removals};
use store::{ActorId, Change, Code, Count, params, statements};

use super::{EraseError, Erased, ErasureId, Source, itself};
use crate::{Deployment, Trouble, entry, messages, workspaces};

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
                    ON CONFLICT (workspace_id, object_kind, object_id) DO UPDATE SET state = 'shredded', \
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
pub struct Restored {
    /// People.
    pub contacts: u64,
    /// Conversations that were deleted by themselves.
    pub conversations: u64,
    /// Parts that were redacted.
    pub messages: u64,
}

/// What came back although its keys have ended, as a whole or in part.
enum Returned {
    Contact(Id<ContactKind>),
    Conversation(Id<ConversationKind>),
}

/// Erases again everything whose keys have ended, in all workspaces, and goes on with what was under way. Nothing may be
/// served before this is over.
pub async fn after_restore(d: &Deployment) -> Result<Restored, EraseError> {
    let mut restored = Restored::default();
    for workspace in workspaces::all_ids(d).await? {
        again(d, workspace, &mut restored).await?;
        super::resume(d, workspace).await?;
    }
    Ok(restored)
}

async fn again(d: &Deployment, workspace: Id<Workspace>, restored: &mut Restored) -> Result<(), EraseError> {
    let keys = d.keys(workspace).await?;
    let mut place = (-1, -1);
    loop {
        let (found, last) = page(d, &keys, place).await?;
        for one in found {
            match one {
                Returned::Contact(id) => {
                    erase(d, workspace, Erased::Contact(id)).await?;
                    restored.contacts += 1;
                }
                Returned::Conversation(id) => touched(d, &keys, id, restored).await?,
            }
        }
        let Some(last) = last else { return Ok(()) };
        place = last;
    }
}

/// A page of leaves that cannot be derived any more, and where the next page begins.
async fn page(
    d: &Deployment,
    keys: &WorkspaceKeys,
    (tree, leaf): (i64, i64),
) -> Result<(Vec<Returned>, Option<(i64, i64)>), Trouble> {
    let rows = d.store.rows(&ALL_LEAVES, params![keys.workspace(), Count(tree), Count(leaf)]).await?;
    let (mut found, mut last) = (Vec::new(), None);
    for row in rows {
        let mut c = row.cells();
        let leaf = c.leaf()?;
        last = Some((i64::from(leaf.tree), i64::try_from(leaf.index).unwrap_or(i64::MAX)));
        let kind = c.code(HolderKind::of_code)?;
        let ended = keys.holds(Ref::of(leaf)) == Err(KeyError::Shredded);
        match kind {
            HolderKind::Contact if ended => found.push(Returned::Contact(c.id_in_text()?)),
            HolderKind::Conversation if ended => {
                found.push(Returned::Conversation(c.id_in_text()?));
            }
            _ => {}
        }
    }
    Ok((found, last))
}

/// A conversation of which something ended: as a whole if not even a part to come can be derived, else the parts.
async fn touched(
    d: &Deployment,
    keys: &WorkspaceKeys,
    id: Id<ConversationKind>,
    restored: &mut Restored,
) -> Result<(), EraseError> {
    let workspace = keys.workspace();
    let row = d.store.row(&NEXT_PART, params![workspace, id]).await.map_err(Trouble::from)?;
    let Some(row) = row else { return Ok(()) };
    let mut c = row.cells();
    let (next, current) = (c.count().map_err(Trouble::from)?, c.leaf().map_err(Trouble::from)?);
    let part = u16::try_from(next & 0xffff).unwrap_or(u16::MAX);
    if keys.holds(Ref::part(current, part)) == Err(KeyError::Shredded) {
        erase(d, workspace, Erased::Conversation(id)).await?;
        restored.conversations += 1;
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
            if ended && messages::blank_again(d, workspace, (id, seq), message).await? {
                erase(d, workspace, Erased::Message(message)).await?;
                restored.messages += 1;
            }
            after = seq;
        }
    }
}

fn part_of(keys: &WorkspaceKeys, row: store::Row) -> Result<(i64, Id<Message>, bool), Trouble> {
    let mut c = row.cells();
    let (seq, message) = (c.count()?, c.id()?);
    let body: privacy::Sealed<crate::uses::MessageBody> = c.sealed()?;
    let refs = body.under().map(privacy::keys::Under::refs);
    let part = refs.and_then(|(first, second)| second.or(Some(first)));
    Ok((seq, message, part.is_some_and(|part| keys.holds(part) == Err(KeyError::Shredded))))
}

/// Closes what came back and has it removed as any erasure has.
async fn erase(d: &Deployment, workspace: Id<Workspace>, object: Erased) -> Result<(), EraseError> {
    let (by, now, id) = (itself(workspace), d.now(), ErasureId::fresh(&d.random, d.now()));
    let act = entry::with(Action::ErasureFenced, &id, super::fence::erased(object, Facts::new()));
    let change = Change::new(d.change(), &by, now, act);
    let (change, subject) = match object {
        Erased::Contact(id) => (change.any(&FENCE_RETURNED, params![workspace, id]), Subject::Contact),
        Erased::Conversation(id) => {
            (change.any(&CLOSE_RETURNED, params![workspace, id]), Subject::Conversation)
        }
        Erased::Message(_) => (change, Subject::Part),
    };
    let change = change.one(
        &ADD_RETURNED,
        params![
            workspace,
            id,
            Code(object.kind()),
            object.id(),
            Code(Source::Restore.code()),
            Code(by.kind()),
            ActorId(&by),
            now,
            Count(0)
        ],
    );
    let places = removals(subject).map_err(|_| Trouble::Broken)?;
    let rows = (0..).zip(places).map(|(at, place)| {
        params![workspace, Code(object.kind()), object.id(), Code(place.place), Count(at)]
    });
    d.store.commit(change.each(&ADD_RETURNED_STEP, rows.collect())).await.map_err(Trouble::from)?;
    Ok(())
}
