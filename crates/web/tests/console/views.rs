//! Views: made, opened, counted, changed and deleted; and what nobody may do with another's.

use axum::http::StatusCode;
use domain::contacts::ContactRole;
use privacy::access::Role;

use crate::harness::{Answer, Browser, Server};
use crate::lists::{counts, rows, team};

const FIELDS: [(&str, &str); 6] =
    [("state", "open"), ("whose", "anybody"), ("team", ""), ("tag", ""), ("sort", "newest"), ("shared", "")];

/// These fields, with others in place of some.
fn fields<'a>(name: &'a str, other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let of = |key: &str| other.iter().find(|(field, _)| *field == key).map(|(_, value)| *value);
    let usual = FIELDS.iter().map(|(key, value)| (*key, of(key).unwrap_or(value)));
    let more = other.iter().copied().filter(|(key, _)| FIELDS.iter().all(|(known, _)| known != key));
    std::iter::once(("name", name)).chain(usual).chain(more).collect()
}

async fn make(browser: &mut Browser<'_>, name: &str, other: &[(&str, &str)]) -> Answer {
    browser.get("/inbox/views").await;
    browser.post("/inbox/views", &fields(name, other)).await
}

async fn a_view_is_made_opened_changed_and_deleted(server: Server) {
    let office = server.office().await;
    let refunds = team(&server, office, "Refunds").await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let mut ids = Vec::new();
    for text in ["one", "two", "three"] {
        server.d.clock.advance(std::time::Duration::from_secs(1));
        ids.push(server.asks(office, ada, text).await.to_string());
    }
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    for id in &ids[..2] {
        ines.script(&format!("/inbox/{id}/assign"), &[("to", &format!("team-{refunds}"))]).await;
    }
    ines.script(&format!("/inbox/{}/priority", ids[0]), &[("first", "yes")]).await;
    ines.script(&format!("/inbox/{}/tag", ids[1]), &[("name", "Late <parcel>")]).await;

    // It begins with the list from which one comes.
    let from = ines.get(&format!("/inbox/views?folder=team-{refunds}&state=closed&sort=oldest")).await;
    for begun in [
        &format!("<option value=\"{refunds}\" selected>"),
        "<option value=\"closed\" selected>",
        "<option value=\"oldest\" selected>",
    ] {
        assert!(from.text.contains(begun), "{begun}: {}", from.text);
    }
    let refunds = refunds.to_string();
    let made = make(&mut ines, "Refunds <first>", &[("team", &refunds), ("priority", "yes")]).await;
    let address = made.header("location").to_owned();
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let view = address.strip_prefix("/inbox?folder=").unwrap().to_owned();
    let id = view.strip_prefix("view-").unwrap().to_owned();
    let page = ines.get(&address).await;
    assert_eq!(rows(&page), ids[..1]);
    assert_eq!(counts(&page)[&view], "1");
    assert!(page.text.contains("<h1>Refunds &lt;first&gt;</h1>") && !page.text.contains("class=\"states\""));
    assert_eq!(rows(&ines.get(&format!("/inbox/list?folder={view}")).await), ids[..1]);
    let found = ines.script("/inbox/palette", &[("q", "refunds <f")]).await;
    assert!(found.text.contains(&format!("data-href=\"{address}\"")), "{}", found.text);

    let one = format!("/inbox/views/{id}");
    let wider = fields("Refunds", &[("team", &refunds), ("sort", "oldest"), ("version", "1")]);
    ines.get("/inbox/views").await;
    assert_eq!(ines.post(&one, &wider).await.header("location"), "/inbox/views?done=changed");
    for path in [one.clone(), format!("{one}/delete")] {
        let late = ines.post(&path, &wider).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.text.contains("Somebody else changed this view"), "{}", late.text);
        assert!(!late.text.contains("name=\"version\" value=\"1\""), "looked at again, it can be saved");
    }
    assert_eq!(rows(&ines.get(&address).await), ids[..2], "in its own order");
    assert_eq!(rows(&ines.get(&format!("{address}&sort=newest")).await), [ids[1].clone(), ids[0].clone()]);
    let deleted = ines.post(&format!("{one}/delete"), &[("version", "2")]).await;
    assert_eq!(deleted.header("location"), "/inbox/views?done=deleted");
    assert_eq!(ines.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ines.get(&format!("/inbox/list?folder={view}")).await.status, StatusCode::NOT_FOUND);
    let open = ines.get(&format!("/inbox/{}?folder={view}", ids[0])).await;
    assert_eq!((open.status, rows(&open).len()), (StatusCode::OK, 3), "in the usual list");
    assert!(open.text.contains("id=\"thread\"") && !open.text.contains(&format!("folder={view}")));
    let found = ines.post("/inbox/search", &[("q", "quill"), ("folder", &view)]).await;
    assert_eq!((found.status, rows(&found).len()), (StatusCode::OK, 3));
    for act in ["view.created", "view.changed", "view.deleted"] {
        assert!(ines.entered(act).await, "{act} is entered");
    }
}
crate::both!(a_view_is_made_opened_changed_and_deleted);

async fn ones_own_view_is_nobody_elses(server: Server) {
    let office = server.office().await;
    server.teammate(office, "kofi", Role::Agent).await;
    server.teammate(office, "petra", Role::PrivacyOfficer).await;
    let mut ines = server.signed_in(office, "ines").await;
    let own = make(&mut ines, "Only hers", &[]).await.header("location").to_owned();
    let shared = make(&mut ines, "Everybodys", &[("shared", "yes")]).await.header("location").to_owned();
    let mut kofi = server.signed_in(office, "kofi").await;
    assert_eq!(kofi.get(&own).await.status, StatusCode::NOT_FOUND);
    let page = kofi.get(&shared).await;
    assert!(page.text.contains("Everybodys") && !page.text.contains("Only hers"));
    let screen = kofi.get("/inbox/views").await;
    assert!(screen.text.contains("Everybodys") && !screen.text.contains("Only hers"));
    assert!(!screen.text.contains("name=\"shared\"") && !screen.text.contains("/delete\""), "not offered");

    let of = |address: &str| address.replace("/inbox?folder=view-", "/inbox/views/");
    let version = [("version", "1")];
    for (path, status) in [(of(&own), StatusCode::NOT_FOUND), (of(&shared), StatusCode::UNPROCESSABLE_ENTITY)]
    {
        for path in [path.clone(), format!("{path}/delete")] {
            assert_eq!(kofi.post(&path, &fields("x", &version)).await.status, status, "{path}");
        }
    }
    let refused = make(&mut kofi, "For all", &[("shared", "yes")]).await;
    assert!(
        refused.status == StatusCode::UNPROCESSABLE_ENTITY
            && refused.text.contains("Your role does not allow")
    );
    assert!(refused.text.contains("value=\"For all\""), "what was typed stays");
    let other = server.office().await;
    let mut theirs = server.signed_in(other, "ines").await;
    theirs.get("/inbox/views").await;
    assert_eq!(theirs.get(&shared).await.status, StatusCode::NOT_FOUND);
    assert_eq!(theirs.post(&of(&shared), &fields("x", &version)).await.status, StatusCode::NOT_FOUND);
    let mut petra = server.signed_in(office, "petra").await;
    assert_eq!(petra.get("/inbox/views").await.status, StatusCode::FORBIDDEN);
    assert!(!petra.get(&shared).await.text.contains("/inbox/views"), "and not offered");
    assert!(ines.get("/inbox").await.text.contains("Only hers"));
}
crate::both!(ones_own_view_is_nobody_elses);

async fn a_bad_view_is_shown_again_with_what_is_wrong(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let long = "n".repeat(241);
    for (name, other, says) in [
        ("", ("state", "open"), "Give the view a name"),
        (long.as_str(), ("state", "open"), "Give the view a name"),
        ("Kept", ("state", "gone"), "is not there any more"),
        ("Kept", ("whose", "teammate-4711"), "is not there any more"),
        ("Kept", ("whose", "you"), "is not there any more"),
        ("Kept", ("team", "4711"), "is not there any more"),
        ("Kept", ("tag", "x"), "is not there any more"),
    ] {
        let answer = make(&mut ines, name, &[other]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:.5} {other:?}");
        assert!(answer.text.contains(says) && answer.text.contains("No view yet."), "{}", answer.text);
        assert!(name != "Kept" || answer.text.contains("value=\"Kept\""), "what was typed stays");
    }
    for number in 0..20 {
        assert_eq!(make(&mut ines, &number.to_string(), &[]).await.status, StatusCode::SEE_OTHER);
    }
    assert!(make(&mut ines, "one more", &[]).await.text.contains("There are 20 views already"));
    assert_eq!(ines.get("/inbox?folder=view-4711").await.status, StatusCode::NOT_FOUND);
}
crate::both!(a_bad_view_is_shown_again_with_what_is_wrong);
