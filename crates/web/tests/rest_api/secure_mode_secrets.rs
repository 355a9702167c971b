//! Secrets that sign users' identities: made, seen and deleted by those who may, and shown once.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use privacy::access::Scope;
use serde_json::{Value, json};

use crate::harness::{Answer, Server, request, told};
use crate::seed;

const PATH: &str = "/secure_mode_secrets";

async fn delete(server: &Server, token: &str, id: &str) -> Answer {
    server.send(request(Method::DELETE, token, &format!("{PATH}/{id}")).body(Body::empty()).unwrap()).await
}

async fn names(server: &Server, token: &str) -> Vec<String> {
    let list = server.get(token, PATH).await.ok();
    assert_eq!(list["type"], "list");
    list["data"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

async fn a_secret_is_shown_once(server: Server) {
    let w = server.workspace().await;
    let made = server.post(&w.token, PATH, json!({ "name": "Production", "supports_web": true })).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let made = made.json();
    assert_eq!(made["type"], "identity_verification_secret");
    assert_eq!((&made["supports_web"], &made["supports_ios"]), (&json!(true), &json!(false)));
    let text = made["secret"].as_str().unwrap();
    assert_eq!(text.len(), 43, "256 bits in base64url");
    server.pass(1);
    let second = server.post(&w.token, PATH, json!({ "name": "Next", "supports_ios": true })).await.json();
    assert_ne!(second["secret"], made["secret"]);
    assert_eq!((&second["supports_web"], &second["supports_ios"]), (&json!(false), &json!(true)));
    let list = server.get(&w.token, PATH).await;
    assert!(!String::from_utf8(list.bytes.clone()).unwrap().contains(text), "shown again");
    let mut without = made.clone();
    without.as_object_mut().unwrap().remove("secret");
    assert_eq!(list.ok()["data"][0], without);
    let gone = delete(&server, &w.token, made["id"].as_str().unwrap()).await;
    assert_eq!((gone.status, gone.bytes.len()), (StatusCode::NO_CONTENT, 0));
    assert_eq!(names(&server, &w.token).await, ["Next"]);
    let log = server.get(&w.token, "/admins/activity_logs?created_at_after=0&per_page=250").await.ok();
    for name in ["messenger_api_secret_creation", "messenger_api_secret_deletion"] {
        let found = log["activity_logs"].as_array().unwrap().iter().find(|one| one["activity_type"] == name);
        let expected: &Value =
            if name.ends_with("deletion") { &made["id"] } else { &found.unwrap()["metadata"]["object_id"] };
        assert_eq!(&found.unwrap()["metadata"]["object_id"], expected, "{name}");
    }
}
crate::both!(a_secret_is_shown_once);

async fn who_may_not_gets_none(server: Server) {
    let (w, other) = (server.workspace().await, server.workspace().await);
    let reader = seed::token(&server.d, w.workspace, w.owner, Scope::Read, None).await.unwrap();
    let made = server.post(&w.token, PATH, json!({ "name": "Mine" })).await.json();
    assert_eq!(made["supports_web"], true, "who names no platform means the web");
    let id = made["id"].as_str().unwrap();
    assert_eq!(server.get(&reader, PATH).await.problem(), told(403, "forbidden", ""));
    assert_eq!(
        server.post(&reader, PATH, json!({ "name": "x" })).await.problem(),
        told(403, "forbidden", "")
    );
    assert_eq!(delete(&server, &reader, id).await.problem(), told(403, "forbidden", ""));
    assert_eq!(server.get("", PATH).await.problem().0, 401);
    let absent = told(404, "identity_verification_secret_not_found", "");
    for unknown in [id, "0123456789abcdef01234567", "102", "x"] {
        assert_eq!(delete(&server, &other.token, unknown).await.problem(), absent, "{unknown}");
    }
    assert_eq!(names(&server, &other.token).await, Vec::<String>::new());
    assert_eq!(names(&server, &w.token).await, ["Mine"]);
}
crate::both!(who_may_not_gets_none);

async fn what_is_asked_for_is_checked(server: Server) {
    let w = server.workspace().await;
    let refused = async |body: Value| server.post(&w.token, PATH, body).await.problem();
    assert_eq!(refused(json!({})).await, told(400, "parameter_not_found", "name"));
    assert_eq!(refused(json!({ "name": "  " })).await, told(400, "parameter_not_found", "name"));
    assert_eq!(refused(json!({ "name": "x".repeat(513) })).await, told(400, "parameter_invalid", "name"));
    assert_eq!(
        refused(json!({ "name": "x", "supports_web": false })).await,
        told(400, "parameter_invalid", "supports_web")
    );
    assert_eq!(
        refused(json!({ "name": "x", "supports_ios": 1 })).await,
        told(400, "parameter_invalid", "supports_ios")
    );
    for number in 0..20 {
        let made = server.post(&w.token, PATH, json!({ "name": number.to_string() })).await;
        assert_eq!(made.status, StatusCode::CREATED);
    }
    assert_eq!(refused(json!({ "name": "one too many" })).await, told(409, "conflict", ""));
}
crate::both!(what_is_asked_for_is_checked);
