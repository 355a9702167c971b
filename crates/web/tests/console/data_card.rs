//! The data card beside a conversation: how somebody was proven to be who they are, until when it is all kept, and who looked.

use std::time::Duration;

use axum::http::Method;
use domain::contacts::ContactRole;
use domain::data_events::{self, NewEvent};
use privacy::Id;
use privacy::access::{Role, allow};
use privacy::ids::Contact;

use crate::harness::{Browser, Office, Server, personal};
use crate::identity::{identify, make, token};

/// The card beside the conversation, as somebody who reads that language has it.
async fn card(browser: &mut Browser<'_>, id: &str, language: &str) -> String {
    let path = format!("/inbox/{id}");
    let page = browser.send(Method::GET, &path, "", &[("accept-language", language)]).await;
    page.between("class=\"data-card\"", "</section>")
}

/// The user `u-1`, whom a proof has made.
async fn proven(server: &Server, office: Office) -> Id<Contact> {
    let found = domain::contacts::find_by_external_id(&server.d, office.id, &personal("u-1")).await;
    found.unwrap().unwrap().id
}

async fn it_says_by_what_somebody_was_proven(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let secret = make(&mut ines, "Shop").await;
    ines.get("/settings/identity").await;
    ines.post("/settings/identity/rules", &[("user_hash", "1")]).await;
    let hash = testkit::identity::user_hash(&secret, "u-1");
    let said = serde_json::json!({"user_id": "u-1", "user_hash": hash});
    assert!(identify(&server, office, &said).await.is_some());
    let id = server.asks(office, proven(&server, office).await, "Hello?").await.to_string();
    for (language, says) in [("en", "Verified by user hash"), ("ja", "ユーザーハッシュで確認済み")]
    {
        let shown = card(&mut ines, &id, language).await;
        assert!(shown.contains(says) && !shown.contains("token") && !shown.contains("トークン"), "{shown}");
    }
    server.d.clock.advance(Duration::from_mins(1));
    assert!(identify(&server, office, &token(&server, &secret)).await.is_some());
    for (language, says) in [("en", "Verified by signed token"), ("ja", "署名付きトークンで確認済み")]
    {
        let shown = card(&mut ines, &id, language).await;
        assert!(shown.contains(says) && !shown.contains("hash") && !shown.contains("ハッシュ"), "{shown}");
    }
    // Whom nobody proved is not called verified.
    for (role, says) in [
        (ContactRole::User, "From your systems, not verified now"),
        (ContactRole::Lead, "Stated, not verified"),
    ] {
        let ada = server.person(office, role.code(), role).await;
        let id = server.asks(office, ada, "Hello?").await.to_string();
        let shown = card(&mut ines, &id, "en").await;
        assert!(shown.contains(says) && !shown.contains("Verified by"), "{shown}");
    }
}
crate::both!(it_says_by_what_somebody_was_proven);

async fn it_says_what_ends_when_and_who_looked(server: Server) {
    let office = server.office().await;
    server.teammate(office, "kofi", Role::Agent).await;
    let ada = server.person(office, "Ada Quill", ContactRole::Lead).await;
    let id = server.asks(office, ada, "Hello?").await.to_string();
    let (mut ines, mut kofi) =
        (server.signed_in(office, "ines").await, server.signed_in(office, "kofi").await);
    let shown = card(&mut ines, &id, "en").await;
    assert!(shown.contains("Until it is deleted or they are erased"), "{shown}");
    assert!(!shown.contains("the last goes"), "{shown}");
    assert!(shown.contains("By nobody but you"), "{shown}");
    server.d.clock.advance(Duration::from_mins(1));
    // To each is told who else looked, however often they look themselves.
    let (by_ines, by_kofi) = (
        "Ines Carvalho, <time datetime=\"2026-01-01T00:00:00Z\"",
        "kofi, <time datetime=\"2026-01-01T00:01:00Z\"",
    );
    for _ in 0..2 {
        let shown = card(&mut kofi, &id, "en").await;
        assert!(shown.contains(by_ines) && !shown.contains("kofi, <time"), "{shown}");
    }
    for minutes in [0, 6, 6] {
        server.d.clock.advance(Duration::from_mins(minutes));
        let shown = card(&mut ines, &id, "en").await;
        assert!(shown.contains(by_kofi) && !shown.contains("Ines Carvalho, <time"), "{shown}");
    }

    // A visitor's messenger knows them again for 274 days, and what they did is kept for 90.
    let visitor = domain::messenger_sessions::start(&server.d, office.id, None).await.unwrap().contact;
    let id = server.asks(office, visitor, "Hello?").await.to_string();
    let shown = card(&mut ines, &id, "en").await;
    assert!(shown.contains("Anonymous, nothing claimed"), "{shown}");
    assert!(shown.contains("Sessions: the last goes on <time datetime=\"2026-10-02T00:13:00Z\""), "{shown}");
    assert!(!shown.contains("Events: "), "{shown}");
    let found = domain::contacts::find(&server.d, office.id, visitor).await.unwrap().unwrap();
    let ordered =
        NewEvent { name: personal("ordered"), metadata: None, happened_at: server.d.now(), key: None };
    let by = crate::lists::owner(office);
    data_events::track(&server.d, &allow(&by, found).unwrap(), ordered).await.unwrap();
    let shown = card(&mut ines, &id, "en").await;
    assert!(shown.contains("Events: the last goes on <time datetime=\"2026-04-01T00:13:00Z\""), "{shown}");
    assert!(shown.contains("All else until it is deleted or they are erased"), "{shown}");
    let shown = card(&mut ines, &id, "ja").await;
    assert!(
        shown.contains("に最後のものが消えます") && shown.contains("その他は削除または本人の消去まで"),
        "{shown}"
    );
}
crate::both!(it_says_what_ends_when_and_who_looked);
