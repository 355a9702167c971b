//! Events from server to server. Rows written with the change are the truth, and each server reads those that
//! became visible since it last looked; a notification after the commit only says that looking is worth while.
//! See docs/decisions/0009-events-across-servers.md.

mod link;
mod marks;
mod tell;
mod whisper;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use self::link::{Link, Position, Unlinked};
pub(super) use self::marks::Mark;
use self::marks::Marks;
pub(super) use self::tell::Told;
use super::Connector;
use crate::change::Work;
use crate::events::{Event, Publisher};
use crate::failure::OpenError;
use crate::numbers::BLOCK;
use crate::store::Options;

/// At most one notification, and one look for others', in so much time.
const PAUSE: Duration = Duration::from_millis(5);
/// Without any notification, a look all the same.
const INTERVAL: Duration = Duration::from_secs(1);
/// So many whispers may wait; what matters for seconds is not worth more.
const WHISPERS: usize = 256;
/// The longest wait between attempts to connect.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// This server's part in it: writes what its changes tell, and publishes what others told.
pub(super) struct Relay {
    shared: Arc<Shared>,
    whispers: mpsc::Sender<Event>,
    task: JoinHandle<()>,
}

/// What commits, jobs and the relay's own task share.
struct Shared {
    events: Publisher,
    /// Something was told that no notification went out for.
    told: Notify,
    /// The first of the names that this server has for itself, and the one that it uses.
    server: i64,
    origin: AtomicI64,
    marks: Mutex<Marks>,
}

impl Relay {
    /// Takes the position from which on this server reads.
    pub(super) async fn start(
        connector: Arc<Connector>,
        server: i64,
        events: Publisher,
        options: &Options,
    ) -> Result<Self, OpenError> {
        let (told, origin) = (Notify::new(), AtomicI64::new(server));
        let (most, marks) = (options.events, Mutex::new(Marks::new(options.events_kept)));
        let shared = Arc::new(Shared { events, told, server, origin, marks });
        let mut link = Link::connect(&connector, server, &shared.events).await?;
        let (whispers, whispered) = mpsc::channel(WHISPERS);
        let mut reader = Reader { connector, shared: Arc::clone(&shared), most, position: None, whispered };
        let failed = |_| OpenError::new("the events of other servers cannot be read");
        reader.look(&mut link).await.map_err(failed)?;
        Ok(Self { shared, whispers, task: tokio::spawn(reader.run(link)) })
    }

    /// Tells the other servers at once and leaves no row; where too many wait, not.
    pub(super) fn whisper(&self, event: Event) {
        let _ = self.whispers.try_send(event);
    }

    /// Joins rows for what the work tells; settle the answer when the outcome is known.
    pub(super) fn join(&self, work: &mut Work) -> Told {
        tell::join(&self.shared, work)
    }

    /// What every server has had its time to read; none before this one has run so long.
    pub(super) fn old_mark(&self) -> Option<Mark> {
        self.shared.marks.lock().unwrap_or_else(PoisonError::into_inner).old()
    }

    /// Reads no more.
    pub(super) fn close(&self) {
        self.task.abort();
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.close();
    }
}

impl Shared {
    /// From now on under another name: what was written under the old ones is read like another server's.
    fn rename(&self) {
        let next = |origin: i64| self.server + (origin - self.server + 1) % BLOCK;
        let _ = self.origin.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |origin| Some(next(origin)));
    }
}

/// The task that reads, and notifies others.
struct Reader {
    connector: Arc<Connector>,
    shared: Arc<Shared>,
    /// So many rows are read at once; more are missed, for receivers keep no more.
    most: usize,
    position: Option<Position>,
    whispered: mpsc::Receiver<Event>,
}

impl Reader {
    async fn run(mut self, mut link: Link) {
        loop {
            self.serve(&mut link).await;
            link = self.connect().await;
        }
    }

    /// Until the connection is lost.
    async fn serve(&mut self, link: &mut Link) {
        let (mut looked, mut notified) = (Instant::now(), Instant::now());
        // At first, for what was told while there was no connection.
        let (mut look_at, mut notify_at) = (looked, Some(notified));
        loop {
            tokio::select! {
                heard = link.heard() => {
                    if heard.is_none() { return }
                    look_at = look_at.min(looked + PAUSE);
                }
                () = self.shared.told.notified(), if notify_at.is_none() => notify_at = Some(notified + PAUSE),
                () = sleep_until(notify_at.unwrap_or(looked)), if notify_at.is_some() => {
                    if link.notify().await.is_err() { return }
                    (notified, notify_at) = (Instant::now(), None);
                }
                Some(event) = self.whispered.recv() => {
                    if link.whisper(self.shared.server, &event).await.is_err() { return }
                }
                () = sleep_until(look_at) => {
                    if self.look(link).await.is_err() { return }
                    looked = Instant::now();
                    look_at = looked + INTERVAL;
                }
            }
        }
    }

    /// Reads what became visible since the last look, and publishes it.
    async fn look(&mut self, link: &mut Link) -> Result<(), Unlinked> {
        let origin = self.shared.origin.load(Ordering::SeqCst);
        let seen = link.look(self.position.as_ref(), origin, self.most).await?;
        let mark = Mark { horizon: seen.horizon, timeline: seen.position.timeline.clone() };
        self.shared.marks.lock().unwrap_or_else(PoisonError::into_inner).note(mark, Instant::now());
        self.position = Some(seen.position);
        if seen.missed {
            self.shared.events.missed();
        }
        self.shared.events.publish(&seen.events);
        Ok(())
    }

    async fn connect(&self) -> Link {
        let mut wait = Duration::from_millis(20);
        loop {
            match Link::connect(&self.connector, self.shared.server, &self.shared.events).await {
                Ok(link) => return link,
                Err(_) => tokio::time::sleep(wait).await,
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }
}
