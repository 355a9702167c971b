//! Leases of jobs, by the database's clock: servers need not agree on the time.

use std::time::Duration;

use privacy::Id;
use privacy::ids::Workspace;

use super::Postgres;
use crate::failure::Failed;
use crate::jobs::{Job, Lease};
use crate::param::{Code, Count, Param};
use crate::params;
use crate::statement::Statement;

/// Takes a job that nobody holds, or renews one's own; no row if another server holds it. A new holder is a new term.
static TAKE_JOB: Statement = Statement {
    name: "TAKE_JOB",
    sql: "INSERT INTO jobs (workspace_id, job, holder, held_until, term, progress) \
          VALUES ($1, $2, $3, CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) + CAST($4 AS BIGINT), 1, 0) \
          ON CONFLICT (workspace_id, job) DO UPDATE SET holder = EXCLUDED.holder, held_until = EXCLUDED.held_until, \
          term = CASE WHEN jobs.holder = EXCLUDED.holder THEN jobs.term ELSE jobs.term + 1 END \
          WHERE jobs.holder = EXCLUDED.holder \
          OR jobs.held_until <= CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) \
          RETURNING term",
};

/// Ends a lease that was not lost.
static LEAVE_JOB: Statement = Statement {
    name: "LEAVE_JOB",
    sql: "UPDATE jobs SET held_until = 0 WHERE workspace_id = $1 AND job = $2 AND term = $3 RETURNING term",
};

/// Removes what stands before $4 and notes that in the same commit, so that a server that did not read it yet knows.
/// Positions that this instance has not reached came with a copy of another's data. Nothing on another timeline.
static SWEEP_EVENTS: Statement = Statement {
    name: "SWEEP_EVENTS",
    sql: "WITH noted AS (UPDATE jobs SET progress = $4 WHERE workspace_id = $1 AND job = $2 AND term = $3 \
          AND CAST($5 AS TEXT) = SUBSTR(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) RETURNING 1), \
          swept AS (DELETE FROM events WHERE EXISTS (SELECT 1 FROM noted) AND (position < CAST($4 AS BIGINT) \
          OR position >= CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT)) RETURNING 1) \
          SELECT CAST(COUNT(*) AS BIGINT) FROM swept",
};

impl Postgres {
    /// Takes or renews; `None` if another server has the job.
    pub(crate) async fn take_job(
        &self,
        of: Id<Workspace>,
        job: Job,
        lasts: Duration,
    ) -> Result<Option<Lease>, Failed> {
        let lasts = Count(i64::try_from(lasts.as_micros()).unwrap_or(i64::MAX / 2));
        let params = params![of, Code(job.code()), Count(self.server), lasts];
        let term = self.writes.number(&TAKE_JOB, &params).await?;
        Ok(term.map(|term| Lease { of, job, term: Some(term) }))
    }

    /// Lets another server take it at once.
    pub(crate) async fn leave_job(&self, lease: Lease) -> Result<(), Failed> {
        let Some(params) = named(&lease) else { return Ok(()) };
        self.writes.number(&LEAVE_JOB, &params).await.map(drop)
    }

    /// Removes the events that every server has had its time to read.
    pub(crate) async fn sweep_events(&self, lease: &Lease) -> Result<i64, Failed> {
        let (Some(mut params), Some(mark)) = (named(lease), self.relay.old_mark()) else { return Ok(0) };
        params.extend(params![Count(mark.horizon), Param::text(mark.timeline)]);
        Ok(self.writes.number(&SWEEP_EVENTS, &params).await?.unwrap_or(0))
    }
}

/// The row of a lease, as the statements' first parameters.
fn named(lease: &Lease) -> Option<Vec<Param>> {
    Some(params![lease.of, Code(lease.job.code()), Count(lease.term?)])
}
