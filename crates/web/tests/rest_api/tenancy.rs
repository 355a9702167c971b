//! Nobody learns anything of another workspace, and a token does no more than it may.

use crate::seed::{self, Seeded};
use axum::body::Body;
use axum::http::Method;
use privacy::access::Scope;
use privacy::{Personal, Time};
use serde_json::{Value, json};

use crate::harness::{START, Server, request, told};

/// Requests that name a contact and a conversation, as `C` and `V`, in every place where ids stand.
fn naming(contact: &str, conversation: &str, mine: &Seeded) -> Vec<(Method, String, Value)> {
    let admin = mine.owner.to_string();
    vec![
        (Method::GET, format!("/contacts/{contact}"), Value::Null),
        (Method::PUT, format!("/contacts/{contact}"), json!({ "name": "x" })),
        (Method::GET, format!("/conversations/{conversation}"), Value::Null),
        (
            Method::POST,
            "/conversations".to_owned(),
            json!({ "from": { "type": "user", "id": contact }, "body": "x" }),
        ),
        (
            Method::POST,
            "/messages".to_owned(),
            json!({ "message_type": "inapp", "from": { "type": "admin", "id": admin }, "to": { "type": "user", "id": contact },
                "body": "x" }),
        ),
        (
            Method::POST,
            format!("/conversations/{conversation}/reply"),
            json!({ "message_type": "comment", "type": "admin", "admin_id": admin, "body": "x" }),
        ),
        (
            Method::POST,
            format!("/conversations/{conversation}/reply"),
            json!({ "message_type": "comment", "type": "user", "intercom_user_id": contact, "body": "x" }),
        ),
        (
            Method::POST,
            "/conversations/last/reply".to_owned(),
            json!({ "message_type": "comment", "type": "user", "intercom_user_id": contact, "body": "x" }),
        ),
        (
            Method::POST,
            format!("/conversations/{conversation}/parts"),
            json!({ "message_type": "close", "admin_id": admin }),
        ),
        (
            Method::POST,
            format!("/conversations/{conversation}/parts"),
            json!({ "message_type": "assignment", "assignee_id": admin, "admin_id": admin, "body": "x" }),
        ),
        (Method::PUT, format!("/conversations/{conversation}"), json!({ "title": "x" })),
        (Method::POST, "/contacts/merge".to_owned(), json!({ "from": contact, "into": contact })),
        (Method::GET, format!("/contacts/{contact}/tags"), Value::Null),
        (Method::POST, format!("/contacts/{contact}/block"), json!({})),
        (Method::GET, format!("/contacts/{contact}/companies"), Value::Null),
        (Method::POST, format!("/contacts/{contact}/companies"), json!({ "id": "1" })),
        (Method::DELETE, format!("/contacts/{contact}/companies/1"), Value::Null),
        (Method::POST, format!("/contacts/{contact}/tags"), json!({ "id": "1" })),
        (Method::DELETE, format!("/contacts/{contact}/tags/1"), Value::Null),
        (Method::GET, format!("/contacts/{contact}/notes"), Value::Null),
        (Method::GET, format!("/events?type=user&intercom_user_id={contact}"), Value::Null),
        (
            Method::POST,
            "/events".to_owned(),
            json!({ "id": contact, "event_name": "x", "created_at": START.seconds() }),
        ),
        (
            Method::POST,
            "/events/summaries".to_owned(),
            json!({ "id": contact, "event_summaries": { "event_name": "x", "count": 1, "first": 1, "last": START.seconds() } }),
        ),
        (Method::POST, format!("/contacts/{contact}/notes"), json!({ "body": "x", "admin_id": admin })),
        (
            Method::POST,
            format!("/conversations/{conversation}/tags"),
            json!({ "id": "1", "admin_id": admin }),
        ),
        (Method::DELETE, format!("/conversations/{conversation}/tags/1"), json!({ "admin_id": admin })),
        (Method::PUT, format!("/conversations/{conversation}"), json!({ "read": true })),
        (Method::PUT, format!("/conversations/{conversation}"), json!({ "priority": "priority" })),
        (
            Method::POST,
            "/conversations/redact".to_owned(),
            json!({ "type": "source", "conversation_id": conversation, "source_id": "1" }),
        ),
        (
            Method::POST,
            format!("/conversations/{conversation}/customers"),
            json!({ "admin_id": admin, "customer": { "email": "x@example.org" } }),
        ),
        (
            Method::DELETE,
            format!("/conversations/{conversation}/customers/{contact}"),
            json!({ "admin_id": admin }),
        ),
        (Method::POST, "/tags".to_owned(), json!({ "name": "x", "users": [{ "id": contact }] })),
        (Method::DELETE, format!("/contacts/{contact}"), Value::Null),
    ]
}

async fn another_workspaces_id_answers_as_an_unknown_one(server: Server) {
    let (mine, other) = (server.workspace().await, server.workspace().await);
    let contact =
        server.contact(&other.token, json!({ "external_id": "theirs", "email": "t@example.org" })).await;
    // Their first conversation has the number 1; mine begins at 1 too, so theirs must be one that I do not have.
    server.conversation(&other.token, &contact, "one").await;
    let conversation = server.conversation(&other.token, &contact, "two").await;
    let all = |contact: &str, conversation: &str| {
        let mut all = naming(contact, conversation, &mine);
        let convert = json!({ "type": "user", "visitor": { "id": contact }, "user": { "id": contact } });
        all.push((Method::PUT, "/visitors".to_owned(), json!({ "id": contact, "name": "x" })));
        all.push((Method::POST, "/visitors/convert".to_owned(), convert));
        all
    };
    let foreign = all(&contact, &conversation);
    let unknown = all("0123456789abcdef01234567", "9007199254740991");
    for ((method, path, body), (_, unknown, same)) in foreign.into_iter().zip(unknown) {
        let ask = |path: &str, body: Value| {
            let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
            server.send(request(method.clone(), &mine.token, path).body(body).unwrap())
        };
        let (theirs, nobodys) = (ask(&path, body).await, ask(&unknown, same).await);
        assert_eq!(theirs.problem(), told(404, "not_found", ""), "{method} {path}");
        assert_eq!(theirs.without_request_id(), nobodys.without_request_id(), "{method} {path}");
    }
    let theirs = server.get(&mine.token, "/contacts/find_by_external_id/theirs").await;
    assert_eq!(theirs.problem(), told(404, "not_found", ""));
    let kept = server.get(&other.token, &format!("/conversations/{conversation}")).await.ok();
    assert_eq!((&kept["state"], &kept["conversation_parts"]["total_count"]), (&json!("open"), &json!(0)));
    for list in ["/contacts", "/conversations"] {
        assert_eq!(server.get(&mine.token, list).await.ok()["total_count"], 0, "{list}");
    }
    let taken = server.post(&mine.token, "/contacts", json!({ "external_id": "theirs" })).await;
    assert_eq!(taken.ok()["external_id"], "theirs", "an external id is unique in its workspace only");
    let erase = request(Method::DELETE, &other.token, &format!("/contacts/{contact}"));
    server.send(erase.body(Body::empty()).unwrap()).await.ok();
    for path in ["erasure", "erasure/receipts/keys"] {
        let path = format!("/contacts/{contact}/{path}");
        assert_eq!(server.get(&other.token, &path).await.status, 200, "{path}");
        assert_eq!(server.get(&mine.token, &path).await.problem(), told(404, "not_found", ""), "{path}");
    }
}
crate::both!(another_workspaces_id_answers_as_an_unknown_one);

async fn a_token_that_is_not_good_opens_nothing(server: Server) {
    let (w, other) = (server.workspace().await, server.workspace().await);
    let (name, secret) = w.token.split_once('_').unwrap();
    let foreign = format!("{}_{secret}", other.workspace);
    let end = Time::from_seconds(START.seconds() + 60);
    let brief = seed::token(&server.d, w.workspace, w.owner, Scope::Write, Some(end)).await.unwrap();
    server.get(&brief, "/me").await.ok();
    server.pass(60);
    let long = "x".repeat(5_000);
    let bad = ["", "x", name, secret, &foreign, &brief, &long, "-operator-_AAAA", "_", "eu4k7m2pqx_"];
    for token in bad {
        for path in ["/me", "/contacts", "/conversations/1", "/admins/1"] {
            let answer = server.get(token, path).await;
            assert_eq!(answer.problem(), told(401, "unauthorized", ""), "{token:.20} {path}");
        }
    }
    for scheme in ["Basic", "bearer:", "Token"] {
        let asked = request(Method::GET, "", "/me").header("authorization", format!("{scheme} {}", w.token));
        assert_eq!(server.send(asked.body(Body::empty()).unwrap()).await.problem().0, 401, "{scheme}");
    }
    let asked = request(Method::GET, "", "/me").header("authorization", format!("bearer  {}", w.token));
    assert_eq!(server.send(asked.body(Body::empty()).unwrap()).await.status, 200);
    assert_eq!(server.post("", "/contacts", json!({ "role": "user" })).await.problem().0, 401);
}
crate::both!(a_token_that_is_not_good_opens_nothing);

async fn a_token_to_read_with_writes_nothing(server: Server) {
    let w = server.workspace().await;
    let reader = seed::token(&server.d, w.workspace, w.owner, Scope::Read, None).await.unwrap();
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let conversation = server.conversation(&w.token, &contact, "Hi").await;
    let created = server.post(&reader, "/contacts", json!({ "role": "user" })).await;
    assert_eq!(created.problem(), told(403, "forbidden", ""));
    for (method, path, body) in naming(&contact, &conversation, &w) {
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let answer = server.send(request(method.clone(), &reader, &path).body(body).unwrap()).await;
        if method == Method::GET {
            answer.ok();
        } else {
            assert_eq!(answer.problem(), told(403, "forbidden", ""), "{method} {path}");
        }
    }
    assert_eq!(server.get(&reader, "/contacts").await.ok()["total_count"], 1);
    let held = server.get(&reader, &format!("/conversations/{conversation}")).await.ok();
    assert_eq!((&held["state"], &held["conversation_parts"]["total_count"]), (&json!("open"), &json!(0)));
}
crate::both!(a_token_to_read_with_writes_nothing);

async fn who_reads_over_the_api_is_entered(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "external_id": "seen" })).await;
    let seen = Personal::new("seen".to_owned());
    let found = domain::contacts::find_by_external_id(&server.d, w.workspace, &seen);
    let found = found.await.unwrap().unwrap();
    assert_eq!(found.id.to_string(), contact);
    let by = domain::api_tokens::authenticate(&server.d, &w.token).await.unwrap().unwrap();
    let allowed = privacy::access::allow(&by, found).unwrap();
    let looked = domain::contacts::held(&server.d, &allowed).await.unwrap().looked.unwrap();
    assert_eq!((looked.0.as_str(), looked.1), ("api_token", by.id()));
}
crate::both!(who_reads_over_the_api_is_entered);
