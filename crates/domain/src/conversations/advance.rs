//! Whatever happens in a conversation takes the next numbers of its parts: so two acts at once never both win.

use privacy::Id;
use privacy::Time;
use privacy::ids::{Contact, Team, Teammate, Workspace};
use privacy::keys::Leaf;
use store::{Change, Code, Count, Event, EventKind, Flag, params, statements};

use super::{Conversation, State};

statements! {
    /// Takes part numbers over the one that was read, and says how the conversation stands afterwards.
    ADVANCE = "UPDATE conversations SET next_seq = $4, state = $5, unread = $6, snoozed_until = $7, waiting_since = $8, \
               assignee_id = $9, last_comment_seq = COALESCE($10, last_comment_seq), tree = $11, leaf = $12, \
               updated_at = $13, team_id = $14, moved_at = $15, version = version + 1 \
               WHERE workspace_id = $1 AND conversation_id = $2 AND next_seq = $3 AND state <> 'erasing'";
    /// The contact is still there, and stays until this change is stored: whoever fences them waits for it.
    STILL_THERE = "UPDATE contacts SET state = 'active' WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active'";
    /// A contact who is there and not blocked wrote something.
    TOUCH_REPLIED = "UPDATE contacts SET last_replied_at = $3, last_seen_at = $3 \
                     WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active' AND blocked_at IS NULL";
    /// Somebody wrote to a contact who is there.
    TOUCH_CONTACTED = "UPDATE contacts SET last_contacted_at = $3 \
                       WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active'";
}

/// How a conversation stands after an act.
pub(crate) struct Next {
    /// How many part numbers the act takes.
    pub(crate) parts: i64,
    /// The number of the comment that is now the last one, if the act was a comment.
    pub(crate) comment: Option<i64>,
    pub(crate) state: State,
    pub(crate) unread: bool,
    pub(crate) snoozed_until: Option<Time>,
    pub(crate) waiting_since: Option<Time>,
    pub(crate) assignee: Option<Id<Teammate>>,
    pub(crate) team: Option<Id<Team>>,
    pub(crate) leaf: Leaf,
    /// Its place in lists, where the act takes another one back; else it moves to where the newest are.
    pub(crate) moved_at: Option<Time>,
}

impl Next {
    /// As before, with so many parts more.
    pub(crate) const fn after(held: &Conversation, parts: i64) -> Self {
        Self {
            parts,
            comment: None,
            state: held.state,
            unread: held.unread,
            snoozed_until: held.snoozed_until,
            waiting_since: held.waiting_since,
            assignee: held.assignee,
            team: held.team,
            leaf: held.leaf,
            moved_at: None,
        }
    }
}

/// Joins the step to a change.
pub(crate) fn advance(change: Change, held: &Conversation, next: &Next, now: Time) -> Change {
    change.one(
        &ADVANCE,
        params![
            held.workspace,
            held.id,
            Count(held.next_seq),
            Count(held.next_seq + next.parts),
            Code(next.state.code()),
            Flag(next.unread),
            next.snoozed_until,
            next.waiting_since,
            next.assignee,
            next.comment.map(Count),
            Count::tree(next.leaf),
            Count::leaf(next.leaf),
            now,
            next.team,
            next.moved_at.unwrap_or(now)
        ],
    )
}

/// Joins the mark that a contact wrote or was written to; fails the change if the contact is not (or no longer) there.
pub(crate) fn touch_contact(
    change: Change,
    workspace: Id<Workspace>,
    contact: Id<Contact>,
    by_contact: bool,
    now: Time,
) -> Change {
    let touch = if by_contact { &TOUCH_REPLIED } else { &TOUCH_CONTACTED };
    change.one(touch, params![workspace, contact, now])
}

/// Joins the condition that the contact is there; every write on a conversation has it, or touches the contact.
pub(crate) fn still_there(change: Change, workspace: Id<Workspace>, contact: Id<Contact>) -> Change {
    change.one(&STILL_THERE, params![workspace, contact])
}

/// What screens are told when something happened in a conversation.
pub(crate) const fn told(held: &Conversation, kind: EventKind) -> Event {
    Event { workspace: held.workspace, conversation: held.id, contact: held.contact, kind, by: None }
}
