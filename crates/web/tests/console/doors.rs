//! The doors from inside: where a session ends, what becomes of what was typed, and how one comes back.

use axum::http::{Method, StatusCode};

use crate::harness::{Answer, Browser, PASSWORD, Server};

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

async fn with_several_workspaces_everybody_finds_their_door(server: Server) {
    let office = server.office().await;
    let other = server.office().await;
    let own = format!("/sign-in/{}", office.id);
    let mut stranger = server.stranger();
    let door = stranger.get("/sign-in?next=/settings/mail").await;
    assert!(door.text.contains("name=\"workspace\""), "it asks which: {}", door.text);
    let fields =
        |workspace| [("workspace", workspace), ("email", "ines@office.example"), ("password", PASSWORD)];
    let id = office.id.to_string();
    assert_eq!(stranger.post("/sign-in", &fields("nowhere")).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(stranger.post("/sign-in", &fields(&id)).await.header("location"), "/inbox");
    stranger.get("/inbox").await;
    assert_eq!(stranger.post("/sign-out", &[]).await.header("location"), own, "to their own");
    assert!(stranger.get(&own).await.text.contains(&format!("action=\"{own}\"")));

    let mut ines = server.signed_in(office, "ines").await;
    server.d.clock.advance(domain::limits::TEAMMATE_SESSION);
    let sent = ines.get("/inbox").await.header("location").to_owned();
    assert_eq!(ines.get(&sent).await.header("location"), format!("{own}?next=/inbox"), "its session is over");
    let mut lost = server.stranger();
    lost.cookie = ines.cookie.replace(&id, "eu0000000000");
    assert_eq!(lost.get("/sign-in").await.status, StatusCode::OK, "no door of nobody’s");
    let late = server.stranger().get(&format!("/sign-in/{}/code", other.id)).await;
    assert_eq!(late.header("location"), format!("/sign-in/{}", other.id), "and it begins again there");
}
crate::both!(with_several_workspaces_everybody_finds_their_door);

/// What a form of the page brings that answers what is shown once.
fn key(page: &Answer) -> String {
    page.between("name=\"key\" value=\"", "\"")
}

async fn a_form_that_is_sent_again_does_nothing_again(server: Server) {
    let office = server.office().await;
    let kofi = server.teammate(office, "kofi", privacy::access::Role::Agent).await;
    let mut ines = server.signed_in(office, "ines").await;
    for (path, fields, shown, row) in [
        (
            "/settings/tokens",
            vec![("name", "One"), ("scope", "read"), ("expires", "30")],
            "id=\"token\"",
            "/revoke\"",
        ),
        ("/settings/identity", vec![("name", "One"), ("web", "1")], "id=\"secret\"", "/delete\""),
    ] {
        let key = key(&ines.get(path).await);
        let fields = [fields, vec![("key", key.as_str())]].concat();
        assert!(ines.post(path, &fields).await.text.contains(shown), "{path}");
        let again = ines.post(path, &fields).await;
        assert_eq!(again.header("location"), format!("{path}?done=again"), "{}", again.text);
        let page = ines.get(&format!("{path}?done=again")).await;
        assert!(page.text.contains("nothing was done again"), "{path}");
        assert_eq!(page.text.matches(row).count(), 1, "{path}: there is one");
        let bad = ines.post(path, &[&fields[..fields.len() - 1], &[("key", "x")]].concat()).await;
        assert!(
            bad.status == StatusCode::UNPROCESSABLE_ENTITY && bad.text.contains("32 hexadecimal"),
            "{path}"
        );
    }

    let page = ines.get("/settings/teammates").await;
    let reset = format!("/settings/teammates/{kofi}/reset-password");
    let forgot = ines.post(&reset, &[("key", &key(&page))]).await;
    let again = ines.post(&reset, &[("key", &key(&page))]).await;
    assert_eq!(again.header("location"), "/settings/teammates?done=again", "{}", again.text);
    let link =
        forgot.between("id=\"sign-in-link\"", "</output>").split_once("/sign-in/").unwrap().1.to_owned();
    let entered = server.stranger().get(&format!("/sign-in/{link}")).await;
    assert_eq!(entered.header("location"), "/settings/sign-in", "the link that was handed over is good");

    ines.post("/settings/invitations", &[("email", "mika@office.example"), ("role", "agent")]).await;
    let page = ines.get("/settings/teammates").await;
    let renew = format!("/settings/invitations/{}/renew", page.between("/settings/invitations/", "/renew"));
    let renewed = ines.post(&renew, &[("key", &key(&page))]).await;
    assert_eq!(
        ines.post(&renew, &[("key", &key(&page))]).await.header("location"),
        "/settings/teammates?done=again"
    );
    let link = renewed.between("id=\"invitation-link\"", "</output>");
    let link = link.split_once("/invitation/").unwrap().1.to_owned();
    assert_eq!(server.stranger().get(&format!("/invitation/{link}")).await.status, StatusCode::OK);
    assert_eq!(ines.entries("invitation.renewed").await, 1);
    assert_eq!(ines.entries("password.reset").await, 1);
}
crate::both!(a_form_that_is_sent_again_does_nothing_again);

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

async fn settings_that_somebody_else_changed_meanwhile_are_not_overwritten(server: Server) {
    let office = server.office().await;
    server.teammate(office, "adam", privacy::access::Role::Admin).await;
    let (mut ines, mut adam) =
        (server.signed_in(office, "ines").await, server.signed_in(office, "adam").await);
    let version = |page: &Answer| page.between("name=\"version\" value=\"", "\"");
    for (path, post, mine, theirs) in [
        ("/settings/workspace", "/settings/workspace", ("name", "Mine"), ("name", "Theirs")),
        ("/settings/messenger", "/settings/messenger/look", ("greeting", "Mine"), ("greeting", "Theirs")),
    ] {
        let name = ("name", "Office"); // what the other page's form lacks changes nothing there
        let (old, same) = (version(&ines.get(path).await), version(&adam.get(path).await));
        assert_eq!(old, same);
        let send = |field, version| vec![field, name, ("colour", "#274b8f"), ("version", version)];
        let saved = adam.post(post, &send(theirs, &same)).await;
        assert_eq!(saved.header("location"), format!("{path}?done=saved"), "{}", saved.text);
        let refused = ines.post(post, &send(mine, &old)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(
            refused.text.contains("Somebody else changed this") && refused.text.contains("Mine"),
            "what was typed stays"
        );
        assert!(adam.get(path).await.text.contains("Theirs"), "nothing was overwritten");
        let (now, typed) = (version(&refused), mine.1);
        let saved = ines.post(post, &send(mine, &now)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "whoever looked saves again: {typed}");
        assert!(adam.get(path).await.text.contains("Mine"));
    }
    let old = version(&ines.get("/settings/identity").await);
    adam.get("/settings/workspace").await;
    adam.post("/settings/workspace", &[("name", "Office"), ("colour", "#000000")]).await;
    let refused = ines.post("/settings/identity/rules", &[("user_hash", "1"), ("version", &old)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!ines.entered("identity_rules.changed").await);
}
crate::both!(settings_that_somebody_else_changed_meanwhile_are_not_overwritten);

async fn saving_one_part_of_the_messengers_page_loses_no_other(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let page = ines.get("/settings/messenger").await;
    assert_eq!(page.text.matches("<form").count(), 1, "it is one form: {}", page.text);
    assert_eq!(page.text.matches("form=\"look\"").count(), 2, "the websites and their button are of it");
    let typed = [("colour", "#274b8f"), ("greeting", "Moin"), ("origins", "https://shop.example")];
    ines.post("/settings/messenger/look", &typed).await;
    let page = ines.get("/settings/messenger").await;
    assert!(page.text.contains(">Moin</textarea>") && page.text.contains(">https://shop.example</textarea>"));
}
crate::both!(saving_one_part_of_the_messengers_page_loses_no_other);
