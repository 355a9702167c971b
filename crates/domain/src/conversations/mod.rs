//! Threads between a contact and the teammates. What was said is in `messages`; here is everything around it.

mod advance;
mod assign;
mod attributes;
mod condition;
mod counts;
mod delete;
mod everybody;
mod find;
mod list;
mod mark;
mod participants;
mod put_back;
mod snooze;
mod start;
mod state;
mod tag;
mod typing;
mod written_on;

use privacy::access::Guarded;
use privacy::ids::{Contact, Conversation as ConversationKind, Team, Teammate, Workspace};
use privacy::keys::Leaf;
use privacy::{Id, Sealed, Time};
use store::Statement;

use crate::uses::{ConversationAttributes, ConversationPage};

pub(crate) use advance::{Next, advance, still_there, told, touch_contact};
pub use assign::{AssignError, To, assign, assign_to, hand_back};
pub(crate) use assign::{give_back_all, given};
pub use attributes::{AttributeChanges, Attributes, AttributesError, attributes, change_attributes};
pub(crate) use condition::and as narrowing;
pub use condition::{Compare, Condition, Moment, Sort};
pub use counts::{Counts, counts};
pub use delete::delete;
pub(crate) use everybody::{forgetting_letters, held_by};
pub use find::{ReadError, find, permit_for, read_by, search_permit};
pub(crate) use find::{find_held, mark_read};
pub use list::{Begun, Filter, Folder, Listed, Page, Place, begun, list, page, page_of_both, total};
pub use mark::{MarkError, set_priority, set_read};
pub use participants::{Participant, ParticipantError, attach, detach, room};
pub(crate) use participants::{handing_over, nobody_held, telling};
pub use put_back::{Back, Stood, put_back};
pub use snooze::{snooze, wake};
pub use start::{Started, start, start_on};
pub use state::{StateError, close, close_all, open};
pub use tag::{applied_to, label, tag, tags_of, untag};
pub use typing::{Busy, busy, typing};
pub use written_on::{WrittenOn, written_on};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[
    advance::STATEMENTS,
    assign::STATEMENTS,
    attributes::STATEMENTS,
    counts::STATEMENTS,
    delete::STATEMENTS,
    everybody::STATEMENTS,
    find::STATEMENTS,
    mark::STATEMENTS,
    participants::STATEMENTS,
    put_back::STATEMENTS,
    snooze::STATEMENTS,
    start::STATEMENTS,
    state::STATEMENTS,
    tag::STATEMENTS,
    written_on::STATEMENTS,
];

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Somebody should do something.
    Open,
    /// Done, until the contact writes again.
    Closed,
    /// Comes back at a time.
    Snoozed,
}

impl State {
    /// The permanent code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Snoozed => "snoozed",
        }
    }

    /// The state of that code.
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Open, Self::Closed, Self::Snoozed].into_iter().find(|state| state.code() == code)
    }
}

/// A conversation as the store holds it.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// The workspace.
    pub workspace: Id<Workspace>,
    /// Its id.
    pub id: Id<ConversationKind>,
    /// The contact it is with.
    pub contact: Id<Contact>,
    /// The leaf of its current block of 65,536 parts.
    pub leaf: Leaf,
    /// The leaf of the contact it is with.
    pub contact_leaf: Leaf,
    /// Open, closed or snoozed.
    pub state: State,
    /// Counts changes, but for those of read marks.
    pub version: i64,
    /// The number of its next part.
    pub next_seq: i64,
    /// The number of the last teammate's comment that the contact has seen; -1 for none.
    pub contact_seen_seq: i64,
    /// From which part on it is, or was, with several people.
    pub shared_from: Option<i64>,
    /// Everybody who is in it then; empty where it never was with several.
    pub people: Vec<Participant>,
    /// Who looks after it.
    pub assignee: Option<Id<Teammate>>,
    /// Which team looks after it, beside or instead of a teammate.
    pub team: Option<Id<Team>>,
    /// Its title and custom attributes, if it has any.
    pub attributes: Option<Sealed<ConversationAttributes>>,
    /// On which page it began, if that is known.
    pub page: Option<Sealed<ConversationPage>>,
    /// Whether it comes before others.
    pub priority: bool,
    /// Whether no teammate has looked at what the contact wrote, or at it since it came back from a snooze.
    pub unread: bool,
    /// Until when it is snoozed.
    pub snoozed_until: Option<Time>,
    /// Since when the contact has waited for an answer.
    pub waiting_since: Option<Time>,
    /// When it began.
    pub created_at: Time,
    /// When something last happened.
    pub updated_at: Time,
    /// When something last happened that was not taken back: its place in lists.
    pub moved_at: Time,
}

impl Guarded for Conversation {
    fn workspace(&self) -> Id<Workspace> {
        self.workspace
    }
    fn contact(&self) -> Option<Id<Contact>> {
        Some(self.contact)
    }
    fn concerns(&self, contact: Id<Contact>) -> bool {
        self.contacts().contains(&contact)
    }
}
