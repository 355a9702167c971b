//! Keeping what a contact did.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, Allowed, act};
use privacy::ids::{Contact as ContactKind, DataEvent as DataEventKind, Workspace};
use privacy::keys::{KeyError, Under};
use privacy::{Id, Personal, RowId, Time};
use store::{Change, Code, Count, Failed, params, statements};

use super::{NewEvent, ToldBy, TrackError};
use crate::contacts::{self, Contact};
use crate::uses::{DataEventMetadata, DataEventName};
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// The contact is there and not blocked, and stays so until this change is stored.
    MAY_BE_TOLD_OF = "UPDATE contacts SET state = 'active' \
                      WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active' AND blocked_at IS NULL";
    /// The oldest events beyond so many go, of those whom one teller told of, unless a hold needs them.
    DROP_OLDEST_EVENTS = concat!("DELETE FROM data_events WHERE workspace_id = $1 AND contact_id = $2 AND told_by = $3 AND event_id IN \
                          (SELECT event_id FROM data_events WHERE workspace_id = $1 AND contact_id = $2 AND told_by = $3 \
                          ORDER BY happened_at DESC, event_id DESC LIMIT 100000 OFFSET $4)", unheld!("$2", "$5"));
    /// There was room for it.
    HAVE_ROOM = "UPDATE contacts SET state = state WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active' AND \
                 (SELECT CAST(COUNT(*) AS BIGINT) FROM data_events e WHERE e.workspace_id = $1 AND e.contact_id = $2 \
                 AND e.told_by = $3) <= $4";
    /// An event, unless it was told before.
    ADD_DATA_EVENT = "INSERT INTO data_events (workspace_id, event_id, contact_id, told_by, once_index, name, metadata, happened_at) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (workspace_id, once_index) DO NOTHING";
}

/// Keeps the event; telling it again changes nothing. What the contact's own messenger tells is marked as that.
pub async fn track(
    d: &Deployment,
    about: &Allowed<Contact, act::TrackEvent>,
    event: NewEvent,
) -> Result<(), TrackError> {
    let (held, by, now) = (about.thing(), about.actor(), d.now());
    event.check(now)?;
    let keys = d.keys(held.workspace).await?;
    let id = Id::<DataEventKind>::fresh(&d.random, now);
    let (under, row) = (Under::one(held.leaf), RowId::of(id));
    let once = keys.index::<DataEventName>(&once(&event, held.id));
    let name = keys.seal::<DataEventName>(under, &row, &event.name).map_err(unsealed)?;
    let metadata =
        event.metadata.as_ref().map(|metadata| keys.seal::<DataEventMetadata>(under, &row, metadata));
    let metadata = metadata.transpose().map_err(unsealed)?;
    let told_by = if matches!(by, Actor::Contact { .. }) { ToldBy::Website } else { ToldBy::Server };
    let facts = Facts::new().id(FactKey::Contact, held.id.to_string());
    let values =
        params![held.workspace, id, held.id, Code(told_by.code()), once, name, metadata, event.happened_at];
    let change = Change::new(d.change(), by, now, entry::with(Action::DataEventTracked, &id, facts))
        .one(&MAY_BE_TOLD_OF, params![held.workspace, held.id])
        .one(&ADD_DATA_EVENT, values);
    let change = trimming(change, held.workspace, held.id, told_by, now)
        .one(&HAVE_ROOM, params![held.workspace, held.id, Code(told_by.code()), Count(limits::EVENTS)]);
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(name)) if name == ADD_DATA_EVENT.name => Ok(()),
        Err(Failed::Conflict(name)) if name == HAVE_ROOM.name => Err(TrackError::NoRoom),
        Err(Failed::Conflict(_)) if contacts::is_blocked(d, held.workspace, held.id).await? => {
            Err(TrackError::Blocked)
        }
        Err(Failed::Conflict(_)) => Err(TrackError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Joins that of what a teller told no more is kept than of anybody; a page crowds out nothing that a server told.
pub(crate) fn trimming(
    change: Change,
    workspace: Id<Workspace>,
    contact: Id<ContactKind>,
    told_by: ToldBy,
    now: Time,
) -> Change {
    let most = Count(limits::EVENTS);
    change.any(&DROP_OLDEST_EVENTS, params![workspace, contact, Code(told_by.code()), most, now])
}

/// Somebody whose key has ended was erased meanwhile.
pub(super) fn unsealed(error: KeyError) -> TrackError {
    if error == KeyError::Shredded { TrackError::NotFound } else { Trouble::from(error).into() }
}

/// What makes an event itself: the key that its teller chose, else whose it is, its name and its second.
fn once(event: &NewEvent, contact: Id<ContactKind>) -> Personal<String> {
    let at = event.happened_at.seconds();
    match &event.key {
        Some(key) => Personal::new(format!("key\n{key}")),
        None => event.name.clone().map(|name| format!("second\n{contact}\n{at}\n{name}")),
    }
}
