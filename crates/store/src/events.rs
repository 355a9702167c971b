//! Live events: ids only, told after the commit they belong to. Receivers fetch under their own permit, and
//! refetch when they missed some. Those of other servers come through `postgres::relay`.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, Weak};

use privacy::Id;
use privacy::ids::{Contact, Conversation, Teammate, Workspace};
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
    /// Which teammate does it, where other teammates are told that; never stored.
    pub by: Option<Id<Teammate>>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// A conversation was started.
    Started,
    /// A part was added that the contact may see.
    Message,
    /// A part was added that only teammates see, or something of what they know of the contact changed.
    Note,
    /// State, assignee or tags changed.
    Changed,
    /// The contact read it.
    Read,
    /// A teammate read it, or marked it as unread: lists show it differently, and nothing else does.
    Marked,
    /// The contact is writing something; whispered, never stored.
    ContactTyping,
    /// A teammate is writing something to the contact; whispered, never stored.
    TeammateTyping,
    /// A teammate is writing a note; whispered, never stored.
    TeammateNoting,
    /// A teammate has the conversation before them; whispered, never stored.
    TeammateLooking,
    /// The contact is erased, or the conversation deleted: nothing of it may stay on a screen.
    Erased,
    /// The contact became one with another, who has the conversation now: their messenger shows it no more.
    Merged,
}

impl EventKind {
    const ALL: [Self; 12] = [
        Self::Started,
        Self::Message,
        Self::Note,
        Self::Changed,
        Self::Read,
        Self::Marked,
        Self::ContactTyping,
        Self::TeammateTyping,
        Self::TeammateNoting,
        Self::TeammateLooking,
        Self::Erased,
        Self::Merged,
    ];

    /// The code under which servers tell each other.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Message => "message",
            Self::Note => "note",
            Self::Changed => "changed",
            Self::Read => "read",
            Self::Marked => "marked",
            Self::ContactTyping => "contact_typing",
            Self::TeammateTyping => "teammate_typing",
            Self::TeammateNoting => "teammate_noting",
            Self::TeammateLooking => "teammate_looking",
            Self::Erased => "erased",
            Self::Merged => "merged",
        }
    }

    /// The kind with this code; none that only a newer server knows.
    pub(crate) fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether the contact may know of it: a note is not for them.
    pub const fn seen_by_contact(self) -> bool {
        matches!(
            self,
            Self::Started
                | Self::Message
                | Self::Changed
                | Self::Marked
                | Self::TeammateTyping
                | Self::Erased
                | Self::Merged
        )
    }
}

/// Some events were missed: fetch what is shown anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("events were missed")]
pub struct Lagged;

/// What a receiver is told.
#[derive(Debug, Clone, Copy)]
enum Told {
    Event(Event),
    Missed,
}

/// Whose events a receiver wants. Whoever is not meant is not even woken: most of those who listen are messengers, and most of what
/// happens is none of theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Everything that happens in a workspace.
    Team(Id<Workspace>),
    /// What a contact may know of their own conversations.
    Contact(Id<Contact>),
}

/// One subscription; it starts with what happens next.
pub struct Events {
    receiver: broadcast::Receiver<Told>,
    audience: Audience,
    channels: Weak<Channels>,
}

impl Events {
    /// The next event; `Err(Lagged)` once after some were missed; `None` when the store is closed.
    pub async fn next(&mut self) -> Option<Result<Event, Lagged>> {
        match self.receiver.recv().await {
            Ok(Told::Event(event)) => Some(Ok(event)),
            Ok(Told::Missed) | Err(broadcast::error::RecvError::Lagged(_)) => Some(Err(Lagged)),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

impl Drop for Events {
    /// The last one to listen takes the channel away.
    fn drop(&mut self) {
        let Some(channels) = self.channels.upgrade() else { return };
        let mut open = channels.open.write().unwrap_or_else(PoisonError::into_inner);
        if open.get(&self.audience).is_some_and(|channel| channel.receiver_count() <= 1) {
            open.remove(&self.audience);
        }
    }
}

/// A channel for each audience to which somebody listens.
struct Channels {
    open: RwLock<HashMap<Audience, broadcast::Sender<Told>>>,
    capacity: usize,
}

/// Where commits tell their events; bounded, and never waits for a receiver.
#[derive(Clone)]
pub(crate) struct Publisher(Arc<Channels>);

impl Publisher {
    /// What is kept for a slow receiver of a contact's events at most: there are many of them, and each has little to hear.
    const KEPT_FOR_CONTACT: usize = 32;

    /// Keeps at most `capacity` events for a slow receiver.
    pub(crate) fn new(capacity: usize) -> Self {
        Self(Arc::new(Channels { open: RwLock::default(), capacity }))
    }

    /// A new subscription.
    pub(crate) fn subscribe(&self, audience: Audience) -> Events {
        let capacity = match audience {
            Audience::Team(_) => self.0.capacity,
            Audience::Contact(_) => self.0.capacity.min(Self::KEPT_FOR_CONTACT),
        };
        let mut open = self.0.open.write().unwrap_or_else(PoisonError::into_inner);
        let channel = open.entry(audience).or_insert_with(|| broadcast::Sender::new(capacity));
        Events { receiver: channel.subscribe(), audience, channels: Arc::downgrade(&self.0) }
    }

    /// Tells all whom it concerns; nobody listening is fine.
    pub(crate) fn publish(&self, events: &[Event]) {
        let open = self.0.open.read().unwrap_or_else(PoisonError::into_inner);
        let tell = |audience, event| open.get(&audience).map(|channel| channel.send(Told::Event(event)));
        for event in events {
            tell(Audience::Team(event.workspace), *event);
            if event.kind.seen_by_contact() {
                tell(Audience::Contact(event.contact), *event);
            }
        }
    }

    /// Tells all who listen that nobody knows what they missed.
    pub(crate) fn missed(&self) {
        for channel in self.0.open.read().unwrap_or_else(PoisonError::into_inner).values() {
            let _ = channel.send(Told::Missed);
        }
    }
}

#[cfg(test)]
mod tests;
