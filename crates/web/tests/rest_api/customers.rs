//! Bringing further contacts into a conversation, and taking them out of it.

use axum::body::Body;
use axum::http::Method;
use privacy::access::Scope;
use serde_json::{Value, json};

use crate::harness::{Answer, Server, request, told};
use crate::seed;

async fn delete(server: &Server, token: &str, path: &str, body: Value) -> Answer {
    server.send(request(Method::DELETE, token, path).body(Body::from(body.to_string())).unwrap()).await
}

/// The contacts that an answer shows.
fn contacts(shown: &Value) -> Vec<&str> {
    let all = shown["contacts"]["contacts"].as_array().unwrap().iter();
    all.map(|one| one["id"].as_str().unwrap()).collect()
}

async fn people_come_and_go(server: Server) {
    let w = server.workspace().await;
    let ada = server.contact(&w.token, json!({ "external_id": "ada", "name": "Ada" })).await;
    let bob = server.contact(&w.token, json!({ "external_id": "bob", "email": "bob@people.example" })).await;
    let id = server.conversation(&w.token, &ada, "Hello").await;
    let (path, admin) = (format!("/conversations/{id}/customers"), w.owner.to_string());
    for customer in [
        json!({ "intercom_user_id": bob }),
        json!({ "user_id": "bob" }),
        json!({ "email": "bob@people.example" }),
    ] {
        let shown =
            server.post(&w.token, &path, json!({ "admin_id": admin, "customer": customer })).await.ok();
        assert_eq!(contacts(&shown), [&*ada, &*bob]);
        assert_eq!(shown["contacts"]["contacts"][1]["external_id"], "bob");
        let kinds = shown["conversation_parts"]["conversation_parts"].as_array().unwrap().iter();
        assert_eq!(kinds.filter(|part| part["part_type"] == "participant_added").count(), 1);
    }
    let said = json!({ "message_type": "comment", "type": "user", "user_id": "bob", "body": "Me too" });
    let shown = server.post(&w.token, &format!("/conversations/{id}/reply"), said).await.ok();
    let last = shown["conversation_parts"]["conversation_parts"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["author"]["id"], &last["author"]["email"]),
        (&json!(bob), &json!("bob@people.example"))
    );
    let listed = server.get(&w.token, "/conversations").await.ok();
    assert_eq!(contacts(&listed["conversations"][0]), [&*ada, &*bob]);

    let new = json!({ "admin_id": admin, "customer": { "email": "new@people.example" } });
    let shown = server.post(&w.token, &path, new).await.ok();
    let lead = contacts(&shown)[2].to_owned();
    assert_eq!(server.get(&w.token, &format!("/contacts/{lead}")).await.ok()["role"], "lead");
    let by = json!({ "admin_id": admin });
    let shown = delete(&server, &w.token, &format!("{path}/{ada}"), by.clone()).await.ok();
    assert_eq!(contacts(&shown), [&*bob, &*lead]);
    delete(&server, &w.token, &format!("{path}/{lead}"), by.clone()).await.ok();
    let last = delete(&server, &w.token, &format!("{path}/{bob}"), by.clone()).await;
    assert_eq!(last.problem(), told(422, "parameter_invalid", ""));
    let gone = delete(&server, &w.token, &format!("{path}/{ada}"), by).await;
    assert_eq!(gone.problem(), told(404, "not_found", ""));
}
crate::both!(people_come_and_go);

async fn what_is_wrong_is_told(server: Server) {
    let w = server.workspace().await;
    let ada = server.contact(&w.token, json!({ "external_id": "ada" })).await;
    for name in ["one", "two"] {
        server.contact(&w.token, json!({ "external_id": name, "email": "shared@people.example" })).await;
    }
    let id = server.conversation(&w.token, &ada, "Hello").await;
    let (path, admin) = (format!("/conversations/{id}/customers"), w.owner.to_string());
    let whom = |customer: Value| json!({ "admin_id": admin, "customer": customer });
    for (body, problem) in [
        (
            json!({ "admin_id": "77", "customer": { "user_id": "ada" } }),
            told(404, "admin_not_found", "admin_id"),
        ),
        (json!({ "admin_id": admin }), told(400, "parameter_not_found", "customer")),
        (whom(json!("ada")), told(400, "parameter_invalid", "customer")),
        (whom(json!({})), told(400, "parameter_not_found", "customer.intercom_user_id")),
        (whom(json!({ "user_id": "nobody" })), told(404, "not_found", "")),
        (whom(json!({ "intercom_user_id": "zz" })), told(404, "not_found", "")),
        (whom(json!({ "email": "shared@people.example" })), told(400, "parameter_invalid", "customer.email")),
        (whom(json!({ "email": "not an address" })), told(400, "parameter_invalid", "customer.email")),
    ] {
        assert_eq!(server.post(&w.token, &path, body.clone()).await.problem(), problem, "{body}");
    }
    let reader = seed::token(&server.d, w.workspace, w.owner, Scope::Read, None).await.unwrap();
    let refused = server.post(&reader, &path, whom(json!({ "user_id": "one" }))).await;
    assert_eq!(refused.problem().0, 403);
    let other = server.workspace().await;
    let stranger = server.contact(&other.token, json!({ "external_id": "stranger" })).await;
    let foreign = server.post(&w.token, &path, whom(json!({ "intercom_user_id": stranger }))).await;
    assert_eq!(foreign.problem(), told(404, "not_found", ""));
    let theirs = json!({ "admin_id": other.owner.to_string(), "customer": { "intercom_user_id": stranger } });
    assert_eq!(server.post(&other.token, &path, theirs).await.problem(), told(404, "not_found", ""));
}
crate::both!(what_is_wrong_is_told);

async fn there_are_only_so_many(server: Server) {
    let w = server.workspace().await;
    let ada = server.contact(&w.token, json!({ "external_id": "ada" })).await;
    let id = server.conversation(&w.token, &ada, "Hello").await;
    let (path, admin) = (format!("/conversations/{id}/customers"), w.owner.to_string());
    for at in 1..=20 {
        server.contact(&w.token, json!({ "external_id": format!("p{at}") })).await;
        let body = json!({ "admin_id": admin, "customer": { "user_id": format!("p{at}") } });
        let answer = server.post(&w.token, &path, body).await;
        if at < 20 {
            answer.ok();
        } else {
            assert_eq!(answer.problem(), told(400, "parameter_invalid", "customer"));
        }
    }
    let late = json!({ "admin_id": admin, "customer": { "email": "late@people.example" } });
    assert_eq!(
        server.post(&w.token, &path, late).await.problem(),
        told(400, "parameter_invalid", "customer")
    );
    let email = privacy::Personal::new("late@people.example".to_owned());
    let made = domain::contacts::find_by_email(&server.d, w.workspace, &email).await.unwrap();
    assert!(made.is_empty(), "and nobody is made for it");
}
crate::both!(there_are_only_so_many);

async fn a_hold_keeps_the_conversation_as_it_is(server: Server) {
    let w = server.workspace().await;
    let officer = seed::token(&server.d, w.workspace, w.owner, Scope::Privacy, None).await.unwrap();
    let ada = server.contact(&w.token, json!({ "external_id": "ada" })).await;
    let id = server.conversation(&w.token, &ada, "Hello").await;
    let hold = json!({ "conversation_id": id, "ground": "authority", "scope": "everything", "basis": "an order",
        "review_at": crate::harness::START.seconds() + 86_400, "reviewer_id": w.owner.to_string() });
    server.post(&officer, "/holds", hold).await.ok();
    let late = json!({ "admin_id": w.owner.to_string(), "customer": { "email": "late@people.example" } });
    let refused = server.post(&w.token, &format!("/conversations/{id}/customers"), late).await;
    assert_eq!(refused.problem(), told(409, "held", ""));
    assert_eq!(server.get(&w.token, "/contacts").await.ok()["total_count"], 1, "and nobody is made for it");
}
crate::both!(a_hold_keeps_the_conversation_as_it_is);

async fn an_address_that_comes_many_times_at_once_is_one_leads(server: Server) {
    let w = server.workspace().await;
    let ada = server.contact(&w.token, json!({ "external_id": "ada" })).await;
    let mut paths = Vec::new();
    for text in ["one", "two"] {
        let id = server.conversation(&w.token, &ada, text).await;
        paths.push(format!("/conversations/{id}/customers"));
    }
    let body = json!({ "admin_id": w.owner.to_string(), "customer": { "email": "new@people.example" } });
    let asked = (0..12).map(|at| server.post(&w.token, &paths[at % 2], body.clone()));
    for answer in futures_util::future::join_all(asked).await {
        answer.ok();
    }
    let found = json!({ "query": { "field": "email", "operator": "=", "value": "new@people.example" } });
    let found = server.post(&w.token, "/contacts/search", found).await.ok();
    assert_eq!((&found["total_count"], &found["data"][0]["role"]), (&json!(1), &json!("lead")));
}
crate::both!(an_address_that_comes_many_times_at_once_is_one_leads);
