//! Invitations: for one person, for seven days, once; and never a way above the inviter's own role.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use privacy::access::Role;

use crate::harness::{Answer, Browser, ORIGIN, Office, PASSWORD, Server, encoded};

/// The path of the link that stands on the page.
fn link(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let link = answer.between("id=\"invitation-link\"", "</output>");
    let link = link.split_once('>').unwrap().1;
    link.strip_prefix(ORIGIN).unwrap().to_owned()
}

async fn invite(browser: &mut Browser<'_>, email: &str, role: &str) -> Answer {
    browser.get("/settings/teammates").await;
    browser.post("/settings/invitations", &[("email", email), ("role", role)]).await
}

async fn join(server: &Server, path: &str, name: &str, password: &str) -> (Answer, String) {
    let mut browser = server.stranger();
    let answer = browser.post(path, &[("name", name), ("password", password)]).await;
    (answer, browser.cookie)
}

/// The id of the newest invitation on the page.
async fn newest(browser: &mut Browser<'_>) -> String {
    let page = browser.get("/settings/teammates").await;
    page.between("/settings/invitations/", "/renew")
}

async fn the_invited_joins_once_and_is_in(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let path = link(&invite(&mut ines, "Mika@Office.example", "agent").await);
    let page = ines.get("/settings/teammates").await;
    assert!(page.text.contains("Mika@Office.example") && !page.text.contains(&path), "it is shown once");

    let door = server.stranger().get(&path).await;
    assert_eq!(door.status, StatusCode::OK);
    assert!(door.text.contains("Join Office") && door.text.contains("Mika@Office.example"));
    assert_eq!(door.header("x-frame-options"), "DENY");
    let (short, _) = join(&server, &path, "Mika", "too-short").await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (unnamed, _) = join(&server, &path, " ", PASSWORD).await;
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);

    let (joined, cookie) = join(&server, &path, "Mika Aalto", PASSWORD).await;
    assert_eq!((joined.status, joined.header("location")), (StatusCode::SEE_OTHER, "/inbox"));
    let mut mika = server.stranger();
    mika.cookie = cookie;
    let inbox = mika.get("/inbox").await;
    assert!(inbox.status == StatusCode::OK && inbox.text.contains("Mika Aalto"));
    assert_eq!(mika.get("/settings/tokens").await.status, StatusCode::FORBIDDEN, "an agent, as invited");

    assert_eq!(server.stranger().get(&path).await.status, StatusCode::NOT_FOUND, "used up");
    let (again, _) = join(&server, &path, "Eve", PASSWORD).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "a used invitation makes nobody");
    assert!(server.signed_in(office, "mika").await.is_in().await, "the address and the password sign in");
    for act in ["invitation.created", "invitation.accepted", "teammate.added"] {
        assert!(ines.entered(act).await, "{act} is entered");
    }
}
crate::both!(the_invited_joins_once_and_is_in);

async fn a_link_ends_by_time_by_renewal_and_by_hand(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let first = link(&invite(&mut ines, "mika@office.example", "agent").await);
    let id = newest(&mut ines).await;
    let second = link(&ines.post(&format!("/settings/invitations/{id}/renew"), &[]).await);
    assert_eq!(join(&server, &first, "Mika", PASSWORD).await.0.status, StatusCode::NOT_FOUND, "replaced");
    assert_eq!(server.stranger().get(&second).await.status, StatusCode::OK);
    server.d.clock.advance(Duration::from_hours(7 * 24));
    assert_eq!(join(&server, &second, "Mika", PASSWORD).await.0.status, StatusCode::NOT_FOUND, "expired");

    let mut ines = server.signed_in(office, "ines").await;
    assert!(ines.get("/settings/teammates").await.text.contains("Ended "));
    let third = link(&ines.post(&format!("/settings/invitations/{id}/renew"), &[]).await);
    let revoked = ines.post(&format!("/settings/invitations/{id}/revoke"), &[]).await;
    assert_eq!(revoked.header("location"), "/settings/teammates?done=revoked");
    assert_eq!(join(&server, &third, "Mika", PASSWORD).await.0.status, StatusCode::NOT_FOUND, "revoked");
    assert_eq!(
        ines.post(&format!("/settings/invitations/{id}/revoke"), &[]).await.status,
        StatusCode::NOT_FOUND
    );

    link(&invite(&mut ines, "mika@office.example", "agent").await);
    let removed = domain::invitations::expire(&server.d, office.id).await.unwrap();
    assert_eq!(removed, 0, "one that waits is kept");
    server.d.clock.advance(Duration::from_hours(37 * 24));
    assert_eq!(domain::invitations::expire(&server.d, office.id).await.unwrap(), 1);
    let mut ines = server.signed_in(office, "ines").await;
    assert!(!ines.get("/settings/teammates").await.text.contains("mika@office.example"));
}
crate::both!(a_link_ends_by_time_by_renewal_and_by_hand);

async fn an_invitation_is_no_way_above_ones_own_role(server: Server) {
    let office = server.office().await;
    server.teammate(office, "adam", Role::Admin).await;
    server.teammate(office, "kofi", Role::Agent).await;
    let mut kofi = server.signed_in(office, "kofi").await;
    for role in ["agent", "admin", "owner"] {
        assert_eq!(
            invite(&mut kofi, "eve@office.example", role).await.status,
            StatusCode::FORBIDDEN,
            "{role}"
        );
    }
    let mut adam = server.signed_in(office, "adam").await;
    for role in ["admin", "owner", "privacy_officer"] {
        assert_eq!(
            invite(&mut adam, "eve@office.example", role).await.status,
            StatusCode::FORBIDDEN,
            "{role}"
        );
    }
    link(&invite(&mut adam, "lee@office.example", "agent").await);
    let mut ines = server.signed_in(office, "ines").await;
    server.d.clock.advance(Duration::from_secs(1));
    link(&invite(&mut ines, "heir@office.example", "owner").await);
    let id = newest(&mut ines).await;
    adam.get("/settings/teammates").await;
    for act in ["renew", "revoke"] {
        let answer = adam.post(&format!("/settings/invitations/{id}/{act}"), &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "an owner's invitation is an owner's matter: {act}");
    }
    kofi.get("/inbox").await;
    for act in ["renew", "revoke"] {
        let answer = kofi.post(&format!("/settings/invitations/{id}/{act}"), &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{act}");
    }
}
crate::both!(an_invitation_is_no_way_above_ones_own_role);

async fn foreign_and_forged_links_open_nothing(server: Server) {
    let (office, other): (Office, Office) = (server.office().await, server.office().await);
    let mut ines = server.signed_in(office, "ines").await;
    let path = link(&invite(&mut ines, "mika@office.example", "agent").await);
    let secret = path.rsplit('/').next().unwrap();
    for bad in [
        format!("/invitation/{}/{secret}", other.id),
        format!("/invitation/{}/{}", office.id, "A".repeat(43)),
        format!("/invitation/{}/x", office.id),
        format!("/invitation/nowhere/{secret}"),
    ] {
        assert_eq!(server.stranger().get(&bad).await.status, StatusCode::NOT_FOUND, "{bad}");
        assert_eq!(join(&server, &bad, "Eve", PASSWORD).await.0.status, StatusCode::NOT_FOUND, "{bad}");
    }
    let id = newest(&mut ines).await;
    let mut theirs = server.signed_in(other, "ines").await;
    theirs.get("/settings/teammates").await;
    for act in ["renew", "revoke"] {
        let answer = theirs.post(&format!("/settings/invitations/{id}/{act}"), &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{act}");
    }
    let form = encoded(&[("name", "Eve"), ("password", PASSWORD)]);
    let cross = server.stranger().send(Method::POST, &path, &form, &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(cross.status, StatusCode::FORBIDDEN, "nobody joins from another website");
    assert_eq!(server.stranger().get(&path).await.status, StatusCode::OK, "it is still good");
}
crate::both!(foreign_and_forged_links_open_nothing);

async fn who_is_there_already_is_not_invited(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    link(&invite(&mut ines, "mika@office.example", "agent").await);
    for (email, role, says) in [
        ("INES@office.example", "agent", "Somebody with this address is a teammate already"),
        (" Mika@office.example ", "admin", "An invitation to this address waits already"),
        ("not an address", "agent", "Give an e-mail address"),
        ("eve@office.example", "emperor", "Choose one of the roles"),
    ] {
        let answer = invite(&mut ines, email, role).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{email}");
        assert!(answer.text.contains(says), "{email}: {}", answer.text);
    }
}
crate::both!(who_is_there_already_is_not_invited);
