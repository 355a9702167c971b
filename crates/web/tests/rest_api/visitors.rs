//! Visitors: read, named, and turned into somebody.

use privacy::access::Scope;
use serde_json::{Value, json};

use crate::harness::{Server, told};
use crate::seed::{self, Seeded};

/// A visitor who wrote: their id and their messenger's secret.
async fn visitor(server: &Server, w: &Seeded, key: u32) -> (String, String) {
    let begun = server.post("", &format!("/messenger/{}/visitors", w.workspace), json!({})).await.json();
    let token = begun["token"].as_str().unwrap().to_owned();
    let said = json!({ "body": "Hello", "client_key": format!("{key:032x}") });
    let path = format!("/messenger/{}/conversations", w.workspace);
    assert_eq!(server.post(&token, &path, said).await.status, 201);
    (begun["visitor"]["id"].as_str().unwrap().to_owned(), token)
}

async fn a_visitor_is_read_and_named(server: Server) {
    let w = server.workspace().await;
    let (id, _) = visitor(&server, &w, 1).await;
    let shown = server.get(&w.token, &format!("/visitors?user_id={id}")).await.ok();
    assert_eq!(
        (&shown["type"], &shown["id"], &shown["user_id"]),
        (&json!("visitor"), &json!(id), &json!(id))
    );
    assert_eq!((&shown["anonymous"], &shown["name"]), (&json!(true), &Value::Null));
    assert!(shown["pseudonym"].as_str().unwrap().contains(' '), "a readable name");
    let named = json!({ "id": id, "name": "Gill", "custom_attributes": { "plan": "gold" } });
    let named = server.put(&w.token, "/visitors", named).await.ok();
    assert_eq!((&named["name"], &named["custom_attributes"]), (&json!("Gill"), &json!({ "plan": "gold" })));
    let kept = server.put(&w.token, "/visitors", json!({ "user_id": id })).await.ok();
    assert_eq!(kept["name"], "Gill");
    let label = json!({ "name": "Regulars", "users": [{ "id": id }] });
    let tag = server.post(&w.token, "/tags", label).await.ok()["id"].clone();
    let shown = server.get(&w.token, &format!("/visitors?user_id={id}")).await.ok();
    assert_eq!(shown["tags"]["tags"], json!([{ "type": "tag", "id": tag }]));
    let user = server.contact(&w.token, json!({ "external_id": "ada" })).await;
    for (path, problem) in [
        ("/visitors".to_owned(), told(400, "parameter_not_found", "user_id")),
        ("/visitors?user_id=zz".to_owned(), told(404, "not_found", "")),
        (format!("/visitors?user_id={user}"), told(404, "not_found", "")),
    ] {
        assert_eq!(server.get(&w.token, &path).await.problem(), problem, "{path}");
    }
    for (body, problem) in [
        (json!({ "name": "x" }), told(400, "parameter_not_found", "id")),
        (json!({ "id": user, "name": "x" }), told(404, "not_found", "")),
        (json!({ "id": id, "name": 7 }), told(400, "parameter_invalid", "name")),
        (
            json!({ "id": id, "custom_attributes": { "a": [] } }),
            told(400, "parameter_invalid", "custom_attributes"),
        ),
    ] {
        assert_eq!(server.put(&w.token, "/visitors", body.clone()).await.problem(), problem, "{body}");
    }
    let other = server.workspace().await;
    let foreign = server.get(&other.token, &format!("/visitors?user_id={id}")).await;
    assert_eq!(foreign.problem(), told(404, "not_found", ""));
    let reader = seed::token(&server.d, w.workspace, w.owner, Scope::Read, None).await.unwrap();
    assert_eq!(server.put(&reader, "/visitors", json!({ "id": id, "name": "x" })).await.problem().0, 403);
}
crate::both!(a_visitor_is_read_and_named);

async fn a_visitor_becomes_somebody(server: Server) {
    let w = server.workspace().await;
    let ada = server.contact(&w.token, json!({ "external_id": "ada" })).await;
    let (one, messenger) = visitor(&server, &w, 1).await;
    let into = |user: Value, visitor: &str, role: &str| json!({ "type": role, "user": user, "visitor": { "id": visitor } });
    let merged = server
        .post(&w.token, "/visitors/convert", into(json!({ "user_id": "ada" }), &one, "user"))
        .await
        .ok();
    assert_eq!((&merged["id"], &merged["role"]), (&json!(ada), &json!("user")));
    let talks = server.get(&w.token, "/conversations").await.ok();
    assert_eq!(talks["conversations"][0]["contacts"]["contacts"][0]["id"], json!(ada));
    let ended = server.get(&messenger, &format!("/messenger/{}/conversations", w.workspace)).await;
    assert_eq!(ended.status, 401, "whoever holds the messenger has not shown to be her");

    let (two, _) = visitor(&server, &w, 2).await;
    let new = server
        .post(&w.token, "/visitors/convert", into(json!({ "user_id": "bob" }), &two, "user"))
        .await
        .ok();
    assert_eq!((&new["id"], &new["external_id"], &new["role"]), (&json!(two), &json!("bob"), &json!("user")));
    let (three, _) = visitor(&server, &w, 3).await;
    let email = json!({ "email": "eve@people.example" });
    let lead = server.post(&w.token, "/visitors/convert", into(email, &three, "lead")).await.ok();
    assert_eq!(
        (&lead["id"], &lead["email"], &lead["role"]),
        (&json!(three), &json!("eve@people.example"), &json!("lead"))
    );

    let (four, _) = visitor(&server, &w, 4).await;
    for (body, problem) in [
        (
            json!({ "user": { "id": ada }, "visitor": { "id": four } }),
            told(400, "parameter_not_found", "type"),
        ),
        (into(json!({}), &four, "user"), told(400, "parameter_not_found", "user.id")),
        (into(json!({ "id": "zz" }), &four, "user"), told(404, "not_found", "")),
        (into(json!({ "email": "nobody" }), &four, "user"), told(400, "parameter_invalid", "user.email")),
        (into(json!({ "id": three }), &four, "lead"), told(400, "invalid_merge", "into")),
        (into(json!({ "id": ada }), &two, "user"), told(404, "not_found", "")),
    ] {
        assert_eq!(
            server.post(&w.token, "/visitors/convert", body.clone()).await.problem(),
            problem,
            "{body}"
        );
    }
}
crate::both!(a_visitor_becomes_somebody);

async fn a_visitor_of_whom_something_becomes_known_is_a_lead(server: Server) {
    let w = server.workspace().await;
    for (key, known) in (10..).zip([
        json!({ "email": "gill@people.example" }),
        json!({ "external_id": "gill" }),
        json!({ "phone": "+49 30 1" }),
        json!({ "name": "Gill" }),
        json!({ "custom_attributes": { "plan": "gold" } }),
    ]) {
        let (id, _) = visitor(&server, &w, key).await;
        let path = format!("/contacts/{id}");
        for nothing in [
            json!({ "name": null, "custom_attributes": { "plan": null } }),
            json!({ "unsubscribed_from_emails": true }),
        ] {
            server.put(&w.token, &path, nothing).await.ok();
            server.get(&w.token, &format!("/visitors?user_id={id}")).await.ok();
        }
        server.put(&w.token, &path, known.clone()).await.ok();
        let query = json!({ "query": { "field": "id", "operator": "=", "value": id } });
        let found = server.post(&w.token, "/contacts/search", query).await.ok();
        assert_eq!(
            (&found["total_count"], &found["data"][0]["role"]),
            (&json!(1), &json!("lead")),
            "{known}"
        );
        let gone = server.get(&w.token, &format!("/visitors?user_id={id}")).await;
        assert_eq!(gone.problem(), told(404, "not_found", ""));
    }
    let (id, _) = visitor(&server, &w, 20).await;
    let body = json!({ "role": "user", "external_id": "ada" });
    assert_eq!(server.put(&w.token, &format!("/contacts/{id}"), body).await.ok()["role"], "user");
}
crate::both!(a_visitor_of_whom_something_becomes_known_is_a_lead);
