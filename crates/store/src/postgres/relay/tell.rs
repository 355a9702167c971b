//! What a change tells: a row for each event in the change's own commit, and once that is done, the receivers here
//! and a notification to the other servers.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Shared;
use crate::change::{Expected, Step, Work};
use crate::entry::{self, add_entry};
use crate::events::Event;
use crate::failure::{Applied, Failed};
use crate::param::{Code, Count};
use crate::params;
use crate::statement::Statement;

/// An event, at the position of the transaction that writes it.
static TELL_EVENT: Statement = Statement {
    name: "TELL_EVENT",
    sql: "INSERT INTO events (workspace_id, ordinal, position, origin, conversation_id, contact_id, kind) \
          VALUES ($1, $2, CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT), $3, $4, $5, $6)",
};

/// The guarding entry and the first event in one statement, which costs less than two.
static ADD_ENTRY_AND_TELL: Statement = Statement {
    name: "ADD_ENTRY_AND_TELL",
    sql: concat!(
        "WITH hit AS (",
        add_entry!(),
        " RETURNING 1), told AS (INSERT INTO events \
          (workspace_id, ordinal, position, origin, conversation_id, contact_id, kind) \
          VALUES ($1, 0, CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT), $11, $12, $13, $14)) \
          SELECT troth_expect((SELECT COUNT(*) FROM hit), 1)"
    ),
};

/// What is to be told when the outcome of a change is known.
pub(in crate::postgres) struct Told {
    shared: Arc<Shared>,
    events: Vec<Event>,
}

/// Adds the rows of the work's events to its steps.
pub(super) fn join(shared: &Arc<Shared>, work: &mut Work) -> Told {
    let origin = Count(shared.origin.load(Ordering::SeqCst));
    let events = std::mem::take(&mut work.events);
    for (ordinal, event) in (0..).zip(&events) {
        let what = params![origin, event.conversation, event.contact, Code(event.kind.code())];
        match work.steps.first_mut() {
            Some(guard) if ordinal == 0 && is_entry_in(guard, event) => {
                guard.params.extend(what);
                (guard.statement, guard.expected) = (&ADD_ENTRY_AND_TELL, Expected::Any);
            }
            _ => {
                let mut params = params![event.workspace, Count(ordinal)];
                params.extend(what);
                work.steps.push(Step { statement: &TELL_EVENT, params, expected: Expected::Any });
            }
        }
    }
    Told { shared: Arc::clone(shared), events }
}

/// Whether the step adds an entry in the workspace of the event, whose row can then stand beside it.
fn is_entry_in(step: &Step, event: &Event) -> bool {
    step.statement.key() == entry::ADD_ENTRY.key() && step.params.first() == Some(&event.workspace.into())
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
