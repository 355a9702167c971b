//! Holds: noted when they are placed or lifted. Carried over they hold as before; the words of their basis, which are
//! about a person, are not in the notes.

use activity_log::{Action, FactKey, Facts};
use privacy::ids::{ApiToken, Contact, Conversation, Hold as HoldKind, Teammate, Workspace};
use privacy::keys::{KeyError, Leaf, Ref, Under, WorkspaceKeys};
use privacy::{Id, Personal, RowId, Time};
use store::vault::Note;
use store::{AsText, Change, Code, Param, Row, params, statements};

use super::body::{self, Hold};
use super::{change_of, itself, noted};
use crate::holds::{Ground, Scope};
use crate::restoring::Restored;
use crate::uses::HoldBasis;
use crate::{Deployment, Trouble, entry};

pub(super) const HOLD: &str = "hold";

/// What stands for the words of a basis that went with the data.
const BASIS: &str = "Carried over a restore of the data; what was written here went with what was restored.";

/// The columns of a hold, in the order in which `read` takes them.
macro_rules! hold_columns {
    () => {
        "hold_id, contact_id, object_kind, object_id, ground, scope, held_until, review_at, reviewer_id, placed_at, \
         placed_by, placed_by_id, lifted_at"
    };
}
pub(super) use hold_columns;

statements! {
    /// One hold.
    HOLD_TO_NOTE = concat!("SELECT ", hold_columns!(), " FROM holds WHERE workspace_id = $1 AND hold_id = $2");
    /// Where a held contact's key is.
    LEAF_OF_HELD = "SELECT tree, leaf FROM contacts WHERE workspace_id = $1 AND contact_id = $2";
    /// A hold that was placed since the backup.
    CARRY_HOLD = "INSERT INTO holds (workspace_id, hold_id, contact_id, object_kind, object_id, ground, scope, basis, \
                  held_until, review_at, reviewer_id, placed_by, placed_by_id, placed_at) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING";
    /// A hold that was lifted since the backup.
    CARRY_LIFTING = "UPDATE holds SET lifted_at = $3 WHERE workspace_id = $1 AND hold_id = $2 AND lifted_at IS NULL";
}

/// Notes how a hold stands.
pub(crate) async fn note_hold(d: &Deployment, workspace: Id<Workspace>, id: Id<HoldKind>) {
    let rows = d.store.rows(&HOLD_TO_NOTE, params![workspace, id]).await;
    noted(d, workspace, HOLD, rows.map_err(Trouble::from).and_then(read_all)).await;
}

/// Whether a hold is noted: it was placed.
pub(crate) async fn is_hold_noted(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<HoldKind>,
) -> Result<bool, Trouble> {
    Ok(d.vault.noted(workspace, HOLD, &id.to_string()).await?.is_some())
}

/// The notes of rows with the columns of `hold_columns`.
pub(super) fn read_all(rows: Vec<Row>) -> Result<Vec<Note>, Trouble> {
    rows.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Note, Trouble> {
    let mut c = row.cells();
    let (id, contact): (Id<HoldKind>, Id<Contact>) = (c.id()?, c.id()?);
    let (kind, object) = (c.text(|kind| Some(kind.to_owned()))?, c.text(|id| Some(id.to_owned()))?);
    let (ground, scope) = (c.code(Ground::of_code)?, c.code(Scope::of_code)?);
    let (until, review) = (c.maybe_time()?, c.time()?);
    let reviewer: Id<Teammate> = c.id()?;
    let placed = c.time()?;
    let (placed_by, placed_by_id) =
        (c.text(|kind| Some(kind.to_owned()))?, c.text(|id| Some(id.to_owned()))?);
    let lifted = c.maybe_time()?;
    let hold = Hold {
        contact: contact.to_string(),
        conversation: (kind == "conversation").then_some(object),
        ground: ground.code().to_owned(),
        scope: scope.code().to_owned(),
        until_us: until.map(Time::micros),
        review_us: review.micros(),
        reviewer: reviewer.to_string(),
        placed_us: placed.micros(),
        placed_by,
        placed_by_id,
        lifted_us: lifted.map(Time::micros),
    };
    Ok(Note { name: id.to_string(), at: lifted.unwrap_or(placed), body: body::written(&hold)? })
}

/// Carries a note over into a restored store; `true` if there was something to do.
pub(super) async fn carry(
    d: &Deployment,
    keys: &WorkspaceKeys,
    restored: &Restored,
    note: &Note,
) -> Result<bool, Trouble> {
    let (workspace, hold): (_, Hold) = (keys.workspace(), body::read(&note.body)?);
    let id = id_of(note)?;
    let contact: Id<Contact> = hold.contact.parse().map_err(|_| Trouble::Broken)?;
    let there = d.store.row(&HOLD_TO_NOTE, params![workspace, id]).await?.map(read).transpose()?;
    let there: Option<Hold> = there.map(|there| body::read(&there.body)).transpose()?;
    let facts = Facts::new().id(FactKey::Contact, contact.to_string());
    let change = |action| {
        let id_of_change = change_of(restored, workspace, HOLD, &note.name);
        Change::new(id_of_change, &itself(workspace), d.now(), entry::with(action, &id, facts))
    };
    let change = match (there, hold.lifted_us) {
        (Some(Hold { lifted_us: None, .. }), Some(at)) => {
            change(Action::HoldLifted).any(&CARRY_LIFTING, params![workspace, id, Time::from_micros(at)])
        }
        (None, None) => {
            let Some(leaf) = living(d, keys, contact).await? else { return Ok(false) };
            change(Action::HoldPlaced).any(&CARRY_HOLD, placed(keys, (id, contact, leaf), &hold)?)
        }
        // It stands as it did; or it was placed and lifted since, and holds nothing.
        (Some(_), _) | (None, Some(_)) => return Ok(false),
    };
    d.store.commit(change).await?;
    Ok(true)
}

/// The leaf of a contact who is there and whose key lives.
async fn living(d: &Deployment, keys: &WorkspaceKeys, contact: Id<Contact>) -> Result<Option<Leaf>, Trouble> {
    let Some(row) = d.store.row(&LEAF_OF_HELD, params![keys.workspace(), contact]).await? else {
        return Ok(None);
    };
    let leaf = row.cells().leaf()?;
    match keys.holds(Ref::of(leaf)) {
        Ok(()) => Ok(Some(leaf)),
        Err(KeyError::Shredded) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn placed(
    keys: &WorkspaceKeys,
    (id, contact, leaf): (Id<HoldKind>, Id<Contact>, Leaf),
    hold: &Hold,
) -> Result<Vec<Param>, Trouble> {
    let basis = Personal::new(BASIS.to_owned());
    let basis = keys.seal::<HoldBasis>(Under::one(leaf), &RowId::of(id), &basis)?;
    let broken = || Trouble::Broken;
    let ground = Ground::of_code(&hold.ground).ok_or_else(broken)?;
    let scope = Scope::of_code(&hold.scope).ok_or_else(broken)?;
    let reviewer: Id<Teammate> = hold.reviewer.parse().map_err(|_| Trouble::Broken)?;
    let (kind, object): (_, Param) = match &hold.conversation {
        None => ("contact", AsText(contact).into()),
        Some(id) => {
            let id: Id<Conversation> = id.parse().map_err(|_| Trouble::Broken)?;
            ("conversation", AsText(id).into())
        }
    };
    let (by, by_id) = who(hold)?;
    Ok(params![
        keys.workspace(),
        id,
        contact,
        Code(kind),
        object,
        Code(ground.code()),
        Code(scope.code()),
        basis,
        hold.until_us.map(Time::from_micros),
        Time::from_micros(hold.review_us),
        reviewer,
        Code(by),
        by_id,
        Time::from_micros(hold.placed_us)
    ])
}

/// Who placed it: holds are placed by teammates, and by programs with a token.
fn who(hold: &Hold) -> Result<(&'static str, Param), Trouble> {
    let bad = |_| Trouble::Broken;
    match hold.placed_by.as_str() {
        "teammate" => {
            Ok(("teammate", AsText(hold.placed_by_id.parse::<Id<Teammate>>().map_err(bad)?).into()))
        }
        "api_token" => {
            Ok(("api_token", AsText(hold.placed_by_id.parse::<Id<ApiToken>>().map_err(bad)?).into()))
        }
        _ => Err(Trouble::Broken),
    }
}

/// The hold of which a note is.
pub(super) fn id_of(note: &Note) -> Result<Id<HoldKind>, Trouble> {
    note.name.parse().map_err(|_| Trouble::Broken)
}
