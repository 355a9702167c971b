//! The screens: each holds a stream open, fetches what it is told of, and begins again when the stream ends.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};
use http_body_util::BodyExt as _;
use hyper::Method;
use privacy::Random;
use testkit::client::Client;
use tokio::sync::{Notify, watch};

use super::Place;
use super::speak::{Talk, Thread};
use crate::load::micros;
use crate::over_https::parts;
use crate::progress::say;

/// A screen whose stream ended tries again after this.
const AGAIN: Duration = Duration::from_millis(200);
/// As frontend/live/paced.js and frontend/inbox/inbox.js have it.
const SOON: Duration = Duration::from_millis(10);
const OPEN_REST: Duration = Duration::from_millis(40);
const LIST_REST: Duration = Duration::from_millis(250);
const LIST_REST_AT_MOST: Duration = Duration::from_secs(1);

/// What all screens together know: who is on its way, and how long others took.
#[derive(Default)]
pub(super) struct Board {
    /// Lists and threads that were shown for the first time on a stream, ever.
    filled: AtomicUsize,
    sent: Mutex<HashMap<String, (u64, Instant)>>,
    heard: Mutex<Heard>,
}

/// Microseconds from the send to the screen.
#[derive(Debug, Default, Clone)]
pub(super) struct Heard {
    pub(super) inboxes: Vec<f64>,
    pub(super) messengers: Vec<f64>,
}

impl Board {
    /// A message sets out.
    pub(super) fn sending(&self, conversation: &str, number: u64) {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.insert(conversation.to_owned(), (number, Instant::now()));
    }

    /// The newest message of a conversation, and how long ago it was sent.
    fn newest(&self, conversation: &str) -> Option<(u64, f64)> {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.get(conversation).map(|(number, at)| (*number, micros(at.elapsed())))
    }

    fn note(&self, note: impl FnOnce(&mut Heard)) {
        note(&mut self.heard.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What was measured so far.
    pub(super) fn heard(&self) -> Heard {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until so many lists and threads show what was there.
    pub(super) async fn filled(&self, count: usize, patience: Duration) -> Result<()> {
        let end = Instant::now() + patience;
        while self.filled.load(Ordering::Relaxed) < count {
            ensure!(Instant::now() < end, "only {} show what was there", self.filled.load(Ordering::Relaxed));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }
}

/// An inbox that has a conversation open, for ever.
pub(super) async fn inbox(place: watch::Receiver<Place>, cookie: String, talk: Arc<Talk>, board: Arc<Board>) {
    loop {
        let at = place.borrow().clone();
        let _ = Inbox { at, cookie: &cookie, talk: &talk, board: &board }.once().await;
        tokio::time::sleep(AGAIN).await;
    }
}

/// What the page of the inbox does: it looks at the list and at the open conversation as soon as something happens in them, at the
/// list no more often than its rests allow, and at both when its stream begins.
struct Inbox<'a> {
    at: Place,
    cookie: &'a str,
    talk: &'a Talk,
    board: &'a Board,
}

impl Inbox<'_> {
    async fn once(&self) -> Result<()> {
        let (mut stream, mut lists, mut threads) =
            (self.connect().await?, self.connect().await?, self.connect().await?);
        let headers = [("cookie", self.cookie), ("sec-fetch-mode", "cors"), ("accept", "text/event-stream")];
        let mut events = Events::open(&mut stream, "/inbox/events", &headers).await?;
        let (list, thread) = (Notify::new(), Notify::new());
        list.notify_one();
        thread.notify_one();
        let listening = async {
            while let Some(event) = events.next().await? {
                list.notify_one();
                if event.name() == Some("missed") || event.conversation() == Some(self.talk.conversation()) {
                    thread.notify_one();
                }
            }
            anyhow::Ok(())
        };
        tokio::select! {
            ended = listening => ended,
            failed = self.looks(&list, (LIST_REST, LIST_REST_AT_MOST), &mut lists, false) => failed,
            failed = self.looks(&thread, (OPEN_REST, OPEN_REST), &mut threads, true) => failed,
        }
    }

    async fn connect(&self) -> Result<Client> {
        let (origin, _) = parts(&self.at.inbox)?;
        Client::connect_plain(origin).await.map_err(|error| anyhow!("{error}"))
    }

    /// Looks whenever it is told to, once for a burst, and rests after it, by chance up to a quarter shorter or longer: each time twice as
    /// long as before, up to the second of `rests`, while it is told to again before it has rested.
    async fn looks(
        &self,
        told: &Notify,
        rests: (Duration, Duration),
        client: &mut Client,
        opened: bool,
    ) -> Result<()> {
        let (least, most) = rests;
        let (mut rest, mut rested) = (least, Instant::now());
        for turn in 0_u64.. {
            told.notified().await;
            let left = rested.saturating_duration_since(Instant::now());
            rest = if left.is_zero() { least } else { most.min(2 * rest) };
            tokio::time::sleep(SOON.max(left)).await;
            if opened {
                self.thread(client).await?;
            } else {
                drop(self.get(client, "/inbox/list?rows=50").await?);
            }
            if turn == 0 {
                self.board.filled.fetch_add(1, Ordering::Relaxed);
            }
            rested = Instant::now() + rest.mul_f64(0.75 + chance() / 2.0);
        }
        Ok(())
    }

    async fn thread(&self, client: &mut Client) -> Result<()> {
        let (conversation, shown) = (self.talk.conversation(), self.talk.inbox.get_or_init(Thread::default));
        let page = self.get(client, &format!("/inbox/{conversation}/thread?shown={}", shown.last())).await?;
        let new = shown.show(page.split("data-seq=\"").skip(1).filter_map(|part| {
            let (seq, rest) = part.split_once('"')?;
            let (_, text) = rest.split_once("class=\"text\">")?;
            Some((seq.parse().ok()?, text))
        }));
        if let Some((number, took)) = self.board.newest(conversation).filter(|_| new)
            && shown.ends_with(number)
        {
            self.board.note(|heard| heard.inboxes.push(took));
        }
        Ok(())
    }

    async fn get(&self, client: &mut Client, path: &str) -> Result<String> {
        let headers = [("cookie", self.cookie), ("sec-fetch-mode", "cors"), ("accept", "text/html")];
        let answer = client.request(Method::GET, path, &headers, "").await;
        let answer = answer.map_err(|error| anyhow!("{path}: {error}"))?;
        if !answer.status.is_success() {
            say(&format!("{path}: {}", answer.status));
        }
        ensure!(answer.status.is_success(), "{path}: {}", answer.status);
        Ok(answer.text())
    }
}

/// A messenger, for ever.
pub(super) async fn messenger(place: watch::Receiver<Place>, talk: Arc<Talk>, board: Arc<Board>) {
    loop {
        let at = place.borrow().clone();
        let _ = messenger_once(&at, &talk, &board).await;
        tokio::time::sleep(AGAIN).await;
    }
}

async fn messenger_once(place: &Place, talk: &Talk, board: &Board) -> Result<()> {
    let connect = || Client::connect(&place.api, &place.ca, talk.token());
    let mut client = connect().await.map_err(|error| anyhow!("{error}"))?;
    let headers = [("accept", "text/event-stream")];
    let mut events = Events::open(&mut client, &format!("{}/events", place.base), &headers).await?;
    let mut asking = connect().await.map_err(|error| anyhow!("{error}"))?;
    let mut filled = false;
    while events.next().await?.is_some() {
        let shown = talk.fetch(&mut asking, &place.base).await?;
        if !std::mem::replace(&mut filled, true) {
            board.filled.fetch_add(1, Ordering::Relaxed);
        }
        if let Some((number, took)) = board.newest(talk.conversation()).filter(|_| shown)
            && talk.messenger.ends_with(number)
        {
            board.note(|heard| heard.messengers.push(took));
        }
        if shown {
            talk.seen(&mut asking, &place.base).await?;
        }
    }
    Ok(())
}

/// Server-sent events as they come.
struct Events {
    body: hyper::body::Incoming,
    rest: Vec<u8>,
}

/// One event, as it was sent.
struct Event(String);

impl Event {
    fn name(&self) -> Option<&str> {
        self.0.split_once("event: ")?.1.lines().next()
    }

    /// The conversation of which it tells.
    fn conversation(&self) -> Option<&str> {
        self.0.split_once(r#""conversation":""#)?.1.split('"').next()
    }
}

impl Events {
    async fn open(client: &mut Client, path: &str, headers: &[(&str, &str)]) -> Result<Self> {
        let answer = client.stream(path, headers).await.map_err(|error| anyhow!("{path}: {error}"))?;
        ensure!(answer.status().is_success(), "{path}: {}", answer.status());
        Ok(Self { body: answer.into_body(), rest: Vec::new() })
    }

    /// The next event; none when the stream has ended.
    async fn next(&mut self) -> Result<Option<Event>> {
        loop {
            let end = self.rest.windows(2).position(|pair| pair == b"\n\n");
            if let Some(end) = end {
                let event: Vec<u8> = self.rest.drain(..end + 2).collect();
                let text = String::from_utf8(event)?;
                if text.contains("event:") {
                    return Ok(Some(Event(text)));
                }
                continue;
            }
            match self.body.frame().await {
                Some(frame) => self.rest.extend(frame?.into_data().unwrap_or_default()),
                None => return Ok(None),
            }
        }
    }
}

/// A number from 0 to 1.
fn chance() -> f64 {
    f64::from(u32::from_be_bytes(Random::system().bytes())) / f64::from(u32::MAX)
}
