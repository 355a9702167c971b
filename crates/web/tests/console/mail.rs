//! The mail page: what is kept, what is never shown, and who may not reach it.

use std::time::Duration;

use axum::http::StatusCode;
use domain::mail;
use privacy::access::Role;
use store::Job;

use crate::harness::{Browser, Office, Server};
use crate::log::sentences;

const SERVER: [(&str, &str); 6] = [
    ("host", "127.0.0.1"),
    ("port", "9"),
    ("security", "plain"),
    ("user", "desk"),
    ("password", "hush-hush-hush"),
    ("from", "desk@office.example"),
];

/// The form with one field changed.
fn with(name: &str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    SERVER.into_iter().map(|(field, usual)| (field, if field == name { value } else { usual })).collect()
}

async fn set(browser: &mut Browser<'_>) {
    browser.get("/settings/mail").await;
    let saved = browser.post("/settings/mail", &SERVER).await;
    assert_eq!(saved.header("location"), "/settings/mail?done=saved", "{}", saved.text);
}

async fn a_password_goes_in_and_never_out(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    assert!(!ines.get("/settings/mail").await.text.contains("/settings/mail/test"));
    set(&mut ines).await;
    let page = ines.get("/settings/mail").await;
    assert!(page.text.contains("value=\"127.0.0.1\"") && page.text.contains("One is kept."));
    assert!(!page.text.contains("hush"));
    let refused = ines.post("/settings/mail", &with("from", "nobody")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.text.contains("hush"), "nor where the form comes back");
    let tested = ines.post("/settings/mail/test", &[]).await;
    assert_eq!(tested.status, StatusCode::OK);
    assert!(tested.text.contains("It was not sent.") && !tested.text.contains("hush"), "{}", tested.text);
    // What was typed is what is tested, and none of it is lost.
    let typed =
        [&with("from", "other@office.example")[..4], &[("password", ""), ("from", "other@office.example")]]
            .concat();
    let tested = ines.post("/settings/mail/test", &typed).await;
    assert!(tested.text.contains("It was not sent.") && tested.text.contains("other@office.example"));
    assert!(ines.get("/settings/mail").await.text.contains("value=\"other@office.example\""), "it was saved");
    let elsewhere =
        [&with("port", "10")[..4], &[("password", ""), ("from", "third@office.example")]].concat();
    for path in ["/settings/mail/test", "/settings/mail"] {
        let refused = ines.post(path, &elsewhere).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(refused.text.contains("Type the password") && refused.text.contains("third@office.example"));
    }
    assert!(ines.get("/settings/mail").await.text.contains("One is kept."));
    for act in ["mail_settings.changed", "mail_settings.tested", "mail.listed"] {
        assert!(ines.entered(act).await, "{act} is entered");
    }
    assert_eq!(
        ines.post("/settings/mail/remove", &[]).await.header("location"),
        "/settings/mail?done=removed"
    );
    let told = sentences(&mut ines, "mail_settings.changed").await;
    let removed = told.iter().filter(|one| one.ends_with("changed the mail server: it was removed")).count();
    assert!(removed == 1 && told.len() > 1, "it is told apart: {told:?}");
    assert_eq!(ines.post("/settings/mail/test", &[]).await.status, StatusCode::NOT_FOUND);
}
crate::both!(a_password_goes_in_and_never_out);

async fn a_bad_server_is_told_what_is_wrong(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/mail").await;
    for (fields, says) in [
        (with("host", "smtp example"), "Give the server’s name"),
        (with("host", "mail.example.com"), "Without encryption the server must be this machine"),
        (with("port", "0"), "A port is a number"),
        (with("port", "99999"), "A port is a number"),
        (with("security", "none"), "Choose one of the kinds of encryption"),
        (with("user", "desk\r\nx"), "no line break"),
        (with("from", "desk"), "Give an address such as"),
    ] {
        let answer = ines.post("/settings/mail", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(answer.text.contains(says), "{fields:?}: {}", answer.text);
    }
    assert!(!ines.get("/settings/mail").await.text.contains("/settings/mail/test"), "nothing was kept");
}
crate::both!(a_bad_server_is_told_what_is_wrong);

async fn an_agent_does_not_touch_the_mail(server: Server) {
    let office = server.office().await;
    server.teammate(office, "kofi", Role::Agent).await;
    let mut kofi = server.signed_in(office, "kofi").await;
    kofi.get("/inbox").await;
    assert_eq!(kofi.get("/settings/mail").await.status, StatusCode::FORBIDDEN);
    for path in
        ["", "/test", "/remove", "/0123456789abcdef01234567/again", "/0123456789abcdef01234567/discard"]
    {
        let answer = kofi.post(&format!("/settings/mail{path}"), &SERVER).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/mail").await;
    let unknown = ines.post("/settings/mail/0123456789abcdef01234567/discard", &[]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}
crate::both!(an_agent_does_not_touch_the_mail);

/// Tries what waits until it is given up.
async fn given_up(server: &Server, office: Office) {
    let next = async || {
        let lease =
            server.d.store.lease(office.id, Job::SendMail, Duration::from_mins(1)).await.unwrap().unwrap();
        mail::deliver_next(&server.d, office.id, &lease).await.unwrap()
    };
    while next().await {
        server.d.clock.advance(Duration::from_hours(12));
    }
}

async fn with_a_server_an_invitation_leaves_by_mail(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    set(&mut ines).await;
    ines.get("/settings/teammates").await;
    let invited =
        ines.post("/settings/invitations", &[("email", "mika@office.example"), ("role", "agent")]).await;
    assert!(invited.text.contains("on its way by mail") && invited.text.contains("The letter has it too."));
    let link = invited.between("id=\"invitation-link\"", "</output>");
    let link = link.split_once("https://desk.example:8443").unwrap().1.to_owned();
    assert_eq!(server.stranger().get(&link).await.status, StatusCode::OK, "it works without the letter");
    assert!(ines.get("/settings/teammates").await.text.contains("Its letter has not left yet."));
    let waiting = ines.get("/settings/mail").await;
    assert!(waiting.text.contains("Ines Carvalho invites you to Office"));
    assert!(waiting.text.contains("mika@office.example") && !waiting.text.contains("/invitation/"));
    given_up(&server, office).await;
    let mut ines = server.signed_in(office, "ines").await;
    let dead = ines.get("/settings/teammates").await;
    assert!(
        dead.text.contains("Its letter was given up") && dead.text.contains("No server answers there."),
        "{}",
        dead.text
    );
    let renew = format!("/settings/invitations/{}/renew", dead.between("/settings/invitations/", "/renew"));
    assert!(ines.post(&renew, &[]).await.text.contains("id=\"invitation-link\""), "and another is made");
    let waiting = ines.get("/settings/mail").await;
    let discard = waiting.between("action=\"/settings/mail/", "/discard\"");
    let discard = discard.rsplit("/settings/mail/").next().unwrap().to_owned();
    let gone = ines.post(&format!("/settings/mail/{discard}/discard"), &[]).await;
    assert_eq!(gone.header("location"), "/settings/mail?done=discarded");
    assert!(ines.get("/settings/mail").await.text.contains("Nothing waits."));
}
crate::both!(with_a_server_an_invitation_leaves_by_mail);
