//! No other site may act with a teammate's cookie: the browser must say that a change comes from our own pages,
//! and the page must know a token that only the session's pages carry. Either would do; an attacker needs both.

use std::fmt;

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use privacy::secret::{Digest, Secret, same};

use super::refusal::Asked;
use super::{Origin, Refusal, Transport};

/// The header that carries the token when no form field does.
pub const HEADER: &str = "x-csrf-token";
/// The form field that carries the token.
pub const FIELD: &str = "csrf";

const LABEL: &[u8] = b"csrf token v1\0";

/// Middleware for pages behind a cookie: a request that changes something must come from this origin.
pub async fn guard(request: Request, next: Next) -> Response {
    if request.method().is_safe() || from_here(&request) {
        return next.run(request).await;
    }
    let refusal =
        Refusal::said(StatusCode::FORBIDDEN, "cross_site_request", |words| words.cross_site.to_owned());
    let mut response = refusal.answer(&Asked::of(&request));
    response.extensions_mut().insert(CrossSite);
    response
}

/// Marks the guard's own answers, for whoever enters refusals; it does not leave the server.
#[derive(Debug, Clone, Copy)]
pub struct CrossSite;

/// Whether a page of this server asks, under whichever name. `Sec-Fetch-Site` decides where a browser sends it; else `Origin`
/// must be our own.
pub(crate) fn from_here(request: &Request) -> bool {
    if *request.method() == Method::CONNECT {
        return false;
    }
    let headers = request.headers();
    if let Some(site) = headers.get("sec-fetch-site") {
        return site.as_bytes() == b"same-origin";
    }
    let claimed = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let Some(claimed) = claimed.and_then(|origin| Origin::parse(origin).ok()) else { return false };
    let Some(transport) = request.extensions().get::<Transport>() else { return false };
    Origin::of_request(*transport, request.uri(), headers).is_some_and(|own| own == claimed)
}

/// What a session's own pages carry in their forms: 64 hexadecimal digits, and whose session it is.
#[derive(Clone, PartialEq, Eq)]
pub struct CsrfToken(String);

impl CsrfToken {
    /// Derived from the session's secret; neither what is stored of the secret nor the token leads back to it. By `holder` a
    /// page knows whether a later session is of the same person.
    pub fn for_session(secret: &Secret, holder: &str) -> Self {
        let inner = Digest::of(secret.reveal().as_bytes());
        let labelled = [LABEL, inner.as_bytes()].concat();
        Self(format!("{}.{holder}", hex(&Digest::of(&labelled))))
    }

    /// For a hidden field or a `<meta>`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a form presented this token; in constant time.
    pub fn matches(&self, presented: Option<&str>) -> bool {
        presented.is_some_and(|presented| same(self.0.as_bytes(), presented.as_bytes()))
    }

    /// Whether the request's header presents this token.
    pub fn in_header(&self, headers: &HeaderMap) -> bool {
        self.matches(headers.get(HEADER).and_then(|token| token.to_str().ok()))
    }
}

impl fmt::Debug for CsrfToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CsrfToken(..)")
    }
}

fn hex(digest: &Digest) -> String {
    use fmt::Write as _;
    digest.as_bytes().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::any;
    use axum::{Router, middleware};
    use privacy::Random;
    use tower::ServiceExt as _;

    use super::*;

    async fn status(method: &str, transport: Transport, headers: &[(&str, &str)]) -> StatusCode {
        let router = Router::new().route("/", any(|| async { "done" })).layer(middleware::from_fn(guard));
        let mut request = Request::builder().method(method).uri("/").extension(transport);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status()
    }

    #[tokio::test]
    async fn only_our_own_pages_may_change_something() {
        let host = ("host", "inbox.example");
        let cases: [(&[(&str, &str)], bool); 9] = [
            (&[host], false),
            (&[host, ("sec-fetch-site", "same-origin")], true),
            (&[host, ("sec-fetch-site", "same-site")], false),
            (&[host, ("sec-fetch-site", "cross-site"), ("origin", "https://inbox.example")], false),
            (&[host, ("sec-fetch-site", "none")], false),
            (&[host, ("origin", "https://inbox.example")], true),
            (&[host, ("origin", "https://inbox.example:8443")], false),
            (&[host, ("origin", "null")], false),
            (&[("origin", "https://inbox.example")], false),
        ];
        for (headers, passes) in cases {
            let expected = if passes { StatusCode::OK } else { StatusCode::FORBIDDEN };
            for method in ["POST", "PUT", "PATCH", "DELETE", "PURGE"] {
                assert_eq!(status(method, Transport::Tls, headers).await, expected, "{method} {headers:?}");
            }
            assert_eq!(status("GET", Transport::Tls, headers).await, StatusCode::OK);
        }
    }

    #[tokio::test]
    async fn a_page_of_the_plain_origin_is_not_one_of_the_tls_origin() {
        let headers = [("host", "localhost:8080"), ("origin", "http://localhost:8080")];
        assert_eq!(status("POST", Transport::PlainLoopback, &headers).await, StatusCode::OK);
        assert_eq!(status("POST", Transport::Tls, &headers).await, StatusCode::FORBIDDEN);
    }

    #[test]
    fn a_token_belongs_to_one_session() {
        let random = Random::seeded(3);
        let (one, other) = (Secret::fresh(&random), Secret::fresh(&random));
        let token = CsrfToken::for_session(&one, "eu-7");
        assert_eq!(token.as_str().find(".eu-7"), Some(64));
        assert!(token.matches(Some(CsrfToken::for_session(&one, "eu-7").as_str())));
        assert!(!token.matches(Some(CsrfToken::for_session(&other, "eu-7").as_str())));
        assert!(!token.matches(Some(CsrfToken::for_session(&one, "eu-8").as_str())));
        assert!(!token.matches(Some("")) && !token.matches(None));
        assert!(!token.matches(Some(&hex(&one.digest()))), "the database does not hold the token");
    }
}
