//! Teammates who say that they are away, where colleagues see it.

use axum::http::{Method, StatusCode};
use domain::contacts::ContactRole;
use domain::conversations;
use domain::messages::{self, Author, Draft, Kind};
use privacy::Id;
use privacy::access::{Actor, Role, allow};
use privacy::ids::{Contact, Conversation};

use crate::harness::{Browser, Office, Server, encoded, personal};

async fn says(server: &Server, office: Office, person: Id<Contact>, id: Id<Conversation>) {
    let by = Actor::Contact { workspace: office.id, id: person };
    let found = conversations::find(&server.d, office.id, id).await.unwrap().unwrap();
    let author = Author::Contact(person);
    let draft = Draft { kind: Kind::Comment, author, body: personal("Well?"), files: Vec::new(), key: None };
    messages::send(&server.d, allow(&by, found).unwrap(), draft).await.unwrap();
}

/// Whether the list of a folder has the conversation.
async fn has(browser: &mut Browser<'_>, folder: &str, id: Id<Conversation>) -> bool {
    browser.get(&format!("/inbox/list?folder={folder}")).await.text.contains(&format!("data-id=\"{id}\""))
}

async fn who_is_away_is_seen_and_gives_back_what_they_chose(server: Server) {
    let office = server.office().await;
    let kofi = server.teammate(office, "kofi", Role::Agent).await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "My parcel?").await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    ines.post(&format!("/inbox/{id}/assign"), &[("to", &format!("teammate-{kofi}"))]).await;
    let mut theirs = server.signed_in(office, "kofi").await;
    assert!(theirs.get("/inbox").await.text.contains("title=\"Say that you are away\""));

    let gone = theirs.post("/inbox/away", &[("presence", "away")]).await;
    assert_eq!((gone.status, gone.header("location")), (StatusCode::SEE_OTHER, "/inbox"));
    let page = theirs.get("/inbox").await;
    assert!(page.text.contains("title=\"You are away\"") && page.text.contains("stays with you"));
    let menu = ines.get(&format!("/inbox/{id}")).await;
    assert!(menu.text.contains("data-name=\"kofi\" data-away=\"Away\""), "{}", menu.text);
    assert!(!menu.text.contains("data-name=\"Ines Carvalho\" data-away"));
    assert!(ines.get("/settings/teammates").await.text.contains("<span class=\"badge\">Away</span>"));
    says(&server, office, ada, id).await;
    assert!(has(&mut theirs, "mine", id).await, "they keep it");

    theirs.get("/inbox").await;
    theirs.post("/inbox/away", &[("presence", "away"), ("reassigns", "yes")]).await;
    assert!(theirs.get("/inbox").await.text.contains("goes back to its team"));
    says(&server, office, ada, id).await;
    assert!(!has(&mut theirs, "mine", id).await && has(&mut ines, "unassigned", id).await);

    theirs.get("/inbox").await;
    theirs.post("/inbox/away", &[("presence", "back")]).await;
    assert!(theirs.get("/inbox").await.text.contains("title=\"Say that you are away\""));
    assert!(!ines.get(&format!("/inbox/{id}")).await.text.contains("data-away"));
    for act in ["teammate.went_away", "teammate.came_back"] {
        assert!(ines.entered(act).await, "{act} is entered");
    }
}
crate::both!(who_is_away_is_seen_and_gives_back_what_they_chose);

async fn whoever_says_it_stays_where_they_were(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let csrf = ines.csrf.clone();
    let body = encoded(&[("csrf", csrf.as_str()), ("presence", "away")]);
    let from = "https://desk.example:8443/inbox?folder=all&state=open";
    let headers = [("sec-fetch-site", "same-origin"), ("referer", from)];
    let answer = ines.send(Method::POST, "/inbox/away", &body, &headers).await;
    assert_eq!(answer.header("location"), "/inbox?folder=all&state=open");
    for fields in [&[("presence", "asleep")] as &[(&str, &str)], &[]] {
        assert_eq!(ines.post("/inbox/away", fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    ines.csrf = "forged".to_owned();
    assert_eq!(ines.post("/inbox/away", &[("presence", "back")]).await.status, StatusCode::FORBIDDEN);
    assert!(ines.get("/inbox").await.text.contains("title=\"You are away\""), "nothing of it was done");
}
crate::both!(whoever_says_it_stays_where_they_were);
