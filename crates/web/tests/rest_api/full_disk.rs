//! A full disk: writing is refused with a clear error, reading goes on, and nothing is half done.

use serde_json::{Value, json};
use store::Options;
use testkit::engines::Place;

use crate::harness::{Server, told};

/// The embedded engine may grow to a megabyte here, half of which the empty schema takes: this stands for a disk.
#[tokio::test]
async fn writes_are_refused_and_reads_go_on() {
    let options = Options { limit: Some(1024 * 1024), ..Options::default() };
    let server = Server::start(Place::embedded(), options).await;
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "external_id": "one" })).await;
    let first = server.conversation(&w.token, &contact, "first").await;
    let path = format!("/conversations/{first}");
    let before = server.get(&w.token, &path).await.ok();
    let start = |size: usize| json!({ "from": { "type": "user", "id": contact }, "body": "x".repeat(size) });
    let mut conversations = 1;
    // Until not even a short one fits into the last gaps.
    for size in [8_000, 500, 1] {
        conversations += fill(&server, &w.token, "/conversations", start(size)).await;
    }
    let contacts = 1 + fill(&server, &w.token, "/contacts", json!({ "role": "user" })).await;
    let by_contact = json!({ "message_type": "comment", "type": "user", "intercom_user_id": contact, "body": "x".repeat(9_000) });
    fill(&server, &w.token, &format!("{path}/reply"), by_contact).await;

    assert_eq!(server.get(&w.token, &path).await.ok()["source"], before["source"]);
    let never_read = server.get(&w.token, "/conversations?per_page=150").await.ok();
    assert_eq!(never_read["total_count"], conversations);
    let newest = never_read["conversations"][0]["id"].as_str().unwrap();
    server.get(&w.token, &format!("/conversations/{newest}")).await.ok();
    assert_eq!(server.get(&w.token, "/contacts").await.ok()["total_count"], contacts);
}

/// Sends the same until it is refused for want of room; answers how often it was not.
async fn fill(server: &Server, token: &str, path: &str, body: Value) -> usize {
    for kept in 0..1_000 {
        let answer = server.post(token, path, body.clone()).await;
        if !answer.status.is_success() {
            assert_eq!(answer.problem(), told(507, "storage_full", ""));
            return kept;
        }
    }
    panic!("the disk is full at some time");
}
