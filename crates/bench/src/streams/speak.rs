//! The conversations: who writes in them, and whether everything that was acknowledged is shown, once and in order.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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

/// A visitor's conversation and what its messenger shows.
pub(super) struct Talk {
    token: String,
    conversation: String,
    said: Mutex<Said>,
}

/// Numbers of messages.
#[derive(Default)]
struct Said {
    acknowledged: Vec<u64>,
    /// Sent by a teammate, and no answer came.
    doubtful: HashSet<u64>,
    shown: Vec<u64>,
    /// The last part that is shown.
    last: i64,
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

    /// Whether the messenger shows that message.
    pub(super) fn shows(&self, number: u64) -> bool {
        self.said().shown.last() == Some(&number)
    }

    /// Fetches what is new, page after page; whether there was anything.
    pub(super) async fn fetch(&self, client: &mut Client, base: &str) -> Result<bool> {
        let before = self.said().shown.len();
        while self.fetch_page(client, base).await? {}
        Ok(self.said().shown.len() > before)
    }

    /// Fetches a page of what is new; whether another one follows.
    async fn fetch_page(&self, client: &mut Client, base: &str) -> Result<bool> {
        let after = self.said().last;
        let path = format!("{base}/conversations/{}?after={after}", self.conversation);
        let answer = client.get(&path).await.map_err(|error| anyhow!("{path}: {error}"))?;
        ensure!(answer.status.is_success(), "{path}: {}", answer.status);
        let answer = answer.json();
        let parts = answer.get("parts").and_then(Value::as_array).context("no parts")?;
        let mut said = self.said();
        for part in parts {
            let seq = part.get("seq").and_then(Value::as_i64).context("a part without a number")?;
            if seq <= said.last {
                continue;
            }
            said.last = seq;
            let text = part.get("body").and_then(Value::as_str).unwrap_or_default();
            said.shown.extend(text.split(' ').next().and_then(|number| number.parse::<u64>().ok()));
        }
        answer.get("more").and_then(Value::as_bool).context("no word of more")
    }

    /// Waits until everything that was acknowledged is shown.
    pub(super) async fn complete(&self) {
        loop {
            {
                let said = self.said();
                let shown: HashSet<&u64> = said.shown.iter().collect();
                if said.acknowledged.iter().all(|number| shown.contains(number)) {
                    return;
                }
            }
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
    Ok(Talk { token, conversation: named(&begun, "conversation")?, said: Mutex::default() })
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

/// Checks every conversation; answers how many messages there are and of how many nobody knows.
pub(super) fn checked(talks: &[Arc<Talk>]) -> Result<(usize, usize)> {
    let (mut messages, mut doubt) = (0, 0);
    for talk in talks {
        let said = talk.said();
        let shown: HashSet<u64> = said.shown.iter().copied().collect();
        ensure!(shown.len() == said.shown.len(), "a message is shown twice");
        ensure!(said.shown.is_sorted(), "messages are shown out of order");
        let known: HashSet<u64> = said.acknowledged.iter().copied().collect();
        ensure!(known.is_subset(&shown), "a message that was acknowledged is not shown");
        ensure!(
            shown.difference(&known).all(|number| said.doubtful.contains(number)),
            "a message is shown that nobody sent"
        );
        messages += shown.len();
        doubt += said.doubtful.len();
    }
    Ok((messages, doubt))
}
