//! Reading leaves an entry: one for each actor, object, act and five minutes, committed before anything is shown.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use privacy::Id;
use privacy::access::{Actor, Permit};
use privacy::ids::{Change as ChangeKind, Contact, Hex};
use privacy::secret::Digest;
use store::{Act, ActorId, Change, Code, params, statements};

use crate::{Deployment, Trouble};

const WINDOW_MICROS: i64 = 5 * 60 * 1_000_000;
const REMEMBERED: usize = 100_000;

/// The readings that this server has entered in the current window.
#[derive(Default)]
pub(crate) struct Readers(Mutex<(i64, HashSet<Id<ChangeKind>>)>);

impl Readers {
    fn knows(&self, window: i64, reading: Id<ChangeKind>) -> bool {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.0 != window || held.1.len() >= REMEMBERED {
            *held = (window, HashSet::new());
        }
        held.1.contains(&reading)
    }

    fn remember(&self, reading: Id<ChangeKind>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.insert(reading);
    }
}

statements! {
    /// Who last looked at a person.
    LOOKED = "UPDATE contacts SET looked_at = $3, looked_by_kind = $4, looked_by_id = $5 \
              WHERE workspace_id = $1 AND contact_id = $2";
}

/// Enters that the permit's actor read the object, and that they looked at `person`. A person who reads their own data is not entered, nor the program
/// when it authenticates somebody. The entry's id follows from what was read by whom in which five minutes, so that
/// several servers enter it once.
pub(crate) async fn note(
    d: &Deployment,
    permit: &Permit,
    act: Act,
    person: Option<Id<Contact>>,
) -> Result<(), Trouble> {
    let by = permit.actor();
    if matches!(by, Actor::Contact { .. } | Actor::System { .. }) {
        return Ok(());
    }
    let now = d.now();
    let window = now.micros().div_euclid(WINDOW_MICROS);
    let reading = reading(by, permit.purpose().code(), &act, window);
    if d.readers.knows(window, reading) {
        return Ok(());
    }
    let mut change = Change::new(reading, by, now, act);
    if let Some(person) = person {
        let looked = params![by.workspace(), person, now, Code(by.kind()), ActorId(by)];
        change = change.any(&LOOKED, looked);
    }
    d.store.commit(change).await?;
    d.readers.remember(reading);
    Ok(())
}

fn reading(by: &Actor, purpose: &str, act: &Act, window: i64) -> Id<ChangeKind> {
    let told = format!(
        "troth/reading/v1\n{}\n{}\n{}\n{purpose}\n{}\n{}\n{}\n{window}",
        by.workspace(),
        by.kind(),
        by.id(),
        act.action.code(),
        act.object.kind.code(),
        act.object.id,
    );
    let digest = Digest::of(told.as_bytes());
    let mut id = [0; 16];
    id.iter_mut().zip(digest.as_bytes()).for_each(|(place, byte)| *place = *byte);
    Id::of(Hex::new(id))
}
