//! Changes: begin, every statement and commit go out in one burst and cost one round trip. The first answer that
//! is not as it must be names the step; the commit behind it then undoes everything.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_util::future::maybe_done;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::{Client, Error};

use super::connect::{Connection, Connector};
use super::fault::{self, Meaning};
use super::prepared::{Unrun, fit};
use crate::change::{Expected, Step};
use crate::failure::{Applied, Failed};
use crate::param::{Param, Value};
use crate::statement::Statement;
use crate::store::Options;

/// The connections for changes, made when they are needed.
pub(super) struct Writes {
    connector: Arc<Connector>,
    options: Options,
    turns: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
}

/// Why an attempt did not settle the change.
#[derive(Debug)]
enum Unsettled {
    /// It is settled: it failed.
    Failed(Failed),
    /// Nothing happened; trying again can succeed.
    Again,
    /// The connection was lost after something was sent: it may have happened.
    Lost,
}

impl From<Failed> for Unsettled {
    fn from(failed: Failed) -> Self {
        Self::Failed(failed)
    }
}

impl Writes {
    pub(super) fn new(connector: Arc<Connector>, options: Options) -> Self {
        let turns = Arc::new(Semaphore::new(options.writers.max(1)));
        Self { connector, options, turns, idle: Mutex::default() }
    }

    /// Stores the steps together, over as many connections as it takes within the time allowed. Have a turn first.
    pub(super) async fn commit(&self, steps: &[Step]) -> Result<Applied, Failed> {
        let until = Instant::now() + self.options.persistence;
        let (mut perhaps_stored, mut pause) = (false, Duration::from_millis(5));
        loop {
            match self.attempt(steps).await {
                // The commit whose answer was lost was this one.
                Ok(Applied::Before) if perhaps_stored => return Ok(Applied::Now),
                Ok(applied) => return Ok(applied),
                Err(Unsettled::Failed(Failed::Conflict(name))) => return Err(Failed::Conflict(name)),
                Err(Unsettled::Failed(_)) if perhaps_stored => return Err(Failed::InDoubt),
                Err(Unsettled::Failed(failed)) => return Err(failed),
                Err(Unsettled::Again) => {}
                Err(Unsettled::Lost) => perhaps_stored = true,
            }
            if Instant::now() + pause > until {
                return Err(if perhaps_stored { Failed::InDoubt } else { Failed::Busy });
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(500));
        }
    }

    /// The first cell of the first row, if there is one, of a statement that is a whole change by itself.
    pub(super) async fn number(
        &self,
        statement: &'static Statement,
        params: &[Param],
    ) -> Result<Option<i64>, Failed> {
        let _turn = self.turn().await?;
        let connection = self.connection().await.map_err(|_| Failed::Busy)?;
        let rows = connection.rows(statement, params).await.map_err(|unrun| match unrun {
            Unrun::Params => Failed::Broken,
            Unrun::Driver(error) => failure(statement.name, &error),
        })?;
        self.keep(connection);
        let number = rows.into_iter().next().map(|row| row.cells().count());
        number.transpose().map_err(|_| Failed::Broken)
    }

    /// Waits for what is under way, and refuses what comes after.
    pub(super) async fn close(&self) {
        let all = u32::try_from(self.options.writers.max(1)).unwrap_or(u32::MAX);
        let _every_turn = self.turns.acquire_many(all).await;
        self.turns.close();
        self.lock_idle().clear();
    }

    /// The right to use a connection; whoever has it is waited for when the store closes.
    pub(super) async fn turn(&self) -> Result<OwnedSemaphorePermit, Failed> {
        let turn = Arc::clone(&self.turns).acquire_owned();
        let turn = tokio::time::timeout(self.options.patience, turn).await;
        turn.map_err(|_| Failed::Busy)?.map_err(|_| Failed::Busy)
    }

    async fn attempt(&self, steps: &[Step]) -> Result<Applied, Unsettled> {
        let connection = self.connection().await.map_err(|_| Unsettled::Again)?;
        let outcome = send(&connection, steps).await;
        if !matches!(outcome, Err(Unsettled::Lost)) {
            self.keep(connection);
        }
        outcome
    }

    async fn connection(&self) -> Result<Connection, super::connect::Unconnected> {
        loop {
            let idle = self.lock_idle().pop();
            match idle {
                Some(connection) if connection.client.is_closed() => {}
                Some(connection) => return Ok(connection),
                None => return self.connector.connect().await,
            }
        }
    }

    fn keep(&self, connection: Connection) {
        self.lock_idle().push(connection);
    }

    fn lock_idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A statement ready on a connection, with the values that fit it.
type Ready<'a> = (tokio_postgres::Statement, Vec<&'a Value>);

/// Prepares and checks what is to be sent; only then sends all of it.
async fn send(connection: &Connection, steps: &[Step]) -> Result<Applied, Unsettled> {
    let counts: Vec<Option<Value>> = steps.iter().map(|step| expected_count(step.expected)).collect();
    let mut ready = Vec::with_capacity(steps.len());
    for (step, count) in steps.iter().zip(&counts) {
        ready.push(prepare(connection, step, count.as_ref()).await?);
    }
    let answers = burst(&connection.client, ready).await;
    let names =
        std::iter::once("BEGIN").chain(steps.iter().map(|step| step.statement.name)).chain(["COMMIT"]);
    for (at, (name, answer)) in names.zip(answers).enumerate() {
        if let Err(error) = answer {
            return stopped(name, &error, at == 1);
        }
    }
    Ok(Applied::Now)
}

async fn prepare<'a>(
    connection: &Connection,
    step: &'a Step,
    count: Option<&'a Value>,
) -> Result<Ready<'a>, Unsettled> {
    let prepared = connection.ready(step.statement, step.expected).await;
    let prepared = prepared.map_err(|error| before_sending(step.statement.name, &error))?;
    let values: Vec<&Value> = step.params.iter().map(|param| &param.0).chain(count).collect();
    if !fit(prepared.params(), values.iter().copied()) {
        tracing::error!(statement = step.statement.name, "the parameters do not fit");
        return Err(Unsettled::Failed(Failed::Broken));
    }
    Ok((prepared, values))
}

/// Sends begin, the statements and commit without waiting in between; all answers, in that order.
async fn burst(client: &Client, ready: Vec<Ready<'_>>) -> Vec<Result<(), Error>> {
    let mut begin = pin!(maybe_done(client.batch_execute("BEGIN")));
    let mut steps: Vec<_> =
        ready.into_iter().map(|step| Box::pin(maybe_done(execute(client, step)))).collect();
    let mut commit = pin!(maybe_done(client.batch_execute("COMMIT")));
    // A first look at each, in order, is what sends it.
    poll_fn(|context| {
        let _ = begin.as_mut().poll(context);
        for step in &mut steps {
            let _ = step.as_mut().poll(context);
        }
        let _ = commit.as_mut().poll(context);
        Poll::Ready(())
    })
    .await;
    let mut answers = Vec::with_capacity(steps.len() + 2);
    begin.as_mut().await;
    answers.extend(begin.take_output());
    for mut step in steps {
        step.as_mut().await;
        answers.extend(step.as_mut().take_output());
    }
    commit.as_mut().await;
    answers.extend(commit.take_output());
    answers
}

async fn execute(client: &Client, (prepared, values): Ready<'_>) -> Result<(), Error> {
    client.execute_raw(&prepared, values).await.map(drop)
}

fn expected_count(expected: Expected) -> Option<Value> {
    match expected {
        Expected::Rows(rows) => Some(Value::Int(i64::from(rows))),
        Expected::Any => None,
    }
}

/// What the first failed answer says about the change; the guard's conflict means that it is stored already.
fn stopped(name: &'static str, error: &Error, guard: bool) -> Result<Applied, Unsettled> {
    match fault::meaning(error) {
        Meaning::Conflict if guard => Ok(Applied::Before),
        Meaning::Again => Err(Unsettled::Again),
        Meaning::Lost => Err(Unsettled::Lost),
        _ => Err(Unsettled::Failed(failure(name, error))),
    }
}

fn before_sending(name: &'static str, error: &Error) -> Unsettled {
    match fault::meaning(error) {
        Meaning::Lost | Meaning::Again => Unsettled::Again,
        _ => Unsettled::Failed(failure(name, error)),
    }
}

fn failure(name: &'static str, error: &Error) -> Failed {
    match fault::meaning(error) {
        Meaning::Conflict => Failed::Conflict(name),
        Meaning::Full => Failed::Full,
        Meaning::Slow | Meaning::Again | Meaning::Lost => Failed::Busy,
        Meaning::Other => {
            fault::note(name, error);
            Failed::Broken
        }
    }
}
