//! Browsers that ask for what is not theirs to ask for, or is not there.

use axum::http::{Method, StatusCode};

use crate::harness::Server;

async fn a_browser_that_asks_for_a_forms_address_comes_to_its_page(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let html = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8"), ("sec-fetch-mode", "navigate")];
    for (form, page) in [
        ("/settings/invitations", "/settings/teammates"),
        ("/settings/invitations/x/renew", "/settings/teammates"),
        ("/settings/messenger/look", "/settings/messenger"),
        ("/settings/teammates/7/reset-password", "/settings/teammates"),
        ("/settings/sign-in/factor/confirm", "/settings/sign-in"),
        ("/inbox/macros/7/delete", "/inbox/macros"),
        ("/inbox/people/7/edit", "/inbox"),
        ("/inbox/7/close", "/inbox/7"),
        ("/inbox/erasures/7/reviews/8/done", "/inbox/erasures/7"),
        ("/inbox/holds/7/lift", "/inbox/holds"),
        ("/inbox/search", "/inbox"),
        ("/sign-out", "/inbox"),
    ] {
        let answer = ines.send(Method::GET, form, "", &html).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, page), "{form}");
        let answer = ines.send(Method::GET, form, "", &[]).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "a program is told so: {form}");
    }
    for path in ["/no/such/page", "/settings/nothing", "/inbx"] {
        let answer = server.stranger().send(Method::GET, path, "", &html).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text.contains("There is nothing at this address"), "{path}: {}", answer.text);
        assert!(answer.header("content-security-policy").ends_with("frame-ancestors 'none'"), "{path}");
        let answer = server.stranger().send(Method::GET, path, "", &[]).await;
        assert!(
            answer.text.contains("\"error.list\""),
            "a program gets the envelope: {path}: {}",
            answer.text
        );
    }
}
crate::both!(a_browser_that_asks_for_a_forms_address_comes_to_its_page);
