//! The threads that read, each with a connection of its own, so that a slow read never stops the runtime.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};

use super::connection;
use super::prepared::Prepared;
use crate::failure::{OpenError, ReadFailed};
use crate::store::Options;

type Question = Box<dyn FnOnce(&mut Prepared<'_>) + Send>;
type Queue = Arc<Mutex<mpsc::Receiver<Question>>>;

pub(super) struct Readers {
    questions: Mutex<Option<mpsc::Sender<Question>>>,
    ended: watch::Receiver<()>,
    patience: Duration,
}

impl Readers {
    /// Starts `count` threads over the database at `path`.
    pub(super) fn start(path: &Path, count: usize, options: &Options) -> Result<Self, OpenError> {
        let (questions, queue) = mpsc::channel(options.queue);
        let queue = Arc::new(Mutex::new(queue));
        let (alive, ended) = watch::channel(());
        for _ in 0..count {
            start_one(path, Arc::clone(&queue), alive.clone())?;
        }
        Ok(Self { questions: Mutex::new(Some(questions)), ended, patience: options.patience })
    }

    /// Has one of the threads answer.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Prepared<'_>) -> T + Send + 'static,
    ) -> Result<T, ReadFailed> {
        let (answer, answered) = oneshot::channel();
        let question: Question = Box::new(move |prepared| {
            if !answer.is_closed() {
                let _ = answer.send(read(prepared));
            }
        });
        let questions = self.questions.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let questions = questions.ok_or(ReadFailed::Busy)?;
        questions.send_timeout(question, self.patience).await.map_err(|_| ReadFailed::Busy)?;
        answered.await.map_err(|_| ReadFailed::Busy)
    }

    /// Lets the threads answer what was asked, and end.
    pub(super) async fn close(&self) {
        drop(self.questions.lock().unwrap_or_else(PoisonError::into_inner).take());
        let mut ended = self.ended.clone();
        while ended.changed().await.is_ok() {}
    }
}

fn start_one(path: &Path, queue: Queue, alive: watch::Sender<()>) -> Result<(), OpenError> {
    let connection = connection::open(path)?;
    connection::for_reading(&connection).map_err(|error| OpenError(format!("cannot read: {error}")))?;
    std::thread::Builder::new()
        .name("store-reader".to_owned())
        .spawn(move || {
            let _told_last = alive;
            let connection = connection;
            let mut prepared = Prepared::new(&connection);
            while let Some(question) = next(&queue) {
                question(&mut prepared);
            }
        })
        .map(drop)
        .map_err(|error| OpenError(format!("cannot start a reader: {error}")))
}

fn next(queue: &Queue) -> Option<Question> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv()
}
