//! What an inbox is told ends with the session under which it asked; what it was not told, it is told of.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::contacts::{self, Changes, ContactRole};
use domain::{companies, conversations, notes, tags, workspaces};
use http_body_util::BodyExt as _;
use privacy::access::{Actor, Role, allow};
use store::{Event, EventKind};

use crate::harness::{Browser, PASSWORD, Server, personal};

/// Only to end what hangs: a stream looks every few seconds whether its session is over.
const PATIENCE: Duration = Duration::from_mins(1);

async fn open(server: &Server, browser: &Browser<'_>) -> Body {
    let request = Request::get("/inbox/events").header("host", "desk.example:8443");
    let request = request.header("cookie", &browser.cookie).body(Body::empty()).unwrap();
    let response = server.begin(request).await;
    assert_eq!(response.status(), StatusCode::OK);
    response.into_body()
}

async fn a_stream_ends_with_its_session(server: Server) {
    let office = server.office().await;
    let kofi_id = server.teammate(office, "kofi", Role::Agent).await;
    server.teammate(office, "adam", Role::Admin).await;
    let mut ines = server.signed_in(office, "ines").await;
    let kofi = server.signed_in(office, "kofi").await;
    let (mut here, there) = (server.signed_in(office, "adam").await, server.signed_in(office, "adam").await);
    let still = open(&server, &ines).await;
    let streams = [open(&server, &kofi).await, open(&server, &there).await];
    ines.get("/settings/teammates").await;
    let off = ines.post(&format!("/settings/teammates/{kofi_id}/deactivate"), &[]).await;
    assert_eq!(off.status, StatusCode::SEE_OTHER);
    here.get("/settings/sign-in").await;
    let fresh = [("old", PASSWORD), ("new", "another horse battery")];
    assert_eq!(here.post("/settings/sign-in/password", &fresh).await.status, StatusCode::SEE_OTHER);
    for stream in streams {
        let told = tokio::time::timeout(PATIENCE, stream.collect()).await.expect("the stream ends").unwrap();
        assert!(told.to_bytes().starts_with(b"event: hello"));
    }
    let goes_on = tokio::time::timeout(Duration::from_secs(6), still.collect()).await;
    assert!(goes_on.is_err(), "whose session is good is told on");
}
crate::both!(a_stream_ends_with_its_session);

async fn a_stream_that_was_too_slow_says_that_it_missed_something(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let conversation = server.asks(office, ada, "hello?").await;
    let ines = server.signed_in(office, "ines").await;
    let mut stream = open(&server, &ines).await;
    let kind = EventKind::ContactTyping;
    let event = Event { workspace: office.id, conversation, contact: ada, kind, by: None };
    for _ in 0..=store::Options::default().events {
        server.d.store.whisper(event);
    }
    let mut told = String::new();
    while !told.contains("event: missed") {
        let frame =
            tokio::time::timeout(PATIENCE, stream.frame()).await.expect("it is told").unwrap().unwrap();
        told.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
    }
    assert!(told.starts_with("event: hello"));
}
crate::both!(a_stream_that_was_too_slow_says_that_it_missed_something);

async fn what_is_noted_of_somebody_is_told_to_screens_and_not_to_them(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::Lead).await;
    let conversation = server.asks(office, ada, "hello?").await;
    let by = Actor::Teammate { workspace: office.id, id: office.owner, role: Role::Owner };
    let stands = async || {
        let found = conversations::find(&server.d, office.id, conversation).await.unwrap().unwrap();
        (found.updated_at, found.moved_at, found.unread, found.next_seq)
    };
    let before = stands().await;
    server.d.clock.advance(Duration::from_mins(1));
    let found = async || contacts::find(&server.d, office.id, ada).await.unwrap().unwrap();
    let workspace = workspaces::find(&server.d, office.id).await.unwrap().unwrap();
    let given = companies::Given { name: Some(Some(personal("Kettle"))), ..companies::Given::default() };
    let company =
        companies::save(&server.d, &allow(&by, workspace).unwrap(), personal("k-1"), &given).await.unwrap();
    let mut events = server.d.store.events(store::Audience::Team(office.id));
    let phone = Changes { phone: Some(Some(personal("+81 3 0000 0000"))), ..Changes::default() };
    contacts::update(&server.d, allow(&by, found().await).unwrap(), phone).await.unwrap();
    notes::add(&server.d, &allow(&by, found().await).unwrap(), office.owner, personal("a note"))
        .await
        .unwrap();
    let tag =
        tags::tag_contact(&server.d, &allow(&by, found().await).unwrap(), office.owner, personal("vip"))
            .await;
    tags::untag_contact(&server.d, &allow(&by, found().await).unwrap(), tag.unwrap()).await.unwrap();
    companies::attach(&server.d, &allow(&by, found().await).unwrap(), company).await.unwrap();
    companies::detach(&server.d, &allow(&by, found().await).unwrap(), company).await.unwrap();
    let own = Actor::Contact { workspace: office.id, id: ada };
    contacts::leave_address(&server.d, &allow(&own, found().await).unwrap(), personal("ada@new.example"))
        .await
        .unwrap();
    contacts::set_blocked(&server.d, &allow(&by, found().await).unwrap(), true).await.unwrap();
    for told in 0..8 {
        let event =
            tokio::time::timeout(PATIENCE, events.next()).await.expect("it is told").unwrap().unwrap();
        assert_eq!((event.conversation, event.contact), (conversation, ada), "{told}");
        let themselves = (told != 6).then_some(office.owner);
        assert_eq!(event.by, themselves, "{told}: whoever does it looks again by themselves");
        assert!(!event.kind.seen_by_contact(), "{told}: it is no matter of theirs");
    }
    assert_eq!(stands().await, before, "nothing happened in the conversation");
}
crate::both!(what_is_noted_of_somebody_is_told_to_screens_and_not_to_them);
