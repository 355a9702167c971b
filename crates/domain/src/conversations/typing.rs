//! Somebody is writing, or has a conversation before them: told to the others at once, entered nowhere, stored nowhere.

use privacy::access::{Actor, Allowed, act};
use store::{Event, EventKind};

use super::{Conversation, told};
use crate::Deployment;

/// What a teammate does in a conversation at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// Writes to the contact, who is told too.
    Writing,
    /// Writes a note.
    Noting,
    /// Looks at it.
    Looking,
}

/// Tells the other side that the actor is writing in a conversation in which they may.
pub fn typing(d: &Deployment, held: &Allowed<Conversation, act::Reply>) {
    if matches!(held.actor(), Actor::Contact { .. }) {
        d.store.whisper(told(held.thing(), EventKind::ContactTyping));
    } else {
        busy(d, held, Busy::Writing);
    }
}

/// Tells the other teammates what one does in a conversation in which they may write.
pub fn busy(d: &Deployment, held: &Allowed<Conversation, act::Reply>, does: Busy) {
    let kind = match does {
        Busy::Writing => EventKind::TeammateTyping,
        Busy::Noting => EventKind::TeammateNoting,
        Busy::Looking => EventKind::TeammateLooking,
    };
    let by = if let Actor::Teammate { id, .. } = held.actor() { Some(*id) } else { None };
    let whom = if does == Busy::Writing { held.thing().contacts() } else { vec![held.thing().contact] };
    for contact in whom {
        d.store.whisper(Event { by, contact, ..told(held.thing(), kind) });
    }
}
