//! What a change tells: a row for each event in the change's own commit, and once that is done, the receivers here
//! and a notification to the other servers.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Shared;
use crate::change::{Expected, Step, Work};
use crate::events::Event;
use crate::failure::{Applied, Failed};
use crate::param::{Code, Count};
use crate::params;
use crate::statement::Statement;

/// An event, at the position of the transaction that writes it.
static TELL_EVENT: Statement = Statement {
    name: "TELL_EVENT",
    sql: "INSERT INTO events (workspace_id, change_id, ordinal, position, origin, conversation_id, contact_id, kind) \
          VALUES ($1, $2, $3, CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT), $4, $5, $6, $7)",
};

/// What is to be told when the outcome of a change is known.
pub(in crate::postgres) struct Told {
    shared: Arc<Shared>,
    events: Vec<Event>,
}

/// Adds the rows of the work's events to its steps.
pub(super) fn join(shared: &Arc<Shared>, work: &mut Work) -> Told {
    let origin = shared.origin.load(Ordering::SeqCst);
    let events = std::mem::take(&mut work.events);
    for (ordinal, event) in (0..).zip(&events) {
        let params = params![
            event.workspace,
            work.id,
            Count(ordinal),
            Count(origin),
            event.conversation,
            event.contact,
            Code(event.kind.code())
        ];
        work.steps.push(Step { statement: &TELL_EVENT, params, expected: Expected::Any });
    }
    Told { shared: Arc::clone(shared), events }
}

impl Told {
    /// Publishes here what is stored. What is in doubt may be stored, now or later: receivers here fetch anew, and
    /// its rows are read like another server's.
    pub(in crate::postgres) fn settle(&self, outcome: Result<Applied, Failed>) {
        if self.events.is_empty() {
            return;
        }
        match outcome {
            Ok(Applied::Now) => {
                self.shared.events.publish(&self.events);
                self.shared.told.notify_one();
            }
            Err(Failed::InDoubt) => {
                self.shared.rename();
                self.shared.events.missed();
                self.shared.told.notify_one();
            }
            Ok(Applied::Before) | Err(_) => {}
        }
    }
}
