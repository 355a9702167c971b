//! API tokens: shown once, ended by date or by hand.

use axum::http::StatusCode;

use crate::harness::{Browser, Server};

async fn make(browser: &mut Browser<'_>, fields: &[(&str, &str)]) -> String {
    browser.get("/settings/tokens").await;
    let made = browser.post("/settings/tokens", fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    made.between("id=\"token\"", "</output>").split_once('>').unwrap().1.to_owned()
}

async fn a_token_is_shown_once_and_ends_when_revoked(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let token = make(&mut ines, &[("name", "Reports & <more>"), ("scope", "read"), ("expires", "30")]).await;
    assert_eq!(server.me(&token).await, StatusCode::OK);
    let list = ines.get("/settings/tokens").await;
    assert!(list.text.contains("Reports &amp; &lt;more&gt;") && !list.text.contains(&token));

    let address = format!("/settings/tokens/{}/revoke", list.between("/settings/tokens/", "/revoke"));
    let other = server.office().await;
    let mut theirs = server.signed_in(other, "ines").await;
    theirs.get("/settings/tokens").await;
    assert_eq!(theirs.post(&address, &[]).await.status, StatusCode::NOT_FOUND, "not theirs to revoke");
    assert_eq!(server.me(&token).await, StatusCode::OK);

    assert_eq!(ines.post(&address, &[]).await.header("location"), "/settings/tokens?done=revoked");
    assert_eq!(server.me(&token).await, StatusCode::UNAUTHORIZED);
    assert_eq!(ines.post(&address, &[]).await.status, StatusCode::NOT_FOUND, "it is revoked once");
    assert!(ines.get("/settings/tokens?done=revoked").await.text.contains("No token yet."));
    for act in ["api_token.created", "api_token.listed", "api_token.revoked"] {
        assert!(ines.entered(act).await, "{act} is entered");
    }
}
crate::both!(a_token_is_shown_once_and_ends_when_revoked);

async fn a_token_ends_on_its_day(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let brief = make(&mut ines, &[("name", "Brief"), ("scope", "write"), ("expires", "30")]).await;
    let endless = make(&mut ines, &[("name", "Endless"), ("scope", "write"), ("expires", "never")]).await;
    server.d.clock.advance(std::time::Duration::from_hours(30 * 24));
    assert_eq!(server.me(&brief).await, StatusCode::UNAUTHORIZED);
    assert_eq!(server.me(&endless).await, StatusCode::OK);
    let page = server.signed_in(office, "ines").await.get("/settings/tokens").await;
    assert!(page.text.contains("Ended ") && page.text.contains("Never expires"));
}
crate::both!(a_token_ends_on_its_day);

async fn a_bad_form_says_what_is_wrong_and_keeps_what_was_typed(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/tokens").await;
    let long = "n".repeat(101);
    for (name, scope, expires, says) in [
        ("", "read", "30", "Give the token a name"),
        (long.as_str(), "read", "30", "Give the token a name"),
        ("Kept", "everything", "30", "Choose what the token may do"),
        ("Kept", "read", "31", "Choose what the token may do"),
        ("Kept", "", "", "Choose what the token may do"),
    ] {
        let fields = [("name", name), ("scope", scope), ("expires", expires)];
        let answer = ines.post("/settings/tokens", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:.5} {scope} {expires}");
        assert!(answer.text.contains(says) && answer.text.contains("No token yet."), "{}", answer.text);
        assert!(name != "Kept" || answer.text.contains("value=\"Kept\""));
    }
}
crate::both!(a_bad_form_says_what_is_wrong_and_keeps_what_was_typed);
