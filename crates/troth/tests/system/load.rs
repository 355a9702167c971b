//! Many clients that write at once and note what was acknowledged, so that a crash can be judged afterwards.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use testkit::client::{Client, Error};
use testkit::running::Running;
use tokio::task::JoinSet;

use crate::place::{Outcome, api, stranger};

/// Clients of either kind.
const TEAMMATES: usize = 20;
const VISITORS: usize = 12;
/// More would not fit on the one page that is read back.
const MOST_EACH: usize = 60;

/// One message: who wrote it where, and whether the server said that it has it.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) conversation: String,
    pub(crate) text: String,
    pub(crate) file: bool,
    /// The key under which a visitor may send it again, and the visitor.
    pub(crate) key: Option<(String, Arc<Visitor>)>,
    pub(crate) acknowledged: bool,
}

/// A visitor of the messenger, with a conversation that has begun.
#[derive(Debug)]
pub(crate) struct Visitor {
    token: String,
    conversation: String,
}

/// All that was sent; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Message>>>, Arc<AtomicUsize>);

impl Log {
    fn sending(&self, message: Message) -> usize {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(message);
        all.len() - 1
    }

    fn acknowledged(&self, at: usize) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(message) = all.get_mut(at) {
            message.acknowledged = true;
        }
        self.1.fetch_add(1, Ordering::SeqCst);
    }

    /// How many are acknowledged so far.
    pub(crate) fn count(&self) -> usize {
        self.1.load(Ordering::SeqCst)
    }

    /// All messages so far.
    pub(crate) fn all(&self) -> Vec<Message> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Starts 32 clients; each ends with its connection, or when it has sent enough.
pub(crate) async fn start(server: &Running, log: &Log, round: &str) -> Outcome<JoinSet<()>> {
    let mut clients = JoinSet::new();
    for number in 0..TEAMMATES {
        let mut client = api(server).await?;
        let conversation = begin(&mut client, &format!("{round}-{number}")).await?;
        let (log, name) = (log.clone(), format!("{round} teammate {number}"));
        let admin = client.get("/me").await?.ok()?.json()["id"].clone();
        clients.spawn(async move { reply(client, &log, &conversation, &admin, &name).await });
    }
    for number in 0..VISITORS {
        let (mut client, visitor) = visit(server, round, number).await?;
        let (log, name) = (log.clone(), format!("{round} visitor {number}"));
        let base = format!("/messenger/{}", server.field("workspace"));
        clients.spawn(async move {
            for turn in 0..MOST_EACH {
                let (text, key) = (format!("{name} says {turn}"), key(&name, turn));
                let file = turn % 7 == 3;
                let message = Message {
                    conversation: visitor.conversation.clone(),
                    text,
                    file,
                    key: Some((key, visitor.clone())),
                    acknowledged: false,
                };
                let at = log.sending(message.clone());
                match say(&mut client, &base, &message).await {
                    Ok(()) => log.acknowledged(at),
                    Err(_) => return,
                }
            }
        });
    }
    Ok(clients)
}

/// A person with a conversation.
async fn begin(client: &mut Client, name: &str) -> Outcome<String> {
    let person =
        json!({"role": "user", "external_id": format!("load-{name}"), "name": format!("Load {name}")});
    let contact = client.post("/contacts", person).await?.ok()?.json()["id"].clone();
    let begun = json!({"from": {"type": "user", "id": contact}, "body": "Hello?"});
    let begun = client.post("/conversations", begun).await?.ok()?.json();
    Ok(begun["conversation_id"].as_str().ok_or("no conversation id")?.to_owned())
}

/// A visitor with a conversation, on a connection that sends the visitor's token.
async fn visit(server: &Running, round: &str, number: usize) -> Outcome<(Client, Arc<Visitor>)> {
    let mut client = stranger(server).await?;
    let base = format!("/messenger/{}", server.field("workspace"));
    let token = client.post(&format!("{base}/visitors"), json!({})).await?.ok()?.json()["token"].clone();
    let token = token.as_str().ok_or("no visitor's token")?.to_owned();
    client.use_token(&token);
    let first = json!({"body": "Anybody there?", "client_key": key(&format!("{round} first {number}"), 0)});
    let begun = client.post(&format!("{base}/conversations"), first).await?.ok()?.json();
    let conversation = begun["conversation"].as_str().ok_or("no conversation id")?.to_owned();
    Ok((client, Arc::new(Visitor { token, conversation })))
}

async fn reply(mut client: Client, log: &Log, conversation: &str, admin: &Value, name: &str) {
    for turn in 0..MOST_EACH {
        let (text, file) = (format!("{name} says {turn}"), turn % 7 == 3);
        let mut body = json!({"message_type": "comment", "type": "admin", "admin_id": admin, "body": text});
        if file && let Some(fields) = body.as_object_mut() {
            let data = STANDARD.encode(content(&text));
            fields.insert(
                "attachment_files".into(),
                json!([{"content_type": "text/plain", "name": "n.txt", "data": data}]),
            );
        }
        let message =
            Message { conversation: conversation.to_owned(), text, file, key: None, acknowledged: false };
        let at = log.sending(message);
        match client.post(&format!("/conversations/{conversation}/reply"), body).await {
            Ok(answer) if answer.status.is_success() => log.acknowledged(at),
            _ => return,
        }
    }
}

/// Sends, or sends again, a visitor's message.
async fn say(client: &mut Client, base: &str, message: &Message) -> Outcome {
    let (key, _) = message.key.as_ref().ok_or("only visitors' messages have keys")?;
    let files = if message.file {
        json!([{"name": "n.txt", "content_type": "text/plain", "data": STANDARD.encode(content(&message.text))}])
    } else {
        json!([])
    };
    let body = json!({"body": message.text, "client_key": key, "attachments": files});
    client.post(&format!("{base}/conversations/{}/messages", message.conversation), body).await?.ok()?;
    Ok(())
}

/// Sends all visitors' messages again, as their messengers would that never heard an answer.
pub(crate) async fn say_all_again(server: &Running, messages: &[Message]) -> Outcome {
    let base = format!("/messenger/{}", server.field("workspace"));
    let mut client = stranger(server).await?;
    for message in messages {
        let Some((_, visitor)) = &message.key else { continue };
        client.use_token(&visitor.token);
        say(&mut client, &base, message)
            .await
            .map_err(|error| -> Error { format!("{}: {error}", message.text).into() })?;
    }
    Ok(())
}

/// What the file of a message holds.
pub(crate) fn content(text: &str) -> String {
    format!("{text}, line by line\n").repeat(200)
}

/// A key of 32 digits that belongs to one message alone.
fn key(name: &str, turn: usize) -> String {
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in name.bytes().chain(turn.to_be_bytes()) {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0100_0000_0000_0000_0000_013b);
    }
    format!("{hash:032x}")
}
