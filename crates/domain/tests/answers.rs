//! Answers that nobody saw go by mail, on both engines, against a real SMTP server: once for all that was written in a row, never
//! to whom they must not go, and with a link that opens one conversation.
#![cfg(test)]

use std::time::Duration;

use domain::contacts::{self, Attributes, Changes, Language};
use domain::conversations::{self, Started};
use domain::erasure::{self, Source};
use domain::mail::{self, Answers, Letter, Security, Server};
use domain::messages::{self, Author, Which};
use domain::workspaces;
use privacy::Id;
use privacy::access::{Actor, act, allow};
use privacy::ids::{Contact, Conversation};
use privacy::secret::Secret;
use serde_json::{Value, json};
use store::{Job, Lease};
use testkit::mail::MailServer;
use testkit::on_both_engines;
use testkit::world::{Desk, World, draft, personal};

/// Longer than it has to be quiet, shorter than a letter waits at most.
const QUIET: Duration = Duration::from_mins(6);

/// A desk whose mail leaves by a server of the test.
async fn desk(w: &World) -> (Desk, MailServer) {
    let (desk, server) = (w.desk().await, MailServer::start().unwrap());
    let at = Server {
        host: "127.0.0.1".into(),
        port: server.port,
        security: Security::Plain,
        user: String::new(),
        from: "desk@desk.example".into(),
    };
    let held = workspaces::find(&w.d, desk.workspace).await.unwrap().unwrap();
    mail::change(&w.d, &allow(&desk.owner, held).unwrap(), at, None).await.unwrap();
    (desk, server)
}

/// A visitor who wrote and left an address.
async fn wrote(w: &World, desk: Desk, email: &str) -> (Actor, Id<Contact>, Started) {
    let who = w.visitor(desk).await;
    let Actor::Contact { id, .. } = who else { panic!("a visitor is a contact") };
    let started = w.conversation(who, "Is the kettle back?").await;
    let found = contacts::find(&w.d, desk.workspace, id).await.unwrap().unwrap();
    contacts::leave_address(&w.d, &allow(&who, found).unwrap(), personal(email)).await.unwrap();
    (who, id, started)
}

async fn say(w: &World, by: Actor, to: Id<Conversation>, text: &str) {
    let found = conversations::find(&w.d, by.workspace(), to).await.unwrap().unwrap();
    let said = draft(Author::of(&by), text);
    messages::send(&w.d, allow::<_, act::Reply>(&by, found).unwrap(), said).await.unwrap();
}

async fn lease(w: &World) -> Lease {
    let of = Id::<privacy::ids::Workspace>::OPERATOR;
    w.d.store.lease(of, Job::SendMail, Duration::from_mins(1)).await.unwrap().unwrap()
}

/// The server stops in order, and another one starts.
async fn restart(w: &mut World) {
    w.d.store.release(lease(w).await).await.unwrap();
    w.reopen().await;
}

fn letter(told: &Answers<'_>) -> Letter {
    let said: Vec<&str> = told.answers.iter().map(|answer| answer.text.as_str()).collect();
    let text = format!("{}\nreply={}\nstop={}\n", said.join("\n"), told.reply, told.stop);
    Letter {
        html: Some(personal(&format!("<p>{}", said.join("<p>")))),
        stop_link: Some(personal(&format!("https://desk.example/no-mail/{}", told.stop))),
        ..Letter::plain(personal(&format!("{} answered", told.workspace_name)), personal(&text))
    }
}

/// Tells of whatever is due; answers of how many conversations.
async fn tell(w: &World, desk: Desk) -> usize {
    let (lease, mut told) = (lease(w).await, 0);
    while mail::tell_next(&w.d, desk.workspace, &lease, domain::limits::ANSWER_QUIET, &letter).await.unwrap()
    {
        told += 1;
    }
    told
}

/// Sends whatever is due; answers how many letters were tried.
async fn deliver(w: &World, desk: Desk) -> usize {
    let (lease, mut tried) = (lease(w).await, 0);
    while mail::deliver_next(&w.d, desk.workspace, &lease).await.unwrap() {
        tried += 1;
    }
    tried
}

/// The secret behind a word in a mail's text.
fn secret(mail: &Value, word: &str) -> Secret {
    let text = mail["text"].as_str().unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{word}="))).unwrap();
    Secret::read(line.trim()).unwrap()
}

on_both_engines! {
    async fn answers_in_a_row_go_in_one_letter_once_it_is_quiet(place: Place) {
        let w = World::new(place).await;
        let (desk, server) = desk(&w).await;
        let (_, _, started) = wrote(&w, desk, "ada@people.example").await;
        w.clock.advance(QUIET);
        assert_eq!(tell(&w, desk).await, 0, "nobody has answered");
        say(&w, desk.owner, started.conversation, "Yes, since Monday.").await;
        w.clock.advance(Duration::from_mins(4));
        say(&w, desk.owner, started.conversation, "In green too. ありがとう").await;
        w.clock.advance(Duration::from_mins(4));
        assert_eq!(tell(&w, desk).await, 0, "somebody may still be writing");
        w.clock.advance(Duration::from_mins(2));
        assert_eq!((tell(&w, desk).await, tell(&w, desk).await), (1, 0));
        assert_eq!((deliver(&w, desk).await, deliver(&w, desk).await), (1, 0));
        let mail = server.next().unwrap();
        assert_eq!((&mail["to"], &mail["subject"]), (&json!(["ada@people.example"]), &json!("Desk answered")));
        let text = mail["text"].as_str().unwrap();
        assert!(text.starts_with("Yes, since Monday.\nIn green too. ありがとう\n"), "{text}");
        assert!(mail["html"].as_str().unwrap().contains("<p>In green too. ありがとう"), "{mail}");
        let head: Vec<&str> = mail["head"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
        let stop = format!("List-Unsubscribe: <https://desk.example/no-mail/{}>", *secret(&mail, "stop").reveal());
        assert!(head.contains(&stop.as_str()), "{head:?}");
        assert!(head.contains(&"List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{head:?}");
        let reply = secret(&mail, "reply").reveal();
        assert!(!head.iter().any(|line| line.contains(&**reply)), "the link stands in the text alone");

        say(&w, desk.owner, started.conversation, "Shall I keep one?").await;
        w.clock.advance(QUIET);
        assert_eq!((tell(&w, desk).await, deliver(&w, desk).await), (1, 1));
        let next = server.next().unwrap();
        assert!(next["text"].as_str().unwrap().starts_with("Shall I keep one?\nreply="), "only what is new: {next}");
    }

    async fn a_letter_does_not_wait_for_ever_for_the_last_word(place: Place) {
        let w = World::new(place).await;
        let (desk, _server) = desk(&w).await;
        let (_, _, started) = wrote(&w, desk, "ada@people.example").await;
        for minute in 0..5 {
            say(&w, desk.owner, started.conversation, &format!("{minute}")).await;
            assert_eq!(tell(&w, desk).await, 0, "after {minute} answers");
            w.clock.advance(Duration::from_mins(4));
        }
        say(&w, desk.owner, started.conversation, "And one more").await;
        assert_eq!(tell(&w, desk).await, 1);
    }

    async fn what_was_seen_or_answered_is_not_mailed(place: Place) {
        let w = World::new(place).await;
        let (desk, _server) = desk(&w).await;
        let (who, _, seen) = wrote(&w, desk, "ada@people.example").await;
        say(&w, desk.owner, seen.conversation, "Seen").await;
        let (held, permit) = conversations::read_by(&w.d, &who, seen.conversation).await.unwrap();
        messages::parts(&w.d, &held, &permit, Which::Latest, 50).await.unwrap();
        let (who, _, answered) = wrote(&w, desk, "bob@people.example").await;
        say(&w, desk.owner, answered.conversation, "Answered").await;
        say(&w, who, answered.conversation, "Thank you").await;
        w.clock.advance(QUIET);
        let looked = conversations::read_by(&w.d, held.actor(), seen.conversation).await.unwrap();
        assert_eq!(tell(&w, desk).await, 1, "a glance by a program is no look");
        say(&w, desk.owner, seen.conversation, "Again").await;
        messages::thread(&w.d, &looked.0, &looked.1, Which::Latest, 50).await.unwrap();
        w.clock.advance(QUIET);
        assert_eq!(tell(&w, desk).await, 0);
    }

    async fn nobody_is_mailed_who_should_not_be(place: Place) {
        let w = World::new(place).await;
        let (desk, server) = desk(&w).await;
        let nameless = w.visitor(desk).await;
        let without = w.conversation(nameless, "No address").await.conversation;
        say(&w, desk.owner, without, "Hello?").await;
        let known = Attributes { email: Some(personal("eve@people.example")), ..Attributes::default() };
        let silent = w.user(desk, known).await;
        let found = contacts::find(&w.d, desk.workspace, silent).await.unwrap().unwrap();
        let with = allow(&desk.owner, found).unwrap();
        conversations::start(&w.d, &with, draft(Author::of(&desk.owner), "An offer")).await.unwrap();
        let (_, _, old) = wrote(&w, desk, "old@people.example").await;
        say(&w, desk.owner, old.conversation, "Long ago").await;
        w.clock.advance(Duration::from_hours(4 * 24));
        assert_eq!(tell(&w, desk).await, 0, "no address; never wrote; too long ago");

        let (_, blocked, one) = wrote(&w, desk, "mallory@people.example").await;
        let (_, unsubscribed, two) = wrote(&w, desk, "rest@people.example").await;
        let (_, erased, three) = wrote(&w, desk, "gone@people.example").await;
        let (_, moved, four) = wrote(&w, desk, "before@people.example").await;
        for started in [one, two, three, four] {
            say(&w, desk.owner, started.conversation, "Hello").await;
        }
        w.clock.advance(QUIET);
        assert_eq!(tell(&w, desk).await, 4);
        let contact = async |id| contacts::find(&w.d, desk.workspace, id).await.unwrap().unwrap();
        contacts::set_blocked(&w.d, &allow(&desk.owner, contact(blocked).await).unwrap(), true).await.unwrap();
        let no_mail = Changes { unsubscribed: Some(true), ..Changes::default() };
        contacts::update(&w.d, allow(&desk.owner, contact(unsubscribed).await).unwrap(), no_mail).await.unwrap();
        let elsewhere = Changes { email: Some(Some(personal("after@people.example"))), ..Changes::default() };
        contacts::update(&w.d, allow(&desk.owner, contact(moved).await).unwrap(), elsewhere).await.unwrap();
        let asked = erasure::request(&w.d, &desk.owner, erased, Source::Inbox).await.unwrap();
        erasure::carry_on(&w.d, desk.workspace, asked.erasure).await.unwrap();
        assert_eq!(deliver(&w, desk).await, 0, "all of it ended between the queue and the server");
        assert!(server.arrived().is_none());

        say(&w, desk.owner, one.conversation, "Again").await;
        say(&w, desk.owner, two.conversation, "Again").await;
        w.clock.advance(QUIET);
        assert_eq!(tell(&w, desk).await, 0, "nor is more of it written");
    }

    async fn a_merge_tells_again_of_what_waited_and_loses_nobodys_wish(place: Place) {
        let w = World::new(place).await;
        let (desk, server) = desk(&w).await;
        let contact = async |id| contacts::find(&w.d, desk.workspace, id).await.unwrap().unwrap();
        let user = async |email: &str| {
            w.user(desk, Attributes { email: Some(personal(email)), ..Attributes::default() }).await
        };
        let merge = async |lead, into| {
            let (lead, into) = (contact(lead).await, contact(into).await);
            let (lead, into) = (allow(&desk.owner, lead).unwrap(), allow(&desk.owner, into).unwrap());
            contacts::merge(&w.d, &lead, &into).await.unwrap();
        };
        let (_, ada, waits) = wrote(&w, desk, "ada@people.example").await;
        let (_, bob, went) = wrote(&w, desk, "bob@people.example").await;
        say(&w, desk.owner, went.conversation, "It went").await;
        w.clock.advance(QUIET);
        assert_eq!((tell(&w, desk).await, deliver(&w, desk).await), (1, 1));
        let stop = secret(&server.next().unwrap(), "stop");
        say(&w, desk.owner, waits.conversation, "It waits").await;
        w.clock.advance(QUIET);
        assert_eq!(tell(&w, desk).await, 1);

        let (ada_known, bob_known) = (user("ada@work.example").await, user("bob@work.example").await);
        merge(ada, ada_known).await;
        assert_eq!(deliver(&w, desk).await, 0, "to an address that is not theirs any more");
        assert_eq!((tell(&w, desk).await, deliver(&w, desk).await), (1, 1));
        let again = server.next().unwrap();
        assert_eq!(again["to"], json!(["ada@work.example"]));
        assert!(again["text"].as_str().unwrap().starts_with("It waits\n"), "{again}");

        merge(bob, bob_known).await;
        assert_eq!(tell(&w, desk).await, 0, "what left is not told again");
        for _ in 0..2 {
            assert!(mail::stop(&w.d, desk.workspace, &stop).await.unwrap(), "the link goes on, asked twice too");
        }
        let stopped = contact(bob_known).await;
        assert!(stopped.unsubscribed);

        let (_, eve, _) = wrote(&w, desk, "eve@people.example").await;
        let no_mail = Changes { unsubscribed: Some(true), ..Changes::default() };
        contacts::update(&w.d, allow(&desk.owner, contact(eve).await).unwrap(), no_mail).await.unwrap();
        let eve_known = user("eve@work.example").await;
        merge(eve, eve_known).await;
        assert!(contact(eve_known).await.unsubscribed, "who asked for no more mail gets none under another name");
    }

    async fn a_letter_survives_a_restart_and_two_servers_write_it_once(place: Place) {
        let mut w = World::new(place).await;
        let (desk, server) = desk(&w).await;
        let (_, _, started) = wrote(&w, desk, "ada@people.example").await;
        say(&w, desk.owner, started.conversation, "It is ready.").await;
        w.clock.advance(QUIET);
        let lease = lease(&w).await;
        let both = tokio::join!(
            mail::tell_next(&w.d, desk.workspace, &lease, domain::limits::ANSWER_QUIET, &letter),
            mail::tell_next(&w.d, desk.workspace, &lease, domain::limits::ANSWER_QUIET, &letter),
        );
        assert_eq!(usize::from(both.0.unwrap()) + usize::from(both.1.unwrap()), 1);
        restart(&mut w).await;
        assert_eq!((tell(&w, desk).await, deliver(&w, desk).await), (0, 1));
        assert!(server.next().unwrap()["text"].as_str().unwrap().contains("It is ready."));
        restart(&mut w).await;
        assert_eq!((tell(&w, desk).await, deliver(&w, desk).await), (0, 0));
        assert!(server.arrived().is_none());
    }

    async fn a_link_opens_its_conversation_until_it_ends(place: Place) {
        let w = World::new(place).await;
        let (desk, server) = desk(&w).await;
        let (_, id, started) = wrote(&w, desk, "ada@people.example").await;
        let mailed = async || {
            say(&w, desk.owner, started.conversation, "Hello").await;
            w.clock.advance(QUIET);
            assert_eq!((tell(&w, desk).await, deliver(&w, desk).await), (1, 1));
            server.next().unwrap()
        };
        let first = mailed().await;
        let (reply, stop) = (secret(&first, "reply"), secret(&first, "stop"));
        let opened = async |secret: &Secret| mail::reply_link(&w.d, desk.workspace, secret).await.unwrap();
        let link = opened(&reply).await.unwrap();
        assert_eq!((link.contact, link.conversation), (id, started.conversation));
        assert!(opened(&stop).await.is_none(), "what ends mail opens nothing");
        assert!(!mail::is_stop_link(&w.d, desk.workspace, &reply).await.unwrap());
        let other = w.desk().await;
        assert!(mail::reply_link(&w.d, other.workspace, &reply).await.unwrap().is_none());

        w.clock.advance(Duration::from_hours(7 * 24));
        assert!(opened(&reply).await.is_none(), "a week is over");
        assert_eq!(mail::expire_links(&w.d, desk.workspace).await.unwrap(), 1);
        let second = secret(&mailed().await, "reply");
        let contact = async || contacts::find(&w.d, desk.workspace, id).await.unwrap().unwrap();
        let lives_at = async |email: &str| {
            let known = Changes { email: Some(Some(personal(email))), ..Changes::default() };
            contacts::update(&w.d, allow(&desk.owner, contact().await).unwrap(), known).await.unwrap();
        };
        lives_at("ada@people.example").await;
        assert!(opened(&second).await.is_some(), "the address that it was already");
        assert!(mail::is_stop_link(&w.d, desk.workspace, &stop).await.unwrap());
        lives_at("new@people.example").await;
        assert!(opened(&second).await.is_none(), "the old mailbox opens nothing");
        assert!(!mail::stop(&w.d, desk.workspace, &stop).await.unwrap(), "nor does it end mail to the new one");
        assert!(!contact().await.unsubscribed);
        let letter = mailed().await;
        let (third, stop) = (secret(&letter, "reply"), secret(&letter, "stop"));
        assert!(opened(&third).await.is_some());
        w.clock.advance(Duration::from_hours(8 * 24));
        assert!(mail::stop(&w.d, desk.workspace, &stop).await.unwrap(), "an old letter ends mail too");
        assert!(contact().await.unsubscribed);
        let asked = erasure::request(&w.d, &desk.owner, id, Source::Inbox).await.unwrap();
        assert!(opened(&third).await.is_none() && !mail::stop(&w.d, desk.workspace, &stop).await.unwrap());
        erasure::carry_on(&w.d, desk.workspace, asked.erasure).await.unwrap();
    }

    async fn each_of_several_people_is_told_what_they_have_not_seen(place: Place) {
        let w = World::new(place).await;
        let (desk, server) = desk(&w).await;
        let (ada, _, started) = wrote(&w, desk, "ada@people.example").await;
        let (bob, bobs_id, _) = wrote(&w, desk, "bob@people.example").await;
        let (_, eves_id, _) = wrote(&w, desk, "eve@people.example").await;
        for id in [bobs_id, eves_id] {
            let found = conversations::find(&w.d, desk.workspace, started.conversation).await.unwrap().unwrap();
            let contact = contacts::find(&w.d, desk.workspace, id).await.unwrap().unwrap();
            let held = allow(&desk.owner, found).unwrap();
            conversations::attach(&w.d, held, Author::of(&desk.owner), &contact).await.unwrap();
        }
        say(&w, bob, started.conversation, "I am here").await;
        say(&w, desk.owner, started.conversation, "Welcome").await;
        let (held, permit) = conversations::read_by(&w.d, &ada, started.conversation).await.unwrap();
        messages::thread(&w.d, &held, &permit, Which::Latest, 50).await.unwrap();
        w.clock.advance(QUIET);
        assert_eq!((tell(&w, desk).await, deliver(&w, desk).await), (1, 1), "Ada has seen it, Eve never wrote");
        let mail = server.next().unwrap();
        assert_eq!(mail["to"], json!(["bob@people.example"]));
        assert!(mail["text"].as_str().unwrap().starts_with("Welcome\nreply="), "{mail}");
        let link = mail::reply_link(&w.d, desk.workspace, &secret(&mail, "reply")).await.unwrap().unwrap();
        assert_eq!((link.contact, link.conversation), (bobs_id, started.conversation));
        assert_eq!(tell(&w, desk).await, 0);
    }

    async fn a_letter_is_in_the_language_of_the_messenger(place: Place) {
        let w = World::new(place).await;
        let (desk, _server) = desk(&w).await;
        let visitor = domain::messenger_sessions::start(&w.d, desk.workspace, Some(Language::Japanese)).await.unwrap();
        let who = Actor::Contact { workspace: desk.workspace, id: visitor.contact };
        let started = w.conversation(who, "こんにちは").await;
        let found = contacts::find(&w.d, desk.workspace, visitor.contact).await.unwrap().unwrap();
        contacts::leave_address(&w.d, &allow(&who, found).unwrap(), personal("ren@people.example")).await.unwrap();
        say(&w, desk.owner, started.conversation, "はい").await;
        w.clock.advance(QUIET);
        let spoken = std::sync::Mutex::new(None);
        let write = |told: &Answers<'_>| {
            *spoken.lock().unwrap() = told.language;
            letter(told)
        };
        assert!(mail::tell_next(&w.d, desk.workspace, &lease(&w).await, domain::limits::ANSWER_QUIET, &write).await.unwrap());
        assert_eq!(*spoken.lock().unwrap(), Some(Language::Japanese));
    }
}
