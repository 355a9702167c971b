//! Searching the inbox, and what the palette finds.

use axum::http::{Method, StatusCode};
use domain::contacts::ContactRole;
use domain::limits;
use privacy::access::Role;

use crate::harness::{Answer, Server};

async fn people_are_found_by_what_is_known_of_them(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let first = server.asks(office, ada, "The blue teapot").await;
    let bo = server.person(office, "Bo Lindgren", ContactRole::Lead).await;
    let second = server.asks(office, bo, "A question about <cups>").await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    ines.script(
        &format!("/inbox/{first}/reply"),
        &[("body", "Its spout is\nmended with gold"), ("kind", "comment")],
    )
    .await;
    ines.script(
        &format!("/inbox/{first}/reply"),
        &[("body", "She is called Quince at home"), ("kind", "note")],
    )
    .await;
    ines.script(&format!("/inbox/{first}/reply"), &[("body", "Until tomorrow"), ("kind", "comment")]).await;
    for (text, finds) in [
        ("blue tea", vec![first]),
        ("mended WITH", vec![first]),
        ("quince", vec![first]),
        ("ada.quill@people.example", vec![first]),
        ("  ADA.QUILL@people.example ", vec![first]),
        ("quill", vec![first]),
        ("lindgren@", vec![second]),
        ("<CUPS>", vec![second]),
        ("people.example", vec![first, second]),
        (&format!("#{second}"), vec![second]),
        ("no such person", vec![]),
    ] {
        let answer = ines.script("/inbox/search", &[("q", text)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{text}: {}", answer.text);
        assert!(
            answer.text.starts_with("<div class=\"list\" id=\"list\"")
                && answer.text.contains("data-searched"),
            "{}",
            answer.text
        );
        for id in [first, second] {
            let found = answer.text.contains(&format!("data-id=\"{id}\""));
            assert_eq!(found, finds.contains(&id), "{text} and {id}");
        }
        assert_eq!(answer.text.contains("Nothing was found."), finds.is_empty());
    }
    let shown = ines.script("/inbox/search", &[("q", "mended")]).await;
    assert!(
        shown.text.contains("mended with gold") && !shown.text.contains("Its spout"),
        "what was found is shown: {}",
        shown.text
    );
    let fields = [("q", "quill"), ("folder", "mine"), ("state", "closed")];
    let from = ines.script("/inbox/search", &fields).await;
    assert!(
        from.text.contains(&format!("/inbox/{first}?folder=mine&amp;state=closed")),
        "it goes back to its list"
    );
    let page = ines.post("/inbox/search", &[("q", "quill\"><b>")]).await;
    assert!(page.text.contains("<h1>Found</h1>") && page.text.contains("value=\"quill&quot;&gt;&lt;b&gt;\""));
    assert!(ines.entered("search.performed").await, "who searches is entered");
}
crate::both!(people_are_found_by_what_is_known_of_them);

async fn the_palette_finds_people_conversations_and_settings(server: Server) {
    let office = server.office().await;
    server.teammate(office, "kofi", Role::Agent).await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let older = server.asks(office, ada, "The blue teapot").await;
    server.d.clock.advance(std::time::Duration::from_secs(1));
    let newer = server.asks(office, ada, "The red teapot").await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let found = ines.script("/inbox/palette", &[("q", "ada")]).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text);
    let people = found.between("aria-label=\"People\"", "</ul>");
    assert!(
        people.contains(&format!("data-conversation=\"{newer}\"")),
        "a person leads to what is newest: {people}"
    );
    assert!(
        people.contains("ada.quill@people.example")
            && !people.contains(&format!("data-conversation=\"{older}\""))
    );
    let talks = found.between("aria-label=\"Conversations\"", "</ul>");
    assert!(talks.contains("The red teapot") && talks.contains("The blue teapot"));

    let settings = ines.script("/inbox/palette", &[("q", "toKEN")]).await;
    assert!(settings.text.contains("data-href=\"/settings/tokens\""), "{}", settings.text);
    let mut kofi = server.signed_in(office, "kofi").await;
    kofi.get("/inbox").await;
    let theirs = kofi.script("/inbox/palette", &[("q", "token")]).await;
    assert!(!theirs.text.contains("/settings/tokens"), "what a role does not open is not offered");
}
crate::both!(the_palette_finds_people_conversations_and_settings);

async fn a_search_is_bounded_and_ones_own(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    server.asks(office, ada, "The blue teapot").await;
    let other = server.office().await;
    let mut theirs = server.signed_in(other, "ines").await;
    theirs.get("/inbox").await;
    for path in ["/inbox/search", "/inbox/palette"] {
        for text in ["ada.quill@people.example", "quill", "#1"] {
            let answer = theirs.script(path, &[("q", text)]).await;
            assert!(!answer.text.contains("Ada Quill"), "{path} {text}");
        }
        let long = "x".repeat(513);
        let refused = theirs.script(path, &[("q", &long)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("at most 512 bytes"), "{}", refused.text);
        let asked = theirs.send(Method::GET, &format!("{path}?q=quill"), "", &[]).await;
        assert!(!asked.status.is_success(), "nothing is searched for by an address");
        let mut forger = theirs.clone();
        forger.csrf = "0".to_owned();
        assert_eq!(forger.script(path, &[("q", "ada")]).await.status, StatusCode::FORBIDDEN);
    }
}
crate::both!(a_search_is_bounded_and_ones_own);

async fn older_conversations_are_looked_at_when_asked(server: Server) {
    let office = server.office().await;
    let zelda = server.person(office, "Zelda Marsh", ContactRole::User).await;
    let old = server.asks(office, zelda, "The first of all").await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    for number in 0..limits::PAGE {
        server.d.clock.advance(std::time::Duration::from_secs(1));
        server.asks(office, ada, &format!("number {number}")).await;
    }
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let newest = ines.script("/inbox/search", &[("q", "marsh")]).await;
    let found = |answer: &Answer| answer.text.contains(&format!("data-id=\"{old}\""));
    assert!(!found(&newest) && newest.text.contains("By name and message: 150 conversations, back to <time"));
    let exact = ines.script("/inbox/search", &[("q", "zelda.marsh@people.example")]).await;
    assert!(found(&exact), "a whole address is found at once, however old");

    let (after, looked) =
        (newest.between("name=\"after\" value=\"", "\""), newest.between("name=\"looked\" value=\"", "\""));
    let fields = [("q", "marsh"), ("after", after.as_str()), ("looked", looked.as_str()), ("folder", "mine")];
    let older = ines.script("/inbox/search", &fields).await;
    assert!(found(&older) && older.text.contains("By name and message: all 151 conversations."));
    assert!(!older.text.contains("id=\"older\"") && older.text.contains("folder=mine"), "{}", older.text);
    let page = ines.post("/inbox/search", &fields).await;
    assert!(found(&page) && page.text.contains("<h1>Found</h1>"), "without scripts too");
    for bad in ["", "x", "1.x", "1"] {
        let refused = ines.script("/inbox/search", &[("q", "marsh"), ("after", bad)]).await;
        assert!(refused.text.contains("after is a place in a list"), "{bad}: {}", refused.text);
    }
    let nothing = ines.script("/inbox/search", &[("q", " "), ("after", after.as_str())]).await;
    assert!(nothing.text.contains("Nothing was found.") && !found(&nothing), "{}", nothing.text);
    let other = server.office().await;
    let mut theirs = server.signed_in(other, "ines").await;
    theirs.get("/inbox").await;
    assert!(!found(&theirs.script("/inbox/search", &fields).await));
}
crate::both!(older_conversations_are_looked_at_when_asked);
