//! What grows long in the messenger: a thread is read from its newest part back, a list from the newest conversation.

use serde_json::{Value, json};

use crate::harness::Server;
use crate::seed::Seeded;

fn at(w: &Seeded, path: &str) -> String {
    format!("/messenger/{}/{path}", w.workspace)
}

/// A visitor who began a conversation: the messenger's secret, their id, and the conversation.
async fn begun(server: &Server, w: &Seeded) -> (String, String, String) {
    let begun = server.post("", &at(w, "visitors"), json!({})).await.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let messenger = text(&begun["token"]);
    let said = json!({ "body": "0", "client_key": "0123456789abcdef0123456789abcdef" });
    let talk = server.post(&messenger, &at(w, "conversations"), said).await.json();
    (messenger, text(&begun["visitor"]["id"]), text(&talk["conversation"]))
}

fn bodies(page: &Value) -> Vec<i64> {
    let parts = page["parts"].as_array().unwrap();
    parts.iter().map(|part| part["body"].as_str().unwrap().parse().unwrap()).collect()
}

async fn a_long_thread_opens_at_its_end_and_is_read_back_to_its_beginning(server: Server) {
    let w = server.workspace().await;
    let (messenger, _, talk) = begun(&server, &w).await;
    let reply = format!("/conversations/{talk}/reply");
    let admin = server.get(&w.token, "/me").await.ok()["id"].clone();
    for number in 1..=120 {
        let body = number.to_string();
        let said = json!({ "message_type": "comment", "type": "admin", "admin_id": admin, "body": body });
        server.post(&w.token, &reply, said).await.ok();
    }
    let unread = async || {
        server.get(&messenger, &at(&w, "conversations")).await.ok()["conversations"][0]["unread"].clone()
    };
    let read = async |asked: String| {
        server.get(&messenger, &at(&w, &format!("conversations/{talk}{asked}"))).await.ok()
    };
    let first = |page: &Value| page["parts"][0]["seq"].as_i64().unwrap();
    assert_eq!(unread().await, true);
    let newest = read(String::new()).await;
    assert_eq!((bodies(&newest), &newest["more"]), ((71..=120).collect(), &json!(true)));
    assert_eq!(unread().await, true, "it may not have come to a screen");
    let seen =
        server.post(&messenger, &at(&w, &format!("conversations/{talk}/read")), json!({ "seq": 120 })).await;
    assert_eq!((seen.status.as_u16(), unread().await), (204, json!(false)));
    let before = read(format!("?before={}", first(&newest))).await;
    assert_eq!((bodies(&before), &before["more"]), ((21..=70).collect(), &json!(true)));
    let oldest = read(format!("?before={}", first(&before))).await;
    assert_eq!((bodies(&oldest), &oldest["more"]), ((0..=20).collect(), &json!(false)));

    let (mut known, mut caught_up) = (first(&before) - 1, Vec::new());
    for goes_on in [true, false] {
        let page = read(format!("?after={known}")).await;
        assert_eq!(page["more"], goes_on);
        caught_up.extend(bodies(&page));
        known = page["parts"].as_array().unwrap().last().unwrap()["seq"].as_i64().unwrap();
    }
    assert_eq!(caught_up, (21..=120).collect::<Vec<_>>(), "nothing twice, nothing missing");
    assert_eq!(bodies(&read(format!("?after={known}")).await), [] as [i64; 0]);
    assert_eq!(
        bodies(&read("?after=-1".to_owned()).await),
        (71..=120).collect::<Vec<_>>(),
        "who knows nothing begins at the end"
    );
}
crate::both!(a_long_thread_opens_at_its_end_and_is_read_back_to_its_beginning);

async fn every_conversation_of_many_is_reached(server: Server) {
    let w = server.workspace().await;
    let (messenger, id, _) = begun(&server, &w).await;
    for number in 1..=104 {
        let said = json!({ "from": { "type": "user", "id": id }, "body": number.to_string() });
        server.post(&w.token, "/conversations", said).await.ok();
    }
    let (mut previews, mut next) = (Vec::new(), String::new());
    for expected in [50, 50, 5] {
        let page = server.get(&messenger, &at(&w, &format!("conversations{next}"))).await.ok();
        let listed = page["conversations"].as_array().unwrap();
        assert_eq!(listed.len(), expected);
        previews.extend(listed.iter().map(|one| one["preview"].as_str().unwrap().parse::<i64>().unwrap()));
        next = page["next"].as_str().map(|place| format!("?after={place}")).unwrap_or_default();
    }
    assert_eq!(next, "", "the last page says that it is");
    assert_eq!(previews, (0..=104).rev().collect::<Vec<_>>());
    for bad in ["x", "1", "1.x", "1.2.3"] {
        let refused = server.get(&messenger, &at(&w, &format!("conversations?after={bad}"))).await;
        assert_eq!(refused.status, 422, "{bad}");
    }
    let (stranger, ..) = begun(&server, &w).await;
    let theirs = server.get(&stranger, &at(&w, &format!("conversations?after={}.1", i64::MAX))).await.ok();
    assert_eq!(theirs["conversations"].as_array().unwrap().len(), 1, "from any place, their own alone");
}
crate::both!(every_conversation_of_many_is_reached);
