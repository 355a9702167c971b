//! A refusal is entered with its reason. The same reason is entered once a minute, so that nobody fills the log from outside.

use activity_log::{Action, FactKey, Facts};
use privacy::access::Actor;
use privacy::identity::Refusal;
use privacy::ids::{Change as ChangeKind, Hex};
use privacy::secret::Digest;
use privacy::{Id, Time};
use store::Change;

use crate::{Deployment, Trouble, entry};

const WINDOW_MICROS: i64 = 60 * 1_000_000;

/// Enters that somebody was refused, and why.
pub(super) async fn enter(d: &Deployment, by: &Actor, refusal: Refusal) -> Result<(), Trouble> {
    let (workspace, now) = (by.workspace(), d.now());
    let facts = Facts::new().code(FactKey::Cause, refusal.code());
    let act = entry::with(Action::IdentityRefused, &workspace, facts);
    d.store.commit(Change::new(refused(by, refusal, now), by, now, act)).await?;
    Ok(())
}

fn refused(by: &Actor, refusal: Refusal, now: Time) -> Id<ChangeKind> {
    let window = now.micros().div_euclid(WINDOW_MICROS);
    let told = format!("troth/refusal/v1\n{}\n{}\n{window}", by.workspace(), refusal.code());
    let digest = Digest::of(told.as_bytes());
    let mut id = [0; 16];
    id.iter_mut().zip(digest.as_bytes()).for_each(|(place, byte)| *place = *byte);
    Id::of(Hex::new(id))
}
