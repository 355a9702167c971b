//! Live events: ids only, told after the commit they belong to. Receivers fetch under their own permit, and
//! refetch when they were too slow. What several servers will need (a notification and a polled sequence)
//! goes behind `Publisher`.

use privacy::Id;
use privacy::ids::{Contact, Conversation, Workspace};
use tokio::sync::broadcast;

/// Something happened that an open inbox or messenger wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Where.
    pub workspace: Id<Workspace>,
    /// In which conversation.
    pub conversation: Id<Conversation>,
    /// With whom: a messenger is told of its own contact's conversations only.
    pub contact: Id<Contact>,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// A conversation was started.
    Started,
    /// A part was added that the contact may see.
    Message,
    /// A part was added that only teammates see.
    Note,
    /// State, assignee or tags changed.
    Changed,
    /// The contact or a teammate read it.
    Read,
    /// The contact is erased, or the conversation deleted: nothing of it may stay on a screen.
    Erased,
}

impl EventKind {
    /// Whether the contact may know of it: a note is not for them.
    pub const fn seen_by_contact(self) -> bool {
        matches!(self, Self::Started | Self::Message | Self::Changed | Self::Erased)
    }
}

/// Some events were missed: fetch what is shown anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("events were missed")]
pub struct Lagged;

/// One subscription; it starts with what happens next.
pub struct Events(broadcast::Receiver<Event>);

impl Events {
    /// The next event; `Err(Lagged)` once after some were missed; `None` when the store is closed.
    pub async fn next(&mut self) -> Option<Result<Event, Lagged>> {
        match self.0.recv().await {
            Ok(event) => Some(Ok(event)),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Err(Lagged)),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

/// Where commits tell their events; bounded, and never waits for a receiver.
#[derive(Clone)]
pub(crate) struct Publisher(broadcast::Sender<Event>);

impl Publisher {
    /// Keeps at most `capacity` events for a slow receiver.
    pub(crate) fn new(capacity: usize) -> Self {
        Self(broadcast::Sender::new(capacity))
    }

    /// A new subscription.
    pub(crate) fn subscribe(&self) -> Events {
        Events(self.0.subscribe())
    }

    /// Tells all who listen; nobody listening is fine.
    pub(crate) fn publish(&self, events: &[Event]) {
        for event in events {
            let _ = self.0.send(*event);
        }
    }
}
