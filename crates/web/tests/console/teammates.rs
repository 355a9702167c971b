//! Roles, and who may sign in.

use axum::http::StatusCode;
use privacy::access::Role;

use crate::harness::{PASSWORD, Server};

async fn a_deactivated_teammate_is_out_at_once(server: Server) {
    let office = server.office().await;
    let adam = server.teammate(office, "adam", Role::Admin).await;
    let mut theirs = server.signed_in(office, "adam").await;
    theirs.get("/settings/tokens").await;
    let made = theirs.post("/settings/tokens", &[("name", "x"), ("scope", "read"), ("expires", "30")]).await;
    let token = made.between("id=\"token\"", "</output>");
    let token = token.split_once('>').unwrap().1.to_owned();
    assert_eq!(server.me(&token).await, StatusCode::OK);

    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/teammates").await;
    let off = ines.post(&format!("/settings/teammates/{adam}/deactivate"), &[]).await;
    assert_eq!(off.header("location"), "/settings/teammates?done=off");
    assert!(!theirs.is_in().await, "their session has ended");
    assert_eq!(server.me(&token).await, StatusCode::UNAUTHORIZED, "their token opens nothing");
    let refused = server.stranger().sign_in(office, "adam", PASSWORD).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);

    let page = ines.get("/settings/teammates?done=off").await;
    assert!(page.text.contains("Their sessions have ended.") && page.text.contains("/reactivate"));
    let on = ines.post(&format!("/settings/teammates/{adam}/reactivate"), &[]).await;
    assert_eq!(on.header("location"), "/settings/teammates?done=on");
    assert!(!theirs.is_in().await, "an ended session stays ended");
    assert!(server.signed_in(office, "adam").await.is_in().await);
    for act in
        ["teammate.deactivated", "teammate.reactivated", "api_token.created", "teammate.sign_in_failed"]
    {
        assert!(ines.entered(act).await, "{act} is entered");
    }
}
crate::both!(a_deactivated_teammate_is_out_at_once);

async fn a_workspace_keeps_an_owner(server: Server) {
    let office = server.office().await;
    let kofi = server.teammate(office, "kofi", Role::Agent).await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/teammates").await;
    let own = format!("/settings/teammates/{}", office.owner);
    let alone = ines.post(&format!("{own}/role"), &[("role", "agent")]).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(alone.text.contains("This is the only owner."));
    let myself = ines.post(&format!("{own}/deactivate"), &[]).await;
    assert!(myself.text.contains("You cannot deactivate yourself."));
    let bad = ines.post(&format!("/settings/teammates/{kofi}/role"), &[("role", "emperor")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.text.contains("Choose one of the roles"));

    let handed = ines.post(&format!("/settings/teammates/{kofi}/role"), &[("role", "owner")]).await;
    assert_eq!(handed.status, StatusCode::SEE_OTHER);
    let stepped = ines.post(&format!("{own}/role"), &[("role", "agent")]).await;
    assert_eq!(stepped.status, StatusCode::SEE_OTHER, "with another owner one may step down");
    assert_eq!(ines.get("/settings/tokens").await.status, StatusCode::FORBIDDEN, "the role counts at once");
    let mut kofi = server.signed_in(office, "kofi").await;
    assert_eq!(kofi.get("/settings/tokens").await.status, StatusCode::OK);
    assert!(kofi.entered("teammate.role_changed").await);
}
crate::both!(a_workspace_keeps_an_owner);
