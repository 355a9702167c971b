//! A teammate writes to a contact first.

use privacy::access::Scope;
use serde_json::{Value, json};

use crate::harness::{START, Server, told};
use crate::seed;

async fn a_teammate_writes_first(server: Server) {
    let w = server.workspace().await;
    let admin = w.owner.raw().get();
    let ada = server.contact(&w.token, json!({ "external_id": "ada", "email": "ada@people.example" })).await;
    let write = |to: Value| {
        let body = json!({ "message_type": "inapp", "from": { "type": "admin", "id": admin }, "to": to,
            "body": "<p>Tom &amp; Jerry</p><script>x</script>", "create_conversation_without_contact_reply": true });
        server.post(&w.token, "/messages", body)
    };
    let sent = write(json!({ "type": "user", "id": ada })).await.ok();
    assert_eq!(
        (&sent["type"], &sent["body"], &sent["message_type"], &sent["created_at"]),
        (&json!("admin_message"), &json!("<p>Tom &amp; Jerry</p>"), &json!("inapp"), &json!(START.seconds()))
    );
    let path = format!("/conversations/{}", sent["conversation_id"].as_str().unwrap());
    let shown = server.get(&w.token, &path).await.ok();
    assert_eq!((&shown["state"], &shown["read"]), (&json!("open"), &json!(true)));
    let source = &shown["source"];
    assert_eq!(
        (&source["id"], &source["delivered_as"], &source["author"]["type"], &source["author"]["id"]),
        (&sent["id"], &json!("admin_initiated"), &json!("admin"), &json!(admin.to_string()))
    );
    assert_eq!(shown["contacts"]["contacts"][0]["id"], json!(ada));
    let contact = server.get(&w.token, &format!("/contacts/{ada}")).await.ok();
    assert_eq!(contact["last_contacted_at"], START.seconds());
    let reply =
        json!({ "message_type": "comment", "type": "user", "intercom_user_id": ada, "body": "Hello" });
    let replied = server.post(&w.token, &format!("{path}/reply"), reply).await.ok();
    assert_eq!(replied["read"], json!(false));
    for to in [
        json!({ "type": "contact", "user_id": "ada" }),
        json!({ "type": "lead", "email": "ada@people.example" }),
    ] {
        let other = write(to).await.ok();
        assert_ne!(other["conversation_id"], sent["conversation_id"]);
    }
    server.contact(&w.token, json!({ "email": "ada@people.example" })).await;
    let several = write(json!({ "type": "user", "email": "ada@people.example" })).await;
    assert_eq!(several.problem(), told(400, "parameter_invalid", "to.email"));
    let nobody = write(json!({ "type": "user", "id": "0123456789abcdef01234567" })).await;
    assert_eq!(nobody.problem(), told(404, "not_found", ""));
}
crate::both!(a_teammate_writes_first);

async fn what_is_no_message_is_refused(server: Server) {
    let (w, other) = (server.workspace().await, server.workspace().await);
    let ada = server.contact(&w.token, json!({ "external_id": "ada" })).await;
    let good = json!({ "message_type": "inapp", "from": { "type": "admin", "id": w.owner.to_string() },
        "to": { "type": "user", "id": ada }, "body": "Hello" });
    for (field, value, problem) in [
        ("message_type", Value::Null, told(400, "parameter_not_found", "message_type")),
        ("message_type", json!("email"), told(400, "parameter_invalid", "message_type")),
        ("from", Value::Null, told(400, "parameter_not_found", "from")),
        ("from", json!({ "type": "user", "id": "1" }), told(400, "parameter_invalid", "from.type")),
        ("from", json!({ "type": "admin" }), told(400, "parameter_not_found", "from.id")),
        ("from", json!({ "type": "admin", "id": "77" }), told(404, "admin_not_found", "from.id")),
        ("to", json!({ "id": ada }), told(400, "parameter_not_found", "to.type")),
        ("to", json!({ "type": "user" }), told(400, "parameter_not_found", "to.id")),
        ("to", json!([{ "type": "user", "id": ada }]), told(400, "parameter_invalid", "to")),
        ("cc", json!({ "type": "user", "id": ada }), told(400, "parameter_invalid", "cc")),
        ("bcc", json!([{ "type": "user", "id": ada }]), told(400, "parameter_invalid", "bcc")),
        ("body", json!(" "), told(400, "parameter_not_found", "body")),
        (
            "body",
            json!(format!("<p>{}</p>", "x".repeat(64 * 1024 + 1))),
            told(400, "parameter_invalid", "body"),
        ),
    ] {
        let mut body = good.clone();
        body[field] = value.clone();
        assert_eq!(server.post(&w.token, "/messages", body).await.problem(), problem, "{field} {value:.60}");
    }
    let mut foreign = good.clone();
    foreign["from"]["id"] = json!(other.owner.to_string());
    assert_eq!(server.post(&other.token, "/messages", foreign).await.problem(), told(404, "not_found", ""));
    let reader = seed::token(&server.d, w.workspace, w.owner, Scope::Read, None).await.unwrap();
    assert_eq!(server.post(&reader, "/messages", good).await.problem().0, 403);
    assert_eq!(server.get(&w.token, "/conversations").await.ok()["total_count"], 0);
}
crate::both!(what_is_no_message_is_refused);
