//! What the links in letters open: one conversation for whom the letter went to, and the end of mail; nothing by looking alone.

use std::sync::Mutex;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use domain::contacts::Language;
use domain::conversations::{self, Started};
use domain::mail::{self, Answers, Security};
use domain::messages::{self, Author, Draft, Kind};
use domain::workspaces::{Messenger, Settings};
use domain::{contacts, messenger_sessions, workspaces};
use privacy::Id;
use privacy::access::{Actor, Role, SystemRole, act, allow};
use privacy::ids::{Contact, Workspace};
use store::Job;

use crate::harness::{Browser, ORIGIN, Office, Server, encoded, personal};

/// Somebody who wrote, left an address, and was answered by mail.
struct Mailed {
    contact: Id<Contact>,
    started: Started,
    /// The path of the link that opens the conversation.
    reply: String,
    /// The path of the one that ends mail.
    stop: String,
}

fn draft(author: Author, text: &str) -> Draft {
    Draft { kind: Kind::Comment, author, body: personal(text), files: Vec::new(), key: None }
}

async fn set_server(server: &Server, office: Office, owner: &Actor) {
    let at = mail::Server {
        host: "127.0.0.1".into(),
        port: 9,
        security: Security::Plain,
        user: String::new(),
        from: "desk@office.example".into(),
    };
    let held = workspaces::find(&server.d, office.id).await.unwrap().unwrap();
    mail::change(&server.d, &allow(owner, held).unwrap(), at, None).await.unwrap();
}

async fn mailed(server: &Server, office: Office, question: &str) -> Mailed {
    let (d, workspace) = (&server.d, office.id);
    let owner = Actor::Teammate { workspace, id: office.owner, role: Role::Owner };
    set_server(server, office, &owner).await;
    let visitor = messenger_sessions::start(d, workspace, None).await.unwrap();
    let who = Actor::Contact { workspace, id: visitor.contact };
    let contact = async || contacts::find(d, workspace, visitor.contact).await.unwrap().unwrap();
    let with = allow(&who, contact().await).unwrap();
    let asked = draft(Author::Contact(visitor.contact), question);
    let started = conversations::start(d, &with, asked).await.unwrap();
    let left = allow(&who, contact().await).unwrap();
    contacts::leave_address(d, &left, personal("ada@people.example")).await.unwrap();
    let found = conversations::find(d, workspace, started.conversation).await.unwrap().unwrap();
    let held = allow::<_, act::Reply>(&owner, found).unwrap();
    messages::send(d, held, draft(Author::Teammate(office.owner), "We <b>have</b> two.")).await.unwrap();
    d.clock.advance(Duration::from_mins(6));
    let paths = Mutex::new((String::new(), String::new()));
    let write = |told: &Answers<'_>| {
        let path = |page: &str, secret: &str| format!("/{page}/{}/{secret}", told.workspace);
        *paths.lock().unwrap() = (path("reply", told.reply), path("no-mail", told.stop));
        web::letters::answers(ORIGIN, told)
    };
    let of = Id::<Workspace>::OPERATOR;
    let lease = d.store.lease(of, Job::SendMail, Duration::from_mins(1)).await.unwrap().unwrap();
    assert!(mail::tell_next(d, workspace, &lease, domain::limits::ANSWER_QUIET, &write).await.unwrap());
    let (reply, stop) = paths.into_inner().unwrap();
    Mailed { contact: visitor.contact, started, reply, stop }
}

/// The form on the page, filled in.
async fn answer(browser: &mut Browser<'_>, path: &str, text: &str) -> (StatusCode, String, String) {
    let page = browser.get(path).await;
    let key = page.between("name=\"key\" value=\"", "\"");
    let answer = browser.post(path, &[("key", &key), ("body", text)]).await;
    (answer.status, answer.header("location").to_owned(), answer.text)
}

async fn a_link_shows_one_conversation_and_takes_an_answer(server: Server) {
    let office = server.office().await;
    let one = mailed(&server, office, "Have you a kettle?").await;
    let other = mailed(&server, office, "A secret of somebody else").await;
    let mut browser = server.stranger();
    let page = browser.get(&one.reply).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("Have you a kettle?") && page.text.contains("We &lt;b&gt;have&lt;/b&gt; two.")
    );
    assert!(page.text.contains("Ines Carvalho") && !page.text.contains("A secret of somebody else"));
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
    assert!(page.header("cache-control").contains("no-store"), "{:?}", page.headers);
    assert!(page.header("set-cookie").is_empty(), "no session is begun");
    let found =
        async || conversations::find(&server.d, office.id, one.started.conversation).await.unwrap().unwrap();
    assert_eq!(found().await.contact_seen_seq, -1, "looking marks nothing: programs follow links");

    let key = page.between("name=\"key\" value=\"", "\"");
    let fields = [("key", key.as_str()), ("body", "One, please.\r\nIn green.")];
    let sent = browser.post(&one.reply, &fields).await;
    assert_eq!(
        (sent.status, sent.header("location")),
        (StatusCode::SEE_OTHER, &*format!("{}?sent=1", one.reply))
    );
    assert_eq!(browser.post(&one.reply, &fields).await.status, StatusCode::SEE_OTHER);
    let page = browser.get(&format!("{}?sent=1", one.reply)).await;
    assert_eq!(page.text.matches("One, please.\nIn green.").count(), 1, "sent twice is said once");
    assert!(page.text.contains("Sent. Office will read it."));
    assert_eq!(found().await.contact_seen_seq, 1, "whoever answers has read");
    assert!(found().await.unread, "it waits for a teammate");
    let of_other = browser.get(&other.reply).await;
    assert!(of_other.text.contains("A secret of somebody else") && !of_other.text.contains("One, please."));
}
crate::both!(a_link_shows_one_conversation_and_takes_an_answer);

async fn what_cannot_be_sent_is_told_and_what_was_typed_stays(server: Server) {
    let office = server.office().await;
    let one = mailed(&server, office, "Hello?").await;
    let mut browser = server.stranger();
    let (status, _, text) = answer(&mut browser, &one.reply, "  ").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("Write something first."));
    let (status, _, text) = answer(&mut browser, &one.reply, &"long ".repeat(14_000)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("too long") && text.contains("long long long"));
    let keyless = browser.post(&one.reply, &[("body", "no key")]).await;
    assert_eq!(keyless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let owner = Actor::Teammate { workspace: office.id, id: office.owner, role: Role::Owner };
    let held = contacts::find(&server.d, office.id, one.contact).await.unwrap().unwrap();
    contacts::set_blocked(&server.d, &allow(&owner, held).unwrap(), true).await.unwrap();
    let (status, _, text) = answer(&mut browser, &one.reply, "Let me in").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("You cannot write here any more."));
}
crate::both!(what_cannot_be_sent_is_told_and_what_was_typed_stays);

async fn a_link_speaks_the_language_that_the_messenger_is_fixed_in(server: Server) {
    let office = server.office().await;
    let one = mailed(&server, office, "Hello?").await;
    let mut browser = server.stranger();
    let in_english = [("accept-language", "en")];
    assert!(browser.send(Method::GET, &one.reply, "", &in_english).await.text.contains("<html lang=\"en\""));
    let by = Actor::System { workspace: office.id, role: SystemRole::Demo };
    let found = workspaces::find(&server.d, office.id).await.unwrap().unwrap();
    let messenger = Messenger { language: Some(Language::Japanese), ..Messenger::default() };
    let settings = Settings { messenger, ..Settings::default() };
    workspaces::change_settings(&server.d, &allow(&by, found).unwrap(), settings).await.unwrap();
    for path in [&one.reply, &one.stop, &format!("/reply/{}/{}", office.id, "A".repeat(43))] {
        let page = browser.send(Method::GET, path, "", &in_english).await;
        assert!(page.text.contains("<html lang=\"ja\""), "{}", page.text);
    }
}
crate::both!(a_link_speaks_the_language_that_the_messenger_is_fixed_in);

async fn what_was_written_while_the_link_ended_is_given_back(server: Server) {
    let office = server.office().await;
    let one = mailed(&server, office, "Hello?").await;
    let mut browser = server.stranger();
    let typed = "A long <answer>\nof two lines";
    server.d.clock.advance(Duration::from_hours(7 * 24));
    let body = [("key", "0".repeat(32)), ("body", typed.to_owned())];
    let fields: Vec<(&str, &str)> = body.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let late = browser.post(&one.reply, &fields).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
    assert!(late.text.contains("Your answer was not sent."), "{}", late.text);
    assert!(late.text.contains("A long &lt;answer&gt;\nof two lines</textarea>"), "{}", late.text);
    assert!(late.text.contains("It lasts seven days. It also ends when"), "{}", late.text);
    assert!(late.header("cache-control").contains("no-store"), "{:?}", late.headers);
    let looked = browser.get(&one.reply).await;
    assert!(!looked.text.contains("not sent") && !looked.text.contains("<textarea"), "{}", looked.text);
    let stop = browser.get(&one.stop.replace("/no-mail/", "/no-mail/x")).await;
    assert!(stop.text.contains("It lasts 90 days."), "{}", stop.text);
}
crate::both!(what_was_written_while_the_link_ended_is_given_back);

async fn a_link_that_is_none_opens_nothing(server: Server) {
    let office = server.office().await;
    let one = mailed(&server, office, "Hello?").await;
    let mut browser = server.stranger();
    let (_, secret) = one.reply.rsplit_once('/').unwrap();
    let elsewhere = server.office().await;
    for path in [
        format!("/reply/{}/{secret}", elsewhere.id),
        format!("/reply/{}/{}", office.id, &secret[1..]),
        format!("/reply/{}/{}", office.id, "A".repeat(43)),
        format!("/reply/nowhere/{secret}"),
        one.stop.replace("no-mail", "reply"),
        one.reply.replace("reply", "no-mail"),
    ] {
        let got = browser.get(&path).await;
        assert_eq!(got.status, StatusCode::NOT_FOUND, "{path}");
        assert!(got.text.contains("This link has ended"), "{path}");
        let posted = browser.post(&path, &[("key", &"0".repeat(32)), ("body", "x")]).await;
        assert_eq!(posted.status, StatusCode::NOT_FOUND, "{path}");
    }
    server.d.clock.advance(Duration::from_hours(7 * 24));
    assert_eq!(browser.get(&one.reply).await.status, StatusCode::NOT_FOUND, "a week is over");
}
crate::both!(a_link_that_is_none_opens_nothing);

async fn mail_ends_by_one_request_and_not_by_looking(server: Server) {
    let office = server.office().await;
    let one = mailed(&server, office, "Hello?").await;
    let mut browser = server.stranger();
    let page = browser.get(&one.stop).await;
    assert!(page.text.contains("No more mail from Office?"), "{}", page.text);
    let unsubscribed =
        async || contacts::find(&server.d, office.id, one.contact).await.unwrap().unwrap().unsubscribed;
    assert!(!unsubscribed().await);
    let mut ines = server.signed_in(office, "ines").await;
    let id = one.started.conversation;
    let (thread, card) = (format!("/inbox/{id}/thread"), format!("/inbox/{id}/person"));
    assert!(!ines.get(&thread).await.text.contains("data-no-mail"));
    assert!(!ines.get(&card).await.text.contains("no more mail"));
    // As a mail program sends it (RFC 8058): from nowhere, without a page.
    let body = encoded(&[("List-Unsubscribe", "One-Click")]);
    let stopped = browser.send(Method::POST, &one.stop, &body, &[]).await;
    assert_eq!(stopped.status, StatusCode::OK);
    assert!(stopped.text.contains("You get no more mail") && unsubscribed().await);
    assert_eq!(browser.post(&one.stop, &[]).await.status, StatusCode::OK, "again is as good");
    assert!(ines.entered("contact.unsubscribed").await);
    let shown = ines.get(&thread).await.text;
    assert!(shown.contains("data-no-mail") && shown.contains("your answer waits for them in the messenger"));
    let card = ines.get(&card).await;
    assert!(card.text.contains("They asked for no more mail."), "{}", card.text);
    let since = card.between("id=\"no-mail\"", "</p>");
    let since = since.split_once("href=\"").unwrap().1.split_once('"').unwrap().0.replace("&amp;", "&");
    let since = ines.get(&since).await;
    assert_eq!(since.text.matches("title=\"contact.unsubscribed\"").count(), 1, "{}", since.text);
    server.teammate(office, "kofi", Role::Agent).await;
    let seen = server.signed_in(office, "kofi").await.get(&format!("/inbox/{id}/person")).await.text;
    assert!(seen.contains("They asked for no more mail.") && !seen.contains("/inbox/log"), "{seen}");
    assert!(!ines.get("/settings/mail").await.text.contains("ada@people.example"), "nothing waits for them");
}
crate::both!(mail_ends_by_one_request_and_not_by_looking);
