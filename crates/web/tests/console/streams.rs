//! What an inbox is told ends with the session under which it asked; what it was not told, it is told of.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::contacts::ContactRole;
use http_body_util::BodyExt as _;
use privacy::access::Role;
use store::{Event, EventKind};

use crate::harness::{Browser, PASSWORD, Server};

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
