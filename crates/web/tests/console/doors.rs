//! The doors from inside: where a session ends, what becomes of what was typed, and how one comes back.

use axum::http::{Method, StatusCode};

use crate::harness::{Browser, PASSWORD, Server};

/// As a browser sends a form.
const NAVIGATES: [(&str, &str); 3] =
    [("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "navigate"), ("accept", "text/html")];

/// The token that the page's script is told.
async fn told(browser: &mut Browser<'_>) -> serde_json::Value {
    let asked = [("sec-fetch-mode", "cors"), ("accept", "application/json")];
    let answer = browser.send(Method::GET, "/session", "", &asked).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    serde_json::from_str::<serde_json::Value>(&answer.text).unwrap()["csrf"].clone()
}

async fn a_form_whose_session_ended_is_answered_by_a_page(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/workspace").await;
    let mut signed_out = server.stranger();
    for path in ["/settings/workspace", "/inbox/macros", "/settings/identity", "/settings/invitations"] {
        let answer = signed_out.send(Method::POST, path, "name=Kept", &NAVIGATES).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(answer.header("content-type").starts_with("text/html"), "{path}: {}", answer.text);
        assert!(answer.text.contains("Nothing of what you just sent was kept."), "{path}: {}", answer.text);
        let script =
            [("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "cors"), ("accept", "application/json")];
        let answer = signed_out.send(Method::POST, path, "name=Kept", &script).await;
        assert!(answer.text.contains("\"signed_out\""), "{path}: {}", answer.text);
    }
    ines.get("/settings/sign-in").await;
    ines.post("/settings/sign-in/require", &[("required", "1")]).await;
    let answer = ines.send(Method::POST, "/settings/workspace", "name=Kept", &NAVIGATES).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text.contains("Set up your second factor first"), "{}", answer.text);
}
crate::both!(a_form_whose_session_ended_is_answered_by_a_page);

async fn the_next_session_of_the_same_teammate_sends_the_form_of_the_last(server: Server) {
    let office = server.office().await;
    server.teammate(office, "kofi", privacy::access::Role::Admin).await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/workspace").await;
    assert_eq!(told(&mut ines).await, ines.csrf.as_str());
    let last = ines.csrf.clone();
    ines.cookie.clear();
    assert!(told(&mut ines).await.is_null(), "nobody is signed in");
    ines.sign_in(office, "ines", PASSWORD).await;
    let next = told(&mut ines).await.as_str().unwrap().to_owned();
    let holder = |token: &str| token.split_once('.').unwrap().1.to_owned();
    assert!(next != last && holder(&next) == holder(&last));
    let refused = ines.post("/settings/workspace", &[("name", "Old"), ("colour", "#000000")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "the token of a session that ended is none");
    ines.csrf = next;
    let saved = ines.post("/settings/workspace", &[("name", "New"), ("colour", "#000000")]).await;
    assert_eq!(saved.header("location"), "/settings/workspace?done=saved", "{}", saved.text);
    let mut kofi = server.signed_in(office, "kofi").await;
    assert_ne!(
        holder(told(&mut kofi).await.as_str().unwrap()),
        holder(&last),
        "another teammate’s is told apart"
    );
}
crate::both!(the_next_session_of_the_same_teammate_sends_the_form_of_the_last);

async fn the_door_leads_back_to_where_one_was(server: Server) {
    let office = server.office().await;
    let mut ines = server.stranger();
    let sent = ines.get("/inbox/log?act=session.used").await;
    assert_eq!(sent.header("location"), "/sign-in?next=/inbox/log%3Fact%3Dsession.used");
    let door = ines.get(sent.header("location")).await.header("location").to_owned();
    assert_eq!(door, format!("/sign-in/{}?next=/inbox/log%3Fact%3Dsession.used", office.id));
    let page = ines.get(&door).await;
    assert!(
        page.text.contains("Sign in to go on.")
            && page.text.contains("value=\"/inbox/log?act=session.used\"")
    );
    assert!(
        !server.stranger().get(&format!("/sign-in/{}", office.id)).await.text.contains("Sign in to go on.")
    );
    let post = format!("/sign-in/{}", office.id);
    let fields = |next| [("email", "ines@office.example"), ("password", PASSWORD), ("next", next)];
    let wrong = ines
        .post(&post, &[("email", "ines@office.example"), ("password", "x"), ("next", "/settings/mail")])
        .await;
    assert!(wrong.text.contains("value=\"/settings/mail\""), "it is kept over a wrong password");
    for (next, comes_to) in [
        ("/inbox/log?act=session.used", "/inbox/log?act=session.used"),
        ("https://evil.example/inbox", "/inbox"),
        ("//evil.example/inbox", "/inbox"),
        ("/inbox\\@evil.example", "/inbox"),
        ("/setup/x", "/inbox"),
        ("", "/inbox"),
    ] {
        let entered = ines.post(&post, &fields(next)).await;
        assert_eq!((entered.status, entered.header("location")), (StatusCode::SEE_OTHER, comes_to), "{next}");
    }
    for (door, comes_to) in [
        ("/sign-in", "/inbox"),
        ("/sign-in?next=/settings/mail", "/settings/mail"),
        ("/sign-in?next=https://evil.example", "/inbox"),
        (post.as_str(), "/inbox"),
    ] {
        assert_eq!(
            ines.get(door).await.header("location"),
            comes_to,
            "whoever is in is not asked again: {door}"
        );
    }
    let other = server.office().await;
    let door = ines.get(&format!("/sign-in/{}", other.id)).await;
    assert_eq!(door.status, StatusCode::OK, "another workspace has a door of its own");
}
crate::both!(the_door_leads_back_to_where_one_was);

async fn a_browser_that_asks_for_a_forms_address_comes_to_its_page(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let html = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8"), ("sec-fetch-mode", "navigate")];
    for (form, page) in [
        ("/settings/invitations", "/settings/teammates"),
        ("/settings/invitations/x/renew", "/settings/teammates"),
        ("/settings/messenger/look", "/settings/messenger"),
        ("/settings/teammates/7/reset-password", "/settings/teammates"),
        ("/settings/sign-in/factor/confirm", "/settings/sign-in"),
        ("/inbox/macros/7/delete", "/inbox/macros"),
        ("/inbox/people/7/edit", "/inbox"),
        ("/inbox/7/close", "/inbox/7"),
        ("/inbox/erasures/7/reviews/8/done", "/inbox/erasures/7"),
        ("/inbox/holds/7/lift", "/inbox/holds"),
        ("/inbox/search", "/inbox"),
        ("/sign-out", "/inbox"),
    ] {
        let answer = ines.send(Method::GET, form, "", &html).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, page), "{form}");
        let answer = ines.send(Method::GET, form, "", &[]).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "a program is told so: {form}");
    }
    for path in ["/no/such/page", "/settings/nothing", "/inbx"] {
        let answer = server.stranger().send(Method::GET, path, "", &html).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text.contains("There is nothing at this address"), "{path}: {}", answer.text);
        assert!(answer.header("content-security-policy").ends_with("frame-ancestors 'none'"), "{path}");
        let answer = server.stranger().send(Method::GET, path, "", &[]).await;
        assert!(
            answer.text.contains("\"error.list\""),
            "a program gets the envelope: {path}: {}",
            answer.text
        );
    }
}
crate::both!(a_browser_that_asks_for_a_forms_address_comes_to_its_page);
