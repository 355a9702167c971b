//! A hold as clients see it. Times in whole seconds since 1970.

use domain::holds::{HoldShown, On};
use privacy::Time;
use serde::Serialize;

/// A hold. On a conversation it has a `conversation_id`, on a contact with all their conversations none.
#[derive(Serialize)]
pub(in super::super) struct Hold {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    contact_id: String,
    conversation_id: Option<String>,
    ground: &'static str,
    scope: &'static str,
    basis: String,
    until: Option<i64>,
    review_at: i64,
    reviewer_id: String,
    placed_at: i64,
    lifted_at: Option<i64>,
    in_force: bool,
}

impl Hold {
    pub(in super::super) fn of(hold: HoldShown, now: Time) -> Self {
        Self {
            kind: "hold",
            in_force: hold.in_force(now),
            id: hold.id.to_string(),
            contact_id: hold.contact.to_string(),
            conversation_id: match hold.on {
                On::Contact(_) => None,
                On::Conversation(id) => Some(id.to_string()),
            },
            ground: hold.ground.code(),
            scope: hold.scope.code(),
            basis: hold.basis,
            until: hold.until.map(Time::seconds),
            review_at: hold.review_at.seconds(),
            reviewer_id: hold.reviewer.to_string(),
            placed_at: hold.placed_at.seconds(),
            lifted_at: hold.lifted_at.map(Time::seconds),
        }
    }
}
