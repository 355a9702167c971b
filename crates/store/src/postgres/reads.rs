//! Reads: over a few connections that everybody shares, question behind question, without waiting for answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::connect::{Connector, Shared};
use super::fault;
use crate::failure::{ReadFailed, Unprepared};
use crate::param::Param;
use crate::query::Query;
use crate::row::Row;
use crate::statement::Statement;

pub(super) struct Reads {
    connections: Vec<Shared>,
    next: AtomicUsize,
    closed: AtomicBool,
}

impl Reads {
    pub(super) fn new(connector: &Arc<Connector>, count: usize) -> Self {
        let connections = (0..count.max(1)).map(|_| Shared::new(Arc::clone(connector))).collect();
        Self { connections, next: AtomicUsize::new(0), closed: AtomicBool::new(false) }
    }

    /// All rows of the answer; asked once more on a new connection if the first is lost.
    pub(super) async fn rows(
        &self,
        statement: &'static Statement,
        params: &[Param],
    ) -> Result<Vec<Row>, ReadFailed> {
        let shared = self.shared()?;
        for _ in 0..2 {
            let connection = shared.get().await.map_err(|_| ReadFailed::Busy)?;
            match connection.rows(statement, params).await {
                Ok(rows) => return Ok(rows),
                Err(unrun) => match fault::of_read(statement.name, &unrun) {
                    Some(failed) => return Err(failed),
                    None => shared.forget(&connection).await,
                },
            }
        }
        Err(ReadFailed::Busy)
    }

    /// The same for a question that was put together.
    pub(super) async fn answers(&self, query: &Query) -> Result<Vec<Row>, ReadFailed> {
        let shared = self.shared()?;
        for _ in 0..2 {
            let connection = shared.get().await.map_err(|_| ReadFailed::Busy)?;
            match connection.answers(query).await {
                Ok(rows) => return Ok(rows),
                Err(unrun) => match fault::of_read(query.name(), &unrun) {
                    Some(failed) => return Err(failed),
                    None => shared.forget(&connection).await,
                },
            }
        }
        Err(ReadFailed::Busy)
    }

    pub(super) async fn prepare_all(&self, statements: &[&'static Statement]) -> Result<(), Unprepared> {
        let unreached = || Unprepared { name: "", reason: "PostgreSQL does not answer".to_owned() };
        let shared = self.shared().map_err(|_| unreached())?;
        let connection = shared.get().await.map_err(|_| unreached())?;
        for statement in statements {
            connection.check(statement).await?;
        }
        Ok(())
    }

    /// Refuses what comes after.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
    }

    fn shared(&self) -> Result<&Shared, ReadFailed> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(ReadFailed::Busy);
        }
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        turn.checked_rem(self.connections.len())
            .and_then(|at| self.connections.get(at))
            .ok_or(ReadFailed::Broken)
    }
}
