//! The conversations: who writes in them, and whether everything that was acknowledged is shown, once and in order.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, ensure};
use privacy::Random;
use serde_json::{Value, json};
use testkit::client::Client;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::Place;
use super::listen::Board;
use crate::load::CLIENTS;
use crate::over_https::{named, post};

/// After a failure one waits so long before trying again.
const AGAIN: Duration = Duration::from_millis(100);
/// How long the server may be away.
const AWAY: Duration = Duration::from_secs(30);

/// A visitor's conversation, and what the screens show that have it open.
pub(super) struct Talk {
    token: String,
    conversation: String,
    said: Mutex<Said>,
    pub(super) messenger: Thread,
    /// Of the inbox that has it open, if there is one.
    pub(super) inbox: OnceLock<Thread>,
}

/// Numbers of messages.
#[derive(Default)]
struct Said {
    acknowledged: Vec<u64>,
    /// Sent by a teammate, and no answer came.
    doubtful: HashSet<u64>,
}

/// A conversation as one screen shows it.
#[derive(Default)]
pub(super) struct Thread(Mutex<Shown>);

#[derive(Default)]
struct Shown {
    numbers: Vec<u64>,
    /// The last part.
    last: i64,
}

impl Thread {
    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last part that is shown.
    pub(super) fn last(&self) -> i64 {
        self.shown().last
    }

    /// Adds those parts that are new, each with its number in the thread; whether a message was among them.
    pub(super) fn show<'text>(&self, parts: impl Iterator<Item = (i64, &'text str)>) -> bool {
        let mut shown = self.shown();
        let before = shown.numbers.len();
        for (seq, text) in parts {
            if seq > shown.last {
                shown.last = seq;
                shown.numbers.extend(text.split(' ').next().and_then(|number| number.parse::<u64>().ok()));
            }
        }
        shown.numbers.len() > before
    }

    /// Whether that message is the last that is shown.
    pub(super) fn ends_with(&self, number: u64) -> bool {
        self.shown().numbers.last() == Some(&number)
    }

    fn has_all(&self, said: &Said) -> bool {
        let shown = self.shown();
        let shown: HashSet<&u64> = shown.numbers.iter().collect();
        said.acknowledged.iter().all(|number| shown.contains(number))
    }

    /// Checks it against what was said; answers how many messages it shows.
    fn checked(&self, said: &Said) -> Result<usize> {
        let shown = &self.shown().numbers;
        let once: HashSet<u64> = shown.iter().copied().collect();
        ensure!(once.len() == shown.len(), "a message is shown twice");
        ensure!(shown.is_sorted(), "messages are shown out of order");
        let known: HashSet<u64> = said.acknowledged.iter().copied().collect();
        ensure!(known.is_subset(&once), "a message that was acknowledged is not shown");
        ensure!(
            once.difference(&known).all(|number| said.doubtful.contains(number)),
            "a message is shown that nobody sent"
        );
        Ok(once.len())
    }
}

impl Talk {
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    pub(super) fn conversation(&self) -> &str {
        &self.conversation
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fetches what is new for the messenger, page after page; whether there was anything.
    pub(super) async fn fetch(&self, client: &mut Client, base: &str) -> Result<bool> {
        let mut any = false;
        loop {
            let (new, more) = self.fetch_page(client, base).await?;
            any |= new;
            if !more {
                return Ok(any);
            }
        }
    }

    /// Tells that what is shown was seen.
    pub(super) async fn seen(&self, client: &mut Client, base: &str) -> Result<()> {
        let path = format!("{base}/conversations/{}/read", self.conversation);
        post(client, &path, json!({ "seq": self.messenger.last() })).await.map(drop)
    }

    /// Fetches a page of what is new; whether there was anything, and whether another page follows.
    async fn fetch_page(&self, client: &mut Client, base: &str) -> Result<(bool, bool)> {
        let path = format!("{base}/conversations/{}?after={}", self.conversation, self.messenger.last());
        let answer = client.get(&path).await.map_err(|error| anyhow!("{path}: {error}"))?;
        ensure!(answer.status.is_success(), "{path}: {}", answer.status);
        let answer = answer.json();
        let parts = answer.get("parts").and_then(Value::as_array).context("no parts")?;
        let said = |part: &'_ Value| part.get("seq").and_then(Value::as_i64);
        ensure!(parts.iter().all(|part| said(part).is_some()), "a part without a number");
        let text = |part: &'_ Value| part.get("body").and_then(Value::as_str).unwrap_or_default().to_owned();
        let new: Vec<_> = parts.iter().filter_map(|part| Some((said(part)?, text(part)))).collect();
        let more = answer.get("more").and_then(Value::as_bool).context("no word of more")?;
        Ok((self.messenger.show(new.iter().map(|(seq, text)| (*seq, text.as_str()))), more))
    }

    /// Waits until everything that was acknowledged is shown wherever it is open.
    pub(super) async fn complete(&self) {
        let threads = || std::iter::once(&self.messenger).chain(self.inbox.get());
        while !threads().all(|thread| thread.has_all(&self.said())) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Begins so many conversations, some at a time.
pub(super) async fn begin_all(place: &watch::Receiver<Place>, count: usize) -> Result<Vec<Arc<Talk>>> {
    let mut working = JoinSet::new();
    for worker in 0..CLIENTS {
        let place = place.borrow().clone();
        let share = count / CLIENTS + usize::from(worker < count % CLIENTS);
        working.spawn(async move {
            let mut begun = Vec::with_capacity(share);
            for _ in 0..share {
                begun.push(Arc::new(begin(&place).await?));
            }
            anyhow::Ok(begun)
        });
    }
    let mut all = Vec::with_capacity(count);
    while let Some(done) = working.join_next().await {
        all.extend(done??);
    }
    Ok(all)
}

async fn begin(place: &Place) -> Result<Talk> {
    let mut client = connect(place, "").await?;
    let begun = post(&mut client, &format!("{}/visitors", place.base), json!({})).await?;
    let token = named(&begun, "token")?;
    client.use_token(&token);
    let first = json!({"body": "Good day", "client_key": key()});
    let begun = post(&mut client, &format!("{}/conversations", place.base), first).await?;
    let conversation = named(&begun, "conversation")?;
    Ok(Talk {
        token,
        conversation,
        said: Mutex::default(),
        messenger: Thread::default(),
        inbox: OnceLock::new(),
    })
}

async fn connect(place: &Place, token: &str) -> Result<Client> {
    Client::connect(&place.api, &place.ca, token).await.map_err(|error| anyhow!("cannot connect: {error}"))
}

fn key() -> String {
    format!("{:032x}", u128::from_be_bytes(Random::system().bytes()))
}

/// Sends `rate` messages a second for so long, the conversations in turns, every second one from a teammate; answers
/// how many.
pub(super) async fn talk(
    place: &watch::Receiver<Place>,
    talks: &[Arc<Talk>],
    board: &Arc<Board>,
    rate: u32,
    length: Duration,
) -> Result<usize> {
    let mut me = connect(&place.borrow().clone(), &place.borrow().token.clone()).await?;
    let admin = named(&me.get("/me").await.map_err(|error| anyhow!("GET /me: {error}"))?, "id")?;
    let (mut ticks, mut sending) = (tokio::time::interval(Duration::from_secs(1) / rate), JoinSet::new());
    let (end, mut number) = (Instant::now() + length, 0_u64);
    let mut turns = talks.iter().cycle();
    while Instant::now() < end {
        ticks.tick().await;
        let Some(talk) = turns.next() else { break };
        number = next_number(talk).max(number + 1);
        let (place, talk, board) = (place.clone(), Arc::clone(talk), Arc::clone(board));
        let admin = number.is_multiple_of(2).then(|| admin.clone());
        sending.spawn(async move {
            board.sending(&talk.conversation, number);
            match admin {
                Some(admin) => reply(&place, &talk, number, &admin).await,
                None => write(&place, &talk, number).await,
            }
        });
    }
    let count = sending.len();
    while let Some(done) = sending.join_next().await {
        done??;
    }
    Ok(count)
}

/// A number larger than every one in the conversation.
fn next_number(talk: &Talk) -> u64 {
    let said = talk.said();
    said.acknowledged.iter().chain(&said.doubtful).max().map_or(0, |number| number + 1)
}

/// Writes as the visitor, again and again under one key until there is an answer.
async fn write(place: &watch::Receiver<Place>, talk: &Talk, number: u64) -> Result<()> {
    let (key, end) = (key(), Instant::now() + AWAY);
    let body = json!({"body": format!("{number} {}", crate::product::text()), "client_key": key});
    loop {
        let at = place.borrow().clone();
        let path = format!("{}/conversations/{}/messages", at.base, talk.conversation);
        let written = async { post(&mut connect(&at, &talk.token).await?, &path, body.clone()).await };
        match written.await {
            Ok(_) => {
                talk.said().acknowledged.push(number);
                return Ok(());
            }
            Err(error) => ensure!(Instant::now() < end, "a message was not taken: {error}"),
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// Replies as a teammate, once: the API has no key for it.
async fn reply(place: &watch::Receiver<Place>, talk: &Talk, number: u64, admin: &str) -> Result<()> {
    let at = place.borrow().clone();
    let text = format!("{number} {}", crate::product::text());
    let body = json!({"message_type": "comment", "type": "admin", "admin_id": admin, "body": text});
    let path = format!("/conversations/{}/reply", talk.conversation);
    let replied = async { post(&mut connect(&at, &at.token).await?, &path, body).await };
    match replied.await {
        Ok(_) => talk.said().acknowledged.push(number),
        Err(_) => drop(talk.said().doubtful.insert(number)),
    }
    Ok(())
}

/// Checks every conversation on every screen; answers how many messages there are and of how many nobody knows.
pub(super) fn checked(talks: &[Arc<Talk>]) -> Result<(usize, usize)> {
    let (mut messages, mut doubt) = (0, 0);
    for talk in talks {
        let said = talk.said();
        messages += talk.messenger.checked(&said)?;
        if let Some(thread) = talk.inbox.get() {
            thread.checked(&said)?;
        }
        doubt += said.doubtful.len();
    }
    Ok((messages, doubt))
}
