//! Tags and notes about contacts.

use axum::body::Body;
use axum::http::Method;
use privacy::access::Scope;
use serde_json::{Value, json};

use crate::harness::{Answer, START, Server, request, told};
use crate::seed;

async fn delete(server: &Server, token: &str, path: &str, body: Value) -> Answer {
    server.send(request(Method::DELETE, token, path).body(Body::from(body.to_string())).unwrap()).await
}

async fn a_tag_from_its_making_to_its_end(server: Server) {
    let w = server.workspace().await;
    let made = server.post(&w.token, "/tags", json!({ "name": "Late" })).await.ok();
    assert_eq!((&made["type"], &made["name"]), (&json!("tag"), &json!("Late")));
    let id = made["id"].as_str().unwrap().to_owned();
    assert_eq!(server.post(&w.token, "/tags", json!({ "name": " late " })).await.ok()["id"], json!(id));
    let renamed = server.post(&w.token, "/tags", json!({ "id": id, "name": "Delayed" })).await.ok();
    assert_eq!(renamed, json!({ "type": "tag", "id": id, "name": "Delayed" }));
    assert_eq!(server.get(&w.token, &format!("/tags/{id}")).await.ok(), renamed);
    assert_eq!(server.get(&w.token, "/tags").await.ok(), json!({ "type": "list", "data": [renamed] }));
    server.post(&w.token, "/tags", json!({ "name": "Other" })).await.ok();
    let taken = server.post(&w.token, "/tags", json!({ "id": id, "name": "other" })).await;
    assert_eq!(taken.problem(), told(409, "conflict", "name"));

    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let labelled = json!({ "name": "Delayed", "users": [{ "id": contact }] });
    assert_eq!(server.post(&w.token, "/tags", labelled).await.ok()["id"], json!(id));
    let path = format!("/contacts/{contact}/tags");
    let on = server.get(&w.token, &path).await.ok();
    assert_eq!(
        on["data"][0],
        json!({ "type": "tag", "id": id, "name": "Delayed", "applied_at": START.seconds(),
            "applied_by": { "type": "admin", "id": w.owner.to_string() } })
    );
    let shown = server.get(&w.token, &format!("/contacts/{contact}")).await.ok();
    assert_eq!(
        shown["tags"],
        json!({ "type": "list", "url": path, "total_count": 1, "has_more": false,
            "data": [{ "type": "tag", "id": id, "url": format!("/tags/{id}") }] })
    );
    let off = delete(&server, &w.token, &format!("{path}/{id}"), json!({})).await.ok();
    assert_eq!((&off["id"], &off["name"]), (&json!(id), &json!("Delayed")));
    assert_eq!(delete(&server, &w.token, &format!("{path}/{id}"), json!({})).await.problem().1, "not_found");
    assert_eq!(server.post(&w.token, &path, json!({ "id": id })).await.ok()["applied_at"], START.seconds());

    let gone = delete(&server, &w.token, &format!("/tags/{id}"), json!({})).await.ok();
    assert_eq!(gone, json!({ "type": "tag", "id": id, "deleted": true }));
    assert_eq!(server.get(&w.token, &path).await.ok()["data"], json!([]));
    for unknown in [id.as_str(), "77", "x"] {
        let path = format!("/tags/{unknown}");
        assert_eq!(server.get(&w.token, &path).await.problem(), told(404, "not_found", ""), "{unknown}");
        assert_eq!(delete(&server, &w.token, &path, json!({})).await.problem(), told(404, "not_found", ""));
    }
    for (body, expected) in [
        (json!({}), told(400, "parameter_not_found", "name")),
        (json!({ "name": "  " }), told(400, "parameter_invalid", "name")),
        (json!({ "name": "x", "id": "77" }), told(404, "tag_not_found", "id")),
        (json!({ "name": "x", "companies": [{ "id": "1" }] }), told(400, "parameter_invalid", "companies")),
        (json!({ "name": "x", "users": [{}] }), told(400, "parameter_not_found", "users.0.id")),
        (json!({ "name": "x", "users": [{ "id": "0123456789abcdef01234567" }] }), told(404, "not_found", "")),
    ] {
        assert_eq!(server.post(&w.token, "/tags", body.clone()).await.problem(), expected, "{body}");
    }
}
crate::both!(a_tag_from_its_making_to_its_end);

async fn a_conversation_is_tagged(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let id = server.conversation(&w.token, &contact, "Hi").await;
    let tag = server.post(&w.token, "/tags", json!({ "name": "Late" })).await.ok()["id"].clone();
    let (path, admin) = (format!("/conversations/{id}/tags"), w.owner.to_string());
    let on = server.post(&w.token, &path, json!({ "id": tag, "admin_id": admin })).await.ok();
    assert_eq!((&on["id"], &on["applied_by"]["id"]), (&tag, &json!(admin)));
    let shown = server.get(&w.token, &format!("/conversations/{id}")).await.ok();
    assert_eq!(shown["tags"]["tags"], json!([on]));
    assert_eq!(on["applied_at"], START.seconds());
    server.pass(60);
    let again = server.post(&w.token, &path, json!({ "id": tag, "admin_id": admin })).await.ok();
    assert_eq!(again, on, "it has had the tag since then");
    let listed = server.get(&w.token, "/conversations").await.ok();
    assert_eq!(listed["conversations"][0]["tags"]["tags"], json!([on]));
    let nobody = server.post(&w.token, &path, json!({ "id": tag })).await;
    assert_eq!(nobody.problem(), told(400, "parameter_not_found", "admin_id"));
    let unknown = server.post(&w.token, &path, json!({ "id": "77", "admin_id": admin })).await;
    assert_eq!(unknown.problem(), told(404, "tag_not_found", "id"));
    let path = format!("{path}/{}", tag.as_str().unwrap());
    let off = delete(&server, &w.token, &path, json!({ "admin_id": admin })).await.ok();
    assert_eq!(off["id"], tag);
    let twice = delete(&server, &w.token, &path, json!({ "admin_id": admin })).await;
    assert_eq!(twice.problem(), told(404, "tag_not_found", ""));
}
crate::both!(a_conversation_is_tagged);

async fn more_tags_than_a_page_are_put_on_and_taken_off(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let id = server.conversation(&w.token, &contact, "Hi").await;
    let admin = w.owner.to_string();
    let (of_contact, of_conversation) =
        (format!("/contacts/{contact}/tags"), format!("/conversations/{id}/tags"));
    let mut last = Value::Null;
    for at in 0..=100 {
        let made = server.post(&w.token, "/tags", json!({ "name": format!("t{at}") })).await.ok();
        last = made["id"].clone();
        assert_eq!(server.post(&w.token, &of_contact, json!({ "id": last })).await.ok()["id"], last);
        let body = json!({ "id": last, "admin_id": admin });
        assert_eq!(server.post(&w.token, &of_conversation, body).await.ok()["id"], last);
    }
    let all = server.get(&w.token, &of_contact).await.ok();
    assert_eq!(all["data"].as_array().unwrap().len(), 101);
    let shown = server.get(&w.token, &format!("/conversations/{id}")).await.ok();
    assert_eq!(shown["tags"]["tags"].as_array().unwrap().len(), 101);
    let last = last.as_str().unwrap();
    let off = delete(&server, &w.token, &format!("{of_contact}/{last}"), json!({})).await.ok();
    assert_eq!(off["id"], json!(last));
    let off =
        delete(&server, &w.token, &format!("{of_conversation}/{last}"), json!({ "admin_id": admin })).await;
    assert_eq!(off.ok()["id"], json!(last));
    assert_eq!(server.get(&w.token, &of_contact).await.ok()["data"].as_array().unwrap().len(), 100);
}
crate::both!(more_tags_than_a_page_are_put_on_and_taken_off);

async fn a_lead_is_merged_into_a_user(server: Server) {
    let w = server.workspace().await;
    let lead = server
        .contact(
            &w.token,
            json!({ "role": "lead", "email": "jo@example.org", "name": "Jo",
        "custom_attributes": { "plan": "none", "source": "fair" } }),
        )
        .await;
    let user = server
        .contact(
            &w.token,
            json!({ "external_id": "7", "name": "Joanna", "custom_attributes": { "plan": "gold" } }),
        )
        .await;
    let id = server.conversation(&w.token, &lead, "Hi").await;
    server
        .post(&w.token, &format!("/contacts/{lead}/notes"), json!({ "body": "met at the fair" }))
        .await
        .ok();
    let merge = |from: &str, into: &str| {
        let body = json!({ "from": from, "into": into });
        server.post(&w.token, "/contacts/merge", body)
    };
    assert_eq!(merge(&user, &lead).await.problem(), told(400, "invalid_merge", "from"));
    assert_eq!(merge(&lead, &lead).await.problem(), told(400, "invalid_merge", "into"));
    let merged = merge(&lead, &user).await.ok();
    assert_eq!(
        (&merged["id"], &merged["name"], &merged["email"]),
        (&json!(user), &json!("Joanna"), &json!("jo@example.org"))
    );
    assert_eq!(merged["custom_attributes"], json!({ "plan": "gold", "source": "fair" }));
    assert_eq!(merged["notes"]["total_count"], 1);
    let shown = server.get(&w.token, &format!("/conversations/{id}")).await.ok();
    assert_eq!(
        (&shown["contacts"]["contacts"][0]["id"], &shown["source"]["author"]["id"]),
        (&json!(user), &json!(user))
    );
    assert_eq!(shown["source"]["body"], "<p>Hi</p>");
    assert_eq!(
        server.get(&w.token, &format!("/contacts/{lead}")).await.problem(),
        told(404, "not_found", "")
    );
    let found = json!({ "query": { "field": "email", "operator": "=", "value": "jo@example.org" } });
    assert_eq!(server.post(&w.token, "/contacts/search", found).await.ok()["data"][0]["id"], json!(user));
    let missing = server.post(&w.token, "/contacts/merge", json!({ "from": lead })).await;
    assert_eq!(missing.problem(), told(400, "parameter_not_found", "into"));
}
crate::both!(a_lead_is_merged_into_a_user);

async fn notes_are_written_listed_and_found(server: Server) {
    let (w, other) = (server.workspace().await, server.workspace().await);
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let path = format!("/contacts/{contact}/notes");
    let team = crate::desk::team(&server, &w, "Refunds", &[w.owner]).await.raw().get();
    let first =
        server.post(&w.token, &path, json!({ "body": "a < b", "admin_id": w.owner.to_string() })).await.ok();
    assert_eq!(
        (&first["type"], &first["body"], &first["created_at"]),
        (&json!("note"), &json!("<p>a &lt; b</p>"), &json!(START.seconds()))
    );
    assert_eq!(first["contact"], json!({ "type": "contact", "id": contact }));
    assert_eq!(
        (&first["author"]["type"], &first["author"]["name"]),
        (&json!("admin"), &json!("Owner Ownerson"))
    );
    assert_eq!(first["author"]["team_ids"], json!([team]));
    let id = first["id"].as_str().unwrap();
    assert_eq!(server.get(&w.token, &format!("/notes/{id}")).await.ok(), first);
    let second = server.post(&w.token, &path, json!({ "body": "more" })).await.ok();
    let list = server.get(&w.token, &format!("{path}?per_page=1")).await.ok();
    assert_eq!((&list["data"], &list["total_count"]), (&json!([second]), &json!(2)));
    let next =
        list["pages"]["next"].as_str().unwrap().strip_prefix(crate::harness::ORIGIN).unwrap().to_owned();
    let end = server.get(&w.token, &next).await.ok();
    assert_eq!((&end["data"], &end["pages"]["next"]), (&json!([first]), &Value::Null));
    let shown = server.get(&w.token, &format!("/contacts/{contact}")).await.ok();
    assert_eq!(
        (&shown["notes"]["total_count"], &shown["notes"]["data"][0]["id"]),
        (&json!(2), &second["id"])
    );
    assert_eq!(server.get(&other.token, &format!("/notes/{id}")).await.problem(), told(404, "not_found", ""));
    assert_eq!(server.get(&w.token, "/notes/77777").await.problem(), told(404, "not_found", ""));
    let reader = seed::token(&server.d, w.workspace, w.owner, Scope::Read, None).await.unwrap();
    assert_eq!(server.get(&reader, &path).await.ok()["total_count"], 2);
    for (body, expected) in [
        (json!({}), told(400, "parameter_not_found", "body")),
        (json!({ "body": " " }), told(400, "parameter_not_found", "body")),
        (json!({ "body": "x", "admin_id": "77" }), told(404, "admin_not_found", "admin_id")),
    ] {
        assert_eq!(server.post(&w.token, &path, body.clone()).await.problem(), expected, "{body}");
    }
}
crate::both!(notes_are_written_listed_and_found);
