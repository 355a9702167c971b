//! What the activity log says of an act: what changed, from what to what, and what things are called while they are there.

use axum::http::StatusCode;
use domain::contacts::ContactRole;
use privacy::access::Role;

use crate::harness::{Browser, PASSWORD, Server};
use crate::lists::team;

/// The sentences of such entries as the reader sees them, sorted: what happens in one moment has no other order.
pub(crate) async fn sentences(browser: &mut Browser<'_>, act: &str) -> Vec<String> {
    let log = browser.get(&format!("/inbox/log?act={act}")).await.text;
    let told = log.split("<p class=\"told\">").skip(1).filter_map(|rest| rest.split_once("</p>"));
    let plain = |(told, _): (&str, &str)| match told.split_once('>') {
        Some((_, linked)) => linked.trim_end_matches("</a>").to_owned(),
        None => told.trim().to_owned(),
    };
    let mut all: Vec<String> = told.map(plain).collect();
    all.sort();
    all
}

async fn what_was_changed_is_told(server: Server) {
    let office = server.office().await;
    let kofi = server.teammate(office, "kofi", Role::Agent).await;
    let refunds = team(&server, office, "Refunds").await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Where is it?").await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/workspace").await;
    ines.post("/settings/workspace", &[("name", "Teehaus"), ("colour", "#0a7f5c")]).await;
    ines.post("/settings/workspace", &[("name", "Teehaus"), ("colour", "#274b8f")]).await;
    assert_eq!(
        sentences(&mut ines, "workspace.settings_changed").await,
        [
            "Ines Carvalho changed the workspace’s settings: colour",
            "Ines Carvalho changed the workspace’s settings: colour, name"
        ]
    );
    for role in ["admin", "agent"] {
        ines.post(&format!("/settings/teammates/{kofi}/role"), &[("role", role)]).await;
    }
    let roles = sentences(&mut ines, "teammate.role_changed").await;
    assert_eq!(
        roles,
        [
            "Ines Carvalho changed the role of kofi: from Admin to Agent",
            "Ines Carvalho changed the role of kofi: from Agent to Admin"
        ]
    );
    let at = |act: &str| format!("/inbox/{id}/{act}");
    for to in [format!("teammate-{kofi}"), format!("team-{refunds}"), "nobody".to_owned()] {
        let given = ines.script(&at("assign"), &[("to", &to)]).await;
        assert_eq!(given.status, StatusCode::OK, "{}", given.text);
    }
    let given = sentences(&mut ines, "conversation.assigned").await;
    let told = |to: &str| format!("Ines Carvalho changed who has conversation {id}: {to}");
    assert_eq!(given, [told("to kofi"), told("to nobody, to no team"), told("to team “Refunds”")]);
    ines.script(&at("tag"), &[("name", "Late <parcel>")]).await;
    let tagged = sentences(&mut ines, "conversation.tagged").await;
    assert_eq!(tagged, [format!("Ines Carvalho tagged conversation {id}: tag “Late &lt;parcel&gt;”")]);
}
crate::both!(what_was_changed_is_told);

async fn things_are_told_by_their_names_to_who_may_see_them(server: Server) {
    let office = server.office().await;
    server.teammate(office, "petra", Role::PrivacyOfficer).await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/tokens").await;
    ines.post("/settings/tokens", &[("name", "Warehouse"), ("scope", "read"), ("expires", "90")]).await;
    ines.post("/settings/identity", &[("name", "Shop"), ("web", "1")]).await;
    ines.post("/settings/invitations", &[("email", "bo@office.example"), ("role", "agent")]).await;
    ines.post("/inbox/macros", &[("name", "Thanks"), ("body", "Thank you."), ("team", "")]).await;
    let revoked = ines.get("/settings/tokens").await.between("action=\"/settings/tokens/", "/revoke");
    ines.post(&format!("/settings/tokens/{revoked}/revoke"), &[]).await;
    for (act, says) in [
        ("api_token.created", "Ines Carvalho made API token “Warehouse”"),
        ("api_token.revoked", "Ines Carvalho revoked API token “Warehouse”"),
        ("identity_secret.created", "Ines Carvalho made identity secret “Shop”"),
        ("invitation.created", "Ines Carvalho invited somebody, invitation “bo@office.example”: Agent"),
        ("macro.created", "Ines Carvalho made macro “Thanks”"),
    ] {
        assert_eq!(sentences(&mut ines, act).await, [says]);
    }
    let mut petra = server.signed_in(office, "petra").await;
    let seen = sentences(&mut petra, "api_token.created").await;
    assert_eq!(seen, [format!("Ines Carvalho made API token {revoked}")], "tokens are no matter of hers");
    let seen = sentences(&mut petra, "invitation.created").await;
    assert!(!seen.concat().contains("bo@office.example"), "{seen:?}");
}
crate::both!(things_are_told_by_their_names_to_who_may_see_them);

async fn a_wrong_password_of_who_is_in_is_no_failed_sign_in(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/sign-in").await;
    ines.post("/settings/sign-in/factor", &[("password", &PASSWORD.to_uppercase())]).await;
    let told = sentences(&mut ines, "teammate.sign_in_failed").await;
    assert_eq!(told, ["Ines Carvalho gave a wrong password while signed in"]);
    let mut stranger = server.stranger();
    stranger.sign_in(office, "ines", "no such password").await;
    let told = sentences(&mut ines, "teammate.sign_in_failed").await;
    assert_eq!(told.first().unwrap(), "A sign-in to Ines Carvalho failed");
}
crate::both!(a_wrong_password_of_who_is_in_is_no_failed_sign_in);
