//! Deleting contacts and conversations, redacting parts, and what is left to ask of them.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use privacy::access::Scope;
use serde_json::{Value, json};

use crate::harness::{Answer, Server, request, told};
use crate::seed;

async fn delete(server: &Server, token: &str, path: &str) -> Answer {
    server.send(request(Method::DELETE, token, path).body(Body::empty()).unwrap()).await
}

async fn a_deleted_contact_is_nobody(server: Server) {
    let w = server.workspace().await;
    let gone = server.contact(&w.token, json!({ "external_id": "e-1", "name": "Gone" })).await;
    let stays = server.contact(&w.token, json!({ "external_id": "e-2", "name": "Stays" })).await;
    let theirs = server.conversation(&w.token, &gone, "forget me").await;
    let other = server.conversation(&w.token, &stays, "keep me").await;

    let answer = delete(&server, &w.token, &format!("/contacts/{gone}")).await;
    assert_eq!(answer.ok(), json!({ "type": "contact", "id": gone, "external_id": "e-1", "deleted": true }));
    let id: privacy::Id<privacy::ids::Contact> = gone.parse().unwrap();
    let by = domain::api_tokens::authenticate(&server.d, &w.token).await.unwrap().unwrap();
    let erasure = domain::erasure::find_by_contact(&server.d, &by, id).await.unwrap().erasure;
    domain::erasure::carry_on(&server.d, w.workspace, erasure.id).await.unwrap();

    for path in [format!("/contacts/{gone}"), format!("/conversations/{theirs}")] {
        assert_eq!(server.get(&w.token, &path).await.problem().0, 404, "{path}");
    }
    assert_eq!(server.get(&w.token, "/contacts/find_by_external_id/e-1").await.problem().0, 404);
    let kept = server.get(&w.token, &format!("/conversations/{other}")).await.ok();
    assert_eq!(kept["source"]["body"], "<p>keep me</p>");
    assert_eq!(server.get(&w.token, "/contacts").await.ok()["total_count"], 1);

    let again = delete(&server, &w.token, &format!("/contacts/{gone}")).await.ok();
    assert_eq!(again, json!({ "type": "contact", "id": gone, "external_id": null, "deleted": true }));
}
crate::both!(a_deleted_contact_is_nobody);

async fn an_erasure_can_be_followed_and_its_receipts_hold(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "external_id": "r-1" })).await;
    server.conversation(&w.token, &contact, "forget me").await;
    let path = format!("/contacts/{contact}/erasure");
    assert_eq!(server.get(&w.token, &path).await.problem().0, 404, "nobody asked for it");
    delete(&server, &w.token, &format!("/contacts/{contact}")).await.ok();
    let by = domain::api_tokens::authenticate(&server.d, &w.token).await.unwrap().unwrap();
    let erasure = domain::erasure::find_by_contact(&server.d, &by, contact.parse().unwrap()).await.unwrap();
    domain::erasure::carry_on(&server.d, w.workspace, erasure.erasure.id).await.unwrap();
    server.pass(7 * 24 * 3600);
    domain::erasure::carry_on(&server.d, w.workspace, erasure.erasure.id).await.unwrap();

    let told_of = server.get(&w.token, &path).await.ok();
    assert_eq!((&told_of["type"], &told_of["state"]), (&json!("erasure"), &json!("done")));
    assert_eq!(told_of["contact_id"], json!(contact));
    assert!(told_of["keys_ended_at"].is_i64() && told_of["completed_at"].is_i64());
    let steps = told_of["steps"].as_array().unwrap();
    assert!(steps.iter().all(|step| step["finished_at"].is_i64()), "{steps:?}");
    assert!(steps.iter().any(|step| step["place"] == "messages" && step["removed"] == 1), "{steps:?}");
    for (kind, act) in [("keys", "erasure.shredded"), ("done", "erasure.completed")] {
        let receipt = server.get(&w.token, &format!("{path}/receipts/{kind}")).await;
        assert_eq!(receipt.status, StatusCode::OK);
        let receipt = activity_log::Receipt::parse(std::str::from_utf8(&receipt.bytes).unwrap()).unwrap();
        assert_eq!(receipt.entry().action().code(), act);
        receipt.verify(None, None).unwrap();
    }
    assert_eq!(server.get(&w.token, &format!("{path}/receipts/other")).await.problem().0, 404);
}
crate::both!(an_erasure_can_be_followed_and_its_receipts_hold);

async fn a_deleted_conversation_is_gone_and_its_contact_stays(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "external_id": "d-1" })).await;
    let gone = server.conversation(&w.token, &contact, "this one goes").await;
    let stays = server.conversation(&w.token, &contact, "this one stays").await;
    let answer = delete(&server, &w.token, &format!("/conversations/{gone}?retain_metrics=false")).await;
    assert_eq!(answer.ok(), json!({ "id": gone, "object": "conversation", "deleted": true }));
    assert_eq!(server.get(&w.token, &format!("/conversations/{gone}")).await.problem().0, 404);
    let kept = server.get(&w.token, &format!("/conversations/{stays}")).await.ok();
    assert_eq!(kept["source"]["body"], "<p>this one stays</p>");
    assert_eq!(server.get(&w.token, &format!("/contacts/{contact}")).await.ok()["external_id"], "d-1");
}
crate::both!(a_deleted_conversation_is_gone_and_its_contact_stays);

async fn a_redacted_part_says_so_and_opens_for_nobody(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "external_id": "p-1" })).await;
    let id = server.conversation(&w.token, &contact, "my card is K-4242").await;
    let path = format!("/conversations/{id}");
    let note = json!({ "message_type": "note", "type": "admin", "admin_id": w.owner.to_string(), "body": "saw K-4242" });
    let noted = server.post(&w.token, &format!("{path}/reply"), note).await.ok();
    let part = noted["conversation_parts"]["conversation_parts"][0]["id"].clone();
    let source = noted["source"]["id"].clone();

    let redact = |body: Value| server.post(&w.token, "/conversations/redact", body);
    let shown =
        redact(json!({ "type": "conversation_part", "conversation_id": id, "conversation_part_id": part }));
    let shown = shown.await.ok();
    assert_eq!(shown["source"]["redacted"], false);
    let redacted = &shown["conversation_parts"]["conversation_parts"][0];
    assert_eq!((&redacted["redacted"], &redacted["body"]), (&json!(true), &Value::Null));
    let shown = redact(json!({ "type": "source", "conversation_id": id, "source_id": source })).await.ok();
    assert_eq!((&shown["source"]["redacted"], &shown["source"]["body"]), (&json!(true), &Value::Null));
    assert!(!String::from_utf8(server.get(&w.token, &path).await.bytes).unwrap().contains("K-4242"));

    let unknown = json!({ "type": "source", "conversation_id": id, "source_id": "9007199254740991" });
    let missing = told(404, "conversation_part_or_message_not_found", "");
    assert_eq!(redact(unknown).await.problem(), missing);
    let nowhere = json!({ "type": "source", "conversation_id": "9007199254740991", "source_id": source });
    assert_eq!(redact(nowhere).await.problem().0, 404);
    assert_eq!(
        redact(json!({ "type": "everything" })).await.problem(),
        told(400, "parameter_invalid", "type")
    );
}
crate::both!(a_redacted_part_says_so_and_opens_for_nobody);

async fn who_may_only_read_erases_nothing(server: Server) {
    let (w, other) = (server.workspace().await, server.workspace().await);
    let read = seed::token(&server.d, w.workspace, w.owner, Scope::Read, None).await.unwrap();
    let contact = server.contact(&w.token, json!({ "external_id": "o-1" })).await;
    let conversation = server.conversation(&w.token, &contact, "mine").await;
    let paths = [format!("/contacts/{contact}"), format!("/conversations/{conversation}")];
    for path in &paths {
        assert_eq!(delete(&server, &read, path).await.problem().0, 403, "{path}");
        assert_eq!(delete(&server, &other.token, path).await.problem(), told(404, "not_found", ""), "{path}");
        assert!(server.get(&w.token, path).await.status.is_success(), "{path}");
    }
    let unknown = delete(&server, &w.token, "/contacts/0123456789abcdef01234567").await;
    assert_eq!(unknown.problem(), told(404, "not_found", ""));
}
crate::both!(who_may_only_read_erases_nothing);
