//! Reads: over a few connections that everybody shares, question behind question, without waiting for answers. Each goes to the connection
//! with the fewest unanswered: a short one does not stand behind a long one while another connection has nothing to do.

use std::ops::Deref;
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
    readers: Vec<Reader>,
    next: AtomicUsize,
    closed: AtomicBool,
}

struct Reader {
    shared: Shared,
    unanswered: AtomicUsize,
}

/// A read's place at one connection, until it is answered or given up.
struct Place<'a>(&'a Reader);

impl<'a> Place<'a> {
    fn at(reader: &'a Reader) -> Self {
        reader.unanswered.fetch_add(1, Ordering::Relaxed);
        Self(reader)
    }
}

impl Deref for Place<'_> {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0.shared
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.unanswered.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Reads {
    pub(super) fn new(connector: &Arc<Connector>, count: usize) -> Self {
        let reader =
            |_| Reader { shared: Shared::new(Arc::clone(connector)), unanswered: AtomicUsize::new(0) };
        let readers = (0..count.max(1)).map(reader).collect();
        Self { readers, next: AtomicUsize::new(0), closed: AtomicBool::new(false) }
    }

    /// All rows of the answer; asked once more on a new connection if the first is lost.
    pub(super) async fn rows(
        &self,
        statement: &'static Statement,
        params: &[Param],
    ) -> Result<Vec<Row>, ReadFailed> {
        let place = self.place()?;
        for _ in 0..2 {
            let connection = place.get().await.map_err(|_| ReadFailed::Busy)?;
            match connection.rows(statement, params).await {
                Ok(rows) => return Ok(rows),
                Err(unrun) => match fault::of_read(statement.name, &unrun) {
                    Some(failed) => return Err(failed),
                    None => place.forget(&connection).await,
                },
            }
        }
        Err(ReadFailed::Busy)
    }

    /// The same for a question that was put together.
    pub(super) async fn answers(&self, query: &Query) -> Result<Vec<Row>, ReadFailed> {
        let place = self.place()?;
        for _ in 0..2 {
            let connection = place.get().await.map_err(|_| ReadFailed::Busy)?;
            match connection.answers(query).await {
                Ok(rows) => return Ok(rows),
                Err(unrun) => match fault::of_read(query.name(), &unrun) {
                    Some(failed) => return Err(failed),
                    None => place.forget(&connection).await,
                },
            }
        }
        Err(ReadFailed::Busy)
    }

    pub(super) async fn prepare_all(&self, statements: &[&'static Statement]) -> Result<(), Unprepared> {
        let unreached = || Unprepared { name: "", reason: "PostgreSQL does not answer".to_owned() };
        let place = self.place().map_err(|_| unreached())?;
        let connection = place.get().await.map_err(|_| unreached())?;
        for statement in statements {
            connection.check(statement).await?;
        }
        Ok(())
    }

    /// Refuses what comes after.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
    }

    /// A place where the fewest wait; of several, each in turn.
    fn place(&self) -> Result<Place<'_>, ReadFailed> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(ReadFailed::Busy);
        }
        let turn = self.next.fetch_add(1, Ordering::Relaxed).checked_rem(self.readers.len()).unwrap_or(0);
        let (before, from) = self.readers.split_at_checked(turn).ok_or(ReadFailed::Broken)?;
        let fewest = from.iter().chain(before).min_by_key(|reader| reader.unanswered.load(Ordering::Relaxed));
        fewest.map(Place::at).ok_or(ReadFailed::Broken)
    }
}
