//! What people do with their own data in the messenger: leave an address, see what is held, have it erased.

use axum::body::Body;
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::contacts::{self, Language};
use domain::holds::{self, HoldError, Reading};
use domain::workspaces::{self, AskEmail, Messenger, Settings};
use privacy::Personal;
use privacy::access::{Actor, Role, Scope, SystemRole, allow};
use serde_json::{Value, json};
use testkit::archive::unzip;

use crate::harness::{START, Server, request};
use crate::seed::{self, Seeded};

fn at(w: &Seeded, path: &str) -> String {
    format!("/messenger/{}/{path}", w.workspace)
}

/// A visitor who has written something: the messenger's secret and their id.
async fn visitor(server: &Server, w: &Seeded) -> (String, String) {
    let begun = server.post("", &at(w, "visitors"), json!({})).await.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (messenger, id) = (text(&begun["token"]), text(&begun["visitor"]["id"]));
    let said = json!({ "body": "Is anybody there?", "client_key": "0123456789abcdef0123456789abcdef" });
    assert_eq!(server.post(&messenger, &at(w, "conversations"), said).await.status, 201);
    (messenger, id)
}

async fn what_is_fetched_is_seen_once_they_say_so(server: Server) {
    let w = server.workspace().await;
    let (messenger, _) = visitor(&server, &w).await;
    let listed =
        async || server.get(&messenger, &at(&w, "conversations")).await.ok()["conversations"][0].clone();
    let id = listed().await["id"].as_str().unwrap().to_owned();
    let say = async |text: &str| {
        let reply = json!({ "message_type": "comment", "type": "admin", "admin_id": w.owner.to_string(), "body": text });
        server.post(&w.token, &format!("/conversations/{id}/reply"), reply).await.ok();
    };
    let path = at(&w, &format!("conversations/{id}"));
    let see =
        async |body: Value| server.post(&messenger, &format!("{path}/read"), body).await.status.as_u16();
    say("I am").await;
    assert_eq!(server.get(&messenger, &path).await.ok()["parts"][1]["body"], "I am");
    assert_eq!(listed().await["unread"], true, "it may not have come to a screen");
    assert_eq!(see(json!({ "seq": 0 })).await, 204);
    assert_eq!(listed().await["unread"], true, "what was said before it");
    assert_eq!(see(json!({ "seq": 1 })).await, 204);
    assert_eq!(listed().await["unread"], false);
    assert_eq!(see(json!({ "seq": i64::MAX })).await, 204);
    say("Still").await;
    assert_eq!(listed().await["unread"], true, "nobody has seen what was not said yet");
    for bad in [json!({}), json!({ "seq": "1" }), json!({ "seq": 1.5 }), json!([2])] {
        assert_eq!(see(bad.clone()).await, 422, "{bad}");
    }
    let (stranger, _) = visitor(&server, &w).await;
    let theirs = server.post(&stranger, &format!("{path}/read"), json!({ "seq": 2 })).await;
    assert_eq!(theirs.status, 404);
    let nobodys = at(&w, "conversations/999999/read");
    assert_eq!(server.post(&messenger, &nobodys, json!({ "seq": 2 })).await.status, 404);
    assert_eq!(listed().await["unread"], true);
}
crate::both!(what_is_fetched_is_seen_once_they_say_so);

async fn they_are_told_once_a_teammate_has_seen_all_that_they_wrote(server: Server) {
    let w = server.workspace().await;
    let (messenger, _) = visitor(&server, &w).await;
    let listed = server.get(&messenger, &at(&w, "conversations")).await.ok();
    let id = listed["conversations"][0]["id"].as_str().unwrap().to_owned();
    let path = at(&w, &format!("conversations/{id}"));
    let seen = async |asked: &str| {
        server.get(&messenger, &format!("{path}{asked}")).await.ok()["conversation"]["seen"].clone()
    };
    let mark = async |read: bool| {
        server.put(&w.token, &format!("/conversations/{id}"), json!({ "read": read })).await.ok();
    };
    assert_eq!(seen("").await, false);
    mark(true).await;
    assert_eq!((seen("").await, seen("?after=0").await), (json!(true), json!(true)));
    let more = json!({ "body": "Hello?", "client_key": "1123456789abcdef0123456789abcdef" });
    assert_eq!(server.post(&messenger, &format!("{path}/messages"), more).await.status, 201);
    assert_eq!((seen("").await, seen("?after=0").await), (json!(false), json!(false)));
    mark(true).await;
    assert_eq!(seen("").await, true);
    mark(false).await;
    assert_eq!(seen("").await, false, "to them as to the team");
}
crate::both!(they_are_told_once_a_teammate_has_seen_all_that_they_wrote);

async fn who_is_blocked_is_told_so_in_words_for_them(server: Server) {
    let w = server.workspace().await;
    let (messenger, id) = visitor(&server, &w).await;
    let listed = server.get(&messenger, &at(&w, "conversations")).await.ok();
    let talk = format!("conversations/{}/messages", listed["conversations"][0]["id"].as_str().unwrap());
    server.post(&w.token, &format!("/contacts/{id}/block"), json!({})).await.ok();
    for (language, sentence) in
        [("en", "You cannot write here any more."), ("ja", "ここには書き込めません。")]
    {
        for (key, path) in ["conversations", &talk].into_iter().enumerate() {
            let said = json!({ "body": "Hello?", "client_key": format!("{key:032x}") });
            let asked = request(Method::POST, &messenger, &at(&w, path)).header("accept-language", language);
            let refused = server.send(asked.body(Body::from(said.to_string())).unwrap()).await;
            let told = refused.json()["errors"][0]["message"].clone();
            assert_eq!((refused.status.as_u16(), &told), (422, &json!(sentence)), "{path}");
        }
    }
}
crate::both!(who_is_blocked_is_told_so_in_words_for_them);

async fn an_address_is_left_and_makes_a_lead(server: Server) {
    let w = server.workspace().await;
    let (messenger, id) = visitor(&server, &w).await;
    let listed = async || server.get(&messenger, &at(&w, "conversations")).await.ok();
    let reachable = async || listed().await["reachable"].clone();
    assert_eq!(reachable().await, false);
    let pseudonym = contacts::pseudonym(&id.parse().unwrap());
    assert_eq!(listed().await["called"], pseudonym.as_str(), "what they appear as");
    assert_eq!(listed().await["email"], Value::Null);
    for bad in [json!({}), json!({ "email": 7 }), json!({ "email": "nobody" }), json!({ "email": "a b@c" })] {
        assert_eq!(server.post(&messenger, &at(&w, "email"), bad.clone()).await.status, 422, "{bad}");
    }
    let left = server.post(&messenger, &at(&w, "email"), json!({ "email": " ada@people.example " })).await;
    assert_eq!(left.status, 204);
    assert_eq!(reachable().await, true);
    assert_eq!(listed().await["called"], "ada@people.example", "and not any more");
    assert_eq!(listed().await["email"], "ada@people.example", "to be changed, where it has a slip");
    let put_right = server.post(&messenger, &at(&w, "email"), json!({ "email": "ada@folk.example" })).await;
    assert_eq!((put_right.status.as_u16(), &listed().await["email"]), (204, &json!("ada@folk.example")));
    server.put(&w.token, &format!("/contacts/{id}"), json!({ "name": "Ada Quill" })).await.ok();
    assert_eq!(listed().await["called"], "Ada Quill");
    let person = server.get(&w.token, &format!("/contacts/{id}")).await.ok();
    assert_eq!((&person["role"], &person["email"]), (&json!("lead"), &json!("ada@folk.example")));
    let user = json!({ "role": "user", "external_id": "u-1" });
    server.put(&w.token, &format!("/contacts/{id}"), user).await.ok();
    let refused = server.post(&messenger, &at(&w, "email"), json!({ "email": "eve@people.example" })).await;
    assert_eq!(refused.status, 422, "a user's address is the customer's to say");
    assert_eq!(listed().await["email"], Value::Null);
    assert_eq!(server.post("", &at(&w, "email"), json!({ "email": "a@b.example" })).await.status, 401);
}
crate::both!(an_address_is_left_and_makes_a_lead);

async fn where_no_address_is_asked_for_none_is_taken(server: Server) {
    let w = server.workspace().await;
    let by = Actor::System { workspace: w.workspace, role: SystemRole::Demo };
    let found = workspaces::find(&server.d, w.workspace).await.unwrap().unwrap();
    let never = Messenger {
        ask_email: AskEmail::Never,
        language: Some(Language::Japanese),
        team_name: "Teehaus".to_owned(),
        sound: true,
        ..Messenger::default()
    };
    let settings = Settings { messenger: never, ..Settings::default() };
    workspaces::change_settings(&server.d, &allow(&by, found).unwrap(), settings).await.unwrap();
    let (messenger, id) = visitor(&server, &w).await;
    let refused = server.post(&messenger, &at(&w, "email"), json!({ "email": "ada@people.example" })).await;
    assert_eq!(refused.status, 422);
    let said = String::from_utf8_lossy(&refused.bytes).into_owned();
    assert!(said.contains("メールアドレスは受け付けていません。"), "in the messenger's language: {said}");
    let person = server.get(&w.token, &format!("/contacts/{id}")).await.ok();
    assert_eq!(person["email"], Value::Null, "{person}");
    let kept = contacts::find(&server.d, w.workspace, id.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(kept.language, Some(Language::Japanese), "letters speak as the messenger did");
}
crate::both!(where_no_address_is_asked_for_none_is_taken);

async fn a_person_sees_what_is_held_of_them_and_nobody_elses(server: Server) {
    let (w, other) = (server.workspace().await, server.workspace().await);
    let (ada, _) = visitor(&server, &w).await;
    let (eve, _) = visitor(&server, &w).await;
    server.post(&ada, &at(&w, "email"), json!({ "email": "ada@people.example" })).await;
    let held = server.get(&ada, &at(&w, "data")).await.ok();
    assert_eq!((&held["region"], &held["email"]), (&json!("eu"), &json!("ada@people.example")));
    assert_eq!(
        held["held"],
        json!({ "conversations": 1, "messages": 1, "notes": 0, "files": 0, "sessions": 1, "events": 0 })
    );
    assert_eq!(server.get(&eve, &at(&w, "data")).await.ok()["email"], Value::Null);
    for (messenger, workspace) in [("", &w), (ada.as_str(), &other)] {
        assert_eq!(server.get(messenger, &at(workspace, "data")).await.status, 401);
    }
}
crate::both!(a_person_sees_what_is_held_of_them_and_nobody_elses);

async fn a_person_takes_along_what_is_theirs(server: Server) {
    let (w, other) = (server.workspace().await, server.workspace().await);
    let (ada, id) = visitor(&server, &w).await;
    let (eve, _) = visitor(&server, &w).await;
    server.post(&ada, &at(&w, "email"), json!({ "email": "ada@people.example" })).await;
    let all = server.get(&w.token, "/conversations").await.ok();
    let talk = all["conversations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["contacts"]["contacts"][0]["id"] == json!(id));
    let path = format!("/conversations/{}/reply", talk.unwrap()["id"].as_str().unwrap());
    let admin = w.owner.to_string();
    let picture = json!({ "name": "the/blue <one>.txt", "content_type": "text/plain", "data": STANDARD.encode("blue as the sea") });
    let answer = json!({ "message_type": "comment", "type": "admin", "admin_id": admin, "body": "This one?", "attachment_files": [picture] });
    server.post(&w.token, &path, answer).await.ok();
    let note =
        json!({ "message_type": "note", "type": "admin", "admin_id": admin, "body": "a difficult one" });
    server.post(&w.token, &path, note).await.ok();
    server
        .post(&w.token, &format!("/contacts/{id}/notes"), json!({ "body": "pays late", "admin_id": admin }))
        .await
        .ok();
    let event = json!({ "event_name": "ordered tea", "created_at": 1_767_225_500, "id": id, "metadata": { "tin": 3 } });
    assert_eq!(server.post(&w.token, "/events", event).await.status, 202);

    let export = server.get(&ada, &at(&w, "data/export")).await;
    assert_eq!(
        (export.status.as_u16(), export.headers["content-type"].to_str().unwrap()),
        (200, "application/zip")
    );
    assert!(export.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    let files = unzip(&export.bytes);
    let read = |path: &str| serde_json::from_slice::<Value>(&files[path]).unwrap();
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    let person = read("person.json");
    assert_eq!(
        (&person["id"], &person["email"], &person["region"]),
        (&json!(id), &json!("ada@people.example"), &json!("eu"))
    );
    assert_eq!(read("events.json")[0]["name"], json!("ordered tea"));
    let path = names.iter().find(|name| name.starts_with("conversations/")).unwrap();
    let said = read(path);
    let texts: Vec<_> =
        said["parts"].as_array().unwrap().iter().map(|part| part["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["Is anybody there?", "This one?"], "no note of the team");
    let file = &said["parts"][1]["files"][0];
    assert_eq!(file["name"], json!("the/blue <one>.txt"));
    assert_eq!(files[file["path"].as_str().unwrap()], b"blue as the sea");
    let whole: String = files.values().map(|content| String::from_utf8_lossy(content).into_owned()).collect();
    assert!(!whole.contains("difficult") && !whole.contains("pays late"), "{whole}");

    let theirs = unzip(&server.get(&eve, &at(&w, "data/export")).await.bytes);
    assert!(!theirs.values().any(|content| String::from_utf8_lossy(content).contains("ada@people.example")));
    for (messenger, workspace) in [("", &w), (ada.as_str(), &other)] {
        assert_eq!(server.get(messenger, &at(workspace, "data/export")).await.status, 401);
    }
}
crate::both!(a_person_takes_along_what_is_theirs);

async fn a_person_erases_themselves_and_nobody_else(server: Server) {
    let w = server.workspace().await;
    let ((ada, id), (eve, _)) = (visitor(&server, &w).await, visitor(&server, &w).await);
    let erased = server.post(&ada, &at(&w, "erase"), json!({})).await;
    assert_eq!(erased.ok(), json!({ "deferred": false }));
    let gone = server.get(&ada, &at(&w, "conversations")).await;
    assert_eq!((gone.status.as_u16(), &gone.json()["errors"][0]["code"]), (401, &json!("erased")));
    assert_eq!(server.get(&w.token, &format!("/contacts/{id}")).await.status, 404);
    assert_eq!(server.get(&w.token, "/conversations").await.ok()["total_count"], 1);
    assert_eq!(server.get(&eve, &at(&w, "data")).await.ok()["held"]["conversations"], 1);
    let progress = server.get(&w.token, &format!("/contacts/{id}/erasure")).await.ok();
    assert!(progress["keys_ended_at"].is_i64(), "{progress}");
    assert_eq!(server.post("", &at(&w, "erase"), json!({})).await.status, 401);
}
crate::both!(a_person_erases_themselves_and_nobody_else);

/// What a hold keeps, for the workspace's owner.
async fn kept_by(server: &Server, w: &Seeded, hold: &str) -> Result<Reading, HoldError> {
    let owner = Actor::Teammate { workspace: w.workspace, id: w.owner, role: Role::Owner };
    let (hold, reason) = (hold.parse().unwrap(), Personal::new("the authority asks".to_owned()));
    let asked = holds::ask_to_read(&server.d, &owner, hold, &reason).await?;
    holds::reading(&server.d, &owner, hold, asked).await
}

async fn what_a_hold_keeps_of_a_person_who_erases_themselves_goes_when_it_is_lifted(server: Server) {
    let w = server.workspace().await;
    let officer = seed::token(&server.d, w.workspace, w.owner, Scope::Privacy, None).await.unwrap();
    let (ada, id) = visitor(&server, &w).await;
    server.post(&ada, &at(&w, "email"), json!({ "email": "ada@people.example" })).await;
    let hold = json!({ "contact_id": id, "ground": "authority", "scope": "everything", "basis": "an order",
        "review_at": START.seconds() + 86_400, "reviewer_id": w.owner.to_string() });
    let hold = server.post(&officer, "/holds", hold).await.ok()["id"].as_str().unwrap().to_owned();

    let asked = server.post(&ada, &at(&w, "erase"), json!({})).await;
    assert_eq!((asked.status.as_u16(), asked.json()), (202, json!({ "deferred": true })));
    let gone = server.get(&ada, &at(&w, "conversations")).await;
    assert_eq!((gone.status.as_u16(), &gone.json()["errors"][0]["code"]), (401, &json!("erasure_waits")));
    assert_eq!(server.get(&w.token, &format!("/contacts/{id}")).await.status, 404, "not in ordinary work");
    let erasure = async || server.get(&w.token, &format!("/contacts/{id}/erasure")).await.ok();
    let waits = erasure().await;
    assert_eq!((&waits["state"], &waits["keys_ended_at"]), (&json!("deferred"), &Value::Null), "{waits}");
    let kept = kept_by(&server, &w, &hold).await.unwrap();
    assert_eq!(kept.person(&server.d).await.unwrap().email.as_deref(), Some("ada@people.example"));
    let talks = kept.conversations(&server.d).await.unwrap();
    assert_eq!(talks.iter().map(|kept| kept.parts).collect::<Vec<_>>(), [1]);

    server.post(&officer, &format!("/holds/{hold}/lift"), json!({})).await.ok();
    let goes_on = erasure().await;
    assert_eq!(server.get(&ada, &at(&w, "data")).await.json()["errors"][0]["code"], "erased");
    assert!(goes_on["keys_ended_at"].is_i64() && goes_on["state"] != "deferred", "{goes_on}");
    assert!(
        matches!(kept_by(&server, &w, &hold).await, Err(HoldError::NotFound)),
        "there is nothing to read"
    );
}
crate::both!(what_a_hold_keeps_of_a_person_who_erases_themselves_goes_when_it_is_lifted);
