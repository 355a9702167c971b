//! Somebody is writing: told to the other side at once, entered nowhere, stored nowhere.

use privacy::access::{Actor, Allowed, act};
use store::{Event, EventKind};

use super::{Conversation, told};
use crate::Deployment;

/// Tells the other side that the actor is writing in a conversation in which they may.
pub fn typing(d: &Deployment, held: &Allowed<Conversation, act::Reply>) {
    let contact = matches!(held.actor(), Actor::Contact { .. });
    let kind = if contact { EventKind::ContactTyping } else { EventKind::TeammateTyping };
    let whom = if contact { vec![held.thing().contact] } else { held.thing().contacts() };
    for contact in whom {
        d.store.whisper(Event { contact, ..told(held.thing(), kind) });
    }
}
