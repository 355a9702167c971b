//! Tags on the screen: how often each is used, their names, and their end.

use axum::http::StatusCode;
use domain::contacts::ContactRole;
use privacy::access::Role;

use crate::harness::{Answer, Browser, Server};

async fn make(browser: &mut Browser<'_>, name: &str) -> Answer {
    browser.get("/settings/tags").await;
    browser.post("/settings/tags", &[("name", name)]).await
}

fn address(page: &Answer) -> String {
    format!("/settings/tags/{}", page.between("action=\"/settings/tags/", "/"))
}

async fn a_tag_is_made_renamed_and_deleted(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "My parcel?").await;
    let mut ines = server.signed_in(office, "ines").await;
    assert!(ines.get("/settings/tags").await.text.contains("No tag yet."));
    assert_eq!(make(&mut ines, " Late <b> ").await.header("location"), "/settings/tags?done=made");
    let page = ines.get("/settings/tags?done=made").await;
    assert!(page.text.contains("The tag is there.") && page.text.contains("Late &lt;b&gt;"));
    assert!(page.text.contains("Not in use"));
    ines.post(&format!("/inbox/{id}/tag"), &[("name", "late <b>")]).await;
    let page = ines.get("/settings/tags").await;
    assert!(page.text.contains("<p class=\"hint\">Conversations: 1</p>"), "{}", page.text);

    let one = address(&page);
    let renamed = ines.post(&format!("{one}/name"), &[("name", "Delayed")]).await;
    assert_eq!(renamed.header("location"), "/settings/tags?done=renamed");
    assert!(ines.get(&format!("/inbox/{id}")).await.text.contains("<span>Delayed</span>"));
    let deleted = ines.post(&format!("{one}/delete"), &[]).await;
    assert_eq!(deleted.header("location"), "/settings/tags?done=deleted");
    assert!(ines.get("/settings/tags?done=deleted").await.text.contains("No tag yet."));
    assert!(!ines.get(&format!("/inbox/{id}")).await.text.contains("<span>Delayed</span>"));
    for act in ["name", "delete"] {
        let late = ines.post(&format!("{one}/{act}"), &[("name", "x")]).await;
        assert_eq!(late.status, StatusCode::NOT_FOUND, "{act}");
    }
    for act in ["tag.created", "tag.renamed", "tag.emptied", "tag.deleted"] {
        assert!(ines.entered(act).await, "{act} is entered");
    }
}
crate::both!(a_tag_is_made_renamed_and_deleted);

async fn what_is_wrong_with_a_tag_is_said_at_its_field(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    make(&mut ines, "Late").await;
    let long = "n".repeat(101);
    for (name, says) in [
        ("", "Give the tag a name of 1 to 100 characters."),
        (&long, "Give the tag a name of 1 to 100 characters."),
        ("LATE", "Another tag has this name."),
    ] {
        let answer = make(&mut ines, name).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:.9}");
        assert!(answer.between("id=\"why-not\" role=\"alert\">", "<").starts_with(says), "{}", answer.text);
        assert!(answer.text.contains(&format!("value=\"{name}\"")), "what was typed stays");
    }
    make(&mut ines, "Early").await;
    let page = ines.get("/settings/tags").await;
    assert!(page.text.find("Early").unwrap() < page.text.find("Late").unwrap(), "by name");
    let taken = ines.post(&format!("{}/name", address(&page)), &[("name", "late")]).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.text.contains("Another tag has this name.") && taken.text.contains("value=\"late\""));
    assert_eq!(taken.text.matches("<details class=\"careful calm\" open").count(), 1, "its form is open");
}
crate::both!(what_is_wrong_with_a_tag_is_said_at_its_field);

async fn tags_are_for_those_who_lead(server: Server) {
    let (office, elsewhere) = (server.office().await, server.office().await);
    let mut ines = server.signed_in(office, "ines").await;
    make(&mut ines, "Late").await;
    let one = address(&ines.get("/settings/tags").await);
    server.teammate(office, "kofi", Role::Agent).await;
    server.teammate(office, "petra", Role::PrivacyOfficer).await;
    for name in ["kofi", "petra"] {
        let mut theirs = server.signed_in(office, name).await;
        assert!(!theirs.get("/settings").await.text.contains("/settings/tags"), "{name} does not see it");
        assert_eq!(theirs.get("/settings/tags").await.status, StatusCode::FORBIDDEN);
        theirs.get("/settings/sign-in").await;
        for path in ["/settings/tags".to_owned(), format!("{one}/name"), format!("{one}/delete")] {
            let answer = theirs.post(&path, &[("name", "Mine")]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name} {path}");
        }
    }
    let mut theirs = server.signed_in(elsewhere, "ines").await;
    theirs.get("/settings/tags").await;
    for act in ["name", "delete"] {
        let answer = theirs.post(&format!("{one}/{act}"), &[("name", "Mine")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{act}");
    }
    assert!(ines.get("/settings/tags").await.text.contains("Late"));
}
crate::both!(tags_are_for_those_who_lead);
