//! What a teammate has begun to write.

use axum::http::StatusCode;
use domain::contacts::ContactRole;
use privacy::access::Role;

use crate::harness::{Browser, Server};

/// What stands in the composer, and whether it is a note.
async fn begun(browser: &mut Browser<'_>, id: &str) -> (String, bool) {
    let composer = browser.get(&format!("/inbox/{id}")).await.between("id=\"composer\"", "</form>");
    let text = composer.split("<textarea").nth(1).unwrap().split_once('>').unwrap().1;
    let note = composer.contains("value=\"note\" checked");
    assert_ne!(note, composer.contains("value=\"comment\" checked"), "one of both is chosen");
    (text.split("</textarea>").next().unwrap().to_owned(), note)
}

async fn a_draft_is_its_teammates_until_it_is_sent(server: Server) {
    let office = server.office().await;
    server.teammate(office, "kofi", Role::Agent).await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Hello?").await.to_string();
    let (mut ines, mut kofi) =
        (server.signed_in(office, "ines").await, server.signed_in(office, "kofi").await);
    assert_eq!(begun(&mut ines, &id).await, (String::new(), false));
    let draft = format!("/inbox/{id}/draft");
    for (kind, body, shown) in
        [("comment", "Dear <Ada>,", "Dear &lt;Ada&gt;,"), ("note", "She asks\n twice", "She asks\n twice")]
    {
        let kept = ines.script(&draft, &[("kind", kind), ("body", body)]).await;
        assert_eq!(kept.status, StatusCode::NO_CONTENT, "{}", kept.text);
        assert_eq!(begun(&mut ines, &id).await, (shown.to_owned(), kind == "note"));
        assert_eq!(begun(&mut kofi, &id).await, (String::new(), false), "nobody sees another's");
    }
    assert!(ines.get("/inbox/list").await.text.contains("Hello?"), "it is no message");
    // One teammate's message leaves the other's draft, and takes their own along.
    assert_eq!(
        kofi.script(&draft, &[("kind", "comment"), ("body", "mine")]).await.status,
        StatusCode::NO_CONTENT
    );
    let sent = kofi.script(&format!("/inbox/{id}/reply"), &[("body", "sent")]).await;
    assert_eq!(sent.status, StatusCode::OK);
    assert_eq!(begun(&mut kofi, &id).await.0, "");
    assert_eq!(begun(&mut ines, &id).await.0, "She asks\n twice");
    assert_eq!(ines.script(&draft, &[("kind", "note"), ("body", " ")]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(begun(&mut ines, &id).await, (String::new(), false));
    assert!(ines.entered("draft.kept").await && ines.entered("draft.discarded").await);
}
crate::both!(a_draft_is_its_teammates_until_it_is_sent);

async fn a_draft_is_kept_only_where_one_may_write(server: Server) {
    let office = server.office().await;
    server.teammate(office, "petra", Role::PrivacyOfficer).await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Hello?").await.to_string();
    let draft = format!("/inbox/{id}/draft");
    let fields = [("kind", "comment"), ("body", "x")];
    let mut petra = server.signed_in(office, "petra").await;
    petra.get("/inbox").await;
    assert_eq!(petra.script(&draft, &fields).await.status, StatusCode::FORBIDDEN);
    let other = server.office().await;
    let mut theirs = server.signed_in(other, "ines").await;
    theirs.get("/inbox").await;
    assert_eq!(theirs.script(&draft, &fields).await.status, StatusCode::NOT_FOUND);
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let mut forger = ines.clone();
    forger.csrf = "0".to_owned();
    assert_eq!(forger.script(&draft, &fields).await.status, StatusCode::FORBIDDEN);
    let long = "x".repeat(64 * 1024 + 1);
    for (kind, body, says) in [("comment", long.as_str(), "a draft has at most"), ("letter", "x", "kind is")]
    {
        let refused = ines.script(&draft, &[("kind", kind), ("body", body)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind}");
        assert!(refused.text.contains(says), "{}", refused.text);
    }
    for (does, status) in [
        ("look", StatusCode::NO_CONTENT),
        ("note", StatusCode::NO_CONTENT),
        ("comment", StatusCode::NO_CONTENT),
        ("dance", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let told = ines.script(&format!("/inbox/{id}/typing?does={does}"), &[]).await;
        assert_eq!(told.status, status, "{does}");
    }
    assert_eq!(begun(&mut ines, &id).await, (String::new(), false));
}
crate::both!(a_draft_is_kept_only_where_one_may_write);
