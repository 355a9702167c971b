//! What contacts did, over the API and from the messenger; and the page on which a conversation begins.

use domain::workspaces::{self, Messenger, Settings};
use privacy::access::{Actor, Role, Scope, allow};
use serde_json::{Value, json};

use crate::harness::{ORIGIN, START, Server, told};
use crate::seed::{self, Seeded};

fn ordered() -> Value {
    json!({ "event_name": "ordered", "created_at": START.seconds(), "metadata": { "tea": "sencha", "grams": 100 } })
}

fn with(mut event: Value, field: &str, value: Value) -> Value {
    event[field] = value;
    event
}

async fn an_event_is_told_by_any_of_three_ids_and_listed(server: Server) {
    let w = server.workspace().await;
    let known = json!({ "role": "user", "external_id": "u-1", "email": "ada@people.example" });
    let id = server.contact(&w.token, known).await;
    for (field, value) in [("id", id.as_str()), ("user_id", "u-1"), ("email", "ada@people.example")] {
        let event =
            with(with(ordered(), field, json!(value)), "event_name", json!(format!("ordered-by-{field}")));
        for _ in 0..2 {
            let answer = server.post(&w.token, "/events", event.clone()).await;
            assert_eq!((answer.status.as_u16(), answer.bytes.len()), (202, 0), "{field}");
        }
        server.pass(1);
    }
    let all = server.get(&w.token, "/events?type=user&user_id=u-1").await.ok();
    let events = all["events"].as_array().unwrap();
    assert_eq!(events.len(), 3, "what is told twice is kept once: {all}");
    let one = events.iter().find(|one| one["event_name"] == "ordered-by-id").unwrap();
    let mut one = one.clone();
    assert_eq!(one["id"].take().as_str().map(str::len), Some(24));
    assert_eq!(
        one,
        json!({ "type": "event", "id": null, "event_name": "ordered-by-id", "created_at": START.seconds(), "user_id": "u-1",
            "intercom_user_id": id, "email": "ada@people.example", "metadata": { "tea": "sencha", "grams": 100 },
            "told_by": "server" })
    );
    assert_eq!((&all["type"], &all["pages"]), (&json!("event.list"), &json!({})));
    for query in [format!("intercom_user_id={id}"), "email=ada%40people.example".to_owned()] {
        let same = server.get(&w.token, &format!("/events?type=user&{query}")).await.ok();
        assert_eq!(same["events"], all["events"], "{query}");
    }
    let first = server.get(&w.token, "/events?type=user&user_id=u-1&per_page=2").await.ok();
    let next = first["pages"]["next"].as_str().unwrap().strip_prefix(ORIGIN).unwrap().to_owned();
    assert!(!next.contains("u-1") && !next.contains("people.example"), "an address names nobody: {next}");
    let second = server.get(&w.token, &next).await.ok();
    assert_eq!(second["pages"], json!({}));
    let walked: Vec<_> =
        [&first, &second].iter().flat_map(|page| page["events"].as_array().unwrap()).collect();
    assert_eq!(walked, events.iter().collect::<Vec<_>>());

    let summary = server.get(&w.token, "/events?type=user&user_id=u-1&summary=true").await.ok();
    assert_eq!((&summary["type"], &summary["intercom_user_id"]), (&json!("event.summary"), &json!(id)));
    assert_eq!(
        summary["events"][0],
        json!({ "name": "ordered-by-email", "count": 1, "first": "2026-01-01T00:00:00Z", "last": "2026-01-01T00:00:00Z" })
    );
    let other = server.workspace().await;
    let foreign = server.get(&other.token, &format!("/events?type=user&intercom_user_id={id}")).await;
    assert_eq!(foreign.problem(), told(404, "not_found", ""));
}
crate::both!(an_event_is_told_by_any_of_three_ids_and_listed);

async fn what_is_wrong_with_an_event_is_told(server: Server) {
    let w = server.workspace().await;
    let id = server.contact(&w.token, json!({ "role": "user" })).await;
    let good = with(ordered(), "id", json!(id));
    let many: serde_json::Map<_, _> = (0..21).map(|number| (number.to_string(), json!(1))).collect();
    let days = |days: i64| json!(START.seconds() - days * 86_400);
    for (field, bad, code, about) in [
        ("event_name", json!(null), "parameter_not_found", "event_name"),
        ("event_name", json!("x".repeat(121)), "parameter_invalid", "event_name"),
        ("event_name", json!("a\nb"), "parameter_invalid", "event_name"),
        ("created_at", json!(null), "parameter_not_found", "created_at"),
        ("created_at", json!("today"), "parameter_invalid", "created_at"),
        ("created_at", days(91), "parameter_invalid", "created_at"),
        ("created_at", days(-1), "parameter_invalid", "created_at"),
        ("metadata", json!([1]), "parameter_invalid", "metadata"),
        ("metadata", json!({ "deep": { "er": { "x": 1 } } }), "parameter_invalid", "metadata"),
        ("metadata", json!({ "long": "x".repeat(5000) }), "parameter_invalid", "metadata"),
        ("metadata", Value::Object(many), "parameter_invalid", "metadata"),
        ("id", json!(null), "parameter_not_found", "id"),
    ] {
        let refused = server.post(&w.token, "/events", with(good.clone(), field, bad.clone())).await;
        assert_eq!(refused.problem(), told(400, code, about), "{field} {bad}");
    }
    let rich = json!({ "price": { "amount": 34_999, "currency": "eur" }, "to": { "url": "https://a.example", "value": "A" } });
    assert_eq!(server.post(&w.token, "/events", with(good.clone(), "metadata", rich)).await.status, 202);
    let unknown = server.post(&w.token, "/events", with(good.clone(), "id", json!("0".repeat(24)))).await;
    assert_eq!(unknown.problem(), told(404, "not_found", ""));
    for (query, code, about) in [
        ("user_id=u-1", "parameter_invalid", "type"),
        ("type=user", "parameter_not_found", "user_id"),
        ("type=user&user_id=u-1&per_page=0", "parameter_invalid", "per_page"),
        ("type=user&user_id=u-1&summary=maybe", "parameter_invalid", "summary"),
        ("type=user&user_id=u-1&before=7", "parameter_invalid", "before"),
    ] {
        let refused = server.get(&w.token, &format!("/events?{query}")).await;
        assert_eq!(refused.problem(), told(400, code, about), "{query}");
    }
    for _ in 0..2 {
        server.contact(&w.token, json!({ "role": "lead", "email": "both@people.example" })).await;
    }
    let two = with(ordered(), "email", json!("both@people.example"));
    assert_eq!(
        server.post(&w.token, "/events", two).await.problem(),
        told(400, "parameter_invalid", "email")
    );

    for scope in [Scope::Read, Scope::Privacy] {
        let token = seed::token(&server.d, w.workspace, w.owner, scope, None).await.unwrap();
        let refused = server.post(&token, "/events", good.clone()).await;
        assert_eq!(refused.problem(), told(403, "forbidden", ""));
        server.get(&token, &format!("/events?type=user&intercom_user_id={id}")).await.ok();
    }
    server.post(&w.token, &format!("/contacts/{id}/block"), json!({})).await.ok();
    let blocked = server.post(&w.token, "/events", with(good, "event_name", json!("paid"))).await;
    assert_eq!(blocked.problem(), told(403, "contact_blocked", ""));
}
crate::both!(what_is_wrong_with_an_event_is_told);

fn count(name: &str, count: i64, last: i64) -> Value {
    json!({ "event_name": name, "count": count, "first": 1_500_000_000, "last": last })
}

async fn how_often_something_was_done_is_told_and_summed_up(server: Server) {
    let w = server.workspace().await;
    let known = json!({ "role": "user", "external_id": "u-1", "email": "ada@people.example" });
    let id = server.contact(&w.token, known).await;
    let before = START.seconds() - 60;
    let summaries = json!([count("ordered", 42, before), count("paid", 7, before)]);
    for (field, value, summaries) in [
        ("user_id", "u-1", count("ordered", 3, before)),
        ("id", &id, summaries.clone()),
        ("email", "ada@people.example", summaries.clone()),
    ] {
        let told = with(json!({ "event_summaries": summaries }), field, json!(value));
        let answer = server.post(&w.token, "/events/summaries", told).await;
        assert_eq!((answer.status.as_u16(), answer.bytes.len()), (200, 0), "{field}");
    }
    server.post(&w.token, "/events", with(ordered(), "id", json!(id))).await;
    let summary = server.get(&w.token, "/events?type=user&user_id=u-1&summary=true").await.ok();
    assert_eq!(
        summary["events"],
        json!([
            { "name": "ordered", "count": 43, "first": "2017-07-14T02:40:00Z", "last": "2026-01-01T00:00:00Z" },
            { "name": "paid", "count": 7, "first": "2017-07-14T02:40:00Z", "last": "2025-12-31T23:59:00Z" },
        ])
    );
    let all = server.get(&w.token, "/events?type=user&user_id=u-1").await.ok();
    assert_eq!(all["events"].as_array().unwrap().len(), 1, "a count is no event: {all}");
    let log = server.get(&w.token, "/admins/activity_logs?created_at_after=1").await.ok();
    let counted = log["activity_logs"].as_array().unwrap().iter();
    assert_eq!(counted.filter(|one| one["activity_type"] == "data_event.counted").count(), 5);
}
crate::both!(how_often_something_was_done_is_told_and_summed_up);

async fn what_is_wrong_with_a_count_is_told(server: Server) {
    let w = server.workspace().await;
    let id = server.contact(&w.token, json!({ "role": "user" })).await;
    let good = count("ordered", 1, START.seconds());
    let told_of = |summaries: Value| json!({ "id": id, "event_summaries": summaries });
    for (field, bad, code) in [
        ("event_name", json!(null), "parameter_not_found"),
        ("event_name", json!("  "), "parameter_invalid"),
        ("event_name", json!("x".repeat(121)), "parameter_invalid"),
        ("count", json!(null), "parameter_not_found"),
        ("count", json!(0), "parameter_invalid"),
        ("count", json!(1_000_000_001), "parameter_invalid"),
        ("count", json!("many"), "parameter_invalid"),
        ("first", json!(null), "parameter_not_found"),
        ("first", json!(START.seconds() + 1), "parameter_invalid"),
        ("last", json!("2026-01-01"), "parameter_invalid"),
        ("last", json!(START.seconds() + 3_600), "parameter_invalid"),
        ("last", json!(START.seconds() - 91 * 86_400), "parameter_invalid"),
    ] {
        let one = with(good.clone(), field, bad.clone());
        for (summaries, name) in [
            (one.clone(), format!("event_summaries.{field}")),
            (json!([good, one]), format!("event_summaries.1.{field}")),
        ] {
            let refused = server.post(&w.token, "/events/summaries", told_of(summaries)).await;
            assert_eq!(refused.problem(), told(400, code, &name), "{bad}");
        }
    }
    for (summaries, code) in [
        (Value::Null, "parameter_not_found"),
        (json!([]), "parameter_not_found"),
        (json!("ordered"), "parameter_invalid"),
        (json!([1]), "parameter_invalid"),
        (json!(vec![good.clone(); 51]), "parameter_invalid"),
    ] {
        let refused = server.post(&w.token, "/events/summaries", told_of(summaries)).await;
        assert_eq!(refused.problem(), told(400, code, "event_summaries"));
    }
    let nobody = json!({ "event_summaries": good });
    let refused = server.post(&w.token, "/events/summaries", nobody.clone()).await;
    assert_eq!(refused.problem(), told(400, "parameter_not_found", "id"));
    let unknown = with(nobody, "user_id", json!("u-404"));
    assert_eq!(
        server.post(&w.token, "/events/summaries", unknown).await.problem(),
        told(404, "not_found", "")
    );
    for scope in [Scope::Read, Scope::Privacy] {
        let token = seed::token(&server.d, w.workspace, w.owner, scope, None).await.unwrap();
        let refused = server.post(&token, "/events/summaries", told_of(good.clone())).await;
        assert_eq!(refused.problem(), told(403, "forbidden", ""));
    }
    let none =
        server.get(&w.token, &format!("/events?type=user&intercom_user_id={id}&summary=true")).await.ok();
    assert_eq!(none["events"], json!([]));
    server.post(&w.token, &format!("/contacts/{id}/block"), json!({})).await.ok();
    let blocked = server.post(&w.token, "/events/summaries", told_of(good)).await;
    assert_eq!(blocked.problem(), told(403, "contact_blocked", ""));
}
crate::both!(what_is_wrong_with_a_count_is_told);

fn at(w: &Seeded, path: &str) -> String {
    format!("/messenger/{}/{path}", w.workspace)
}

async fn visitor(server: &Server, w: &Seeded) -> (String, String) {
    let begun = server.post("", &at(w, "visitors"), json!({})).await.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&begun["token"]), text(&begun["visitor"]["id"]))
}

async fn a_messenger_tells_what_its_own_person_did(server: Server) {
    let w = server.workspace().await;
    let (messenger, id) = visitor(&server, &w).await;
    let clicked = json!({ "name": "clicked", "metadata": { "button": "buy" }, "client_key": "a".repeat(32), "seconds_ago": 30 });
    let track =
        async |token: &str, event: Value| server.post(token, &at(&w, "track"), event).await.status.as_u16();
    assert_eq!(track(&messenger, clicked.clone()).await, 204);
    server.pass(60);
    assert_eq!(track(&messenger, clicked.clone()).await, 204, "sent again after a broken connection");
    assert_eq!(track("", clicked.clone()).await, 401, "of nobody nothing is kept");
    for (field, bad) in [
        ("name", json!("")),
        ("name", json!(7)),
        ("metadata", json!("x")),
        ("metadata", json!({ "deep": [1] })),
        ("client_key", json!("short")),
        ("seconds_ago", json!(-1)),
        ("seconds_ago", json!(700_000)),
    ] {
        assert_eq!(track(&messenger, with(clicked.clone(), field, bad.clone())).await, 422, "{field} {bad}");
    }
    let all = server.get(&w.token, &format!("/events?type=user&intercom_user_id={id}")).await.ok();
    assert_eq!(all["events"].as_array().unwrap().len(), 1);
    let one = &all["events"][0];
    assert_eq!(
        (&one["event_name"], &one["told_by"], &one["created_at"], &one["metadata"]),
        (&json!("clicked"), &json!("website"), &json!(START.seconds() - 30), &json!({ "button": "buy" }))
    );
    let own = server.get(&messenger, &at(&w, "data")).await.ok();
    assert_eq!(own["held"]["events"], 1);
}
crate::both!(a_messenger_tells_what_its_own_person_did);

async fn a_messenger_tells_so_much_and_no_more(server: Server) {
    let server = server.with_rates(1);
    let w = server.workspace().await;
    let (messenger, _) = visitor(&server, &w).await;
    let mut answers = Vec::new();
    for number in 0..21 {
        let event = json!({ "name": "clicked", "client_key": format!("{number:032x}"), "seconds_ago": 0 });
        answers.push(server.post(&messenger, &at(&w, "track"), event).await.status.as_u16());
    }
    assert_eq!((answers[19], answers[20]), (204, 429));
}
crate::both!(a_messenger_tells_so_much_and_no_more);

async fn share(server: &Server, w: &Seeded, share_page: bool) {
    let owner = Actor::Teammate { workspace: w.workspace, id: w.owner, role: Role::Owner };
    let found = workspaces::find(&server.d, w.workspace).await.unwrap().unwrap();
    let settings = Settings {
        allowed_origins: vec!["https://shop.example".into()],
        messenger: Messenger { share_page, ..Messenger::default() },
        ..Settings::default()
    };
    workspaces::change_settings(&server.d, &allow(&owner, found).unwrap(), settings).await.unwrap();
}

/// Begins a conversation on a page; what the API then says of its source.
async fn begun(server: &Server, w: &Seeded, messenger: &str, key: u8, page: Value) -> Value {
    let said = json!({ "body": "Hello", "client_key": format!("{key:032x}"), "page": page });
    let started = server.post(messenger, &at(w, "conversations"), said).await;
    assert_eq!(started.status, 201);
    let id = started.json()["conversation"].as_str().unwrap().to_owned();
    server.get(&w.token, &format!("/conversations/{id}")).await.ok()["source"].clone()
}

async fn the_page_is_kept_where_the_workspace_asks_for_it(server: Server) {
    let w = server.workspace().await;
    let (messenger, _) = visitor(&server, &w).await;
    let page = json!({ "url": "https://shop.example/cart?mail=ada@people.example#token", "referrer": "https://search.example/?q=ada" });
    share(&server, &w, false).await;
    assert_eq!(begun(&server, &w, &messenger, 1, page.clone()).await["url"], Value::Null, "off");
    share(&server, &w, true).await;
    assert_eq!(begun(&server, &w, &messenger, 2, page.clone()).await["url"], "https://shop.example/cart");
    assert_eq!(begun(&server, &w, &messenger, 3, Value::Null).await["url"], Value::Null);
    for (key, foreign) in (4..).zip([
        "https://evil.example/login",
        "javascript:alert(1)",
        "https://shop.example.evil.example/",
        "x",
    ]) {
        let page = json!({ "url": foreign });
        assert_eq!(begun(&server, &w, &messenger, key, page).await["url"], Value::Null, "{foreign}");
    }
    let listed = server.get(&w.token, "/conversations").await.ok();
    let urls =
        listed["conversations"].as_array().unwrap().iter().filter(|one| one["source"]["url"].is_string());
    assert_eq!(urls.count(), 1);
}
crate::both!(the_page_is_kept_where_the_workspace_asks_for_it);
