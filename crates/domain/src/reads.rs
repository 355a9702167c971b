//! Reading leaves an entry: one for each actor, object, act and five minutes, committed before anything is shown.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use privacy::access::{Actor, Permit};
use privacy::ids::{Change as ChangeKind, Contact, Hex};
use privacy::secret::Digest;
use privacy::{Id, Time};
use store::{Act, ActorId, Change, Code, Failed, params, statements};

use crate::{Deployment, Trouble};

const WINDOW_MICROS: i64 = 5 * 60 * 1_000_000;
const REMEMBERED: usize = 100_000;

/// So many readings may wait for room on a full disk; beyond it reading is refused too.
const OWED: usize = 10_000;

/// The readings that this server has entered in the current window, and those it owes since the disk was full.
#[derive(Default)]
pub(crate) struct Readers(Mutex<Held>);

#[derive(Default)]
struct Held {
    window: i64,
    entered: HashSet<Id<ChangeKind>>,
    owed: Vec<Reading>,
}

/// Somebody looked at something.
#[derive(Clone)]
struct Reading {
    id: Id<ChangeKind>,
    by: Actor,
    at: Time,
    act: Act,
    person: Option<Id<Contact>>,
}

impl Reading {
    fn change(&self) -> Change {
        let change = Change::new(self.id, &self.by, self.at, self.act.clone());
        let Some(person) = self.person else { return change };
        let looked = params![self.by.workspace(), person, self.at, Code(self.by.kind()), ActorId(&self.by)];
        change.any(&LOOKED, looked)
    }
}

impl Readers {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn knows(&self, window: i64, reading: Id<ChangeKind>) -> bool {
        let mut held = self.held();
        if held.window != window || held.entered.len() >= REMEMBERED {
            (held.window, held.entered) = (window, HashSet::new());
        }
        held.entered.contains(&reading)
    }

    fn remember(&self, reading: Id<ChangeKind>) {
        self.held().entered.insert(reading);
    }

    /// Keeps a reading for when there is room again; `false` when too many wait.
    fn owe(&self, reading: Reading) -> bool {
        let mut held = self.held();
        let room = held.owed.len() < OWED;
        if room {
            held.entered.insert(reading.id);
            held.owed.push(reading);
        }
        room
    }
}

statements! {
    /// Who last looked at a person, and who did before, unless it was the same.
    LOOKED = "UPDATE contacts SET \
              looked_before_at = CASE WHEN looked_by_kind = $4 AND looked_by_id = $5 THEN looked_before_at ELSE looked_at END, \
              looked_before_by_kind = CASE WHEN looked_by_kind = $4 AND looked_by_id = $5 THEN looked_before_by_kind ELSE looked_by_kind END, \
              looked_before_by_id = CASE WHEN looked_by_kind = $4 AND looked_by_id = $5 THEN looked_before_by_id ELSE looked_by_id END, \
              looked_at = $3, looked_by_kind = $4, looked_by_id = $5 \
              WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active'";
}

/// Enters that the permit's actor read the object, and that they looked at `person`. A person who reads their own data
/// is not entered, nor the program when it authenticates somebody. The entry's id follows from what was read by whom in
/// which five minutes, so that several servers enter it once. While the disk is full, reading goes on and is entered as
/// soon as there is room.
pub(crate) async fn note(
    d: &Deployment,
    permit: &Permit,
    act: Act,
    person: Option<Id<Contact>>,
) -> Result<(), Trouble> {
    let by = *permit.actor();
    if matches!(by, Actor::Contact { .. } | Actor::System { .. }) {
        return Ok(());
    }
    let at = d.now();
    let window = at.micros().div_euclid(WINDOW_MICROS);
    let id = reading(&by, permit.purpose().code(), &act, window);
    if d.readers.knows(window, id) {
        return Ok(());
    }
    let reading = Reading { id, by, at, act, person };
    match d.store.commit(reading.change()).await {
        Ok(_) => d.readers.remember(id),
        Err(Failed::Full) if d.readers.owe(reading) => {}
        Err(failed) => return Err(failed.into()),
    }
    Ok(())
}

/// Enters the readings that were owed while the disk was full, as far as there is room; answers how many.
pub async fn settle(d: &Deployment) -> usize {
    let owed = std::mem::take(&mut d.readers.held().owed);
    let mut entered = 0;
    for (at, reading) in owed.iter().enumerate() {
        if d.store.commit(reading.change()).await.is_err() {
            d.readers.held().owed.extend(owed.iter().skip(at).cloned());
            break;
        }
        entered += 1;
    }
    entered
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
