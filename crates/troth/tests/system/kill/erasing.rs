//! kill -9 at any moment of an erasure, from the request to the last row: it goes on by itself and ends the same.

use std::time::Duration;

use hyper::Method;
use serde_json::json;
use testkit::running::Running;

use crate::acceptance::until_checked;
use crate::place::{Engine, Outcome, Place, api};

on_both_engines!(an_erasure_survives_kill_nine);

/// Messages of each person: more than a batch removes, several times over.
const MESSAGES: i64 = 20_000;
/// When the server is killed: at once, when the erasure has begun, when so many messages are gone.
const MOMENTS: [Option<i64>; 5] = [None, Some(0), Some(1), Some(5_000), Some(12_000)];

/// Rows as an erasure finds them; what is sealed in them does not matter to it.
const FILL: &str = "INSERT INTO messages (workspace_id, conversation_id, seq, message_id, kind, author_kind, author_id, \
    attachments, body, created_at, updated_at) WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ";

async fn an_erasure_survives_kill_nine(engine: Engine) -> Outcome {
    let place = Place::new(engine)?;
    let server = place.start()?;
    let mut people = Vec::new();
    for turn in 0..MOMENTS.len() {
        people.push(meet(&server, turn).await?);
    }
    assert!(server.stop()?.success());
    for (turn, (_, conversation)) in (1..).zip(&people) {
        fill(&place, conversation, turn * 1_000_000)?;
    }
    let mut interrupted = 0;
    for (moment, (contact, conversation)) in MOMENTS.into_iter().zip(&people) {
        let (server, path) = (place.start()?, format!("/contacts/{contact}"));
        let mut client = api(&server).await?;
        let asked = tokio::spawn({
            let path = path.clone();
            async move {
                client.send(Method::DELETE, &path, None).await.is_ok_and(|answer| answer.status.is_success())
            }
        });
        if let Some(removed) = moment {
            until_removed(&place, contact, removed).await?;
        }
        server.kill()?;
        let acknowledged = asked.await?;
        let state =
            place.rows(&format!("SELECT state FROM erasures WHERE object_id = '{contact}'"))?.concat();
        assert!(!acknowledged || !state.is_empty(), "an acknowledged erasure was forgotten");
        interrupted += u32::from(state.iter().any(|state| state != "checked" && state != "done"));

        let server = place.start()?;
        let mut client = api(&server).await?;
        if state.is_empty() {
            // It had not begun: asked for again, it is the first time.
            client.send(Method::DELETE, &path, None).await?.ok()?;
        }
        until_done(&mut client, &path).await?;
        for kind in ["keys", "done"] {
            assert!(!client.get(&format!("{path}/erasure/receipts/{kind}")).await?.ok()?.body.is_empty());
        }
        assert_eq!(client.get(&path).await?.status, 404);
        assert!(server.stop()?.success());
        ends_the_same(&place, contact, conversation)?;
    }
    assert!(interrupted >= 2, "only {interrupted} erasures were killed under way");
    Ok(())
}

async fn meet(server: &Running, turn: usize) -> Outcome<(String, String)> {
    let mut client = api(server).await?;
    let person = json!({"role": "user", "external_id": format!("killed-{turn}"), "name": "Somebody"});
    let contact = client.post("/contacts", person).await?.ok()?.json()["id"].clone();
    let begun = json!({"from": {"type": "user", "id": contact}, "body": "Hello?"});
    let begun = client.post("/conversations", begun).await?.ok()?.json();
    let conversation = begun["conversation_id"].as_str().ok_or("no conversation")?;
    Ok((contact.as_str().ok_or("no contact")?.to_owned(), conversation.to_owned()))
}

/// Gives a conversation so many messages, each a copy of its first under a number of its own.
fn fill(place: &Place, conversation: &str, base: i64) -> Outcome {
    let numbers = format!("{FILL}{MESSAGES})");
    place.rows(&format!(
        "{numbers} SELECT m.workspace_id, m.conversation_id, n.x, {base} + n.x, m.kind, m.author_kind, m.author_id, 0, \
         m.body, m.created_at, m.updated_at FROM messages m CROSS JOIN n \
         WHERE m.conversation_id = {conversation} AND m.seq = 0"
    ))?;
    let filled =
        place.rows(&format!("SELECT COUNT(*) FROM messages WHERE conversation_id = {conversation}"))?;
    assert_eq!(filled[0][0], (MESSAGES + 1).to_string());
    Ok(())
}

/// Waits until the erasure has begun and so many messages are gone, or it is over already.
async fn until_removed(place: &Place, contact: &str, removed: i64) -> Outcome {
    let reached = format!(
        "SELECT COUNT(*) FROM erasures e LEFT JOIN erasure_steps s ON s.workspace_id = e.workspace_id \
         AND s.erasure_id = e.erasure_id AND s.place = 'messages' WHERE e.object_id = '{contact}' \
         AND (COALESCE(s.removed, 0) >= {removed} OR e.state IN ('checked', 'done'))"
    );
    for _ in 0..60_000 {
        if place.rows(&reached)?.concat() != ["0"] {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Err("the erasure does not begin".into())
}

/// Waits until the erasure is over, its horizon passed.
async fn until_done(client: &mut testkit::client::Client, path: &str) -> Outcome {
    until_checked(client, path).await?;
    for _ in 0..600 {
        if client.get(&format!("{path}/erasure")).await?.ok()?.json()["state"] == "done" {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err("the erasure is not over".into())
}

/// Nothing is left, and what ended, was checked and was completed was entered once each.
fn ends_the_same(place: &Place, contact: &str, conversation: &str) -> Outcome {
    let count = |sql: String| -> Outcome<String> { Ok(place.rows(&sql)?.concat().concat()) };
    let erasure =
        count(format!("SELECT erasure_id FROM erasures WHERE object_id = '{contact}' AND state = 'done'"))?;
    for action in ["erasure.shredded", "erasure.checked", "erasure.completed"] {
        let entered =
            format!("SELECT COUNT(*) FROM entries WHERE action = '{action}' AND object_id = '{erasure}'");
        assert_eq!(count(entered)?, "1", "{action}");
    }
    for (table, rows) in [
        ("contacts", format!("contact_id = '{contact}'")),
        ("conversations", format!("conversation_id = {conversation}")),
        ("messages", format!("conversation_id = {conversation}")),
        ("leaves", format!("holder_id IN ('{contact}', '{conversation}')")),
    ] {
        assert_eq!(count(format!("SELECT COUNT(*) FROM {table} WHERE {rows}"))?, "0", "{table}");
    }
    let removed =
        format!("SELECT removed FROM erasure_steps WHERE erasure_id = '{erasure}' AND place = 'messages'");
    assert_eq!(count(removed)?, (MESSAGES + 1).to_string());
    Ok(())
}
