//! Erasing a person, a conversation or a part. First the keys end, which reaches every copy; then what is left is
//! removed, checked, and entered. Each step is a commit, so that any server can go on where another one stopped.

mod check;
mod defer;
mod fence;
mod find;
mod finish;
mod plan;
mod receipt;
mod record;
mod remove;
mod request;
mod restore;
mod resume;
mod review;
mod shared;
mod shred;
mod stuck;

use privacy::access::{Actor, Denied, SystemRole};
use privacy::ids::{Contact, Conversation, Erasure as ErasureKind, Hold, Message, Workspace};
use privacy::{Id, codes};
use store::{AsText, Param, Statement};

use crate::Trouble;

pub(crate) use defer::defer;
pub(crate) use fence::{Fence, adding};
pub(crate) use find::state_of;
pub use find::{Progress, Step, find_by_contact, list, progress};
pub(crate) use plan::{leaves_of_contact, of_conversation, of_part};
pub use receipt::receipt;
pub use record::Erasure;
pub use request::{Requested, close, request};
pub(crate) use request::{acknowledged, asked_before};
pub use restore::{ErasedAgain, after_restore};
pub(crate) use resume::unfinished;
pub use resume::{carry_on, follow, resume, start, step};
pub use review::{Review, looked_over};
pub(crate) use stuck::Stuck;

pub(crate) static STATEMENTS: &[&[&Statement]] = &[
    check::STATEMENTS,
    defer::STATEMENTS,
    fence::STATEMENTS,
    find::STATEMENTS,
    finish::STATEMENTS,
    plan::STATEMENTS,
    record::STATEMENTS,
    remove::STATEMENTS,
    restore::STATEMENTS,
    resume::STATEMENTS,
    review::STATEMENTS,
    shared::STATEMENTS,
    shred::STATEMENTS,
];

codes! {
    /// How far an erasure is.
    State {
        /// It waits for a hold to end; what the hold does not need goes.
        Deferred = "deferred",
        /// Planned, and closed to every write.
        Fenced = "fenced",
        /// The keys have ended: nothing opens any more.
        Shredded = "shredded",
        /// What is left is being removed.
        Removing = "removing",
        /// Nothing is left.
        Checked = "checked",
        /// Nothing is left, and the last copy of the keys is gone too.
        Done = "done",
    }
}

codes! {
    /// Through what an erasure was asked for.
    Source {
        /// The REST API.
        Api = "api",
        /// The inbox.
        Inbox = "inbox",
        /// The messenger: the person themselves.
        Messenger = "messenger",
        /// The command line.
        Command = "command",
        /// Data came back from an older backup.
        Restore = "restore",
        /// A rule of retention.
        Retention = "retention",
    }
}

/// What is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erased {
    /// A person with everything of theirs.
    Contact(Id<Contact>),
    /// A conversation.
    Conversation(Id<Conversation>),
    /// The content of one part.
    Message(Id<Message>),
}

impl Erased {
    /// The permanent code of its kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Contact(_) => "contact",
            Self::Conversation(_) => "conversation",
            Self::Message(_) => "message",
        }
    }

    /// The id, in a column that holds ids of several kinds.
    fn id(&self) -> Param {
        match self {
            Self::Contact(id) => AsText(*id).into(),
            Self::Conversation(id) => AsText(*id).into(),
            Self::Message(id) => AsText(*id).into(),
        }
    }

    /// Both in one, as the vault's journal names it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Contact(id) => format!("contact:{id}"),
            Self::Conversation(id) => format!("conversation:{id}"),
            Self::Message(id) => format!("message:{id}"),
        }
    }

    /// The one of that name.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        name.split_once(':').and_then(|(kind, id)| Self::read(kind, id))
    }

    /// Reads the two columns back.
    fn read(kind: &str, id: &str) -> Option<Self> {
        match kind {
            "contact" => id.parse().ok().map(Self::Contact),
            "conversation" => id.parse().ok().map(Self::Conversation),
            "message" => id.parse().ok().map(Self::Message),
            _ => None,
        }
    }
}

/// Why something was not erased. Nothing was destroyed.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// There is no such thing in the actor's workspace.
    #[error("there is no such thing to erase")]
    NotFound,
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The record of a leaf does not fit its key: a wrong row must not destroy a stranger's key.
    #[error("the record of a key does not fit the key: nothing was destroyed")]
    WrongKey,
    /// A hold needs it.
    #[error("a hold needs it")]
    Held(Id<Hold>),
    /// Something is left that should have been removed.
    #[error("something was left after the removal")]
    Left,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

impl EraseError {
    /// The permanent code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Denied(_) => "denied",
            Self::WrongKey => "wrong_key",
            Self::Held(_) => "held",
            Self::Left => "left",
            Self::Trouble(_) => "trouble",
        }
    }
}

/// The program itself, as it goes on with an erasure.
const fn itself(workspace: Id<Workspace>) -> Actor {
    Actor::System { workspace, role: SystemRole::Erasure }
}

/// An erasure's id.
type ErasureId = Id<ErasureKind>;
