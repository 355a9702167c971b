//! Other websites, stolen cookies, foreign workspaces, and teammates who reach above their role.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use privacy::access::Role;

use crate::harness::{PASSWORD, Server, encoded};
use crate::refusals::{COPIED, told};

/// Every page of the console, and the least role that opens it.
const PAGES: [(&str, Role); 8] = [
    ("/settings", Role::Agent),
    ("/settings/teammates", Role::Agent),
    ("/settings/sign-in", Role::Agent),
    ("/settings/messenger", Role::Admin),
    ("/settings/identity", Role::Admin),
    ("/settings/mail", Role::Admin),
    ("/settings/workspace", Role::Admin),
    ("/settings/tokens", Role::Admin),
];

async fn a_page_opens_for_those_whom_the_policy_lets(server: Server) {
    let office = server.office().await;
    server.teammate(office, "adam", Role::Admin).await;
    server.teammate(office, "kofi", Role::Agent).await;
    for (name, role) in [("ines", Role::Owner), ("adam", Role::Admin), ("kofi", Role::Agent)] {
        let mut browser = server.signed_in(office, name).await;
        let list = browser.get("/settings").await;
        for (path, least) in PAGES {
            let opens = role <= least;
            let answer = browser.get(path).await;
            let expected = if opens { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(answer.status, expected, "{name} {path}");
            assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
            assert!(answer.header("content-security-policy").ends_with("frame-ancestors 'none'"), "{path}");
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            if path != "/settings" {
                assert_eq!(
                    list.text.contains(&format!("href=\"{path}\"")),
                    opens,
                    "{name} is offered {path}"
                );
            }
        }
    }
    let mut stranger = server.stranger();
    for (path, _) in PAGES {
        let answer = stranger.get(path).await;
        let door = format!("/sign-in?next={path}");
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::SEE_OTHER, door.as_str()),
            "{path}"
        );
    }
}
crate::both!(a_page_opens_for_those_whom_the_policy_lets);

async fn nobody_acts_from_another_website_or_with_another_token(server: Server) {
    let office = server.office().await;
    let kofi = server.teammate(office, "kofi", Role::Agent).await.to_string();
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/teammates").await;
    let mut other = server.signed_in(office, "ines").await;
    other.get("/settings/teammates").await;
    assert_ne!(ines.csrf, other.csrf, "a token belongs to one session");
    let forms = [
        (format!("/settings/teammates/{kofi}/role"), vec![("role", "admin")]),
        (format!("/settings/teammates/{kofi}/deactivate"), vec![]),
        ("/settings/workspace".to_owned(), vec![("name", "Taken over"), ("colour", "#000000")]),
        ("/settings/tokens".to_owned(), vec![("name", "x"), ("scope", "write"), ("expires", "never")]),
        (format!("/settings/teammates/{kofi}/reset-factor"), vec![]),
        (
            "/settings/messenger/look".to_owned(),
            vec![("greeting", "Taken over"), ("colour", "#000000"), ("origins", "https://evil.example")],
        ),
        ("/settings/identity".to_owned(), vec![("name", "Evil"), ("web", "1")]),
        ("/settings/identity/rules".to_owned(), vec![("user_hash", "1")]),
        ("/settings/identity/0123456789abcdef01234567/delete".to_owned(), vec![]),
        ("/settings/sign-in/password".to_owned(), vec![("old", PASSWORD), ("new", "a password of evil")]),
        ("/settings/sign-in/language".to_owned(), vec![("language", "ja")]),
        ("/settings/sign-in/factor".to_owned(), vec![]),
        ("/settings/sign-in/factor/confirm".to_owned(), vec![("code", "000000")]),
        ("/settings/sign-in/factor/off".to_owned(), vec![("code", "000000")]),
        ("/settings/sign-in/codes".to_owned(), vec![("code", "000000")]),
        ("/settings/sign-in/sessions/end-others".to_owned(), vec![]),
        ("/settings/sign-in/sessions/0123456789abcdef01234567/end".to_owned(), vec![]),
        ("/settings/sign-in/require".to_owned(), vec![("required", "1")]),
    ];
    for (path, fields) in forms {
        for csrf in ["", "0", other.csrf.as_str()] {
            let form = encoded(&[&[("csrf", csrf)], fields.as_slice()].concat());
            let answer = ines.send(Method::POST, &path, &form, &[("sec-fetch-site", "same-origin")]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} with the token {csrf:?}");
        }
        let own = ines.csrf.clone();
        let form = encoded(&[&[("csrf", own.as_str())], fields.as_slice()].concat());
        for headers in [
            [("sec-fetch-site", "cross-site")],
            [("sec-fetch-site", "same-site")],
            [("origin", "https://evil.example")],
            [("origin", "null")],
        ] {
            let answer = ines.send(Method::POST, &path, &form, &headers).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
        }
        let answer = ines.get(&format!("{path}?{form}")).await;
        assert_ne!(answer.header("location"), format!("{path}?done=saved"), "a link changes nothing");
    }
    let page = ines.get("/settings/teammates").await;
    assert!(page.text.contains("Office") && !page.text.contains("Taken over"));
    assert!(server.signed_in(office, "kofi").await.is_in().await, "kofi was never deactivated");
    assert!(ines.get("/settings/tokens").await.text.contains("No token yet."));
    assert!(ines.get("/settings/identity").await.text.contains("No secret yet"));
    assert!(!ines.get("/settings/messenger").await.text.contains("evil.example"));
    assert!(other.is_in().await, "no session was ended, and nobody owes a second factor");
    for header in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let mut victim = server.stranger();
        let form = encoded(&[("email", "ines@office.example"), ("password", PASSWORD)]);
        let path = format!("/sign-in/{}", office.id);
        let answer = victim.send(Method::POST, &path, &form, &[header]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "nobody is signed in from another website");
        let answer = victim.send(Method::POST, &format!("{path}/code"), "code=000000", &[header]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
}
crate::both!(nobody_acts_from_another_website_or_with_another_token);

async fn an_agent_or_admin_does_not_reach_above_their_role(server: Server) {
    let office = server.office().await;
    let adam = server.teammate(office, "adam", Role::Admin).await.to_string();
    let kofi = server.teammate(office, "kofi", Role::Agent).await.to_string();
    let owner = office.owner.to_string();
    let address = |id: &str, act: &str| format!("/settings/teammates/{id}/{act}");

    let mut agent = server.signed_in(office, "kofi").await;
    agent.get("/inbox").await;
    for (id, role) in [(&kofi, "admin"), (&kofi, "owner"), (&adam, "agent"), (&owner, "agent")] {
        assert_eq!(agent.post(&address(id, "role"), &[("role", role)]).await.status, StatusCode::FORBIDDEN);
    }
    for (path, fields) in [
        (address(&adam, "deactivate"), vec![]),
        (address(&adam, "reactivate"), vec![]),
        ("/settings/workspace".to_owned(), vec![("name", "Mine"), ("colour", "#000000")]),
        ("/settings/tokens".to_owned(), vec![("name", "x"), ("scope", "write"), ("expires", "never")]),
        ("/settings/tokens/0123456789abcdef01234567/revoke".to_owned(), vec![]),
        (address(&adam, "reset-factor"), vec![]),
        ("/settings/identity".to_owned(), vec![("name", "Mine"), ("web", "1")]),
        ("/settings/identity/rules".to_owned(), vec![("user_hash", "1")]),
        ("/settings/identity/0123456789abcdef01234567/delete".to_owned(), vec![]),
        (
            "/settings/messenger/look".to_owned(),
            vec![("greeting", "Mine"), ("colour", "#000000"), ("origins", "https://mine.example")],
        ),
        ("/settings/sign-in/require".to_owned(), vec![("required", "1")]),
    ] {
        assert_eq!(agent.post(&path, &fields).await.status, StatusCode::FORBIDDEN, "{path}");
    }

    let mut admin = server.signed_in(office, "adam").await;
    admin.get("/settings/teammates").await;
    for (id, role) in [(&adam, "owner"), (&kofi, "owner"), (&kofi, "admin"), (&owner, "agent")] {
        let answer = admin.post(&address(id, "role"), &[("role", role)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{id} to {role}");
    }
    let zoe = server.teammate(office, "zoe", Role::PrivacyOfficer).await.to_string();
    for id in [&owner, &zoe] {
        assert_eq!(admin.post(&address(id, "deactivate"), &[]).await.status, StatusCode::FORBIDDEN);
    }
    for id in [&kofi, &owner, &zoe] {
        assert_eq!(admin.post(&address(id, "reset-factor"), &[]).await.status, StatusCode::FORBIDDEN);
    }
    let required = admin.post("/settings/sign-in/require", &[("required", "1")]).await;
    assert_eq!(required.status, StatusCode::FORBIDDEN);
    let page = admin.get("/settings/teammates").await;
    assert!(!page.text.contains("/role\""), "what may not be done is not offered");
    let off = admin.post(&address(&kofi, "deactivate"), &[]).await;
    assert_eq!(off.header("location"), "/settings/teammates?done=off", "an admin may deactivate agents");

    let mut officer = server.signed_in(office, "zoe").await;
    officer.get("/settings/teammates").await;
    for path in ["/settings/workspace", "/settings/tokens"] {
        assert_eq!(officer.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(officer.post(&address(&adam, "deactivate"), &[]).await.status, StatusCode::FORBIDDEN);
}
crate::both!(an_agent_or_admin_does_not_reach_above_their_role);

async fn another_workspaces_things_are_not_there(server: Server) {
    let (office, other) = (server.office().await, server.office().await);
    let theirs = server.teammate(other, "kofi", Role::Agent).await.to_string();
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/teammates").await;
    for path in [
        format!("/settings/teammates/{theirs}/role"),
        format!("/settings/teammates/{theirs}/deactivate"),
        format!("/settings/teammates/{theirs}/reset-factor"),
        "/settings/identity/0123456789abcdef01234567/delete".to_owned(),
        "/settings/sign-in/sessions/0123456789abcdef01234567/end".to_owned(),
        "/settings/teammates/x/deactivate".to_owned(),
        "/settings/tokens/0123456789abcdef01234567/revoke".to_owned(),
    ] {
        let answer = ines.post(&path, &[("role", "admin")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let mut kofi = server.signed_in(other, "kofi").await;
    assert!(kofi.is_in().await);
    let (_, secret) = kofi.cookie.split_once('.').unwrap();
    let mut forged = server.stranger();
    forged.cookie = format!("__Host-troth={}.{secret}", office.id);
    assert!(!forged.is_in().await, "a session is of one workspace");
}
crate::both!(another_workspaces_things_are_not_there);

async fn an_owner_does_not_take_their_own_factor_away_without_a_code(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/teammates").await;
    let own = format!("/settings/teammates/{}/reset-factor", office.owner);
    assert_eq!(ines.post(&own, &[]).await.status, StatusCode::FORBIDDEN, "a stolen session does not either");
}
crate::both!(an_owner_does_not_take_their_own_factor_away_without_a_code);

async fn a_cookie_is_new_at_each_sign_in_and_dead_after_signing_out(server: Server) {
    let office = server.office().await;
    let attacker = server.signed_in(office, "ines").await;
    let planted = attacker.cookie.clone();
    let mut victim = server.stranger();
    victim.cookie.clone_from(&planted);
    let answer = victim.sign_in(office, "ines", PASSWORD).await;
    let set = answer.header("set-cookie");
    assert!(set.starts_with("__Host-troth=") && victim.cookie != planted, "a planted cookie is replaced");
    for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(set.contains(attribute), "{set}");
    }
    assert!(!set.contains("Domain"), "{set}");
    let stolen = victim.clone();
    victim.get("/inbox").await;
    assert_eq!(victim.post("/sign-out", &[]).await.status, StatusCode::SEE_OTHER);
    let mut stolen = stolen;
    assert!(!stolen.is_in().await, "a cookie that was copied before signing out opens nothing");
    assert!(!victim.is_in().await);
}
crate::both!(a_cookie_is_new_at_each_sign_in_and_dead_after_signing_out);

async fn a_cookie_that_was_copied_ends_the_session_once_both_are_used(server: Server) {
    let office = server.office().await;
    server.teammate(office, "kofi", Role::Admin).await;
    let mut kofi = server.signed_in(office, "kofi").await;
    for thief_is_first in [true, false] {
        let mut victim = server.signed_in(office, "ines").await;
        assert!(victim.is_in().await);
        let mut thief = victim.clone();
        server.d.clock.advance(Duration::from_mins(20));
        let [first, second] =
            if thief_is_first { [&mut thief, &mut victim] } else { [&mut victim, &mut thief] };
        // Whoever comes first has the next turn, and the other one the next after that.
        let before = first.cookie.clone();
        assert!(first.is_in().await && first.cookie != before);
        assert!(second.is_in().await && second.cookie == before, "an answer may be on its way still");
        server.d.clock.advance(Duration::from_mins(2));
        assert!(second.is_in().await && second.cookie != before);
        let copied = told(&mut kofi, COPIED).await;
        assert!(!first.is_in().await, "two cookies of one session");
        assert!(!second.is_in().await, "and the other is out too");
        assert_eq!(told(&mut kofi, COPIED).await, copied + 1);
        // Whoever knows the password goes on.
        server.d.clock.advance(Duration::from_hours(2));
        victim.sign_in(office, "ines", PASSWORD).await;
        assert!(victim.is_in().await);
        kofi = server.signed_in(office, "kofi").await;
    }
    assert!(kofi.entered("session.ended").await);

    // Shown at the door first, it is entered too; and no answer that is late puts a session that ended in a newer one's place.
    let mut victim = server.signed_in(office, "ines").await;
    let thief = victim.clone();
    for minutes in [20, 2] {
        server.d.clock.advance(Duration::from_mins(minutes));
        assert!(victim.is_in().await);
    }
    server.d.clock.advance(Duration::from_mins(20));
    assert!(victim.is_in().await);
    let copied = told(&mut kofi, COPIED).await;
    let mut at_the_door = thief.clone();
    let door = at_the_door.get(&format!("/sign-in/{}", office.id)).await;
    assert_eq!(door.status, StatusCode::OK, "{}", door.text);
    assert_eq!(told(&mut kofi, COPIED).await, copied + 1);
    assert!(!victim.is_in().await);
}
crate::both!(a_cookie_that_was_copied_ends_the_session_once_both_are_used);

async fn a_page_that_stays_open_keeps_its_session_and_its_forms(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let (cookie, csrf) = (ines.cookie.clone(), ines.csrf.clone());
    for _ in 0..8 {
        server.d.clock.advance(Duration::from_mins(16));
        let before = ines.cookie.clone();
        let headers = [("sec-fetch-mode", "cors"), ("accept", "text/html")];
        let answer = ines.send(Method::GET, "/inbox/list", "", &headers).await;
        assert_eq!(answer.status, StatusCode::OK);
        let set = answer.header("set-cookie");
        assert!(
            set.starts_with("__Host-troth=") && set.contains("HttpOnly") && set.contains("Secure"),
            "{set}"
        );
        assert_ne!(ines.cookie, before);
    }
    assert_ne!(ines.cookie, cookie);
    ines.csrf = csrf;
    let fields = [("name", "Another"), ("colour", "#1f6f5c")];
    let saved = ines.post("/settings/workspace", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "a form from before the turns is taken: {}", saved.text);
    // The answer that takes the cookie away brings no turn.
    server.d.clock.advance(Duration::from_mins(16));
    let out = ines.post("/sign-out", &[]).await;
    assert_eq!(out.headers.get_all("set-cookie").iter().count(), 1);
    assert!(out.header("set-cookie").contains("Max-Age=0") && !ines.is_in().await);
}
crate::both!(a_page_that_stays_open_keeps_its_session_and_its_forms);
