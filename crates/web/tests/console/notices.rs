//! What a teammate's browser asks to be told, over the routes.

use std::time::Duration;

use axum::http::StatusCode;
use domain::contacts::ContactRole;
use privacy::access::Role;
use serde_json::{Value, json};

use crate::harness::{Browser, Server};

async fn news(browser: &mut Browser<'_>, after: i64) -> Value {
    let answer = browser.get(&format!("/inbox/notices?after={after}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

async fn what_is_new_is_told_by_name_and_nothing_more(server: Server) {
    let office = server.office().await;
    let kofi = server.teammate(office, "kofi", Role::Agent).await;
    let (mut ines, mut kofis) =
        (server.signed_in(office, "ines").await, server.signed_in(office, "kofi").await);
    server.d.clock.advance(Duration::from_hours(2));
    let page = ines.get("/inbox").await;
    let drawn = server.d.now().micros();
    assert!(page.text.contains(&format!("\"now\":{drawn}")), "the page says when it was drawn");
    assert_eq!(news(&mut ines, drawn).await, json!({"now": drawn, "notices": []}));

    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "A secret about the kettle").await.to_string();
    let told = news(&mut ines, drawn).await;
    let one = json!({"conversation": id, "name": "Ada Quill", "why": "message", "seq": 0, "at": drawn});
    assert_eq!(told, json!({"now": drawn, "notices": [one]}));
    // What is committed later than it was written is found by whoever asks from then on.
    server.d.clock.advance(Duration::from_secs(30));
    let now = server.d.now().micros();
    assert_eq!(news(&mut ines, now).await["notices"][0]["seq"], 0);
    server.d.clock.advance(Duration::from_mins(2));
    let now = server.d.now().micros();
    assert_eq!(news(&mut ines, now).await["notices"], json!([]));
    // However long ago somebody looked, a day is told.
    assert_eq!(news(&mut ines, i64::MIN).await["notices"][0]["conversation"], json!(id));

    let path = format!("/inbox/{id}/assign");
    assert_eq!(ines.script(&path, &[("to", &format!("teammate-{kofi}"))]).await.status, StatusCode::OK);
    assert_eq!(news(&mut kofis, now).await["notices"][0]["why"], "assigned");
    assert_eq!(news(&mut ines, now).await["notices"], json!([]));
    assert!(ines.entered("conversation.listed").await);
    let mut theirs = server.signed_in(server.office().await, "ines").await;
    assert_eq!(news(&mut theirs, 0).await["notices"], json!([]));
}
crate::both!(what_is_new_is_told_by_name_and_nothing_more);

async fn who_asks_for_what_cannot_be_is_told_so(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    for asked in ["", "?after=", "?after=yesterday", "?after=1.5", "?after=99999999999999999999"] {
        let refused = ines.get(&format!("/inbox/notices{asked}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}");
        assert!(refused.text.contains("after is a time in microseconds"), "{}", refused.text);
    }
    let mut nobody = server.stranger();
    let refused = nobody.get("/inbox/notices?after=0").await;
    assert!(refused.status != StatusCode::OK && !refused.text.contains("notices"), "{}", refused.text);
}
crate::both!(who_asks_for_what_cannot_be_is_told_so);
