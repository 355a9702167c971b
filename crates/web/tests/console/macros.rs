//! Macros from their making to their end, and teammates who are named in notes.

use axum::http::StatusCode;
use domain::contacts::ContactRole;
use privacy::access::Role;

use crate::harness::{Answer, Browser, Server};
use crate::lists::team;

const BODY: &str =
    "Hi {{contact.first_name|there}}, {{teammate.first_name}} of {{workspace.name}} here.\r\n<b>Bye</b>";

async fn make(browser: &mut Browser<'_>, name: &str, body: &str, team: &str) -> Answer {
    browser.get("/inbox/macros").await;
    browser.post("/inbox/macros", &[("name", name), ("body", body), ("team", team)]).await
}

async fn a_macro_is_made_used_changed_and_deleted(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Hello?").await;
    let mut ines = server.signed_in(office, "ines").await;
    assert_eq!(make(&mut ines, "Greet <all>", BODY, "").await.header("location"), "/inbox/macros?done=made");
    let page = ines.get("/inbox/macros?done=made").await;
    assert!(page.text.contains("The macro was made.") && page.text.contains("Greet &lt;all&gt;"));
    assert!(
        page.text.contains("{{contact.first_name|there}}, {{teammate.first_name}}"),
        "its places are shown"
    );
    let one = format!("/inbox/macros/{}", page.between("action=\"/inbox/macros/", "\""));

    let to_use = ines.get(&format!("/inbox/{id}/macros")).await;
    let filled = "Hi Ada, Ines of Office here.\n&lt;b&gt;Bye&lt;/b&gt;";
    assert!(to_use.text.contains(filled), "{}", to_use.text);
    let address = to_use.between("<a href=\"/inbox/", "\"");
    let composer = ines.get(&format!("/inbox/{address}")).await;
    assert!(composer.text.contains(&format!(">{filled}</textarea>")), "it stands in the composer");
    let nobodys = ines.get(&format!("/inbox/{id}?macro=4711")).await;
    assert!(nobodys.text.contains("></textarea>"));

    let found = ines.script("/inbox/palette", &[("q", "greet")]).await;
    assert!(
        found.text.contains("data-macro=\"") && found.text.contains("Greet &lt;all&gt;"),
        "{}",
        found.text
    );
    let fields = [("version", "1"), ("name", "Greet"), ("body", "Hello."), ("team", "")];
    let changed = ines.post(&one, &fields).await;
    assert_eq!(changed.header("location"), "/inbox/macros?done=changed");
    // Whoever has the older version before them overwrites nothing.
    for path in [one.clone(), format!("{one}/delete")] {
        let late = ines.post(&path, &fields).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(late.text.contains("Somebody else changed this macro"), "{}", late.text);
        assert!(!late.text.contains("name=\"version\" value=\"1\""), "looked at again, it can be saved");
    }
    assert!(ines.get(&format!("/inbox/{id}/macros")).await.text.contains("Hello."));
    let deleted = ines.post(&format!("{one}/delete"), &[("version", "2")]).await;
    assert_eq!(deleted.header("location"), "/inbox/macros?done=deleted");
    assert_eq!(ines.post(&format!("{one}/delete"), &[]).await.status, StatusCode::NOT_FOUND);
    assert!(ines.get("/inbox/macros?done=deleted").await.text.contains("No macro yet."));
    for act in ["macro.created", "macro.changed", "macro.deleted"] {
        assert!(ines.entered(act).await, "{act} is entered");
    }
}
crate::both!(a_macro_is_made_used_changed_and_deleted);

async fn a_macro_of_a_team_is_its_members(server: Server) {
    let office = server.office().await;
    server.teammate(office, "kofi", Role::Agent).await;
    server.teammate(office, "petra", Role::PrivacyOfficer).await;
    let refunds = team(&server, office, "Refunds").await;
    let mut ines = server.signed_in(office, "ines").await;
    assert_eq!(
        make(&mut ines, "Refunded", "Done.", &refunds.to_string()).await.status,
        StatusCode::SEE_OTHER
    );
    let page = ines.get("/inbox/macros").await;
    assert!(page.text.contains("class=\"of-team\">Refunds"));
    let one = format!("/inbox/macros/{}", page.between("action=\"/inbox/macros/", "\""));
    let mut kofi = server.signed_in(office, "kofi").await;
    assert!(kofi.get("/inbox/macros").await.text.contains("No macro yet."));
    let fields = [("name", "x"), ("body", "x"), ("team", "")];
    assert_eq!(kofi.post(&one, &fields).await.status, StatusCode::NOT_FOUND);
    assert_eq!(kofi.post(&format!("{one}/delete"), &[]).await.status, StatusCode::NOT_FOUND);
    let other = server.office().await;
    let mut theirs = server.signed_in(other, "ines").await;
    theirs.get("/inbox/macros").await;
    assert_eq!(theirs.post(&one, &fields).await.status, StatusCode::NOT_FOUND);
    let mut petra = server.signed_in(office, "petra").await;
    assert_eq!(petra.get("/inbox/macros").await.status, StatusCode::FORBIDDEN);
    assert!(ines.get("/inbox/macros").await.text.contains("Refunded"));
}
crate::both!(a_macro_of_a_team_is_its_members);

async fn a_bad_macro_is_shown_again_with_what_is_wrong(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let long = "n".repeat(513);
    for (name, body, team, says) in [
        ("", "text", "", "Give the macro a name"),
        (long.as_str(), "text", "", "Give the macro a name"),
        ("Kept", " ", "", "Write the macro"),
        ("Kept", "{{contact.email}}", "", "is not one of those that are filled"),
        ("Kept", "text", "4711", "no such team any more"),
        ("Kept", "text", "x", "no such team any more"),
    ] {
        let answer = make(&mut ines, name, body, team).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:.5} {body} {team}");
        assert!(answer.text.contains(says) && answer.text.contains("No macro yet."), "{}", answer.text);
        assert!(name != "Kept" || answer.text.contains("value=\"Kept\""), "what was typed stays");
    }
}
crate::both!(a_bad_macro_is_shown_again_with_what_is_wrong);

async fn whoever_is_named_in_a_note_finds_it(server: Server) {
    let office = server.office().await;
    server.teammate(office, "kofi", Role::Agent).await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Hello?").await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let path = format!("/inbox/{id}/reply");
    let mut kofi = server.signed_in(office, "kofi").await;
    let has = |answer: &Answer| answer.text.contains(&format!("data-id=\"{id}\""));
    for (kind, body, finds) in [
        ("comment", "@kofi", false),
        ("note", "kofi", false),
        ("note", "@kofig", false),
        ("note", "Ask @kofi!", true),
    ] {
        assert_eq!(ines.script(&path, &[("kind", kind), ("body", body)]).await.status, StatusCode::OK);
        let list = kofi.get("/inbox/list?folder=mentions").await;
        assert_eq!(has(&list), finds, "{kind} {body}");
        assert_eq!(list.text.contains("&quot;mentions&quot;:&quot;1&quot;"), finds);
    }
    assert!(!has(&ines.get("/inbox/list?folder=mentions").await), "whoever writes it is not told");
}
crate::both!(whoever_is_named_in_a_note_finds_it);
