//! Keeping how often a contact did something, as the customer's server counted it. What was counted of the same name before
//! is forgotten; and gone it is 90 days after it was last done, like an event.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Allowed, act};
use privacy::ids::{Contact as ContactKind, DataEvent as DataEventKind};
use privacy::keys::Under;
use privacy::sealed::Json;
use privacy::{Id, Personal, RowId};
use store::{Change, Code, Count, Failed, params, statements};

use super::track::{ADD_DATA_EVENT, HAVE_ROOM, MAY_BE_TOLD_OF, trimming, unsealed};
use super::{Counted, NewCount, ToldBy, TrackError};
use crate::contacts::{self, Contact};
use crate::uses::{DataEventMetadata, DataEventName};
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// What was counted before goes, unless a hold needs it.
    DROP_COUNT = concat!(
        "DELETE FROM data_events WHERE workspace_id = $1 AND once_index = $2 AND told_by = 'counted'",
        unheld!("$3", "$4")
    );
}

/// Keeps all of these counts or none; of two of one name the later.
pub async fn count(
    d: &Deployment,
    about: &Allowed<Contact, act::TrackEvent>,
    counts: Vec<NewCount>,
) -> Result<(), TrackError> {
    let (held, by, now) = (about.thing(), about.actor(), d.now());
    let keys = d.keys(held.workspace).await?;
    let mut change: Option<Change> = None;
    for one in counts {
        one.check(now)?;
        let id = Id::<DataEventKind>::fresh(&d.random, now);
        let (under, row) = (Under::one(held.leaf), RowId::of(id));
        let once = keys.index::<DataEventName>(&once(&one, held.id));
        let name = keys.seal::<DataEventName>(under, &row, &one.name).map_err(unsealed)?;
        let counted = Counted { times: one.times, first: one.first };
        let counted = Personal::new(Json(counted.written()));
        let counted = keys.seal::<DataEventMetadata>(under, &row, &counted).map_err(unsealed)?;
        let facts = Facts::new().id(FactKey::Contact, held.id.to_string());
        let act = entry::with(Action::DataEventCounted, &id, facts);
        let begun = match change {
            Some(change) => change.also(act),
            None => {
                Change::new(d.change(), by, now, act).one(&MAY_BE_TOLD_OF, params![held.workspace, held.id])
            }
        };
        let told_by = Code(ToldBy::Counted.code());
        change = Some(begun.any(&DROP_COUNT, params![held.workspace, once, held.id, now]).one(
            &ADD_DATA_EVENT,
            params![held.workspace, id, held.id, told_by, once, name, Some(counted), one.last],
        ));
    }
    let Some(change) = change else { return Ok(()) };
    let most = params![held.workspace, held.id, Code(ToldBy::Counted.code()), Count(limits::EVENTS)];
    let change = trimming(change, held.workspace, held.id, ToldBy::Counted, now).one(&HAVE_ROOM, most);
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(name)) if name == ADD_DATA_EVENT.name => Err(TrackError::Held),
        Err(Failed::Conflict(name)) if name == HAVE_ROOM.name => Err(TrackError::NoRoom),
        Err(Failed::Conflict(_)) if contacts::is_blocked(d, held.workspace, held.id).await? => {
            Err(TrackError::Blocked)
        }
        Err(Failed::Conflict(_)) => Err(TrackError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// There is one count of a contact and a name.
fn once(of: &NewCount, contact: Id<ContactKind>) -> Personal<String> {
    of.name.clone().map(|name| format!("count\n{contact}\n{name}"))
}
