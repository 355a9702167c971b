//! The companies of a person, beside a conversation with them.

use axum::http::StatusCode;
use domain::companies::{self, Given};
use domain::contacts::{self, ContactRole};
use domain::workspaces;
use privacy::Id;
use privacy::access::{Role, allow};
use privacy::ids::{Company, Contact};
use privacy::sealed::Json;

use crate::harness::{Browser, Office, Server, personal};

/// The companies as the page draws them beside the conversation.
async fn drawn(browser: &mut Browser<'_>, id: &str) -> String {
    browser.get(&format!("/inbox/{id}")).await.between("aria-label=\"Companies\"", "</section>")
}

/// A company of that id at the customer's.
async fn company(server: &Server, office: Office, own: &str, given: &Given) -> Id<Company> {
    let by = crate::lists::owner(office);
    let workspace = workspaces::find(&server.d, office.id).await.unwrap().unwrap();
    companies::save(&server.d, &allow(&by, workspace).unwrap(), personal(own), given).await.unwrap()
}

async fn attach(server: &Server, office: Office, contact: Id<Contact>, company: Id<Company>) {
    let found = contacts::find(&server.d, office.id, contact).await.unwrap().unwrap();
    let held = allow(&crate::lists::owner(office), found).unwrap();
    companies::attach(&server.d, &held, company).await.unwrap();
}

async fn what_is_known_of_a_company_is_shown_and_changed(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Hello?").await.to_string();
    let kept = serde_json::json!({ "fleet": 3 }).as_object().unwrap().clone();
    let given = Given {
        name: Some(Some(personal("Acme <& Co>"))),
        plan: Some(Some(personal("Gold"))),
        website: Some(Some(personal("https://acme.example/about"))),
        monthly_spend: Some(Some(1200)),
        custom: Some(privacy::Personal::new(Json(kept))),
        ..Given::default()
    };
    let acme = company(&server, office, "acme-1", &given).await;
    attach(&server, office, ada, acme).await;
    let bo = server.person(office, "Bo Tanner", ContactRole::User).await;
    attach(&server, office, bo, acme).await;
    let mut ines = server.signed_in(office, "ines").await;
    let shown = drawn(&mut ines, &id).await;
    for text in [
        "Acme &lt;&amp; Co&gt;",
        "<dd>acme-1</dd>",
        "<dd>Gold</dd>",
        "<a href=\"https://acme.example/about\"",
        "<dd>1200</dd>",
        "<dt>fleet</dt><dd>3</dd>",
        "<dt>People</dt><dd>2</dd>",
    ] {
        assert!(shown.contains(text), "{text} in {shown}");
    }

    let at = format!("/inbox/people/{ada}/company");
    let company = acme.to_string();
    let fields = |version, size| {
        [
            ("company", company.as_str()),
            ("version", version),
            ("name", "Acme"),
            ("size", size),
            ("website", "https://acme.example/about"),
            ("attribute", "fleet"),
            ("was", "3"),
            ("value", "4"),
        ]
    };
    for size in ["-1", "4.5", "many", "9007199254740992"] {
        let refused = ines.script(&at, &fields("1", size)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{size}");
        assert!(refused.text.contains("whole number"), "{}", refused.text);
    }
    assert_eq!(ines.script(&at, &fields("1", " 40 ")).await.status, StatusCode::OK);
    let shown = drawn(&mut ines, &id).await;
    for text in ["<dt>Employees</dt><dd>40</dd>", "<dt>fleet</dt><dd>4</dd>", "https://acme.example/about"] {
        assert!(shown.contains(text), "{text} in {shown}");
    }
    assert!(!shown.contains("Gold") && !shown.contains("1200"), "what was left empty is gone: {shown}");
    assert!(ines.entered("company.updated").await);

    // Over a newer version nothing is written, nor over an attribute that somebody else changed.
    for version in ["1", "2"] {
        let late = ines.script(&at, &fields(version, "41")).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{version}");
        assert!(late.text.contains("somebody else changed this in the meantime"), "{}", late.text);
    }
    assert!(drawn(&mut ines, &id).await.contains("<dd>40</dd>"));

    // Another workspace's company is none, and who may not change people changes no company.
    let other = server.office().await;
    let theirs = self::company(&server, other, "acme-1", &Given::default()).await.to_string();
    let foreign = [("company", theirs.as_str()), ("version", "1")];
    assert_eq!(ines.script(&at, &foreign).await.status, StatusCode::NOT_FOUND);
    server.teammate(office, "petra", Role::PrivacyOfficer).await;
    let mut petra = server.signed_in(office, "petra").await;
    let shown = drawn(&mut petra, &id).await;
    assert!(shown.contains("<dd>40</dd>") && !shown.contains("<form"), "{shown}");
}
crate::both!(what_is_known_of_a_company_is_shown_and_changed);

async fn of_very_many_companies_the_first_are_shown(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Hello?").await.to_string();
    for number in 0..22 {
        let made = company(&server, office, &format!("k-{number}"), &Given::default()).await;
        attach(&server, office, ada, made).await;
    }
    let mut ines = server.signed_in(office, "ines").await;
    let shown = drawn(&mut ines, &id).await;
    assert_eq!(shown.matches("data-keep=\"company-").count(), 20);
    assert!(shown.contains("2 more are read over the API."), "{shown}");
}
crate::both!(of_very_many_companies_the_first_are_shown);
