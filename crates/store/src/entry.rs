//! How an entry of the activity log becomes a row.

use activity_log::{ActorKind, Entry, EntryError, Party, Stamp};
use privacy::access::Actor;
use privacy::ids::Change;
use privacy::{Id, Time};

use crate::change::{Act, Expected, Step};
use crate::param::{Code, Count, Param};
use crate::params;

/// The text by which an entry is added, its ten parameters first, so that an engine can put more beside it.
macro_rules! add_entry {
    () => {
        "INSERT INTO entries (workspace_id, change_id, ordinal, at, actor_kind, actor_id, action, \
        object_kind, object_id, facts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING"
    };
}
pub(crate) use add_entry;

crate::statements! {
    /// The entry; already there if the change was stored before.
    ADD_ENTRY = add_entry!();
}

/// The step that writes one entry; an error if it cannot stand in the log.
pub(crate) fn step(
    actor: &Actor,
    at: Time,
    change: Id<Change>,
    ordinal: u32,
    act: Act,
) -> Result<Step, EntryError> {
    let kind = ActorKind::of_code(actor.kind()).ok_or(EntryError::UnknownCode("the actor's kind"))?;
    let stamp = Stamp {
        workspace: actor.workspace().to_string(),
        change: *change.raw().bytes(),
        ordinal,
        at_us: at.micros(),
    };
    let entry = Entry::new(stamp, Party::new(kind, actor.id()), act.action, act.object, act.facts)?;
    let params = params![
        actor.workspace(),
        change,
        Count(i64::from(ordinal)),
        at,
        Code(kind.code()),
        Param::text(entry.actor().id.clone()),
        Code(entry.action().code()),
        Code(entry.object().kind.code()),
        Param::text(entry.object().id.clone()),
        Param::bytes(entry.facts().to_bytes()?),
    ];
    Ok(Step { statement: &ADD_ENTRY, params, expected: Expected::Rows(1) })
}
