//! A full disk: writing is refused with a clear error, reading goes on, and nothing is half done.

use serde_json::json;
use store::Options;
use testkit::engines::Place;

use crate::harness::{Server, told};

/// The embedded engine may grow to half a megabyte here, which stands for a disk.
#[tokio::test]
async fn writes_are_refused_and_reads_go_on() {
    let options = Options { limit: Some(512 * 1024), ..Options::default() };
    let server = Server::start(Place::embedded(), options).await;
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "external_id": "one" })).await;
    let first = server.conversation(&w.token, &contact, "first").await;
    let path = format!("/conversations/{first}");
    let before = server.get(&w.token, &path).await.ok();
    let body = json!({ "from": { "type": "user", "id": contact }, "body": "x".repeat(8_000) });
    let mut written = 1;
    let refused = loop {
        let answer = server.post(&w.token, "/conversations", body.clone()).await;
        if !answer.status.is_success() {
            break answer;
        }
        written += 1;
        assert!(written < 200, "the disk is full at some time");
    };
    assert_eq!(refused.problem(), told(507, "storage_full", ""));
    for (path, body) in [
        ("/contacts".to_owned(), json!({ "external_id": "two", "name": "x".repeat(500) })),
        (
            format!("{path}/reply"),
            json!({ "message_type": "comment", "type": "user", "intercom_user_id": contact, "body": "x".repeat(60_000) }),
        ),
    ] {
        assert_eq!(
            server.post(&w.token, &path, body).await.problem(),
            told(507, "storage_full", ""),
            "{path}"
        );
    }
    assert_eq!(server.get(&w.token, &path).await.ok()["conversation_parts"], before["conversation_parts"]);
    assert_eq!(server.get(&w.token, "/conversations").await.ok()["total_count"], written);
    assert_eq!(server.get(&w.token, "/contacts").await.ok()["total_count"], 1);
    assert_eq!(server.get(&w.token, "/contacts/find_by_external_id/two").await.problem().0, 404);
}
