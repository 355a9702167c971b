//! Work that one server at a time does, by lease. A lease saves double work; where double work would be wrong,
//! the change that the work makes stands under the lease too.

use std::time::Duration;

use privacy::Id;
use privacy::ids::Workspace;

use crate::change::{Expected, Step};
use crate::failure::Failed;
use crate::param::{Code, Count};
use crate::params;
use crate::store::{Engine, Store};

crate::statements! {
    /// One row as long as nobody else took the job since.
    HOLD_JOB = "UPDATE jobs SET term = term WHERE workspace_id = $1 AND job = $2 AND term = $3";
}

/// A kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Job {
    /// Brings snoozed conversations back.
    WakeSnoozed,
    /// Removes files that no message refers to.
    SweepFiles,
    /// Removes events that every server has read.
    SweepEvents,
    /// Goes on with erasures, and ends what keeps erased people from coming back.
    Erase,
    /// Sends mail that waits.
    SendMail,
    /// Removes invitations that nobody answered.
    ExpireInvitations,
    /// Removes sessions that are past their end.
    ExpireSessions,
    /// Removes what contacts did long ago.
    ExpireDataEvents,
    /// Removes the bodies of log entries that were kept long enough.
    ExpireEntries,
    /// Asks witnesses to sign the logs' checkpoints.
    AskWitnesses,
}

impl Job {
    /// The permanent code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WakeSnoozed => "wake_snoozed",
            Self::SweepFiles => "sweep_files",
            Self::SweepEvents => "sweep_events",
            Self::Erase => "erase",
            Self::SendMail => "send_mail",
            Self::ExpireInvitations => "expire_invitations",
            Self::ExpireSessions => "expire_sessions",
            Self::ExpireDataEvents => "expire_data_events",
            Self::ExpireEntries => "expire_entries",
            Self::AskWitnesses => "ask_witnesses",
        }
    }
}

/// That this server does a job, in one workspace or for the whole deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    pub(crate) of: Id<Workspace>,
    pub(crate) job: Job,
    /// Ascends whenever another server takes the job. None where the folder's lock is the lease.
    pub(crate) term: Option<i64>,
}

impl Lease {
    /// Of which job.
    pub const fn job(&self) -> Job {
        self.job
    }

    /// The step that holds a change to the lease.
    pub(crate) fn step(&self) -> Option<Step> {
        let params = params![self.of, Code(self.job.code()), Count(self.term?)];
        Some(Step { statement: &HOLD_JOB, params, expected: Expected::Rows(1) })
    }
}

impl Store {
    /// Takes or renews the lease of a job for so long, by the database's own clock; `None` if another server has it.
    /// Jobs of the whole deployment are of the workspace `OPERATOR`. Embedded, the one server has every lease.
    pub async fn lease(&self, of: Id<Workspace>, job: Job, lasts: Duration) -> Result<Option<Lease>, Failed> {
        match self.engine() {
            Engine::Sqlite(_) => Ok(Some(Lease { of, job, term: None })),
            Engine::Postgres(postgres) => postgres.take_job(of, job, lasts).await,
        }
    }

    /// Ends the lease, so that another server can take the job at once.
    pub async fn release(&self, lease: Lease) -> Result<(), Failed> {
        match self.engine() {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(postgres) => postgres.leave_job(lease).await,
        }
    }

    /// Removes the events that every server has had its time to read; answers how many. Under `SweepEvents`.
    pub async fn sweep_events(&self, lease: &Lease) -> Result<i64, Failed> {
        match self.engine() {
            Engine::Sqlite(_) => Ok(0),
            Engine::Postgres(postgres) => postgres.sweep_events(lease).await,
        }
    }
}
