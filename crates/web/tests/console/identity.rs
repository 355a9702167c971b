//! Secrets that sign who a user is: shown once, several at once, rolled over; and what is taken besides.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use privacy::access::Role;

use crate::harness::{Browser, Office, Server};
use crate::log::sentences;

pub(crate) async fn make(browser: &mut Browser<'_>, name: &str) -> String {
    browser.get("/settings/identity").await;
    let made = browser.post("/settings/identity", &[("name", name), ("web", "1")]).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    made.between("id=\"secret\"", "</output>").split_once('>').unwrap().1.to_owned()
}

/// What the messenger's page would send; answers the session's secret, if it was believed.
pub(crate) async fn identify(server: &Server, office: Office, said: &serde_json::Value) -> Option<String> {
    let request = Request::post(format!("/messenger/{}/identify", office.id))
        .header("host", "desk.example:8443")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/json");
    let answer = server.send(request.body(Body::from(said.to_string())).unwrap()).await;
    let body: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
    body["token"].as_str().map(str::to_owned)
}

pub(crate) fn token(server: &Server, secret: &str) -> serde_json::Value {
    let expires = server.d.clock.now().seconds() + 600;
    let claims = serde_json::json!({"user_id": "u-1", "exp": expires});
    serde_json::json!({"intercom_user_jwt": testkit::identity::token(secret, &claims)})
}

async fn a_secret_is_shown_once_rolled_over_and_deleted(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    assert!(ines.get("/settings/identity").await.text.contains("No secret yet"));
    let first = make(&mut ines, "Shop <old>").await;
    assert_eq!(first.len(), 43);
    let list = ines.get("/settings/identity").await;
    assert!(list.text.contains("Shop &lt;old&gt;") && !list.text.contains(&first), "shown once");
    let delete = format!("/settings/identity/{}/delete", list.between("/settings/identity/", "/delete"));
    let opened = identify(&server, office, &token(&server, &first)).await.unwrap();
    let second = make(&mut ines, "Shop new").await;
    for secret in [&first, &second] {
        assert!(identify(&server, office, &token(&server, secret)).await.is_some(), "both count");
    }
    ines.get("/settings/identity").await;
    assert_eq!(ines.post(&delete, &[]).await.header("location"), "/settings/identity?done=deleted");
    assert!(identify(&server, office, &token(&server, &first)).await.is_none());
    assert!(identify(&server, office, &token(&server, &second)).await.is_some());
    let path = format!("/messenger/{}/conversations", office.id);
    let bearer = format!("Bearer {opened}");
    let closed = server.stranger().send(Method::GET, &path, "", &[("authorization", &bearer)]).await;
    assert_eq!(closed.status, StatusCode::UNAUTHORIZED, "what it opened is closed");
    assert_eq!(ines.post(&delete, &[]).await.status, StatusCode::NOT_FOUND);
    for act in ["identity_secret.created", "identity_secret.deleted"] {
        assert!(ines.entered(act).await, "{act} is entered");
    }
}
crate::both!(a_secret_is_shown_once_rolled_over_and_deleted);

async fn hashes_are_taken_only_where_the_switch_is_on(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let secret = make(&mut ines, "Shop").await;
    let hash = testkit::identity::user_hash(&secret, "u-1");
    let said = serde_json::json!({"user_id": "u-1", "user_hash": hash});
    assert!(identify(&server, office, &said).await.is_none(), "off from the beginning");
    ines.get("/settings/identity").await;
    let on = ines.post("/settings/identity/rules", &[("user_hash", "1")]).await;
    assert_eq!(on.header("location"), "/settings/identity?done=saved");
    let opened = identify(&server, office, &said).await.unwrap();
    let signed = identify(&server, office, &token(&server, &secret)).await.unwrap();
    assert!(
        identify(&server, office, &serde_json::json!({"user_id": "u-1"})).await.is_none(),
        "never without proof"
    );
    ines.get("/settings/identity").await;
    let path = format!("/messenger/{}/conversations", office.id);
    let opens = async |session: &str| {
        let bearer = format!("Bearer {session}");
        server.stranger().send(Method::GET, &path, "", &[("authorization", &bearer)]).await.status
    };
    assert_eq!((opens(&opened).await, opens(&signed).await), (StatusCode::OK, StatusCode::OK));
    ines.post("/settings/identity/rules", &[("unsigned_attributes", "1")]).await;
    assert!(identify(&server, office, &said).await.is_none());
    assert_eq!(opens(&opened).await, StatusCode::UNAUTHORIZED, "what a hash opened ends with the switch");
    assert_eq!(opens(&signed).await, StatusCode::OK, "what a token opened does not");
    let told = sentences(&mut ines, "identity_rules.changed").await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].ends_with(": unsigned attributes are accepted, user_hash is accepted no more"),
        "{told:?}"
    );
    assert!(told[1].ends_with(": user_hash is accepted"), "{told:?}");
}
crate::both!(hashes_are_taken_only_where_the_switch_is_on);

async fn a_bad_form_says_what_is_wrong_and_roles_are_kept(server: Server) {
    let office = server.office().await;
    server.teammate(office, "kofi", Role::Agent).await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/identity").await;
    for (fields, says) in [
        (vec![("name", ""), ("web", "1")], "Give the secret a name"),
        (vec![("name", "Kept")], "choose one or more"),
    ] {
        let answer = ines.post("/settings/identity", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains(says) && answer.text.contains("No secret yet"), "{}", answer.text);
    }
    for number in 0..20 {
        make(&mut ines, &format!("Number {number}")).await;
    }
    let many = ines.post("/settings/identity", &[("name", "One more"), ("ios", "1")]).await;
    assert!(many.text.contains("There are 20 secrets"), "{}", many.text);
    let mut kofi = server.signed_in(office, "kofi").await;
    kofi.get("/inbox").await;
    assert_eq!(kofi.get("/settings/identity").await.status, StatusCode::FORBIDDEN);
    for path in ["/settings/identity", "/settings/identity/rules"] {
        assert_eq!(kofi.post(path, &[("name", "x"), ("web", "1")]).await.status, StatusCode::FORBIDDEN);
    }
    let other = server.office().await;
    let theirs = ines.get("/settings/identity").await.between("/settings/identity/", "/delete");
    let mut stranger = server.signed_in(other, "ines").await;
    stranger.get("/settings/identity").await;
    let answer = stranger.post(&format!("/settings/identity/{theirs}/delete"), &[]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "not theirs to delete");
}
crate::both!(a_bad_form_says_what_is_wrong_and_roles_are_kept);
