//! Where the versions of the API differ.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Server, request, told};

async fn ask(
    server: &Server,
    token: &str,
    version: &str,
    (method, path): (Method, &str),
    body: Value,
) -> Answer {
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    let asked = request(method, token, path).header("Intercom-Version", version);
    server.send(asked.body(body).unwrap()).await
}

async fn a_conversation_says_who_has_it_and_whether_it_comes_first(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let id = server.conversation(&w.token, &contact, "Hi").await;
    let path = format!("/conversations/{id}");
    let said = |conversation: &Value| {
        ["priority", "admin_assignee_id", "team_assignee_id"].map(|field| conversation[field].clone())
    };
    for (version, first, later, nobody) in [
        ("2.14", "priority", "not_priority", Value::Null),
        ("2.15", "priority", "not_priority", Value::Null),
        ("2.16", "high", "none", json!(0)),
    ] {
        for (word, shown) in [(first, first), (later, later)] {
            let set =
                ask(&server, &w.token, version, (Method::PUT, &path), json!({ "priority": word })).await.ok();
            assert_eq!(said(&set), [json!(shown), nobody.clone(), nobody.clone()], "{version}");
        }
        ask(&server, &w.token, version, (Method::PUT, &path), json!({ "priority": first })).await.ok();
        let query = json!({ "query": { "field": "priority", "operator": "=", "value": first } });
        let found =
            ask(&server, &w.token, version, (Method::POST, "/conversations/search"), query).await.ok();
        assert_eq!(said(&found["conversations"][0])[0], json!(first), "{version}");
        let listed = ask(&server, &w.token, version, (Method::GET, "/conversations"), Value::Null).await.ok();
        assert_eq!(said(&listed["conversations"][0]), said(&found["conversations"][0]), "{version}");
    }
    let unknown = ask(&server, &w.token, "2.16", (Method::PUT, &path), json!({ "priority": "urgent" })).await;
    assert_eq!(unknown.problem(), told(400, "parameter_invalid", "priority"));
}
crate::both!(a_conversation_says_who_has_it_and_whether_it_comes_first);

async fn a_contact_names_their_owner(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "role": "user", "owner_id": w.owner.raw().get() })).await;
    let path = format!("/contacts/{contact}");
    for (version, owner) in [
        ("2.14", json!(w.owner.raw().get())),
        ("2.15", json!(w.owner.raw().get())),
        ("2.16", json!(w.owner.to_string())),
    ] {
        for (path, at) in [(path.as_str(), ""), ("/contacts", "/data/0")] {
            let shown = ask(&server, &w.token, version, (Method::GET, path), Value::Null).await.ok();
            assert_eq!(shown.pointer(at).unwrap()["owner_id"], owner, "{version} {path}");
        }
    }
}
crate::both!(a_contact_names_their_owner);

async fn strangers_are_merged_on_purpose_only(server: Server) {
    let w = server.workspace().await;
    let lead = |email: &'static str| {
        server.contact(&w.token, json!({ "role": "lead", "email": email, "phone": "+4912345678" }))
    };
    let user = server.contact(&w.token, json!({ "external_id": "7", "email": "jo@example.org" })).await;
    let merge = |version: &'static str, lead: &str, asked: Value| {
        let body = json!({ "from": lead, "into": user, "skip_duplicate_validation": asked });
        ask(&server, &w.token, version, (Method::POST, "/contacts/merge"), body)
    };
    let (same, other, third) =
        (lead("jo@example.org").await, lead("other@example.org").await, lead("third@example.org").await);
    for asked in [Value::Null, json!(false)] {
        assert_eq!(merge("2.16", &other, asked).await.problem(), told(400, "invalid_merge", ""));
    }
    assert_eq!(server.get(&w.token, &format!("/contacts/{other}")).await.ok()["id"], json!(other));
    assert_eq!(merge("2.16", &same, Value::Null).await.ok()["id"], json!(user));
    // With that lead came the telephone number that the others have.
    assert_eq!(merge("2.16", &other, Value::Null).await.ok()["id"], json!(user));
    server.put(&w.token, &format!("/contacts/{user}"), json!({ "phone": "+49999" })).await.ok();
    assert_eq!(merge("2.16", &third, Value::Null).await.problem(), told(400, "invalid_merge", ""));
    assert_eq!(merge("2.16", &third, json!(true)).await.ok()["id"], json!(user));
    let last = lead("last@example.org").await;
    assert_eq!(merge("2.14", &last, Value::Null).await.ok()["id"], json!(user), "as it was before");
}
crate::both!(strangers_are_merged_on_purpose_only);
