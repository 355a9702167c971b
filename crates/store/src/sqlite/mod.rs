//! The embedded engine: one writer thread that commits what is queued as a group, and readers of their own.

pub(crate) mod alone;
mod connection;
pub(crate) mod copy;
mod fault;
mod prepared;
mod readers;
pub(crate) mod schema;
mod writer;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use privacy::Id;
use privacy::ids::Workspace;
use tokio::sync::{mpsc, oneshot, watch};

pub(crate) use self::prepared::{Prepared, Unrun};
use self::readers::Readers;
use self::writer::{Done, Job, Message, Task, Writer};
use crate::change::Work;
use crate::events::Publisher;
use crate::failure::{Applied, Failed, OpenError, ReadFailed, Unprepared};
use crate::folder::{FolderLock, make_private};
use crate::numbers::Series;
use crate::param::Param;
use crate::query::Query;
use crate::row::Row;
use crate::statement::Statement;
use crate::store::Options;

/// Threads that read.
const READERS: usize = 4;

/// An open embedded store.
pub(crate) struct Sqlite {
    jobs: mpsc::Sender<Message>,
    writer_ended: watch::Receiver<()>,
    readers: Readers,
    patience: Duration,
}

impl Sqlite {
    /// Takes the folder, migrates, and starts the threads.
    pub(crate) async fn open(
        folder: PathBuf,
        options: &Options,
        events: Publisher,
    ) -> Result<Self, OpenError> {
        let options = options.clone();
        tokio::task::spawn_blocking(move || Self::open_now(&folder, &options, events))
            .await
            .map_err(|_| OpenError::new("the store did not open"))?
    }

    fn open_now(folder: &std::path::Path, options: &Options, events: Publisher) -> Result<Self, OpenError> {
        make_private(folder)?;
        let lock = FolderLock::take(folder)?;
        let path = folder.join("troth.db");
        let connection = schema::open_writer(&path, options.limit)?;
        let readers = Readers::start(&path, READERS, options)?;
        let (jobs, queue) = mpsc::channel(options.queue);
        let (ended, writer_ended) = watch::channel(());
        let group = options.group;
        std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                let _told_last = ended;
                let _let_go_after_the_connection = lock;
                let connection = connection;
                Writer::new(&connection, events, group).run(queue);
            })
            .map_err(|error| OpenError(format!("cannot start the writer: {error}")))?;
        Ok(Self { jobs, writer_ended, readers, patience: options.patience })
    }

    pub(crate) async fn commit(&self, work: Work) -> Result<Applied, Failed> {
        match self.ask(Task::Change(work)).await? {
            Done::Applied(applied) => Ok(applied),
            Done::Leased(_) | Done::Emptied(_) => Err(Failed::Broken),
        }
    }

    /// Takes a block of numbers; answers with the number after it.
    pub(crate) async fn lease(&self, workspace: Id<Workspace>, series: Series) -> Result<i64, Failed> {
        match self.ask(Task::Lease(workspace, series)).await? {
            Done::Leased(next) => Ok(next),
            Done::Applied(_) | Done::Emptied(_) => Err(Failed::Broken),
        }
    }

    /// Empties the write-ahead log; `false` while somebody reads from it.
    pub(crate) async fn empty_log(&self) -> Result<bool, Failed> {
        match self.ask(Task::Empty).await? {
            Done::Emptied(emptied) => Ok(emptied),
            Done::Applied(_) | Done::Leased(_) => Err(Failed::Broken),
        }
    }

    async fn ask(&self, task: Task) -> Result<Done, Failed> {
        let (answer, answered) = oneshot::channel();
        let job = Job { task, deadline: Instant::now() + self.patience, answer };
        self.jobs.send_timeout(Message::Job(Box::new(job)), self.patience).await.map_err(|_| Failed::Busy)?;
        answered.await.map_err(|_| Failed::InDoubt)?
    }

    pub(crate) async fn rows(
        &self,
        statement: &'static Statement,
        params: Vec<Param>,
    ) -> Result<Vec<Row>, ReadFailed> {
        self.readers.ask(move |prepared| prepared.rows(statement, &params)).await?
    }

    pub(crate) async fn answers(&self, query: Query) -> Result<Vec<Row>, ReadFailed> {
        self.readers.ask(move |prepared| prepared.answers(&query)).await?
    }

    pub(crate) async fn check(&self) -> Result<(), ReadFailed> {
        if self.jobs.is_closed() {
            return Err(ReadFailed::Busy);
        }
        self.readers.ask(|_| ()).await
    }

    /// Readers first, so that the last checkpoint can empty the log.
    pub(crate) async fn close(&self) {
        self.readers.close().await;
        let _ = self.jobs.send(Message::Close).await;
        let mut ended = self.writer_ended.clone();
        while ended.changed().await.is_ok() {}
    }

    pub(crate) async fn prepare_all(&self, statements: &[&'static Statement]) -> Result<(), Unprepared> {
        let statements = statements.to_vec();
        let prepare =
            move |prepared: &mut Prepared<'_>| statements.into_iter().try_for_each(|s| prepared.check(s));
        let unanswered = Unprepared { name: "", reason: "the store is closed".to_owned() };
        self.readers.ask(prepare).await.unwrap_or(Err(unanswered))
    }

    /// Tables and columns as they are, for the register's test.
    pub(crate) async fn columns(&self) -> Result<Vec<(String, String)>, ReadFailed> {
        self.readers.ask(|prepared| schema::columns(prepared.connection())).await?
    }
}
