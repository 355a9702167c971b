//! Conversations over the API.

use crate::seed;
use domain::conversations;
use domain::messages::Author;
use privacy::Id;
use privacy::access::allow;
use privacy::ids::Conversation;
use serde_json::{Value, json};

use crate::harness::{START, Server, told};

fn parts(conversation: &Value) -> Vec<(String, Value)> {
    let parts = conversation["conversation_parts"]["conversation_parts"].as_array().unwrap();
    parts.iter().map(|part| (part["part_type"].as_str().unwrap().to_owned(), part["body"].clone())).collect()
}

async fn a_conversation_from_its_first_word_to_its_close(server: Server) {
    let w = server.workspace().await;
    let contact = server
        .contact(&w.token, json!({ "external_id": "70", "email": "jo@example.org", "name": "Jo" }))
        .await;
    let body = json!({ "from": { "type": "user", "id": contact }, "body": "Hello <b>there</b>\n\nBye" });
    let message = server.post(&w.token, "/conversations", body).await.ok();
    assert_eq!((&message["type"], &message["message_type"]), (&json!("user_message"), &json!("inapp")));
    assert_eq!(
        (&message["body"], &message["created_at"]),
        (&json!("Hello <b>there</b>\n\nBye"), &json!(START.seconds()))
    );
    let path = format!("/conversations/{}", message["conversation_id"].as_str().unwrap());

    let first = server.get(&w.token, &path).await.ok();
    assert_eq!(
        (&first["type"], &first["state"], &first["open"], &first["read"]),
        (&json!("conversation"), &json!("open"), &json!(true), &json!(false))
    );
    assert_eq!(
        (&first["waiting_since"], &first["priority"]),
        (&json!(START.seconds()), &json!("not_priority"))
    );
    assert_eq!(
        first["contacts"],
        json!({ "type": "contact.list", "contacts": [{ "type": "contact", "id": contact, "external_id": "70" }] })
    );
    let source = &first["source"];
    assert_eq!(source["body"], "<p>Hello &lt;b&gt;there&lt;/b&gt;</p><p>Bye</p>");
    assert_eq!((&source["id"], &source["delivered_as"]), (&message["id"], &json!("customer_initiated")));
    assert_eq!(
        source["author"],
        json!({ "type": "user", "id": contact, "name": "Jo", "email": "jo@example.org" })
    );
    assert_eq!(
        first["conversation_parts"],
        json!({ "type": "conversation_part.list", "conversation_parts": [], "total_count": 0 })
    );
    let plain = server.get(&w.token, &format!("{path}?display_as=plaintext")).await.ok();
    assert_eq!(plain["source"]["body"], "Hello <b>there</b>\n\nBye");

    let reply = format!("{path}/reply");
    server.pass(10);
    let admin = json!({ "message_type": "comment", "type": "admin", "admin_id": w.owner.raw().get(), "body": "How can I help?" });
    let answered = server.post(&w.token, &reply, admin).await.ok();
    assert_eq!(answered["waiting_since"], Value::Null);
    let part = &answered["conversation_parts"]["conversation_parts"][0];
    assert_eq!(
        (&part["type"], &part["part_type"], &part["state"]),
        (&json!("conversation_part"), &json!("comment"), &json!("open"))
    );
    assert_eq!(part["created_at"], START.seconds() + 10);
    assert_eq!(part["author"]["email"], "owner@workplace.example");
    assert_eq!(answered["teammates"]["teammates"], json!([{ "type": "admin", "id": w.owner.to_string() }]));
    let note = json!({ "message_type": "note", "type": "admin", "admin_id": w.owner.to_string(), "body": "Be kind" });
    server.post(&w.token, &reply, note).await.ok();
    let close =
        json!({ "message_type": "close", "type": "admin", "admin_id": w.owner.to_string(), "body": "Done" });
    let closed = server.post(&w.token, &format!("{path}/parts"), close).await.ok();
    assert_eq!((&closed["state"], &closed["open"]), (&json!("closed"), &json!(false)));

    for (key, value) in
        [("intercom_user_id", json!(contact)), ("user_id", json!(70)), ("email", json!("JO@example.org"))]
    {
        let mut user = json!({ "message_type": "comment", "type": "user", "body": key });
        user[key] = value;
        assert_eq!(server.post(&w.token, &reply, user).await.ok()["state"], "open");
    }
    let last = server.get(&w.token, &path).await.ok();
    let said = parts(&last);
    let kinds: Vec<_> = said.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["comment", "note", "comment", "close", "open", "comment", "comment", "comment"]);
    assert_eq!(
        (&said[1].1, &said[2].1, &said[3].1),
        (&json!("<p>Be kind</p>"), &json!("<p>Done</p>"), &Value::Null)
    );
    assert_eq!(last["conversation_parts"]["total_count"], 8);
    let states: Vec<_> = last["conversation_parts"]["conversation_parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["open", "open", "open", "closed", "open", "open", "open", "open"]);
}
crate::both!(a_conversation_from_its_first_word_to_its_close);

async fn html_of_a_teammates_program_is_read_and_a_contacts_is_not(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "external_id": "71" })).await;
    let id = server.conversation(&w.token, &contact, "Hello").await;
    let html = "<p>See <a href=\"https://shop.example/lamps\">our lamps</a><script>top.x=1</script></p>\
                <ul><li>oak</li><li>walnut &amp; brass</li></ul>";
    let read = "See our lamps (https://shop.example/lamps)\n\n- oak\n- walnut & brass";
    let reply = |message_type: &str, body: &str| json!({ "message_type": message_type, "type": "admin", "admin_id": w.owner.to_string(), "body": body });
    for message_type in ["comment", "note"] {
        server.post(&w.token, &format!("/conversations/{id}/reply"), reply(message_type, html)).await.ok();
    }
    server.post(&w.token, &format!("/conversations/{id}/reply"), reply("comment", "if (a<b) x")).await.ok();
    let nothing = reply("comment", "<script>top.x=1</script>");
    assert_eq!(server.post(&w.token, &format!("/conversations/{id}/reply"), nothing).await.status, 400);
    let theirs =
        json!({ "message_type": "comment", "type": "user", "intercom_user_id": contact, "body": html });
    server.post(&w.token, &format!("/conversations/{id}/reply"), theirs).await.ok();
    let close = json!({ "message_type": "close", "type": "admin", "admin_id": w.owner.to_string(), "body": "<b>Bye</b>" });
    server.post(&w.token, &format!("/conversations/{id}/parts"), close).await.ok();

    let plain = server.get(&w.token, &format!("/conversations/{id}?display_as=plaintext")).await.ok();
    let said: Vec<Value> =
        parts(&plain).into_iter().map(|(_, body)| body).filter(|body| !body.is_null()).collect();
    assert_eq!(said, [json!(read), json!(read), json!("if (a<b) x"), json!(html), json!("Bye")]);
    let shown = server.get(&w.token, &format!("/conversations/{id}")).await.ok();
    let back = "<p>See our lamps (https://shop.example/lamps)</p><p>- oak<br>- walnut &amp; brass</p>";
    assert_eq!(parts(&shown)[0].1, json!(back));

    let note = json!({ "body": "<b>Likes</b> brass" });
    let note = server.post(&w.token, &format!("/contacts/{contact}/notes"), note).await.ok();
    assert_eq!(note["body"], json!("<p>Likes brass</p>"));

    let escaped = reply("comment", "Tom &amp; Jerry&#39;s");
    let shown = server.post(&w.token, &format!("/conversations/{id}/reply"), escaped).await.ok();
    assert_eq!(parts(&shown).last().unwrap().1, json!("<p>Tom &amp; Jerry&#39;s</p>"));
    // What counts is the text that a reader sees.
    let dressed = format!("<div style=\"color: red\">{}</div>", "<b>x</b>".repeat(20_000));
    let shown =
        server.post(&w.token, &format!("/conversations/{id}/reply"), reply("note", &dressed)).await.ok();
    assert_eq!(parts(&shown).last().unwrap().1, json!(format!("<p>{}</p>", "x".repeat(20_000))));
    let long = reply("note", &format!("<p>{}</p>", "x".repeat(64 * 1024 + 1)));
    let refused = server.post(&w.token, &format!("/conversations/{id}/reply"), long).await;
    assert_eq!(refused.problem(), told(400, "parameter_invalid", "body"));
    let theirs =
        json!({ "message_type": "comment", "type": "user", "intercom_user_id": contact, "body": dressed });
    let refused = server.post(&w.token, &format!("/conversations/{id}/reply"), theirs).await;
    assert_eq!(refused.problem(), told(400, "parameter_invalid", "body"));
}
crate::both!(html_of_a_teammates_program_is_read_and_a_contacts_is_not);

async fn opened_snoozed_and_assigned(server: Server) {
    let w = server.workspace().await;
    let second = seed::teammate(&server.d, w.workspace, "Second", "second@workplace.example").await.unwrap();
    let contact = server.contact(&w.token, json!({ "role": "lead" })).await;
    let id = server.conversation(&w.token, &contact, "Hi").await;
    let path = format!("/conversations/{id}/parts");
    let admin = w.owner.to_string();
    let manage = async |mut body: Value| {
        body["admin_id"] = json!(admin);
        server.post(&w.token, &path, body).await
    };
    let until = START.seconds() + 3600;
    let snoozed = manage(json!({ "message_type": "snoozed", "snoozed_until": until })).await.ok();
    assert_eq!(
        (&snoozed["state"], &snoozed["open"], &snoozed["snoozed_until"]),
        (&json!("snoozed"), &json!(true), &json!(until))
    );
    let opened = manage(json!({ "message_type": "open" })).await.ok();
    assert_eq!((&opened["state"], &opened["snoozed_until"]), (&json!("open"), &Value::Null));
    let given =
        manage(json!({ "message_type": "assignment", "type": "admin", "assignee_id": second.raw().get() }))
            .await
            .ok();
    assert_eq!(given["admin_assignee_id"], second.raw().get());
    let part = given["conversation_parts"]["conversation_parts"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&part["part_type"], &part["assigned_to"]),
        (&json!("assignment"), &json!({ "type": "admin", "id": second.to_string() }))
    );
    let taken =
        manage(json!({ "message_type": "assignment", "type": "admin", "assignee_id": "0" })).await.ok();
    assert_eq!(taken["admin_assignee_id"], Value::Null);

    let wrong = [
        (
            json!({ "message_type": "snoozed", "snoozed_until": START.seconds() }),
            told(400, "parameter_invalid", "snoozed_until"),
        ),
        (json!({ "message_type": "snoozed" }), told(400, "parameter_not_found", "snoozed_until")),
        (
            json!({ "message_type": "assignment", "assignee_id": 999 }),
            told(404, "assignee_not_found", "assignee_id"),
        ),
        (
            json!({ "message_type": "assignment", "type": "team", "assignee_id": 999 }),
            told(404, "assignee_not_found", "assignee_id"),
        ),
        (json!({ "message_type": "assignment" }), told(400, "parameter_not_found", "assignee_id")),
        (json!({ "message_type": "explode" }), told(400, "parameter_invalid", "message_type")),
        (json!({}), told(400, "parameter_not_found", "message_type")),
    ];
    for (body, expected) in wrong {
        assert_eq!(manage(body.clone()).await.problem(), expected, "{body}");
    }
    let nobody = server.post(&w.token, &path, json!({ "message_type": "close", "admin_id": 999 })).await;
    assert_eq!(nobody.problem(), told(404, "admin_not_found", "admin_id"));
    let nobody = server.post(&w.token, &path, json!({ "message_type": "close" })).await;
    assert_eq!(nobody.problem(), told(400, "parameter_not_found", "admin_id"));
}
crate::both!(opened_snoozed_and_assigned);

async fn last_is_the_contacts_newest_conversation(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "external_id": "a", "email": "same@example.org" })).await;
    let old = server.conversation(&w.token, &contact, "old").await;
    server.pass(1);
    let newest = server.conversation(&w.token, &contact, "new").await;
    let reply = |by: Value| {
        let mut body = json!({ "message_type": "comment", "type": "user", "body": "again" });
        body.as_object_mut().unwrap().extend(by.as_object().unwrap().clone());
        server.post(&w.token, "/conversations/last/reply", body)
    };
    server.pass(1);
    server.put(&w.token, &format!("/conversations/{old}"), json!({ "priority": "priority" })).await.ok();
    assert_eq!(reply(json!({ "user_id": "a" })).await.ok()["id"], json!(newest));
    assert_eq!(reply(json!({ "email": "same@example.org" })).await.ok()["id"], json!(newest));
    let other = server.contact(&w.token, json!({ "external_id": "b", "email": "same@example.org" })).await;
    assert_eq!(
        reply(json!({ "email": "same@example.org" })).await.problem(),
        told(400, "parameter_invalid", "email")
    );
    assert_eq!(reply(json!({ "intercom_user_id": other })).await.problem().0, 404, "has no conversation");
    assert_eq!(reply(json!({ "email": "nobody@example.org" })).await.problem().0, 404);
    let admin =
        json!({ "message_type": "comment", "type": "admin", "admin_id": w.owner.to_string(), "body": "x" });
    assert_eq!(server.post(&w.token, "/conversations/last/reply", admin).await.problem().0, 404);
    let theirs = json!({ "message_type": "comment", "type": "user", "email": "same@example.org", "body": "by address" });
    let answer = server.post(&w.token, &format!("/conversations/{newest}/reply"), theirs).await.ok();
    assert_eq!(answer["contacts"]["contacts"][0]["id"], json!(contact));
}
crate::both!(last_is_the_contacts_newest_conversation);

async fn what_cannot_be_said(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let other = server.contact(&w.token, json!({ "role": "user" })).await;
    let id = server.conversation(&w.token, &contact, "Hi").await;
    let start = |body: Value| server.post(&w.token, "/conversations", body);
    let from = json!({ "type": "user", "id": contact });
    let long = "x".repeat(64 * 1024 + 1);
    for (body, expected) in [
        (json!({ "body": "x" }), told(400, "parameter_not_found", "from")),
        (json!({ "from": "x", "body": "x" }), told(400, "parameter_invalid", "from")),
        (json!({ "from": { "id": contact }, "body": "x" }), told(400, "parameter_not_found", "from.type")),
        (
            json!({ "from": { "type": "admin", "id": contact }, "body": "x" }),
            told(400, "parameter_invalid", "from.type"),
        ),
        (json!({ "from": { "type": "user" }, "body": "x" }), told(400, "parameter_not_found", "from.id")),
        (
            json!({ "from": { "type": "user", "id": "123_doesnt_exist" }, "body": "x" }),
            told(404, "not_found", ""),
        ),
        (json!({ "from": from, "body": " \n" }), told(400, "parameter_not_found", "body")),
        (json!({ "from": from }), told(400, "parameter_not_found", "body")),
        (json!({ "from": from, "body": ["x"] }), told(400, "parameter_invalid", "body")),
        (json!({ "from": from, "body": long }), told(400, "parameter_invalid", "body")),
    ] {
        assert_eq!(start(body.clone()).await.problem(), expected, "{:.80}", body.to_string());
    }
    let path = format!("/conversations/{id}/reply");
    let reply = |body: Value| server.post(&w.token, &path, body);
    let admin = w.owner.to_string();
    for (body, expected) in [
        (
            json!({ "type": "admin", "admin_id": admin, "body": "x" }),
            told(400, "parameter_not_found", "message_type"),
        ),
        (
            json!({ "message_type": "quick_reply", "type": "admin", "admin_id": admin }),
            told(400, "parameter_invalid", "message_type"),
        ),
        (
            json!({ "message_type": "comment", "type": "bot", "body": "x" }),
            told(400, "parameter_invalid", "type"),
        ),
        (
            json!({ "message_type": "comment", "type": "admin", "body": "x" }),
            told(400, "parameter_not_found", "admin_id"),
        ),
        (
            json!({ "message_type": "comment", "type": "admin", "admin_id": "77", "body": "x" }),
            told(404, "admin_not_found", "admin_id"),
        ),
        (
            json!({ "message_type": "comment", "type": "admin", "admin_id": admin }),
            told(400, "parameter_not_found", "body"),
        ),
        (
            json!({ "message_type": "note", "type": "user", "intercom_user_id": contact, "body": "x" }),
            told(400, "parameter_invalid", "message_type"),
        ),
        (
            json!({ "message_type": "comment", "type": "admin", "admin_id": admin, "body": "x", "skip_notifications": true }),
            told(400, "parameter_invalid", "skip_notifications"),
        ),
        (
            json!({ "message_type": "comment", "type": "user", "body": "x" }),
            told(400, "parameter_not_found", "intercom_user_id"),
        ),
        (
            json!({ "message_type": "comment", "type": "user", "intercom_user_id": other, "body": "x" }),
            told(404, "not_found", ""),
        ),
        (
            json!({ "message_type": "comment", "type": "user", "user_id": "nobody", "body": "x" }),
            told(404, "not_found", ""),
        ),
    ] {
        assert_eq!(reply(body.clone()).await.problem(), expected, "{body}");
    }
    let of_company = json!({ "title": "x", "company_id": "1" });
    let company = server.put(&w.token, &format!("/conversations/{id}"), of_company).await;
    assert_eq!(company.problem(), told(400, "parameter_invalid", "company_id"));
    let held = server.get(&w.token, &format!("/conversations/{id}")).await.ok();
    assert_eq!((&held["conversation_parts"]["total_count"], &held["title"]), (&json!(0), &Value::Null));
    assert_eq!(server.get(&w.token, "/conversations").await.ok()["total_count"], 1);
}
crate::both!(what_cannot_be_said);

async fn a_long_conversation_shows_its_first_message_and_its_newest_parts(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let id = server.conversation(&w.token, &contact, "first").await;
    let by = domain::api_tokens::authenticate(&server.d, &w.token).await.unwrap().unwrap();
    let number: Id<Conversation> = id.parse().unwrap();
    let held = async || conversations::find(&server.d, w.workspace, number).await.unwrap().unwrap();
    let author = Author::Teammate(w.owner);
    for _ in 0..251 {
        conversations::close(&server.d, allow(&by, held().await).unwrap(), author).await.unwrap();
        conversations::open(&server.d, allow(&by, held().await).unwrap(), author).await.unwrap();
    }
    let long = server.get(&w.token, &format!("/conversations/{id}")).await.ok();
    assert_eq!(long["source"]["body"], "<p>first</p>");
    let shown = parts(&long);
    assert_eq!((shown.len(), &long["conversation_parts"]["total_count"]), (500, &json!(502)));
    assert_eq!((shown[0].0.as_str(), shown[499].0.as_str()), ("close", "open"));
}
crate::both!(a_long_conversation_shows_its_first_message_and_its_newest_parts);
