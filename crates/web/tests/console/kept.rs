//! What a hold keeps, on the screen: where a conversation began, and what the person did.

use std::time::Duration;

use axum::http::StatusCode;
use domain::contacts::{self, ContactRole};
use domain::conversations::{self, WrittenOn};
use domain::data_events::{self, NewCount, NewEvent};
use domain::limits;
use domain::messages::{Author, Draft, Kind};
use domain::notes;
use privacy::access::{Actor, Role, allow};
use privacy::ids::Contact;
use privacy::sealed::Json;
use privacy::{Id, Personal};

use crate::harness::{Browser, Office, Server, personal};
use crate::lists::owner;

/// They begin a conversation on a page, and do as many things as this and one that is counted.
async fn busy(server: &Server, office: Office, deeds: i64) -> Id<Contact> {
    let id = server.person(office, "Ada Quill", ContactRole::User).await;
    let theirs = Actor::Contact { workspace: office.id, id };
    let found = async || contacts::find(&server.d, office.id, id).await.unwrap().unwrap();
    let author = Author::Contact(id);
    let body = personal("Where is my teapot?");
    let said = Draft { kind: Kind::Comment, author, body, files: Vec::new(), key: None };
    let on = WrittenOn::read("https://shop.example/teapots", Some("https://search.example/")).unwrap();
    let begins = allow(&theirs, found().await).unwrap();
    conversations::start_on(&server.d, &begins, said, Some(Personal::new(Json(on)))).await.unwrap();
    let about = allow(&owner(office), found().await).unwrap();
    let now = server.d.now();
    let count = NewCount { name: personal("called"), times: 42, first: now, last: now };
    data_events::count(&server.d, &about, vec![count]).await.unwrap();
    for number in 0..deeds {
        server.d.clock.advance(Duration::from_secs(1));
        let (name, happened_at) = (personal(&format!("step {number:03}")), server.d.now());
        let event = NewEvent { name, metadata: None, happened_at, key: None };
        data_events::track(&server.d, &about, event).await.unwrap();
    }
    id
}

/// Places a hold and asks to read what it keeps; answers that screen's address.
async fn reading(browser: &mut Browser<'_>, office: Office, whom: Id<Contact>, scope: &str) -> String {
    let reviewer = office.owner.to_string();
    let new = [
        ("ground", "litigation"),
        ("scope", scope),
        ("basis", "the claim of March"),
        ("review_at", "2090-01-31"),
        ("reviewer", reviewer.as_str()),
    ];
    browser.get("/inbox").await;
    assert_eq!(browser.post(&format!("/inbox/people/{whom}/hold"), &new).await.status, StatusCode::SEE_OTHER);
    let door = browser.get("/inbox/holds").await.between("<a class=\"button\" href=\"", "\"");
    browser.get(&door).await;
    let asked = browser.post(&door, &[("reason", "the court asks")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    asked.header("location").to_owned()
}

/// Teammates note as many things about somebody.
async fn noted(server: &Server, office: Office, id: Id<Contact>, many: i64) {
    let found = contacts::find(&server.d, office.id, id).await.unwrap().unwrap();
    let about = allow(&owner(office), found).unwrap();
    for number in 0..many {
        notes::add(&server.d, &about, office.owner, personal(&format!("note {number:03}"))).await.unwrap();
    }
}

async fn notes_about_the_person_are_read_under_a_hold_on_everything(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    noted(&server, office, ada, 51).await;
    let mut ines = server.signed_in(office, "ines").await;
    let screen = reading(&mut ines, office, ada, "everything").await;
    let shown = ines.get(&screen).await;
    assert!(shown.text.contains("Notes: 51") && !shown.text.contains("note 0"), "not before they are opened");
    let looks = ines.entries("contact.read").await;
    let first = ines.get(&format!("{screen}?notes=0")).await;
    assert!(
        first.text.contains("note 050") && !first.text.contains("note 000") && first.text.contains("Ines")
    );
    let older = first.between("older\" href=\"", "\"").replace("&amp;", "&");
    let last = ines.get(&older).await;
    assert!(
        last.text.contains("note 000") && !last.text.contains("note 001") && !last.text.contains("older\"")
    );
    assert_eq!(ines.entries("contact.read").await, looks + 2, "each look is entered");
    for bad in ["-1", "x", "99999999999999999999"] {
        let refused = ines.get(&format!("{screen}?notes={bad}")).await;
        assert!(refused.status.is_client_error(), "{bad}");
    }
    let other = server.office().await;
    let ben = server.person(other, "Ben Rook", ContactRole::User).await;
    noted(&server, other, ben, 1).await;
    let mut theirs = server.signed_in(other, "ines").await;
    let said = reading(&mut theirs, other, ben, "messages").await;
    assert!(!theirs.get(&said).await.text.contains("?notes=0"));
    assert_eq!(theirs.get(&format!("{said}?notes=0")).await.status, StatusCode::NOT_FOUND);
}
crate::both!(notes_about_the_person_are_read_under_a_hold_on_everything);

async fn events_and_the_page_are_read_under_a_hold_on_everything(server: Server) {
    let office = server.office().await;
    let ada = busy(&server, office, 50).await;
    let mut ines = server.signed_in(office, "ines").await;
    let screen = reading(&mut ines, office, ada, "everything").await;
    let shown = ines.get(&screen).await;
    assert!(
        shown.text.contains("Where is my teapot?") && shown.text.contains("https://shop.example/teapots")
    );
    assert!(shown.text.contains("https://search.example/") && shown.text.contains("Events: 51"));
    assert!(!shown.text.contains("step 0"), "not before they are opened");
    let looks = ines.entries("contact.read").await;
    server.d.clock.advance(limits::EVENTS_KEPT);
    let mut ines = server.signed_in(office, "ines").await;
    let door = screen.rsplit_once('/').unwrap().0.to_owned();
    ines.get(&door).await;
    let again = ines.post(&door, &[("reason", "the court asks again")]).await;
    let screen = again.header("location").to_owned();
    let first = ines.get(&format!("{screen}?events=newest")).await;
    assert_eq!(first.text.matches("<p class=\"did-name\">").count(), 50);
    assert!(
        first.text.contains("step 049") && !first.text.contains("called") && !first.text.contains("teapot?")
    );
    let older = first.between("older\" href=\"", "\"").replace("&amp;", "&");
    let last = ines.get(&older).await;
    assert!(last.text.contains("called") && last.text.contains("42 times") && !last.text.contains("step"));
    assert!(!last.text.contains("older\" href="), "the last page");
    assert_eq!(ines.entries("contact.read").await, looks + 2, "each look is entered");
    for bad in ["x", "-1", "1-x", "999999999999999999999-aaaaaaaaaaaaaaaaaaaaaaaa"] {
        let refused = ines.get(&format!("{screen}?events={bad}")).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{bad}");
    }
    server.teammate(office, "lia", Role::Admin).await;
    let mut lia = server.signed_in(office, "lia").await;
    assert_eq!(lia.get(&format!("{screen}?events=newest")).await.status, StatusCode::NOT_FOUND);
}
crate::both!(events_and_the_page_are_read_under_a_hold_on_everything);

async fn a_hold_on_what_was_said_shows_no_events(server: Server) {
    let office = server.office().await;
    let ada = busy(&server, office, 1).await;
    let mut ines = server.signed_in(office, "ines").await;
    let screen = reading(&mut ines, office, ada, "messages").await;
    let shown = ines.get(&screen).await;
    assert!(shown.text.contains("https://shop.example/teapots") && !shown.text.contains("?events=newest"));
    let refused = ines.get(&format!("{screen}?events=newest")).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert!(!refused.text.contains("step"));
}
crate::both!(a_hold_on_what_was_said_shows_no_events);
