//! Whoever asks for what changed since they last looked finds it: every act moves `updated_at` on, and looking does not.

use axum::body::Body;
use axum::http::Method;
use privacy::access::{Actor, Role, act, allow};
use serde_json::{Value, json};

use crate::harness::{Server, request};
use crate::seed::Seeded;

/// Asks, and answers how long before that the thing at `of` says it changed.
async fn since(server: &Server, w: &Seeded, of: &str, method: Method, path: &str, body: Value) -> i64 {
    server.pass(60);
    let asked = request(method, &w.token, path).body(Body::from(body.to_string())).unwrap();
    server.send(asked).await.ok();
    server.d.now().seconds() - server.get(&w.token, of).await.ok()["updated_at"].as_i64().unwrap()
}

async fn what_is_done_to_a_conversation_moves_its_time_on(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "external_id": "7" })).await;
    let id = server.conversation(&w.token, &contact, "Hi").await;
    let (of, admin) = (format!("/conversations/{id}"), w.owner.to_string());
    let tag = server.post(&w.token, "/tags", json!({ "name": "Late" })).await.ok()["id"].clone();
    let tag = tag.as_str().unwrap();
    let (tags, on) = (format!("{of}/tags"), format!("{of}/tags/{tag}"));
    let label = json!({ "id": tag, "admin_id": admin });
    let first = server.get(&w.token, &of).await.ok()["source"]["id"].clone();
    let redact = json!({ "type": "source", "conversation_id": id, "source_id": first });
    for (method, path, body) in [
        (Method::PUT, &*of, json!({ "priority": "priority" })),
        (Method::PUT, &*of, json!({ "read": true })),
        (Method::POST, &*tags, label.clone()),
        (Method::DELETE, &*on, json!({ "admin_id": admin })),
        (Method::POST, &*tags, label.clone()),
        (Method::POST, "/conversations/redact", redact),
    ] {
        assert_eq!(since(&server, &w, &of, method, path, body.clone()).await, 0, "{path} {body}");
    }
    for (method, path, body) in [
        (Method::POST, &*tags, label),
        (Method::PUT, &*of, json!({ "priority": "priority" })),
        (Method::GET, &*of, Value::Null),
    ] {
        let nothing = since(&server, &w, &of, method, path, body.clone()).await;
        assert!(nothing >= 60, "{path} {body} changes nothing");
    }
    assert_eq!(since(&server, &w, &of, Method::DELETE, &format!("/tags/{tag}"), json!({})).await, 0);
    let changed =
        json!({ "query": { "field": "updated_at", "operator": ">", "value": server.d.now().seconds() } });
    let found = server.post(&w.token, "/conversations/search", changed).await.ok();
    assert_eq!(found["conversations"][0]["id"], json!(id));
}
crate::both!(what_is_done_to_a_conversation_moves_its_time_on);

async fn what_is_done_to_a_contact_moves_their_time_on(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "external_id": "7" })).await;
    let of = format!("/contacts/{contact}");
    let tag = server.post(&w.token, "/tags", json!({ "name": "Late" })).await.ok()["id"].clone();
    let company = server.post(&w.token, "/companies", json!({ "company_id": "c-1" })).await.ok();
    let (tag, company) = (tag.as_str().unwrap(), company["id"].as_str().unwrap());
    let (tags, companies, notes) = (format!("{of}/tags"), format!("{of}/companies"), format!("{of}/notes"));
    let (untag, leave) = (format!("{tags}/{tag}"), format!("{companies}/{company}"));
    let (label, join) = (json!({ "id": tag }), json!({ "id": company }));
    for (method, path, body) in [
        (Method::POST, &*tags, label.clone()),
        (Method::DELETE, &*untag, json!({})),
        (Method::POST, &*notes, json!({ "body": "likes tea" })),
        (Method::POST, &*companies, join.clone()),
        (Method::DELETE, &*leave, json!({})),
        (Method::POST, &*tags, label.clone()),
        (Method::POST, &*companies, join.clone()),
    ] {
        assert_eq!(since(&server, &w, &of, method, path, body.clone()).await, 0, "{path} {body}");
    }
    for (method, path, body) in [
        (Method::POST, &*tags, label),
        (Method::POST, &*companies, join),
        (Method::GET, &*notes, Value::Null),
    ] {
        let nothing = since(&server, &w, &of, method, path, body.clone()).await;
        assert!(nothing >= 60, "{path} {body} changes nothing");
    }
    for path in [format!("/tags/{tag}"), format!("/companies/{company}")] {
        assert_eq!(since(&server, &w, &of, Method::DELETE, &path, json!({})).await, 0, "{path}");
    }
    assert_eq!(since(&server, &w, &of, Method::POST, &format!("{of}/block"), json!({})).await, 0);
}
crate::both!(what_is_done_to_a_contact_moves_their_time_on);

async fn what_is_a_leads_changes_with_them(server: Server) {
    let w = server.workspace().await;
    let lead = server.contact(&w.token, json!({ "role": "lead", "email": "jo@people.example" })).await;
    let user = server.contact(&w.token, json!({ "external_id": "7" })).await;
    let other = server.contact(&w.token, json!({ "external_id": "8" })).await;
    let own = server.conversation(&w.token, &lead, "Hi").await;
    let beside = server.conversation(&w.token, &other, "Hi").await;
    let join = json!({ "admin_id": w.owner.to_string(), "customer": { "intercom_user_id": lead } });
    server.post(&w.token, &format!("/conversations/{beside}/customers"), join).await.ok();
    server.pass(60);
    server.post(&w.token, "/contacts/merge", json!({ "from": lead, "into": user })).await.ok();
    for path in
        [format!("/conversations/{own}"), format!("/conversations/{beside}"), format!("/contacts/{user}")]
    {
        let changed = server.get(&w.token, &path).await.ok()["updated_at"].clone();
        assert_eq!(changed, json!(server.d.now().seconds()), "{path}");
    }
}
crate::both!(what_is_a_leads_changes_with_them);

async fn a_team_that_goes_changes_what_it_had(server: Server) {
    let w = server.workspace().await;
    let by = Actor::Teammate { workspace: w.workspace, id: w.owner, role: Role::Owner };
    let team = crate::desk::team(&server, &w, "Refunds", &[]).await;
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let id = server.conversation(&w.token, &contact, "Hi").await;
    let give = json!({ "message_type": "assignment", "type": "team", "admin_id": w.owner.to_string(), "assignee_id": team.to_string() });
    server.post(&w.token, &format!("/conversations/{id}/parts"), give).await.ok();
    server.pass(60);
    let held = domain::teams::find(&server.d, w.workspace, team).await.unwrap().unwrap();
    domain::teams::delete(&server.d, &allow::<_, act::ManageTeams>(&by, held).unwrap()).await.unwrap();
    let shown = server.get(&w.token, &format!("/conversations/{id}")).await.ok();
    assert_eq!(
        (&shown["team_assignee_id"], &shown["updated_at"]),
        (&Value::Null, &json!(server.d.now().seconds()))
    );
}
crate::both!(a_team_that_goes_changes_what_it_had);
