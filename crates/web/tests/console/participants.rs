//! Several people in a conversation, as the column beside it has them.

use std::time::Duration;

use axum::http::StatusCode;
use domain::contacts::ContactRole;
use domain::holds::{self, Ground, NewHold, On, Scope};
use privacy::Personal;
use privacy::access::{Actor, Role};

use crate::harness::{Answer, Server};

fn names(answer: &Answer) -> Vec<String> {
    let lines = answer.text.split("data-person-id=\"").skip(1);
    lines
        .map(|line| line.split_once("class=\"what\">").unwrap().1.split('<').next().unwrap().to_owned())
        .collect()
}

async fn people_are_brought_in_shown_and_taken_out(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let bo = server.person(office, "Bo <Lind>", ContactRole::Lead).await;
    let id = server.asks(office, ada, "Where is it?").await;
    server.asks(office, bo, "And mine?").await;
    let mut ines = server.signed_in(office, "ines").await;
    let alone = ines.get(&format!("/inbox/{id}")).await;
    assert!(alone.text.contains("Bring somebody in") && names(&alone).is_empty());
    let at = |act: &str| format!("/inbox/{id}/people/{act}");
    for who in ["lind", "BO.<LIND>@people.example"] {
        let found = ines.script(&at("find"), &[("who", who)]).await;
        assert!(
            found.text.starts_with("<div id=\"candidates\"") && found.text.contains("Bo &lt;Lind&gt;"),
            "{}",
            found.text
        );
        assert!(found.text.contains(&format!("name=\"contact\" value=\"{bo}\"")));
    }
    let page = ines.post(&at("find"), &[("who", "nobody@new.example")]).await;
    assert!(page.text.contains("<h1>") && page.text.contains("Bring in nobody@new.example as a new person"));
    let within = ines.script(&at("find"), &[("who", "quill")]).await;
    assert!(within.text.contains("Nobody was found who is not in it."), "{}", within.text);

    let back = ines.post(&at("add"), &[("contact", &bo.to_string())]).await;
    assert_eq!(back.header("location"), format!("/inbox/{id}"));
    assert_eq!(ines.script(&at("add"), &[("email", " nobody@new.example ")]).await.status, StatusCode::OK);
    let page = ines.get(&format!("/inbox/{id}")).await;
    assert_eq!(names(&page), ["Ada Quill", "Bo &lt;Lind&gt;", "nobody@new.example"]);
    let looked = ines.get(&format!("/inbox/log?act=contact.read&who=contact:{bo}")).await;
    assert!(looked.text.contains("title=\"contact.read\""), "each whose name is shown was looked at");
    let beside = ines.get(&format!("/inbox/{id}/person?person={bo}")).await;
    assert!(
        beside.text.contains("<h2>Bo &lt;Lind&gt;</h2>")
            && beside.text.contains(&format!("data-beside=\"{bo}\""))
    );
    let stranger = server.person(office, "Cy Vane", ContactRole::User).await;
    let nobody = ines.get(&format!("/inbox/{id}/person?person={stranger}")).await;
    assert!(nobody.text.contains("<h2>Ada Quill</h2>"), "only of those who are in it");

    assert_eq!(ines.script(&at("remove"), &[("contact", &ada.to_string())]).await.status, StatusCode::OK);
    assert!(
        ines.get(&format!("/inbox/{id}/person")).await.text.contains("<h2>Bo &lt;Lind&gt;</h2>"),
        "it is with the next"
    );
    for act in [
        "conversation.contact_attached",
        "conversation.contact_detached",
        "search.performed",
        "contact.created",
    ] {
        assert!(ines.entered(act).await, "{act} is entered");
    }
}
crate::both!(people_are_brought_in_shown_and_taken_out);

async fn whoever_was_erased_comes_back_on_purpose_alone(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let cy = server.person(office, "Cy Vane", ContactRole::Lead).await;
    let id = server.asks(office, ada, "Where is it?").await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    ines.post(&format!("/inbox/people/{cy}/erase"), &[]).await;
    let made = ines.entries("contact.created").await;
    let at = |act: &str| format!("/inbox/{id}/people/{act}");
    let again = ("email", "cy.vane@people.example");
    let found = ines.script(&at("find"), &[("who", again.1)]).await;
    assert!(found.text.contains("was erased") && found.text.contains("name=\"returns\""), "{}", found.text);
    let new = ines.script(&at("find"), &[("who", "nobody@new.example")]).await;
    assert!(!new.text.contains("was erased") && !new.text.contains("name=\"returns\""), "{}", new.text);
    let refused = ines.script(&at("add"), &[again]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("somebody with this address was erased"), "{}", refused.text);
    assert_eq!(ines.entries("contact.created").await, made, "nobody was made");

    let review_at = server.d.now().after(Duration::from_hours(24));
    let (basis, reviewer) = (Personal::new("the claim of March".to_owned()), office.owner);
    let (ground, scope) = (Ground::Litigation, Scope::Everything);
    let hold = NewHold { ground, scope, basis, until: None, review_at, reviewer };
    let owner = Actor::Teammate { workspace: office.id, id: office.owner, role: Role::Owner };
    let placed = holds::place(&server.d, &owner, On::Conversation(id), hold).await.unwrap();
    let refused = ines.script(&at("add"), &[again, ("returns", "yes")]).await;
    assert!(refused.text.contains("a hold needs the conversation as it is"), "{}", refused.text);
    assert_eq!(ines.entries("contact.created").await, made, "nobody was made");
    holds::lift(&server.d, &owner, placed).await.unwrap();
    assert_eq!(ines.script(&at("add"), &[again, ("returns", "yes")]).await.status, StatusCode::OK);
    assert_eq!(names(&ines.get(&format!("/inbox/{id}")).await), ["Ada Quill", "cy.vane@people.example"]);
    assert!(ines.entered("contact.recreated").await, "that it was on purpose is entered");
}
crate::both!(whoever_was_erased_comes_back_on_purpose_alone);

async fn what_cannot_be_is_refused_with_a_reason(server: Server) {
    let office = server.office().await;
    server.teammate(office, "petra", Role::PrivacyOfficer).await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let stranger = server.person(office, "Cy Vane", ContactRole::User).await;
    let id = server.asks(office, ada, "Where is it?").await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let other = server.office().await;
    let foreign = server.person(other, "Dee Far", ContactRole::User).await.to_string();
    let (ada, stranger) = (ada.to_string(), stranger.to_string());
    for (act, field, value, status, says) in [
        ("find", "who", "", 422, "write one line"),
        ("find", "who", "a\nb", 422, "write one line"),
        ("add", "contact", "x", 404, "no such thing"),
        ("add", "contact", &foreign, 404, "no such thing"),
        ("add", "email", "nobody", 422, "not an e-mail address"),
        ("remove", "contact", &ada, 422, "the last person cannot be taken out"),
        ("remove", "contact", &stranger, 422, "they are not in the conversation"),
    ] {
        let answer = ines.script(&format!("/inbox/{id}/people/{act}"), &[(field, value)]).await;
        assert_eq!(answer.status.as_u16(), status, "{act} {value}: {}", answer.text);
        assert!(answer.text.contains(says), "{act} {value}: {}", answer.text);
    }
    let mut petra = server.signed_in(office, "petra").await;
    assert!(!petra.get(&format!("/inbox/{id}")).await.text.contains("Bring somebody in"));
    let mut theirs = server.signed_in(other, "ines").await;
    theirs.get("/inbox").await;
    for (act, field, value) in
        [("find", "who", "vane"), ("add", "contact", stranger.as_str()), ("remove", "contact", ada.as_str())]
    {
        let path = format!("/inbox/{id}/people/{act}");
        assert_eq!(petra.script(&path, &[(field, value)]).await.status, StatusCode::FORBIDDEN, "{act}");
        assert_eq!(theirs.script(&path, &[(field, value)]).await.status, StatusCode::NOT_FOUND, "{act}");
        let mut forger = ines.clone();
        forger.csrf = "0".to_owned();
        assert_eq!(forger.script(&path, &[(field, value)]).await.status, StatusCode::FORBIDDEN, "{act}");
    }
}
crate::both!(what_cannot_be_is_refused_with_a_reason);
