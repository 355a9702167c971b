//! What an erasure left to be looked over, on its screen.

use axum::http::StatusCode;
use domain::contacts::ContactRole;
use privacy::access::Role;

use crate::harness::Server;

async fn what_was_left_is_looked_over_or_deleted(server: Server) {
    let office = server.office().await;
    server.teammate(office, "kofi", Role::Agent).await;
    server.teammate(office, "petra", Role::PrivacyOfficer).await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let bo = server.person(office, "Bo Lindgren", ContactRole::User).await;
    let id = server.asks(office, ada, "Where is it?").await;
    let alone = server.asks(office, bo, "And mine?").await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let added = ines.script(&format!("/inbox/{id}/people/add"), &[("contact", &bo.to_string())]).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    let screen = ines.post(&format!("/inbox/people/{ada}/erase"), &[]).await.header("location").to_owned();
    assert!(screen.starts_with("/inbox/erasures/"), "{screen}");
    let (done, delete) = (format!("{screen}/reviews/{id}/done"), format!("{screen}/reviews/{id}/delete"));

    let mut petra = server.signed_in(office, "petra").await;
    let page = petra.get(&screen).await;
    assert!(
        page.text.contains(&format!("Conversation {id}")) && page.text.contains("href=\"/inbox/"),
        "{}",
        page.text
    );
    assert!(page.text.contains(&done) && page.text.contains(&delete));
    assert_eq!(petra.post(&done, &[]).await.header("location"), screen);
    let page = petra.get(&screen).await;
    assert!(page.text.contains("Looked over by petra") && !page.text.contains(&done), "{}", page.text);
    assert_eq!(ines.post(&done, &[]).await.header("location"), screen, "who pressed it later sees who did");
    assert!(ines.get(&screen).await.text.contains("Looked over by petra"));
    assert_eq!(ines.entries("erasure.reviewed").await, 1, "it is entered once");

    let mut kofi = server.signed_in(office, "kofi").await;
    kofi.get("/inbox").await;
    let other = server.office().await;
    let mut theirs = server.signed_in(other, "ines").await;
    theirs.get("/inbox").await;
    let mut forger = petra.clone();
    forger.csrf = "0".to_owned();
    for path in [&done, &delete] {
        assert_eq!(kofi.post(path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(theirs.post(path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(forger.post(path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let elsewhere = petra.post(&format!("{screen}/reviews/{alone}/delete"), &[]).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND, "only what this erasure left");
    let deleted = petra.post(&delete, &[]).await;
    assert!(
        deleted.header("location").starts_with("/inbox/erasures/") && deleted.header("location") != screen
    );
    assert!(petra.get(&screen).await.text.contains("Deleted"));
    assert_eq!(petra.post(&delete, &[]).await.status, StatusCode::NOT_FOUND);
    for act in ["erasure.reviewed", "conversation.deleted"] {
        assert!(ines.entered(act).await, "{act} is entered");
    }
}
crate::both!(what_was_left_is_looked_over_or_deleted);
