//! An erasure as the store holds it.

use privacy::access::Guarded;
use privacy::ids::{Change, Contact, Hold, Workspace};
use privacy::{Id, Time};
use store::{Cells, params, statements};

use super::{Erased, ErasureId, Source, State};
use crate::{Deployment, Trouble};

/// The columns of an erasure `e`, in the order in which `read` takes them.
macro_rules! erasure_columns {
    () => {
        "e.workspace_id, e.erasure_id, e.object_kind, e.object_id, e.state, e.version, e.source, e.requested_by, \
         e.requested_by_id, e.requested_at, e.fenced_at, e.shredded_at, e.removed_at, e.checked_at, e.finished_at, \
         e.hold_id, e.leaves, e.generation, e.chain_n, e.everywhere, e.horizon_at, e.key_end_change, e.horizon_change"
    };
}
pub(super) use erasure_columns;

statements! {
    /// One erasure.
    FIND_ERASURE = concat!("SELECT ", erasure_columns!(), " FROM erasures e WHERE e.workspace_id = $1 AND e.erasure_id = $2");
    /// The erasure of one thing.
    ERASURE_OF = concat!("SELECT ", erasure_columns!(), " FROM erasures e \
                 WHERE e.workspace_id = $1 AND e.object_kind = $2 AND e.object_id = $3");
}

/// One erasure.
#[derive(Debug, Clone)]
pub struct Erasure {
    /// The workspace.
    pub workspace: Id<Workspace>,
    /// Its id.
    pub id: ErasureId,
    /// What is erased.
    pub object: Erased,
    /// How far it is.
    pub state: State,
    /// Counts the steps.
    pub version: i64,
    /// Through what it was asked for.
    pub source: Source,
    /// Who asked: the kind of actor and their id.
    pub requested_by: (String, String),
    /// When it was asked for.
    pub requested_at: Time,
    /// When every write was closed.
    pub fenced_at: Option<Time>,
    /// When the keys ended.
    pub shredded_at: Option<Time>,
    /// When the last row was removed.
    pub removed_at: Option<Time>,
    /// When it was checked that nothing is left.
    pub checked_at: Option<Time>,
    /// When it was over.
    pub finished_at: Option<Time>,
    /// For which hold it waits.
    pub hold: Option<Id<Hold>>,
    /// How many keys it ends.
    pub leaves: i64,
    /// The vault's generation after it.
    pub generation: Option<i64>,
    /// The number of the vault's chain after it.
    pub chain_n: Option<i64>,
    /// Whether every server has confirmed, or lost its lease: known at the acknowledgement, or when it was checked.
    pub everywhere: bool,
    /// When the last copy of the keys is gone.
    pub horizon_at: Option<Time>,
    /// The commit whose entry proves the keys' end.
    pub(super) key_end: Option<Id<Change>>,
    /// The commit whose entry proves the end of the erasure.
    pub(super) horizon: Option<Id<Change>>,
}

impl Guarded for Erasure {
    fn workspace(&self) -> Id<Workspace> {
        self.workspace
    }
    fn contact(&self) -> Option<Id<Contact>> {
        None
    }
}

/// Reads an erasure from the columns of `erasure_columns`.
pub(super) fn read(c: &mut Cells) -> Result<Erasure, Trouble> {
    let (workspace, id) = (c.id()?, c.id()?);
    let kind = c.text(|kind| Some(kind.to_owned()))?;
    Ok(Erasure {
        workspace,
        id,
        object: c.text(|id| Erased::read(&kind, id))?,
        state: c.code(State::of_code)?,
        version: c.count()?,
        source: c.code(Source::of_code)?,
        requested_by: (c.text(|kind| Some(kind.to_owned()))?, c.text(|id| Some(id.to_owned()))?),
        requested_at: c.time()?,
        fenced_at: c.maybe_time()?,
        shredded_at: c.maybe_time()?,
        removed_at: c.maybe_time()?,
        checked_at: c.maybe_time()?,
        finished_at: c.maybe_time()?,
        hold: c.maybe_id()?,
        leaves: c.count()?,
        generation: c.maybe_count()?,
        chain_n: c.maybe_count()?,
        everywhere: c.maybe_count()? == Some(1),
        horizon_at: c.maybe_time()?,
        key_end: c.maybe_id()?,
        horizon: c.maybe_id()?,
    })
}

/// The erasure of that id.
pub(super) async fn find(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: ErasureId,
) -> Result<Option<Erasure>, Trouble> {
    let row = d.store.row(&FIND_ERASURE, params![workspace, id]).await?;
    row.map(|row| read(&mut row.cells())).transpose()
}

/// The erasure of one thing, however far it is.
pub(super) async fn of(
    d: &Deployment,
    workspace: Id<Workspace>,
    object: Erased,
) -> Result<Option<Erasure>, Trouble> {
    let asked = params![workspace, store::Code(object.kind()), object.id()];
    let row = d.store.row(&ERASURE_OF, asked).await?;
    row.map(|row| read(&mut row.cells())).transpose()
}
