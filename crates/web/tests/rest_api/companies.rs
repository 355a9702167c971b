//! Companies and who belongs to them.

use axum::body::Body;
use axum::http::Method;
use privacy::access::Scope;
use serde_json::{Value, json};

use crate::harness::{Answer, START, Server, request, told};
use crate::seed;

async fn delete(server: &Server, token: &str, path: &str) -> Answer {
    server.send(request(Method::DELETE, token, path).body(Body::empty()).unwrap()).await
}

async fn a_company_from_its_making_to_its_end(server: Server) {
    let (w, other) = (server.workspace().await, server.workspace().await);
    let given = json!({ "company_id": "c-1", "name": "Blue Kettle", "plan": "gold", "size": 12, "website": "https://kettle.example",
        "industry": "tea", "monthly_spend": 90, "remote_created_at": 1_700_000_000, "custom_attributes": { "vat": "DE1", "old": 1 } });
    let made = server.post(&w.token, "/companies", given).await.ok();
    assert_eq!(
        (&made["type"], &made["company_id"], &made["name"]),
        (&json!("company"), &json!("c-1"), &json!("Blue Kettle"))
    );
    assert_eq!(
        (&made["plan"]["name"], &made["size"], &made["monthly_spend"]),
        (&json!("gold"), &json!(12), &json!(90))
    );
    assert_eq!(
        (&made["created_at"], &made["remote_created_at"]),
        (&json!(START.seconds()), &json!(1_700_000_000))
    );
    let id = made["id"].as_str().unwrap().to_owned();
    let again = json!({ "company_id": "c-1", "plan": "", "custom_attributes": { "old": null, "new": true } });
    let changed = server.post(&w.token, "/companies", again).await.ok();
    assert_eq!(
        (&changed["id"], &changed["name"], &changed["plan"]),
        (&json!(id), &json!("Blue Kettle"), &json!({}))
    );
    assert_eq!(changed["custom_attributes"], json!({ "vat": "DE1", "new": true }));
    let path = format!("/companies/{id}");
    assert_eq!(
        server.put(&w.token, &path, json!({ "name": "Green Kettle" })).await.ok()["name"],
        "Green Kettle"
    );
    let shown = server.get(&w.token, &path).await.ok();
    assert_eq!((&shown["name"], &shown["industry"]), (&json!("Green Kettle"), &json!("tea")));
    assert_eq!(server.get(&w.token, "/companies?company_id=c-1").await.ok(), shown);
    server.pass(1);
    server.post(&w.token, "/companies", json!({ "company_id": 2 })).await.ok();
    let list = server.get(&w.token, "/companies?per_page=1").await.ok();
    assert_eq!((&list["total_count"], &list["pages"]["total_pages"]), (&json!(2), &json!(2)));
    assert_eq!(
        server.post(&w.token, "/companies/list", json!({})).await.ok()["data"].as_array().unwrap().len(),
        2
    );
    let by_id = |company: &Value| company["company_id"].clone();
    for (order, first) in [("asc", "c-1"), ("desc", "2")] {
        let path = format!("/companies/list?order={order}&per_page=1");
        let page = server.post(&w.token, &path, json!({})).await.ok();
        assert_eq!(by_id(&page["data"][0]), json!(first), "{order}");
        let next = page["pages"]["next"].as_str().unwrap();
        let next = server.get(&w.token, next.strip_prefix(crate::harness::ORIGIN).unwrap()).await.ok();
        assert_ne!(by_id(&next["data"][0]), json!(first), "{order}");
    }
    let disorder = server.post(&w.token, "/companies/list?order=up", json!({})).await;
    assert_eq!(disorder.problem(), told(400, "parameter_invalid", "order"));
    assert_eq!(server.get(&other.token, &path).await.problem(), told(404, "company_not_found", ""));
    assert_eq!(
        server.put(&other.token, &path, json!({ "name": "x" })).await.problem(),
        told(404, "company_not_found", "")
    );
    assert_eq!(delete(&server, &other.token, &path).await.problem(), told(404, "company_not_found", ""));
    assert_eq!(server.get(&other.token, "/companies?company_id=c-1").await.problem().1, "company_not_found");
    let reader = seed::token(&server.d, w.workspace, w.owner, Scope::Read, None).await.unwrap();
    server.get(&reader, &path).await.ok();
    assert_eq!(server.put(&reader, &path, json!({ "name": "x" })).await.problem().0, 403);
    assert_eq!(server.post(&reader, "/companies", json!({ "company_id": "x" })).await.problem().0, 403);
    assert_eq!(delete(&server, &reader, &path).await.problem().0, 403);
    for (body, expected) in [
        (json!({}), told(400, "parameter_not_found", "company_id")),
        (json!({ "company_id": "x", "size": -1 }), told(400, "parameter_invalid", "size")),
        (json!({ "company_id": "x", "name": "two\nlines" }), told(400, "parameter_invalid", "name")),
        (
            json!({ "company_id": "x", "custom_attributes": [] }),
            told(400, "parameter_invalid", "custom_attributes"),
        ),
    ] {
        assert_eq!(server.post(&w.token, "/companies", body.clone()).await.problem(), expected, "{body}");
    }
    assert_eq!(
        server.get(&w.token, "/companies?name=Green").await.problem(),
        told(400, "parameter_invalid", "name")
    );
    assert_eq!(
        delete(&server, &w.token, &path).await.ok(),
        json!({ "id": id, "object": "company", "deleted": true })
    );
    assert_eq!(server.get(&w.token, &path).await.problem(), told(404, "company_not_found", ""));
}
crate::both!(a_company_from_its_making_to_its_end);

async fn a_blocked_contact_writes_nothing_more(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "external_id": "7" })).await;
    let id = server.conversation(&w.token, &contact, "Hi").await;
    let later = server.conversation(&w.token, &contact, "Later").await;
    let snooze = json!({ "message_type": "snoozed", "admin_id": w.owner.to_string(), "snoozed_until": START.seconds() + 3600 });
    server.post(&w.token, &format!("/conversations/{later}/parts"), snooze).await.ok();
    let blocked = server.post(&w.token, &format!("/contacts/{contact}/block"), json!({})).await.ok();
    assert_eq!(blocked, json!({ "type": "contact", "id": contact, "external_id": "7", "blocked": true }));
    for id in [&id, &later] {
        assert_eq!(server.get(&w.token, &format!("/conversations/{id}")).await.ok()["state"], "closed");
    }
    let reply =
        json!({ "message_type": "comment", "type": "user", "intercom_user_id": contact, "body": "again" });
    let path = format!("/conversations/{id}/reply");
    assert_eq!(server.post(&w.token, &path, reply).await.problem(), told(403, "contact_blocked", ""));
    let start = json!({ "from": { "type": "user", "id": contact }, "body": "anew" });
    assert_eq!(
        server.post(&w.token, "/conversations", start).await.problem(),
        told(403, "contact_blocked", "")
    );
    let admin = json!({ "message_type": "comment", "type": "admin", "admin_id": w.owner.to_string(), "body": "Goodbye" });
    server.post(&w.token, &path, admin).await.ok();
    assert_eq!(server.get(&w.token, "/conversations").await.ok()["total_count"], 2);
}
crate::both!(a_blocked_contact_writes_nothing_more);

async fn contacts_belong_to_companies(server: Server) {
    let w = server.workspace().await;
    let company = server.post(&w.token, "/companies", json!({ "company_id": "c-1" })).await.ok();
    let id = company["id"].as_str().unwrap().to_owned();
    let contact = server.contact(&w.token, json!({ "role": "user", "name": "Jo" })).await;
    let path = format!("/contacts/{contact}/companies");
    let attached = server.post(&w.token, &path, json!({ "id": id })).await.ok();
    assert_eq!((&attached["id"], &attached["user_count"]), (&json!(id), &json!(1)));
    server.post(&w.token, &path, json!({ "id": id })).await.ok();
    let list = server.get(&w.token, &path).await.ok();
    assert_eq!((&list["total_count"], &list["companies"][0]["company_id"]), (&json!(1), &json!("c-1")));
    assert_eq!(list["data"], list["companies"], "under both names");
    let shown = server.get(&w.token, &format!("/contacts/{contact}")).await.ok();
    assert_eq!(
        shown["companies"]["data"],
        json!([{ "type": "company", "id": id, "url": format!("/companies/{id}") }])
    );
    let members = server.get(&w.token, &format!("/companies/{id}/contacts")).await.ok();
    assert_eq!((&members["total_count"], &members["data"][0]["name"]), (&json!(1), &json!("Jo")));
    assert_eq!(server.post(&w.token, &path, json!({ "id": "x" })).await.problem().1, "company_not_found");
    assert_eq!(
        server.post(&w.token, &path, json!({})).await.problem(),
        told(400, "parameter_not_found", "id")
    );
    delete(&server, &w.token, &format!("{path}/{id}")).await.ok();
    assert_eq!(delete(&server, &w.token, &format!("{path}/{id}")).await.problem().1, "company_not_found");
    server.post(&w.token, &path, json!({ "id": id })).await.ok();
    delete(&server, &w.token, &format!("/companies/{id}")).await.ok();
    assert_eq!(server.get(&w.token, &path).await.ok()["total_count"], 0);
}
crate::both!(contacts_belong_to_companies);

async fn all_of_them_are_walked_whatever_comes_in_between(server: Server) {
    let w = server.workspace().await;
    for at in 0..103 {
        server.post(&w.token, "/companies", json!({ "company_id": format!("c{at}") })).await.ok();
    }
    let (mut seen, mut path) = (Vec::new(), "/companies/scroll".to_owned());
    loop {
        let page = server.get(&w.token, &path).await.ok();
        assert_eq!((&page["type"], &page["pages"]), (&json!("list"), &Value::Null));
        let data = page["data"].as_array().unwrap();
        seen.extend(data.iter().map(|one| one["company_id"].as_str().unwrap().to_owned()));
        let Some(next) = page["scroll_param"].as_str() else {
            assert!(data.is_empty());
            break;
        };
        path = format!("/companies/scroll?scroll_param={next}");
        server.pass(120);
        server
            .post(&w.token, "/companies", json!({ "company_id": format!("later{}", seen.len()) }))
            .await
            .ok();
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 103, "each once, and none of the later ones");
    let bad = server.get(&w.token, "/companies/scroll?scroll_param=x").await;
    assert_eq!(bad.problem(), told(400, "parameter_invalid", "scroll_param"));
    let other = server.workspace().await;
    assert_eq!(server.get(&other.token, &path).await.ok()["data"], json!([]), "nothing of another workspace");
}
crate::both!(all_of_them_are_walked_whatever_comes_in_between);

async fn amounts_and_plans_are_taken_as_clients_write_them(server: Server) {
    let w = server.workspace().await;
    let save = |mut body: Value| {
        body["company_id"] = json!("c-1");
        server.post(&w.token, "/companies", body)
    };
    for (given, shown) in [
        (json!(0), json!(0)),
        (json!(155.98), json!(155)),
        (json!(0.4), json!(0)),
        (json!("100"), json!(100)),
        (json!(" 99.90 "), json!(99)),
        (json!(7), json!(7)),
    ] {
        let saved = save(json!({ "monthly_spend": given, "size": given })).await.ok();
        assert_eq!((&saved["monthly_spend"], &saved["size"]), (&shown, &shown), "{given}");
    }
    let kept = save(json!({ "name": "Blue Kettle", "remote_created_at": 1_700_000_000 })).await.ok();
    assert_eq!((&kept["size"], &kept["remote_created_at"]), (&json!(7), &json!(1_700_000_000)));
    let none = save(json!({ "monthly_spend": "", "size": null, "remote_created_at": null })).await.ok();
    assert_eq!(
        (&none["monthly_spend"], &none["size"], &none["remote_created_at"]),
        (&json!(0), &Value::Null, &Value::Null)
    );
    for bad in [
        json!(-1),
        json!(-0.5),
        json!("1e3"),
        json!("ten"),
        json!(true),
        json!([]),
        json!(1e300),
        json!(".5"),
    ] {
        for field in ["monthly_spend", "size"] {
            let refused = save(json!({ field: bad })).await;
            assert_eq!(refused.problem(), told(400, "parameter_invalid", field), "{bad}");
        }
    }
    let id = none["id"].as_str().unwrap();
    let path = format!("/companies/{id}");
    let put = |body: Value| server.put(&w.token, &path, body);
    assert_eq!(none["plan"], json!({}));
    let gold = put(json!({ "plan": "gold" })).await.ok();
    assert_eq!(gold["plan"], json!({ "type": "plan", "id": null, "name": "gold" }));
    assert_eq!(put(json!({ "name": "x" })).await.ok()["plan"], gold["plan"]);
    assert_eq!(put(json!({ "plan": gold["plan"] })).await.ok()["plan"], gold["plan"], "as it was read");
    assert_eq!(
        put(json!({ "plan": {} })).await.ok()["plan"],
        json!({}),
        "as it was read where there was none"
    );
    assert_eq!(
        put(json!({ "plan": { "name": 7 } })).await.problem(),
        told(400, "parameter_invalid", "plan.name")
    );
}
crate::both!(amounts_and_plans_are_taken_as_clients_write_them);

async fn the_companies_of_a_contact_are_walked_to_their_end(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let path = format!("/contacts/{contact}/companies");
    for at in 0..3 {
        let made = server.post(&w.token, "/companies", json!({ "company_id": at })).await.ok();
        server.post(&w.token, &path, json!({ "id": made["id"] })).await.ok();
    }
    let mut seen = std::collections::BTreeSet::new();
    let mut next = format!("{path}?per_page=2");
    for rows in [2, 1] {
        let page = server.get(&w.token, &next).await.ok();
        let companies = page["companies"].as_array().unwrap();
        assert_eq!((companies.len(), &page["total_count"]), (rows, &json!(3)));
        assert_eq!(page["pages"]["total_pages"], 2);
        seen.extend(companies.iter().map(|one| one["company_id"].as_str().unwrap().to_owned()));
        let on = page["pages"]["next"].as_str().and_then(|next| next.strip_prefix(crate::harness::ORIGIN));
        next = on.unwrap_or_default().to_owned();
    }
    assert_eq!((seen.len(), next.as_str()), (3, ""));
    let beyond = server.get(&w.token, &format!("{path}?page=7")).await.ok();
    assert_eq!((&beyond["companies"], &beyond["total_count"]), (&json!([]), &json!(3)));
    let bad = server.get(&w.token, &format!("{path}?page=0")).await;
    assert_eq!(bad.problem(), told(400, "parameter_invalid", "page"));
}
crate::both!(the_companies_of_a_contact_are_walked_to_their_end);
