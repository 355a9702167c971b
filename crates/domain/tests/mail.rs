//! Mail on both engines, against a real SMTP server: it leaves once, waits through failures, and ends with whom it goes to.
#![cfg(test)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use domain::mail::{self, Failure, Letter, MailError, Security, Server, State, WaitingMail};
use domain::workspaces::{self, Workspace};
use domain::{contacts, erasure, invitations};
use privacy::Personal;
use privacy::access::{Allowed, Role, act, allow};
use serde_json::json;
use store::Job;
use testkit::mail::MailServer;
use testkit::on_both_engines;
use testkit::world::{Desk, World, personal};

async fn workspace(w: &World, desk: Desk) -> Allowed<Workspace, act::ManageWorkspace> {
    allow(&desk.owner, workspaces::find(&w.d, desk.workspace).await.unwrap().unwrap()).unwrap()
}

fn at(port: u16) -> Server {
    Server {
        host: "127.0.0.1".into(),
        port,
        security: Security::Plain,
        user: String::new(),
        from: "desk@desk.example".into(),
    }
}

async fn set(w: &World, desk: Desk, server: Server, password: Option<&str>) {
    mail::change(&w.d, &workspace(w, desk).await, server, password.map(personal)).await.unwrap();
}

fn letter(subject: &str) -> Letter {
    Letter::plain(personal(subject), personal("Hello,\n.\nit is ready. ありがとう\n"))
}

/// Tries everything that is due; answers how many were tried.
async fn deliver(w: &World, desk: Desk) -> usize {
    let lease =
        w.d.store.lease(desk.workspace, Job::SendMail, Duration::from_mins(1)).await.unwrap().unwrap();
    let mut tried = 0;
    while mail::deliver_next(&w.d, desk.workspace, &lease).await.unwrap() {
        tried += 1;
    }
    tried
}

async fn waiting(w: &World, desk: Desk) -> Vec<WaitingMail> {
    mail::list(&w.d, &workspace(w, desk).await).await.unwrap()
}

/// How long it is until the next letter is tried; `None` where none waits to be.
async fn pause(w: &World, desk: Desk) -> Option<Duration> {
    let left = waiting(w, desk).await;
    let next =
        left.iter().filter(|one| one.state == State::Waiting).map(|one| one.next_try_at.micros()).min()?;
    Some(Duration::from_micros(u64::try_from(next - w.d.now().micros()).unwrap_or_default()))
}

/// A contact with an address, and a letter to them that waits.
async fn written_to(w: &World, desk: Desk, email: &str, subject: &str) -> privacy::Id<privacy::ids::Contact> {
    let known = contacts::Attributes { email: Some(personal(email)), ..contacts::Attributes::default() };
    let id = w.user(desk, known).await;
    let found = contacts::find(&w.d, desk.workspace, id).await.unwrap().unwrap();
    assert!(mail::to_contact(&w.d, &allow(&desk.owner, found).unwrap(), &letter(subject)).await.unwrap());
    id
}

/// A server that answers one command in its own way, and every other as if all were well.
fn saying(command: &'static str, answer: &'static str) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let serve = move |mut stream: TcpStream| -> std::io::Result<()> {
        let (mut lines, mut letter) = (BufReader::new(stream.try_clone()?), false);
        stream.write_all(b"220 here\r\n")?;
        let mut line = String::new();
        while lines.read_line(&mut line)? > 0 {
            let ends = letter && line == ".\r\n";
            if !letter || ends {
                let begins = line.starts_with("DATA");
                let usual = if begins { "354 go on" } else { "250 well" };
                let said = if line.starts_with(command) { answer } else { usual };
                stream.write_all(format!("{said}\r\n").as_bytes())?;
                letter = begins;
            }
            line.clear();
        }
        Ok(())
    };
    std::thread::spawn(move || listener.incoming().flatten().map(serve).filter(Result::is_err).count());
    port
}

/// A port on which nobody listens.
fn closed_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

on_both_engines! {
    async fn a_letter_leaves_once(place: Place) {
        let (w, server) = (World::new(place).await, MailServer::start().unwrap());
        let desk = w.desk().await;
        written_to(&w, desk, "ada@people.example", "Your cups — 準備できました").await;
        assert_eq!(deliver(&w, desk).await, 0, "without a server it waits");
        assert_eq!(waiting(&w, desk).await.len(), 1);
        set(&w, desk, at(server.port), None).await;
        assert_eq!(deliver(&w, desk).await, 1);
        let mail = server.next().unwrap();
        assert_eq!((&mail["to"], &mail["from"]), (&json!(["ada@people.example"]), &json!(["desk@desk.example"])));
        assert_eq!(mail["subject"], "Your cups — 準備できました");
        assert!(mail["text"].as_str().unwrap().contains("\n.\nit is ready. ありがとう"), "{mail}");
        assert!(waiting(&w, desk).await.is_empty(), "no copy is kept");
        assert_eq!(deliver(&w, desk).await, 0);
        assert!(server.arrived().is_none());
    }

    async fn it_is_tried_again_later_each_time_and_given_up_in_the_end(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let port = closed_port();
        set(&w, desk, at(port), None).await;
        written_to(&w, desk, "ada@people.example", "Soon").await;
        let mut last = Duration::ZERO;
        for tries in 1..=8 {
            assert_eq!(deliver(&w, desk).await, 1, "try {tries}");
            let [one] = waiting(&w, desk).await.try_into().ok().unwrap();
            assert_eq!((one.tries, one.failure), (tries, Some(Failure::Unreachable)));
            if tries == 8 {
                assert_eq!(one.state, State::Dead);
                break;
            }
            let pause = u64::try_from(one.next_try_at.micros() - w.d.now().micros()).unwrap();
            let pause = Duration::from_micros(pause);
            assert!(pause > last, "the pauses grow");
            w.clock.advance(pause.saturating_sub(Duration::from_secs(1)));
            assert_eq!(deliver(&w, desk).await, 0, "not before its time");
            w.clock.advance(Duration::from_secs(1));
            last = pause;
        }
        w.clock.advance(Duration::from_hours(24));
        assert_eq!(deliver(&w, desk).await, 0, "what was given up is not tried by itself");

        let server = MailServer::with(&json!({ "port": port })).unwrap();
        let [dead] = waiting(&w, desk).await.try_into().ok().unwrap();
        mail::try_again(&w.d, &workspace(&w, desk).await, dead.id).await.unwrap();
        assert_eq!(deliver(&w, desk).await, 1);
        assert_eq!(server.next().unwrap()["subject"], "Soon");
    }

    async fn what_was_given_up_goes_by_hand_or_after_a_month(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        set(&w, desk, at(closed_port()), None).await;
        for subject in ["One", "Two"] {
            written_to(&w, desk, "ada@people.example", subject).await;
        }
        for _ in 0..8 {
            deliver(&w, desk).await;
            w.clock.advance(Duration::from_hours(13));
        }
        let dead = waiting(&w, desk).await;
        assert!(dead.len() == 2 && dead.iter().all(|one| one.state == State::Dead));
        mail::discard(&w.d, &workspace(&w, desk).await, dead[0].id).await.unwrap();
        let gone = mail::discard(&w.d, &workspace(&w, desk).await, dead[0].id).await;
        assert!(matches!(gone, Err(MailError::NotFound)));
        assert_eq!(mail::expire(&w.d, desk.workspace).await.unwrap(), 0);
        w.clock.advance(Duration::from_hours(30 * 24));
        assert_eq!(mail::expire(&w.d, desk.workspace).await.unwrap(), 1);
        assert!(waiting(&w, desk).await.is_empty());
    }

    async fn a_person_who_is_erased_is_written_to_no_more(place: Place) {
        let (w, server) = (World::new(place).await, MailServer::start().unwrap());
        let desk = w.desk().await;
        let gone = written_to(&w, desk, "ada@people.example", "Never").await;
        written_to(&w, desk, "bob@people.example", "Still").await;
        let asked = erasure::request(&w.d, &desk.owner, gone, erasure::Source::Inbox).await.unwrap();
        erasure::carry_on(&w.d, desk.workspace, asked.erasure).await.unwrap();
        set(&w, desk, at(server.port), None).await;
        let left = waiting(&w, desk).await;
        assert_eq!(left.iter().map(|one| one.subject.as_str()).collect::<Vec<_>>(), ["Still"]);
        assert_eq!(deliver(&w, desk).await, 1);
        assert_eq!(server.next().unwrap()["subject"], "Still");
        assert!(server.arrived().is_none());
    }

    async fn an_invitation_is_mailed_and_its_mail_goes_with_it(place: Place) {
        let (w, server) = (World::new(place).await, MailServer::start().unwrap());
        let desk = w.desk().await;
        set(&w, desk, at(server.port), None).await;
        let write = |secret: &str| Letter::plain(personal("Join"), personal(&format!("Link: {secret}")));
        let mika = personal("mika@desk.example");
        let made = invitations::invite(&w.d, &desk.owner, desk.owner_id, &mika, Role::Agent, &write).await.unwrap();
        assert!(made.mailed);
        let again = invitations::renew(&w.d, &desk.owner, made.id, &write, None).await.unwrap();
        assert_eq!(waiting(&w, desk).await.len(), 1, "the letter with the older link never leaves");
        assert_eq!(deliver(&w, desk).await, 1);
        let mail = server.next().unwrap();
        assert_eq!(mail["to"], json!(["mika@desk.example"]));
        assert!(mail["text"].as_str().unwrap().contains(again.secret.as_str()));
        invitations::renew(&w.d, &desk.owner, made.id, &write, None).await.unwrap();
        invitations::revoke(&w.d, &desk.owner, made.id).await.unwrap();
        assert!(waiting(&w, desk).await.is_empty(), "nobody is mailed a link that opens nothing");
    }

    async fn a_server_that_asks_for_a_password_gets_the_kept_one(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let server = MailServer::with(&json!({ "auth": { "user": "desk", "pass": "s3cret pass" } })).unwrap();
        let signed = |user: &str| Server { user: user.into(), ..at(server.port) };
        let test = async || mail::test(&w.d, &workspace(&w, desk).await, "A test", "Hello").await.unwrap();
        set(&w, desk, signed("desk"), Some("wrong one")).await;
        let told = test().await.unwrap_err();
        assert!(told.failure == Failure::NotFromHere && told.text.contains("535"), "{told:?}");
        assert!(!told.for_good, "another password may be right");
        assert!(!told.text.contains("wrong one"));
        set(&w, desk, signed("desk"), Some("s3cret pass")).await;
        assert!(test().await.unwrap().starts_with("250"), "what the server says to it");
        assert_eq!(server.next().unwrap()["to"], json!(["ines@desk.example"]));

        let from = Server { from: "other@desk.example".into(), ..signed("desk") };
        set(&w, desk, from, None).await;
        assert!(test().await.is_ok(), "another sender keeps the password");
        let other_port = Server { port: closed_port(), ..signed("desk") };
        for other in [signed("somebody"), other_port, Server { host: "localhost".into(), ..signed("desk") }] {
            let refused = mail::change(&w.d, &workspace(&w, desk).await, other, None).await;
            assert!(matches!(refused, Err(MailError::Fault(mail::Fault::NoPassword))), "it is needed anew");
        }
        assert!(test().await.is_ok(), "what was refused changed nothing");
        set(&w, desk, at(server.port), None).await;
        let shown = mail::shown(&w.d, &workspace(&w, desk).await).await.unwrap().unwrap();
        assert!(!shown.has_password, "where nobody signs in none is kept");
    }

    async fn what_the_settings_kept_back_leaves_once_they_are_right(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let server = MailServer::with(&json!({ "auth": { "user": "desk", "pass": "s3cret pass" } })).unwrap();
        let signed = Server { user: "desk".into(), ..at(server.port) };
        set(&w, desk, signed.clone(), Some("wrong one")).await;
        for subject in ["Old", "Recent"] {
            w.clock.advance(Duration::from_hours(4 * 24));
            written_to(&w, desk, "ada@people.example", subject).await;
            while let Some(pause) = pause(&w, desk).await {
                w.clock.advance(pause);
                deliver(&w, desk).await;
            }
        }
        written_to(&w, desk, "ada@people.example", "New").await;
        deliver(&w, desk).await;
        let state = |of: &[WaitingMail], subject| of.iter().find(|one| one.subject == subject).map(|one| one.state);
        let left = waiting(&w, desk).await;
        assert!(left.iter().all(|one| one.failure == Some(Failure::NotFromHere)));
        let states = ["Old", "Recent", "New"].map(|subject| state(&left, subject));
        assert_eq!(states, [Some(State::Dead), Some(State::Dead), Some(State::Waiting)]);
        set(&w, desk, signed, Some("s3cret pass")).await;
        assert_eq!(deliver(&w, desk).await, 2, "without a hand, and at once");
        let left = waiting(&w, desk).await;
        assert_eq!((left.len(), state(&left, "Old")), (1, Some(State::Dead)), "old news waits for somebody to look");
    }

    async fn only_what_is_the_letters_own_is_refused_for_good(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        written_to(&w, desk, "ada@people.example", "Tea").await;
        for (command, answer, failure, for_good) in [
            ("EHLO", "550 go away", Failure::NotFromHere, false),
            ("MAIL", "553 5.1.8 sender address rejected", Failure::NotFromHere, false),
            ("MAIL", "530 5.7.0 authentication required", Failure::NotFromHere, false),
            ("RCPT", "554 5.7.1 relay access denied", Failure::NotFromHere, false),
            ("RCPT", "550 relay not permitted", Failure::NotFromHere, false),
            ("RCPT", "450 4.2.0 greylisted", Failure::Deferred, false),
            ("RCPT", "550 5.1.1 no such user", Failure::Refused, true),
            (".", "552 5.3.4 too large", Failure::Refused, true),
        ] {
            set(&w, desk, at(saying(command, answer)), None).await;
            let told = mail::test(&w.d, &workspace(&w, desk).await, "A test", "Hello").await.unwrap().unwrap_err();
            assert_eq!((told.failure, told.for_good), (failure, for_good), "{command}: {answer}");
        }
        assert_eq!(deliver(&w, desk).await, 1);
        let [dead] = waiting(&w, desk).await.try_into().ok().unwrap();
        assert_eq!((dead.state, dead.tries, dead.failure), (State::Dead, 1, Some(Failure::Refused)));
        set(&w, desk, at(MailServer::start().unwrap().port), None).await;
        assert_eq!(deliver(&w, desk).await, 0, "other settings do not make it another letter");
    }

    async fn nothing_is_sent_in_the_clear_where_tls_was_asked_for(place: Place) {
        let (w, server) = (World::new(place).await, MailServer::start().unwrap());
        let desk = w.desk().await;
        for security in [Security::StartTls, Security::Tls] {
            set(&w, desk, Server { security, ..at(server.port) }, None).await;
            let told = mail::test(&w.d, &workspace(&w, desk).await, "A test", "Hello").await.unwrap();
            assert!(told.is_err(), "{security:?}: the server speaks no TLS");
        }
        assert!(server.arrived().is_none());
        let remote = Server { host: "mail.example.com".into(), ..at(25) };
        let refused = mail::change(&w.d, &workspace(&w, desk).await, remote, None::<Personal<String>>).await;
        assert!(matches!(refused, Err(MailError::Fault(mail::Fault::Plain))));
    }
}
