//! A write is data: statements with what each must affect, an actor, and at least one entry. There is no
//! closure over a transaction, and no change without an entry.

use activity_log::{Action, Facts, Object};
use privacy::access::{Actor, SystemRole};
use privacy::ids::{self, Workspace};
use privacy::{Id, Time};

use crate::entry;
use crate::events::Event;
use crate::failure::Failed;
use crate::jobs::Lease;
use crate::param::Param;
use crate::statement::Statement;

/// What was done, to what: an entry but for actor, time and place, which the change has.
#[derive(Debug, Clone)]
pub struct Act {
    /// What was done.
    pub action: Action,
    /// To what.
    pub object: Object,
    /// What else the entry tells.
    pub facts: Facts,
}

/// How many rows a statement must affect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Rows(u32),
    Any,
}

/// One statement of a change.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) statement: &'static Statement,
    pub(crate) params: Vec<Param>,
    pub(crate) expected: Expected,
}

/// A write, whole. Its id makes committing it again harmless.
#[derive(Debug)]
pub struct Change {
    id: Id<ids::Change>,
    actor: Actor,
    at: Time,
    acts: Vec<Act>,
    steps: Vec<Step>,
    events: Vec<Event>,
}

impl Change {
    /// A change by `by` in the actor's workspace, with its first entry.
    pub fn new(id: Id<ids::Change>, by: &Actor, at: Time, act: Act) -> Self {
        Self { id, actor: *by, at, acts: vec![act], steps: Vec::new(), events: Vec::new() }
    }

    /// A change by the operator of the deployment, in no workspace.
    pub fn for_operator(id: Id<ids::Change>, at: Time, act: Act) -> Self {
        let operator = Actor::System { workspace: Id::<Workspace>::OPERATOR, role: SystemRole::Setup };
        Self::new(id, &operator, at, act)
    }

    /// A statement that must affect exactly one row.
    #[must_use]
    pub fn one(self, statement: &'static Statement, params: Vec<Param>) -> Self {
        self.exactly(1, statement, params)
    }

    /// A statement that must affect exactly `rows` rows.
    #[must_use]
    pub fn exactly(self, rows: u32, statement: &'static Statement, params: Vec<Param>) -> Self {
        self.step(statement, params, Expected::Rows(rows))
    }

    /// A statement that may affect any number of rows.
    #[must_use]
    pub fn any(self, statement: &'static Statement, params: Vec<Param>) -> Self {
        self.step(statement, params, Expected::Any)
    }

    /// A statement for each of `rows`, which must affect exactly one row each time.
    #[must_use]
    pub fn each(self, statement: &'static Statement, rows: Vec<Vec<Param>>) -> Self {
        rows.into_iter().fold(self, |change, params| change.one(statement, params))
    }

    /// A further entry of the same commit.
    #[must_use]
    pub fn also(mut self, act: Act) -> Self {
        self.acts.push(act);
        self
    }

    /// Only as long as the lease of the job that makes this change was not lost: `Conflict("HOLD_JOB")` otherwise.
    #[must_use]
    pub fn under(mut self, lease: &Lease) -> Self {
        self.steps.extend(lease.step());
        self
    }

    /// An event to tell once the change is stored.
    #[must_use]
    pub fn tell(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    /// Where its entries belong.
    pub const fn workspace(&self) -> Id<Workspace> {
        self.actor.workspace()
    }

    fn step(mut self, statement: &'static Statement, params: Vec<Param>, expected: Expected) -> Self {
        self.steps.push(Step { statement, params, expected });
        self
    }

    /// The change as the engines take it: the entries first, of which the first is the guard.
    pub(crate) fn into_work(self) -> Result<Work, Failed> {
        let mut steps = Vec::with_capacity(self.acts.len() + self.steps.len());
        for (ordinal, act) in (0..).zip(self.acts) {
            let step = entry::step(&self.actor, self.at, self.id, ordinal, act).map_err(|error| {
                tracing::error!(%error, "a change has an entry that cannot stand in the log");
                Failed::Broken
            })?;
            steps.push(step);
        }
        steps.extend(self.steps);
        Ok(Work { steps, events: self.events })
    }
}

/// What an engine applies: all steps or none. The first step inserts the guarding entry: no row means that the
/// change is stored already.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) steps: Vec<Step>,
    pub(crate) events: Vec<Event>,
}
