//! Searching contacts and conversations.

use serde_json::{Value, json};

use crate::harness::{START, Server, told};
use crate::seed::Seeded;

fn leaf(field: &str, operator: &str, value: impl Into<Value>) -> Value {
    json!({ "field": field, "operator": operator, "value": value.into() })
}

/// The ids that a search finds, walked two by two.
async fn found(server: &Server, w: &Seeded, path: &str, query: &Value) -> Vec<String> {
    let mut body = json!({ "query": query, "pagination": { "per_page": 2 } });
    let mut ids = Vec::new();
    loop {
        let page = server.post(&w.token, path, body.clone()).await.ok();
        let list = page["data"].as_array().or_else(|| page["conversations"].as_array()).unwrap();
        ids.extend(list.iter().map(|one| one["id"].as_str().unwrap().to_owned()));
        let Some(next) = page["pages"].get("next") else {
            assert_eq!(page["total_count"], ids.len());
            return ids;
        };
        body["pagination"]["starting_after"] = next["starting_after"].clone();
    }
}

async fn contacts_are_found_by_what_is_clear_and_by_whole_values(server: Server) {
    let (w, other) = (server.workspace().await, server.workspace().await);
    let mut ids = Vec::new();
    for n in 0..3 {
        let body = json!({ "external_id": format!("x{n}"), "email": "Same@example.org", "phone": format!("+49 30 {n}") });
        ids.push(server.contact(&w.token, body).await);
        server.pass(24 * 3600);
    }
    server.contact(&other.token, json!({ "email": "same@example.org" })).await;
    let lead = server.contact(&w.token, json!({ "role": "lead", "owner_id": w.owner.raw().get() })).await;
    server.post(&w.token, "/tags", json!({ "name": "Late", "users": [{ "id": ids[1] }] })).await.ok();
    let tag = server.get(&w.token, "/tags").await.ok()["data"][0]["id"].clone();
    let all = [&lead, &ids[2], &ids[1], &ids[0]];
    let day = START.seconds() + 24 * 3600 + 5;
    for (query, expected) in [
        (leaf("email", "=", "same@EXAMPLE.org"), vec![all[1], all[2], all[3]]),
        (leaf("email", "!=", "same@example.org"), vec![all[0]]),
        (leaf("external_id", "=", "x1"), vec![all[2]]),
        (leaf("external_id", "IN", json!(["x0", "x2", "nobody"])), vec![all[1], all[3]]),
        (leaf("external_id", "NIN", json!(["x0", "x2"])), vec![all[0], all[2]]),
        (leaf("phone", "=", "+49301"), vec![all[2]]),
        (leaf("id", "=", ids[0].clone()), vec![all[3]]),
        (leaf("role", "=", "lead"), vec![all[0]]),
        (leaf("owner_id", "=", w.owner.raw().get()), vec![all[0]]),
        (leaf("owner_id", "=", Value::Null), vec![all[1], all[2], all[3]]),
        (leaf("owner_id", ">", 0), vec![all[0]]),
        (leaf("owner_id", "<", 1), vec![all[1], all[2], all[3]]),
        (leaf("email", "=", Value::Null), vec![all[0]]),
        (leaf("email", "!=", Value::Null), vec![all[1], all[2], all[3]]),
        (leaf("email", "!=", ""), vec![all[1], all[2], all[3]]),
        (leaf("external_id", "IN", json!(["x1", null])), vec![all[0], all[2]]),
        (leaf("phone", "!=", Value::Null), vec![all[1], all[2], all[3]]),
        (leaf("last_seen_at", "=", Value::Null), vec![all[0], all[1], all[2], all[3]]),
        (leaf("signed_up_at", "!=", Value::Null), vec![]),
        (leaf("tag_id", "=", tag.clone()), vec![all[2]]),
        (leaf("tag_id", "!=", tag), vec![all[0], all[1], all[3]]),
        (leaf("unsubscribed_from_emails", "=", true), vec![]),
        (leaf("created_at", "=", day), vec![all[2]]),
        (leaf("created_at", ">", day), vec![all[0], all[1]]),
        (leaf("created_at", "<", day), vec![all[3]]),
        (leaf("created_at", ">=", day), vec![all[0], all[1], all[2]]),
        (leaf("created_at", "<=", day), vec![all[2], all[3]]),
        (leaf("last_replied_at", ">", 0), vec![]),
        (
            json!({ "operator": "OR", "value": [
                leaf("role", "=", "lead"),
                { "operator": "AND", "value": [leaf("email", "=", "same@example.org"), leaf("created_at", "<", day)] },
            ] }),
            vec![all[0], all[3]],
        ),
    ] {
        assert_eq!(
            found(&server, &w, "/contacts/search", &query).await,
            expected.into_iter().cloned().collect::<Vec<_>>(),
            "{query}"
        );
    }
    let sorted = json!({ "query": leaf("role", "=", "user"), "sort": { "field": "created_at", "order": "ascending" } });
    let first = server.post(&w.token, "/contacts/search", sorted).await.ok();
    assert_eq!(first["data"][0]["id"], json!(ids[0]));
}
crate::both!(contacts_are_found_by_what_is_clear_and_by_whole_values);

async fn conversations_are_found(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let mut ids = Vec::new();
    for n in 0..3 {
        ids.push(server.conversation(&w.token, &contact, &format!("question {n}")).await);
        server.pass(10);
    }
    let admin = w.owner.to_string();
    let close = json!({ "message_type": "close", "admin_id": admin });
    server.post(&w.token, &format!("/conversations/{}/parts", ids[0]), close).await.ok();
    let give =
        json!({ "message_type": "assignment", "type": "admin", "admin_id": admin, "assignee_id": admin });
    server.post(&w.token, &format!("/conversations/{}/parts", ids[1]), give).await.ok();
    server.put(&w.token, &format!("/conversations/{}", ids[2]), json!({ "priority": "priority" })).await.ok();
    for (query, expected) in [
        (leaf("state", "=", "closed"), vec![0]),
        (leaf("state", "IN", json!(["open", "snoozed"])), vec![1, 2]),
        (leaf("open", "=", true), vec![1, 2]),
        (leaf("open", "!=", true), vec![0]),
        (leaf("admin_assignee_id", "=", w.owner.raw().get()), vec![1]),
        (leaf("admin_assignee_id", "!=", admin.clone()), vec![0, 2]),
        (leaf("team_assignee_id", "=", 0), vec![0, 1, 2]),
        (leaf("admin_assignee_id", ">", 0), vec![1]),
        (leaf("admin_assignee_id", "<=", 0), vec![0, 2]),
        (leaf("team_assignee_id", ">=", "1"), vec![]),
        (leaf("snoozed_until", "=", Value::Null), vec![0, 1, 2]),
        (leaf("waiting_since", "=", Value::Null), vec![0]),
        (leaf("waiting_since", "!=", Value::Null), vec![1, 2]),
        (leaf("priority", "=", "priority"), vec![2]),
        (leaf("contact_ids", "=", contact.clone()), vec![0, 1, 2]),
        (leaf("contact_ids", "=", "0123456789abcdef01234567"), vec![]),
        (leaf("tag_ids", "=", "77"), vec![]),
        (leaf("created_at", "=", START.seconds() + 10), vec![1]),
        (leaf("created_at", ">", START.seconds() + 10), vec![1, 2]),
        (leaf("created_at", "<", START.seconds() + 10), vec![0, 1]),
        (leaf("created_at", ">=", START.seconds() + 10), vec![1, 2]),
        (leaf("created_at", "<=", START.seconds() + 10), vec![0, 1]),
        (leaf("id", ">=", ids[1].clone()), vec![1, 2]),
        (leaf("snoozed_until", "<", 253_402_300_799_i64), vec![]),
        (leaf("id", "=", ids[2].clone()), vec![2]),
        (leaf("id", ">", ids[1].clone()), vec![1, 2]),
        (
            json!({ "operator": "AND", "value": [leaf("state", "=", "open"), leaf("priority", "!=", "priority")] }),
            vec![1],
        ),
    ] {
        let mut list = found(&server, &w, "/conversations/search", &query).await;
        list.sort_by_key(|id| id.parse::<i64>().unwrap());
        assert_eq!(list, expected.iter().map(|at| ids[*at].clone()).collect::<Vec<_>>(), "{query}");
    }
    let body =
        json!({ "query": leaf("open", "=", true), "sort": { "field": "created_at", "order": "ascending" } });
    let sorted = server.post(&w.token, "/conversations/search", body).await.ok();
    assert_eq!(
        (&sorted["type"], &sorted["conversations"][0]["id"]),
        (&json!("conversation.list"), &json!(ids[1]))
    );
    assert!(sorted["conversations"][0].get("conversation_parts").is_none());
}
crate::both!(conversations_are_found);

async fn what_is_no_search_is_refused(server: Server) {
    let w = server.workspace().await;
    for (path, body, code, field) in [
        ("/contacts/search", json!({}), "parameter_not_found", "query"),
        ("/contacts/search", json!({ "query": leaf("name", "=", "Jo") }), "parameter_invalid", "query"),
        (
            "/contacts/search",
            json!({ "query": leaf("email", "~", "example") }),
            "parameter_invalid",
            "query.operator",
        ),
        ("/contacts/search", json!({ "query": leaf("email", ">", "a") }), "parameter_invalid", "query"),
        ("/contacts/search", json!({ "query": leaf("email", ">=", "a") }), "parameter_invalid", "query"),
        ("/contacts/search", json!({ "query": leaf("owner_id", ">", 7) }), "parameter_invalid", "query"),
        (
            "/contacts/search",
            json!({ "query": leaf("created_at", ">", Value::Null) }),
            "parameter_invalid",
            "query",
        ),
        ("/contacts/search", json!({ "query": leaf("email", "IN", "a") }), "parameter_invalid", "query"),
        ("/contacts/search", json!({ "query": leaf("created_at", "!=", 1) }), "parameter_invalid", "query"),
        (
            "/contacts/search",
            json!({ "query": leaf("created_at", "=", "yesterday") }),
            "parameter_invalid",
            "query",
        ),
        ("/contacts/search", json!({ "query": leaf("role", "=", "visitor") }), "parameter_invalid", "query"),
        (
            "/contacts/search",
            json!({ "query": leaf("role", "=", "user"), "sort": { "field": "name" } }),
            "parameter_invalid",
            "sort.field",
        ),
        (
            "/contacts/search",
            json!({ "query": leaf("role", "=", "user"), "pagination": { "per_page": 151 } }),
            "parameter_invalid",
            "pagination.per_page",
        ),
        (
            "/contacts/search",
            json!({ "query": leaf("role", "=", "user"), "pagination": { "starting_after": "x" } }),
            "parameter_invalid",
            "pagination.starting_after",
        ),
        (
            "/conversations/search",
            json!({ "query": leaf("source.body", "=", "help") }),
            "parameter_invalid",
            "query",
        ),
        (
            "/conversations/search",
            json!({ "query": leaf("state", "=", "done") }),
            "parameter_invalid",
            "query",
        ),
        (
            "/conversations/search",
            json!({ "query": leaf("state", ">", "open") }),
            "parameter_invalid",
            "query",
        ),
        (
            "/conversations/search",
            json!({ "query": { "operator": "AND", "value": [] } }),
            "parameter_invalid",
            "query.value",
        ),
    ] {
        let answer = server.post(&w.token, path, body.clone()).await;
        assert_eq!(answer.problem(), told(400, code, field), "{body}");
    }
    let sealed = server.post(&w.token, "/contacts/search", json!({ "query": leaf("name", "=", "Jo") })).await;
    assert!(sealed.message().contains("sealed"), "{}", sealed.message());
}
crate::both!(what_is_no_search_is_refused);
