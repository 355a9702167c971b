//! A visitor on whose device a user is proven becomes that user.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use testkit::identity::token;

use crate::harness::{Server, request};
use crate::identity::desk;

async fn a_visitor_becomes_the_user_and_what_they_wrote_goes_along(server: Server) {
    let desk = desk(&server).await;
    let visitor = desk.visitor(&server).await;
    let conversation = desk.write(&server, &visitor, "before signing in", 1).await;
    let said = json!({ "intercom_user_jwt": desk.token(&server, "ada"), "visitor": visitor });
    let user = desk.identify(&server, said).await.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(desk.conversations(&server, &user).await, Ok(vec![conversation.clone()]));
    assert_eq!(desk.conversations(&server, &visitor).await, Err(401), "a known user is known by proof alone");
    assert_eq!(desk.person(&server, "ada").await["role"], "user");
    let said = json!({ "intercom_user_jwt": desk.token(&server, "eve"), "visitor": user });
    let eve = desk.identify(&server, said).await.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(desk.conversations(&server, &eve).await, Ok(vec![]), "a user is nobody's visitor");
    assert_eq!(desk.conversations(&server, &user).await, Ok(vec![conversation]));
}
crate::both!(a_visitor_becomes_the_user_and_what_they_wrote_goes_along);

async fn what_a_visitor_said_of_themselves_is_not_the_users(server: Server) {
    let desk = desk(&server).await;
    let mut visitors = Vec::new();
    for key in [1, 2] {
        let visitor = desk.visitor(&server).await;
        desk.write(&server, &visitor, "before signing in", key).await;
        let left = json!({ "email": "ceo@corp.example" });
        assert_eq!(server.post(&visitor, &desk.at("email"), left).await.status, 204);
        visitors.push(visitor);
    }
    let claims =
        json!({ "user_id": "eve", "email": "eve@corp.example", "exp": server.d.now().seconds() + 3600 });
    for (who, jwt, visitor, email) in [
        ("mallory", desk.token(&server, "mallory"), &visitors[0], Value::Null),
        ("eve", token(&desk.secret, &claims), &visitors[1], json!("eve@corp.example")),
    ] {
        let said = json!({ "intercom_user_jwt": jwt, "visitor": visitor });
        let user = desk.identify(&server, said).await.json()["token"].as_str().unwrap().to_owned();
        assert_eq!(desk.conversations(&server, &user).await.unwrap().len(), 1);
        let person = desk.person(&server, who).await;
        assert_eq!(
            (&person["role"], &person["email"]),
            (&json!("user"), &email),
            "nobody has proven another"
        );
    }
    let query = json!({ "query": { "field": "email", "operator": "=", "value": "ceo@corp.example" } });
    let found = server.post(&desk.w.token, "/contacts/search", query).await.ok();
    assert_eq!(found["total_count"], 0, "nor is anybody found by it");
}
crate::both!(what_a_visitor_said_of_themselves_is_not_the_users);

async fn what_a_visitor_wrote_goes_along_to_a_user_who_is_known_already(server: Server) {
    let desk = desk(&server).await;
    let before = desk.enter(&server, &desk.token(&server, "ada")).await;
    let first = desk.write(&server, &before, "as myself", 1).await;
    let visitor = desk.visitor(&server).await;
    let second = desk.write(&server, &visitor, "on another device", 2).await;
    let left = json!({ "email": "somebody@people.example" });
    assert_eq!(server.post(&visitor, &desk.at("email"), left).await.status, 204);
    let said = json!({ "intercom_user_jwt": desk.token(&server, "ada"), "visitor": visitor });
    let entered = desk.identify(&server, said.clone()).await.json();
    assert_eq!(entered["took_visitor"], true);
    let ada = entered["token"].as_str().unwrap();
    let mut all = desk.conversations(&server, ada).await.unwrap();
    all.sort();
    assert_eq!(all, [first, second.clone()], "hers from both devices");
    assert_eq!(desk.conversations(&server, &visitor).await, Err(401), "a known user is known by proof alone");
    let person = desk.person(&server, "ada").await;
    assert_eq!(person["email"], Value::Null, "an address that nobody proved is not hers");
    assert_eq!(server.get(&desk.w.token, "/contacts").await.ok()["total_count"], 1);
    assert_eq!(desk.identify(&server, said).await.json()["took_visitor"], false, "there is nobody any more");

    let erase = format!("/contacts/{}", person["id"].as_str().unwrap());
    let erased = request(Method::DELETE, &desk.w.token, &erase).body(Body::empty()).unwrap();
    assert_eq!(server.send(erased).await.ok()["deleted"], true);
    assert_eq!(server.get(&desk.w.token, &format!("/conversations/{second}")).await.status, 404);
}
crate::both!(what_a_visitor_wrote_goes_along_to_a_user_who_is_known_already);

async fn a_blocked_visitor_stays_who_they_are(server: Server) {
    let desk = desk(&server).await;
    desk.enter(&server, &desk.token(&server, "ada")).await;
    let visitor = desk.visitor(&server).await;
    let conversation = desk.write(&server, &visitor, "rude", 1).await;
    let shown = server.get(&desk.w.token, &format!("/conversations/{conversation}")).await.ok();
    let id = shown["contacts"]["contacts"][0]["id"].as_str().unwrap().to_owned();
    server.post(&desk.w.token, &format!("/contacts/{id}/block"), json!({})).await.ok();
    let said = json!({ "intercom_user_jwt": desk.token(&server, "ada"), "visitor": visitor });
    let entered = desk.identify(&server, said).await.json();
    assert_eq!(entered["took_visitor"], false);
    assert_eq!(desk.conversations(&server, entered["token"].as_str().unwrap()).await, Ok(vec![]));
    assert_eq!(desk.conversations(&server, &visitor).await, Ok(vec![conversation]));
}
crate::both!(a_blocked_visitor_stays_who_they_are);
