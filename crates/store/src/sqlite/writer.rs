//! The one writer. It takes all that is queued, up to a cap, applies it, commits once, and only then answers
//! everybody: one synchronisation of the disk serves the whole group. If a change fails, the group is applied again
//! with a savepoint for each change, so that it fails alone.

use std::time::{Duration, Instant};

use privacy::Id;
use privacy::ids::Workspace;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::fault;
use super::prepared::Prepared;
use crate::change::{Expected, Step, Work};
use crate::events::{Event, Publisher};
use crate::failure::{Applied, Failed};
use crate::numbers::{BLOCK, LEASE_NUMBERS, Series};
use crate::param::{Code, Count};
use crate::params;
use crate::statement::Statement;

/// How long the emptying of the log waits for readers, and everything else for a lock.
const SHORTLY: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(5);

const fn control(name: &'static str, sql: &'static str) -> Statement {
    Statement { name, sql }
}

static BEGIN: Statement = control("BEGIN", "BEGIN IMMEDIATE");
static COMMIT: Statement = control("COMMIT", "COMMIT");
static ROLLBACK: Statement = control("ROLLBACK", "ROLLBACK");
static BEGIN_ONE: Statement = control("BEGIN_ONE", "SAVEPOINT one");
static KEEP_ONE: Statement = control("KEEP_ONE", "RELEASE one");
static UNDO_ONE: Statement = control("UNDO_ONE", "ROLLBACK TO one");

/// What the writer is asked.
pub(super) enum Message {
    Job(Box<Job>),
    /// Finish what is queued, refuse the rest, and end.
    Close,
}

/// One thing to store, and who waits for it.
pub(super) struct Job {
    pub(super) task: Task,
    pub(super) deadline: Instant,
    pub(super) answer: oneshot::Sender<Result<Done, Failed>>,
}

pub(super) enum Task {
    Change(Work),
    Lease(Id<Workspace>, Series),
    /// Empty the write-ahead log, so that no copy of what was deleted stays in it.
    Empty,
}

#[derive(Clone, Copy)]
pub(super) enum Done {
    Applied(Applied),
    /// The number after the leased block.
    Leased(i64),
    /// Whether the write-ahead log is empty; not while somebody reads from it.
    Emptied(bool),
}

type Outcome = Result<Done, Failed>;

pub(super) struct Writer<'c> {
    prepared: Prepared<'c>,
    events: Publisher,
    group: usize,
}

impl<'c> Writer<'c> {
    pub(super) fn new(connection: &'c Connection, events: Publisher, group: usize) -> Self {
        Self { prepared: Prepared::new(connection), events, group: group.max(1) }
    }

    /// Works until the queue is closed, then empties the write-ahead log.
    pub(super) fn run(mut self, mut queue: mpsc::Receiver<Message>) {
        while let Some(group) = next_group(&mut queue, self.group) {
            let group: Vec<Job> = group.into_iter().filter_map(in_time).collect();
            if !group.is_empty() {
                self.store(group);
            }
        }
        let emptied = self.prepared.connection().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        if emptied.is_err() {
            tracing::warn!("the write-ahead log could not be emptied; the next start does it");
        }
    }

    fn store(&mut self, group: Vec<Job>) {
        let (emptying, group): (Vec<Job>, Vec<Job>) =
            group.into_iter().partition(|job| matches!(job.task, Task::Empty));
        if !group.is_empty() {
            self.store_together(group);
        }
        if !emptying.is_empty() {
            let outcome = self.empty();
            for job in emptying {
                let _ = job.answer.send(outcome);
            }
        }
    }

    /// A reader is waited for shortly: who writes waits for this.
    fn empty(&self) -> Outcome {
        let connection = self.prepared.connection();
        let emptied = connection.busy_timeout(SHORTLY).and_then(|()| {
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))
        });
        let restored = connection.busy_timeout(PATIENCE);
        match (emptied, restored) {
            (Ok(busy), Ok(())) => Ok(Done::Emptied(busy == 0)),
            (Err(error), _) | (_, Err(error)) => Err(fault::of_commit(&error)),
        }
    }

    fn store_together(&mut self, group: Vec<Job>) {
        let outcomes = self.apply(&group).unwrap_or_else(|failed| vec![Err(failed); group.len()]);
        for (job, outcome) in group.into_iter().zip(outcomes) {
            if let (Ok(Done::Applied(Applied::Now)), Task::Change(work)) = (&outcome, &job.task) {
                self.tell(&work.events);
            }
            let _ = job.answer.send(outcome);
        }
    }

    fn tell(&self, events: &[Event]) {
        self.events.publish(events);
    }

    /// The outcome of each, all durable; an error means that the group as a whole is not stored.
    fn apply(&mut self, group: &[Job]) -> Result<Vec<Outcome>, Failed> {
        if let Some(outcomes) = self.apply_together(group)? {
            return Ok(outcomes);
        }
        self.control(&BEGIN)?;
        let mut outcomes = Vec::with_capacity(group.len());
        for job in group {
            outcomes.push(self.apply_one(&job.task)?);
        }
        self.commit()?;
        Ok(outcomes)
    }

    /// All of the group without savepoints, for which the engine copies every page that a change touches. Changes
    /// are data: where one fails, which is rare, all is undone (`None`) and done again one by one.
    fn apply_together(&mut self, group: &[Job]) -> Result<Option<Vec<Outcome>>, Failed> {
        self.control(&BEGIN)?;
        let mut outcomes = Vec::with_capacity(group.len());
        for job in group {
            let outcome = self.attempt(&job.task);
            if outcome.is_err() || self.prepared.connection().is_autocommit() {
                self.roll_back();
                return Ok(None);
            }
            outcomes.push(outcome);
        }
        self.commit()?;
        Ok(Some(outcomes))
    }

    fn commit(&mut self) -> Result<(), Failed> {
        let committed = self.control(&COMMIT);
        if committed.is_err() {
            self.roll_back();
        }
        committed
    }

    /// Applies one task whole, or undoes it; an outer error means that the group was rolled back.
    fn apply_one(&mut self, task: &Task) -> Result<Outcome, Failed> {
        self.control(&BEGIN_ONE).inspect_err(|_| self.roll_back())?;
        let outcome = self.attempt(task);
        let undone = matches!(outcome, Err(_) | Ok(Done::Applied(Applied::Before)));
        // An engine that is out of room may have rolled back everything: then nobody is acknowledged.
        if self.prepared.connection().is_autocommit() {
            return Err(outcome.err().unwrap_or(Failed::Broken));
        }
        let end = if undone {
            self.control(&UNDO_ONE).and_then(|()| self.control(&KEEP_ONE))
        } else {
            self.control(&KEEP_ONE)
        };
        end.inspect_err(|_| self.roll_back())?;
        Ok(outcome)
    }

    fn attempt(&mut self, task: &Task) -> Outcome {
        match task {
            Task::Change(work) => self.change(&work.steps).map(Done::Applied),
            Task::Lease(workspace, series) => self.lease(*workspace, *series).map(Done::Leased),
            // It is not part of any group.
            Task::Empty => Err(Failed::Broken),
        }
    }

    fn change(&mut self, steps: &[Step]) -> Result<Applied, Failed> {
        for (position, step) in steps.iter().enumerate() {
            let hit = self.prepared.execute(step.statement, &step.params);
            let hit = hit.map_err(|unrun| fault::of_step(step.statement, &unrun))?;
            let fits = match step.expected {
                Expected::Any => true,
                Expected::Rows(rows) => usize::try_from(rows) == Ok(hit),
            };
            if !fits {
                return if position == 0 {
                    Ok(Applied::Before)
                } else {
                    Err(Failed::Conflict(step.statement.name))
                };
            }
        }
        Ok(Applied::Now)
    }

    fn lease(&mut self, workspace: Id<Workspace>, series: Series) -> Result<i64, Failed> {
        let params = params![workspace, Code(series.code()), Count(BLOCK)];
        self.prepared.number(&LEASE_NUMBERS, &params).map_err(|unrun| fault::of_step(&LEASE_NUMBERS, &unrun))
    }

    fn control(&mut self, statement: &'static Statement) -> Result<(), Failed> {
        match self.prepared.execute(statement, &[]) {
            Ok(_) => Ok(()),
            Err(super::prepared::Unrun::Engine(error)) => Err(fault::of_commit(&error)),
            Err(super::prepared::Unrun::Params) => Err(Failed::Broken),
        }
    }

    fn roll_back(&mut self) {
        if !self.prepared.connection().is_autocommit() && self.control(&ROLLBACK).is_err() {
            tracing::error!("a group of changes could not be rolled back");
        }
    }
}

/// The next jobs, at least one; `None` when the queue is closed and empty.
fn next_group(queue: &mut mpsc::Receiver<Message>, most: usize) -> Option<Vec<Job>> {
    let mut group = Vec::new();
    let mut message = queue.blocking_recv()?;
    loop {
        match message {
            Message::Job(job) => group.push(*job),
            Message::Close => queue.close(),
        }
        if group.len() >= most {
            return Some(group);
        }
        match queue.try_recv() {
            Ok(next) => message = next,
            Err(_) => return Some(group),
        }
    }
}

/// The job, unless it waited too long: then nothing happened, and it is told so.
fn in_time(job: Job) -> Option<Job> {
    if Instant::now() <= job.deadline {
        return Some(job);
    }
    let _ = job.answer.send(Err(Failed::Busy));
    None
}
