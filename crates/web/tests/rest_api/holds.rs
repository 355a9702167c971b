//! Holds over the API: placed, listed, lifted, and all that is refused.

use axum::body::Body;
use axum::http::Method;
use privacy::access::Scope;
use serde_json::{Value, json};

use crate::harness::{START, Server, request, told};
use crate::seed::{self, Seeded};

const LATER: i64 = START.seconds() + 30 * 24 * 3600;

async fn officer(server: &Server, w: &Seeded) -> String {
    seed::token(&server.d, w.workspace, w.owner, Scope::Privacy, None).await.unwrap()
}

fn new(w: &Seeded, contact: &str) -> Value {
    json!({ "contact_id": contact, "ground": "litigation", "scope": "messages", "basis": "the claim of March",
        "review_at": LATER, "reviewer_id": w.owner.to_string() })
}

async fn a_hold_is_placed_shown_and_lifted(server: Server) {
    let w = server.workspace().await;
    let token = officer(&server, &w).await;
    let contact = server.contact(&w.token, json!({ "external_id": "h-1" })).await;
    let conversation = server.conversation(&w.token, &contact, "keep this").await;
    let placed = server.post(&token, "/holds", new(&w, &contact)).await.ok();
    let id = placed["id"].as_str().unwrap().to_owned();
    let expected = json!({ "type": "hold", "id": id, "contact_id": contact, "conversation_id": null,
        "ground": "litigation", "scope": "messages", "basis": "the claim of March", "until": null, "review_at": LATER,
        "reviewer_id": w.owner.to_string(), "placed_at": START.seconds(), "lifted_at": null, "in_force": true });
    assert_eq!(placed, expected);
    assert_eq!(server.get(&token, &format!("/holds/{id}")).await.ok(), expected);

    let delete =
        request(Method::DELETE, &w.token, &format!("/contacts/{contact}")).body(Body::empty()).unwrap();
    let waits = server.send(delete).await;
    assert_eq!((waits.status.as_u16(), &waits.json()["deleted"]), (202, &json!(false)));
    let on_one = json!({ "conversation_id": conversation, "ground": "authority", "scope": "everything", "basis": "an order",
        "review_at": LATER, "until": LATER + 1, "reviewer_id": w.owner.to_string() });
    let second = server.post(&token, "/holds", on_one).await.ok();
    assert_eq!((&second["contact_id"], &second["conversation_id"]), (&json!(contact), &json!(conversation)));
    assert_eq!(second["until"], LATER + 1);

    for _ in 0..2 {
        let lifted = server.post(&token, &format!("/holds/{id}/lift"), json!({})).await.ok();
        assert_eq!((&lifted["in_force"], &lifted["lifted_at"]), (&json!(false), &json!(START.seconds())));
    }
    assert_eq!(server.get(&token, "/holds").await.ok()["total_count"], 1);
    let past = server.get(&token, "/holds?past=true").await.ok();
    assert_eq!(past["total_count"], 2);
    let other = second["id"].as_str().unwrap();
    server.post(&token, &format!("/holds/{other}/lift"), json!({})).await.ok();
    let erasure = server.get(&token, &format!("/contacts/{contact}/erasure")).await.ok();
    assert!(erasure["keys_ended_at"].is_i64(), "it goes on when the last is lifted: {erasure}");
    let over = server.post(&token, "/holds", new(&w, &contact)).await;
    assert!(matches!(over.problem().0, 404 | 409), "there is nothing left to hold");
}
crate::both!(a_hold_is_placed_shown_and_lifted);

async fn holds_come_in_pages_those_to_be_reviewed_first(server: Server) {
    let w = server.workspace().await;
    let token = officer(&server, &w).await;
    let contact = server.contact(&w.token, json!({ "external_id": "h-2" })).await;
    for day in [5, 3, 3, 9, 1] {
        let hold = json!({ "contact_id": contact, "ground": "investigation", "scope": "everything", "basis": "b",
            "review_at": START.seconds() + day * 86_400, "reviewer_id": w.owner.to_string() });
        server.post(&token, "/holds", hold).await.ok();
    }
    let (mut days, mut ids, mut path) = (Vec::new(), Vec::new(), "/holds?per_page=2".to_owned());
    loop {
        let page = server.get(&token, &path).await.ok();
        assert_eq!((&page["type"], &page["total_count"]), (&json!("list"), &json!(5)));
        assert_eq!(page["pages"]["total_pages"], 3);
        for hold in page["data"].as_array().unwrap() {
            days.push((hold["review_at"].as_i64().unwrap() - START.seconds()) / 86_400);
            ids.push(hold["id"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["pages"]["next"]["starting_after"].as_str() else { break };
        path = format!("/holds?per_page=2&starting_after={next}");
    }
    assert_eq!(days, [1, 3, 3, 5, 9]);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 5);
    for (query, field) in [
        ("per_page=0", "per_page"),
        ("starting_after=x", "starting_after"),
        ("page=2", "page"),
        ("past=1", "past"),
    ] {
        let refused = server.get(&token, &format!("/holds?{query}")).await.problem();
        assert_eq!(refused, told(400, "parameter_invalid", field));
    }
}
crate::both!(holds_come_in_pages_those_to_be_reviewed_first);

async fn a_hold_that_is_not_right_is_refused_by_field(server: Server) {
    let w = server.workspace().await;
    let token = officer(&server, &w).await;
    let contact = server.contact(&w.token, json!({ "external_id": "h-3" })).await;
    let with = |field: &str, value: Value| {
        let mut hold = new(&w, &contact);
        hold[field] = value;
        hold
    };
    for (field, value, status, code) in [
        ("contact_id", json!(null), 400, "parameter_not_found"),
        ("contact_id", json!("0123456789abcdef01234567"), 404, "not_found"),
        ("contact_id", json!("x"), 404, "not_found"),
        ("contact_id", json!(true), 400, "parameter_invalid"),
        ("conversation_id", json!("1"), 400, "parameter_invalid"),
        ("ground", json!("because"), 400, "parameter_invalid"),
        ("ground", json!(null), 400, "parameter_not_found"),
        ("scope", json!(7), 400, "parameter_invalid"),
        ("basis", json!(""), 400, "parameter_not_found"),
        ("basis", json!("  "), 400, "parameter_not_found"),
        ("basis", json!("x".repeat(65_537)), 400, "parameter_invalid"),
        ("until", json!(START.seconds()), 400, "parameter_invalid"),
        ("until", json!("tomorrow"), 400, "parameter_invalid"),
        ("review_at", json!(null), 400, "parameter_not_found"),
        ("review_at", json!(START.seconds() - 1), 400, "parameter_invalid"),
        ("review_at", json!(1.5), 400, "parameter_invalid"),
        ("reviewer_id", json!(null), 400, "parameter_not_found"),
        ("reviewer_id", json!("9007199254740991"), 404, "admin_not_found"),
        ("reviewer_id", json!("nobody"), 404, "admin_not_found"),
    ] {
        let refused = server.post(&token, "/holds", with(field, value.clone())).await.problem();
        let field = if code == "not_found" { "" } else { field };
        assert_eq!(refused, told(status, code, field), "{field} {value}");
    }
    assert_eq!(
        server.post(&token, "/holds", json!([])).await.problem(),
        told(400, "parameter_invalid", "body")
    );
    for path in ["/holds/x", "/holds/0123456789abcdef01234567"] {
        assert_eq!(server.get(&token, path).await.problem(), told(404, "not_found", ""), "{path}");
        let lift = server.post(&token, &format!("{path}/lift"), json!({})).await;
        assert_eq!(lift.problem(), told(404, "not_found", ""), "{path}");
    }
    assert_eq!(server.get(&token, "/holds?past=true").await.ok()["total_count"], 0);
}
crate::both!(a_hold_that_is_not_right_is_refused_by_field);

async fn only_tokens_for_it_see_or_place_holds(server: Server) {
    let (w, other) = (server.workspace().await, server.workspace().await);
    let (token, theirs) = (officer(&server, &w).await, officer(&server, &other).await);
    let read = seed::token(&server.d, w.workspace, w.owner, Scope::Read, None).await.unwrap();
    let contact = server.contact(&w.token, json!({ "external_id": "h-4" })).await;
    let id = server.post(&token, "/holds", new(&w, &contact)).await.ok()["id"].as_str().unwrap().to_owned();
    for token in [&read, &w.token] {
        assert_eq!(server.get(token, "/holds").await.problem(), told(403, "forbidden", ""));
        assert_eq!(server.get(token, &format!("/holds/{id}")).await.problem(), told(403, "forbidden", ""));
        let lift = server.post(token, &format!("/holds/{id}/lift"), json!({})).await;
        assert_eq!(lift.problem(), told(403, "forbidden", ""));
        let placed = server.post(token, "/holds", new(&w, &contact)).await;
        assert_eq!(placed.problem(), told(403, "forbidden", ""));
    }
    assert_eq!(server.get(&theirs, "/holds").await.ok()["total_count"], 0);
    assert_eq!(server.get(&theirs, &format!("/holds/{id}")).await.problem(), told(404, "not_found", ""));
    let lift = server.post(&theirs, &format!("/holds/{id}/lift"), json!({})).await;
    assert_eq!(lift.problem(), told(404, "not_found", ""));
    assert_eq!(server.get(&token, &format!("/holds/{id}")).await.ok()["in_force"], true);
    // The same token reads and erases, and writes to nobody.
    assert!(server.get(&token, &format!("/contacts/{contact}")).await.status.is_success());
    let body = json!({ "from": { "type": "user", "id": contact }, "body": "x" });
    assert_eq!(server.post(&token, "/conversations", body).await.problem().0, 403);
}
crate::both!(only_tokens_for_it_see_or_place_holds);
