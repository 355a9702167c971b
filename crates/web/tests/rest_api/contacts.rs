//! Contacts over the API.

use crate::seed;
use serde_json::{Value, json};

use crate::harness::{START, Server, told};

async fn a_contact_is_created_read_and_changed(server: Server) {
    let w = server.workspace().await;
    let given = json!({
        "role": "user", "external_id": 70, "email": " Jo@Example.org ", "phone": "+44 20 7946 0018",
        "name": "Jo Bloggs", "owner_id": w.owner.to_string(), "signed_up_at": 1_700_000_000,
        "last_seen_at": 1_700_000_001, "unsubscribed_from_emails": true, "avatar": "https://a.example/x.png",
        "custom_attributes": { "paid": true, "spend": 155.5, "seats": 3, "plan": "pro", "gone": null },
        "an unknown field": [1],
    });
    let made = server.post(&w.token, "/contacts", given).await.ok();
    let id = made["id"].as_str().unwrap();
    assert!(id.len() == 24 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    for (field, value) in [
        ("type", json!("contact")),
        ("workspace_id", json!(w.workspace.to_string())),
        ("external_id", json!("70")),
        ("role", json!("user")),
        ("email", json!("Jo@Example.org")),
        ("email_domain", json!("Example.org")),
        ("phone", json!("+44 20 7946 0018")),
        ("name", json!("Jo Bloggs")),
        ("owner_id", json!(w.owner.raw().get())),
        ("unsubscribed_from_emails", json!(true)),
        ("created_at", json!(START.seconds())),
        ("signed_up_at", json!(1_700_000_000)),
        ("last_seen_at", json!(1_700_000_001)),
        ("custom_attributes", json!({ "paid": true, "spend": 155.5, "seats": 3, "plan": "pro" })),
    ] {
        assert_eq!(made[field], value, "{field}");
    }
    assert_eq!(server.get(&w.token, &format!("/contacts/{id}")).await.ok(), made);
    assert_eq!(server.get(&w.token, "/contacts/find_by_external_id/70").await.ok(), made);

    server.pass(5);
    let body = json!({ "name": "Jo", "phone": null, "owner_id": null, "custom_attributes": { "plan": null, "tea": "green" } });
    let changed = server.put(&w.token, &format!("/contacts/{id}"), body).await.ok();
    assert_eq!((&changed["name"], &changed["email"]), (&json!("Jo"), &json!("Jo@Example.org")));
    assert_eq!((&changed["phone"], &changed["owner_id"]), (&Value::Null, &Value::Null));
    assert_eq!(
        changed["custom_attributes"],
        json!({ "paid": true, "spend": 155.5, "seats": 3, "tea": "green" })
    );
    assert_eq!(changed["updated_at"], START.seconds() + 5);
    assert_eq!(changed["created_at"], START.seconds());
}
crate::both!(a_contact_is_created_read_and_changed);

async fn every_field_that_clients_know_is_there(server: Server) {
    let w = server.workspace().await;
    let id = server.contact(&w.token, json!({ "role": "lead" })).await;
    let lead = server.get(&w.token, &format!("/contacts/{id}")).await.ok();
    for null in [
        "external_id",
        "email",
        "phone",
        "name",
        "avatar",
        "owner_id",
        "signed_up_at",
        "last_seen_at",
        "last_replied_at",
        "last_contacted_at",
        "last_email_opened_at",
        "last_email_clicked_at",
        "browser",
        "browser_version",
        "browser_language",
        "os",
        "language_override",
        "android_app_name",
        "android_last_seen_at",
        "ios_app_name",
        "ios_last_seen_at",
        "utm_campaign",
        "referrer",
        "enabled_push_messaging",
    ] {
        assert_eq!(lead.get(null), Some(&Value::Null), "{null}");
    }
    for (list, part) in [("tags", "tags"), ("notes", "notes"), ("companies", "companies")] {
        let empty = json!({ "type": "list", "data": [], "url": format!("/contacts/{id}/{part}"), "total_count": 0, "has_more": false });
        assert_eq!(lead[list], empty);
    }
    assert_eq!((&lead["role"], &lead["location"]["type"]), (&json!("lead"), &json!("location")));
    assert_eq!(lead["custom_attributes"], json!({}));
}
crate::both!(every_field_that_clients_know_is_there);

async fn who_says_nothing_of_the_role_means_a_user(server: Server) {
    let w = server.workspace().await;
    for given in [json!({ "email": "a@b.example" }), json!({ "external_id": "x" })] {
        assert_eq!(server.post(&w.token, "/contacts", given).await.ok()["role"], "user");
    }
    for nobody in [json!({}), json!({ "name": "N" }), json!({ "email": "", "external_id": null })] {
        let answer = server.post(&w.token, "/contacts", nobody).await;
        assert_eq!(answer.problem(), told(400, "parameter_not_found", "email, external_id or role"));
    }
}
crate::both!(who_says_nothing_of_the_role_means_a_user);

async fn an_external_id_is_one_contacts_only(server: Server) {
    let w = server.workspace().await;
    let first = server.contact(&w.token, json!({ "external_id": "one" })).await;
    let second = server.contact(&w.token, json!({ "external_id": "two" })).await;
    let again = server.post(&w.token, "/contacts", json!({ "external_id": "one" })).await;
    assert_eq!(again.problem(), told(409, "conflict", "external_id"));
    // Clients take the id from its end.
    assert_eq!(again.message(), format!("A contact matching those details already exists with id={first}"));
    let taken = server.put(&w.token, &format!("/contacts/{second}"), json!({ "external_id": "one" })).await;
    assert_eq!(taken.problem(), told(409, "conflict", "external_id"));
    assert_eq!(taken.message(), again.message());
    let kept = server.put(&w.token, &format!("/contacts/{first}"), json!({ "external_id": "one" })).await;
    assert_eq!(kept.ok()["external_id"], "one");
    let freed = server.put(&w.token, &format!("/contacts/{first}"), json!({ "external_id": null })).await;
    assert_eq!(freed.ok()["external_id"], Value::Null);
    let taken = server.put(&w.token, &format!("/contacts/{second}"), json!({ "external_id": "one" })).await;
    assert_eq!(taken.ok()["external_id"], "one");
    let found = server.get(&w.token, "/contacts/find_by_external_id/one").await.ok();
    assert_eq!(found["id"], json!(second));
    assert_eq!(server.get(&w.token, "/contacts/find_by_external_id/two").await.problem().0, 404);
}
crate::both!(an_external_id_is_one_contacts_only);

async fn what_is_wrong_is_named_by_field_and_never_by_value(server: Server) {
    let w = server.workspace().await;
    let secret = "zebra-quill";
    let many: Value = (0..251).map(|n| (format!("a{n}"), json!(n))).collect::<serde_json::Map<_, _>>().into();
    let wrong = [
        ("email", json!(secret)),
        ("email", json!(format!("{secret}@a@b"))),
        ("email", json!(format!("{secret} x@b.example"))),
        ("email", json!([secret])),
        ("email", json!(format!("{secret}@{}.example", "x".repeat(600)))),
        ("name", json!(secret.repeat(60))),
        ("name", json!(7)),
        ("name", json!(format!("{secret}\n"))),
        ("phone", json!({ "n": secret })),
        ("external_id", json!(1.5)),
        ("external_id", json!(true)),
        ("external_id", json!(secret.repeat(60))),
        ("role", json!(secret)),
        ("role", json!("visitor")),
        ("role", json!(1)),
        ("signed_up_at", json!(secret)),
        ("signed_up_at", json!(-1)),
        ("last_seen_at", json!(1e30)),
        ("unsubscribed_from_emails", json!("yes")),
        ("owner_id", json!([1])),
        ("custom_attributes", json!(secret)),
        ("custom_attributes", json!({ "a": { "b": secret } })),
        ("custom_attributes", json!({ "a": [secret] })),
        ("custom_attributes", json!({ "": secret })),
        ("custom_attributes", json!({ secret.repeat(60): 1 })),
        ("custom_attributes", json!({ "a": secret.repeat(4_000) })),
        ("custom_attributes", many),
    ];
    let id = server.contact(&w.token, json!({ "email": "a@b.example" })).await;
    for (field, value) in wrong {
        let mut body = json!({ "email": "a@b.example" });
        body[field] = value.clone();
        let created = server.post(&w.token, "/contacts", body.clone()).await;
        assert_eq!(created.problem(), told(400, "parameter_invalid", field), "{value}");
        assert!(!String::from_utf8_lossy(&created.bytes).contains(secret), "{field}");
        let changed = server.put(&w.token, &format!("/contacts/{id}"), body).await;
        assert_eq!(changed.problem(), told(400, "parameter_invalid", field), "{value}");
    }
    let kept = server.get(&w.token, &format!("/contacts/{id}")).await.ok();
    assert_eq!((&kept["email"], &kept["custom_attributes"]), (&json!("a@b.example"), &json!({})));
    for owner in [json!(99), json!("0"), json!("abc")] {
        let answer = server.post(&w.token, "/contacts", json!({ "role": "user", "owner_id": owner })).await;
        assert_eq!(answer.problem(), told(404, "admin_not_found", "owner_id"));
    }
}
crate::both!(what_is_wrong_is_named_by_field_and_never_by_value);

async fn attributes_that_come_one_by_one_have_the_same_limit(server: Server) {
    let w = server.workspace().await;
    let id = server.contact(&w.token, json!({ "role": "user" })).await;
    let path = format!("/contacts/{id}");
    let part = |name: &str| json!({ "custom_attributes": { name: "x".repeat(15_000) } });
    server.put(&w.token, &path, part("a")).await.ok();
    server.put(&w.token, &path, part("b")).await.ok();
    let third = server.put(&w.token, &path, part("c")).await;
    assert_eq!(third.problem(), told(400, "parameter_invalid", "custom_attributes"));
    let held = server.get(&w.token, &path).await.ok();
    assert_eq!(held["custom_attributes"].as_object().unwrap().len(), 2);
}
crate::both!(attributes_that_come_one_by_one_have_the_same_limit);

async fn changes_at_the_same_time_all_stand(server: Server) {
    let w = server.workspace().await;
    let id = server.contact(&w.token, json!({ "role": "user" })).await;
    let path = format!("/contacts/{id}");
    let change = |n: usize| {
        let body = json!({ "custom_attributes": { format!("a{n}"): n } });
        let (server, path, token) = (&server, &path, &w.token);
        async move { server.put(token, path, body).await.ok() }
    };
    futures_util::future::join_all((0..4).map(change)).await;
    let held = server.get(&w.token, &path).await.ok();
    assert_eq!(held["custom_attributes"], json!({ "a0": 0, "a1": 1, "a2": 2, "a3": 3 }));
}
crate::both!(changes_at_the_same_time_all_stand);

async fn an_owner_is_a_colleague(server: Server) {
    let w = server.workspace().await;
    let second = seed::teammate(&server.d, w.workspace, "Second", "second@workplace.example").await.unwrap();
    let given = json!({ "role": "lead", "owner_id": second.raw().get() });
    assert_eq!(server.post(&w.token, "/contacts", given).await.ok()["owner_id"], second.raw().get());
}
crate::both!(an_owner_is_a_colleague);

async fn times_are_set_and_taken_away(server: Server) {
    let w = server.workspace().await;
    let times = json!({ "external_id": "7", "signed_up_at": 1_700_000_000, "last_seen_at": 1_700_000_100 });
    let id = server.contact(&w.token, times).await;
    let path = format!("/contacts/{id}");
    let put = |body: Value| server.put(&w.token, &path, body);
    let kept = put(json!({ "name": "Jo" })).await.ok();
    assert_eq!(
        (&kept["signed_up_at"], &kept["last_seen_at"]),
        (&json!(1_700_000_000), &json!(1_700_000_100))
    );
    let cleared = put(json!({ "signed_up_at": null })).await.ok();
    assert_eq!((&cleared["signed_up_at"], &cleared["last_seen_at"]), (&Value::Null, &json!(1_700_000_100)));
    assert_eq!(put(json!({ "last_seen_at": null })).await.ok()["last_seen_at"], Value::Null);
}
crate::both!(times_are_set_and_taken_away);
