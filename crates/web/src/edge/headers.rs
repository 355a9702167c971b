//! Security headers on every answer. What a handler has set stays as it is.

use axum::extract::Request;
use axum::http::header::{self, Entry, HeaderName};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::{Origin, Transport, csp};

const ALWAYS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

/// What browsers heed on documents: on everything that may be one.
const DOCUMENTS: [(HeaderName, &str); 2] = [
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Two years, as the preload list asks.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// Middleware: adds what is missing.
pub async fn set(request: Request, next: Next) -> Response {
    let transport = request.extensions().get::<Transport>().copied();
    let local = is_localhost(&request);
    let mut response = next.run(request).await;
    fill(response.headers_mut(), transport);
    if local {
        response.headers_mut().remove(header::STRICT_TRANSPORT_SECURITY);
    }
    response
}

/// A browser that were told so by `localhost` would never again speak plain HTTP with any server on this machine.
fn is_localhost(request: &Request) -> bool {
    let origin = Origin::of_request(Transport::Tls, request.uri(), request.headers());
    origin.is_some_and(|origin| origin.as_str().split(':').nth(1) == Some("//localhost"))
}

/// Adds what is missing; `Strict-Transport-Security` on TLS only, where browsers heed it.
pub fn fill(headers: &mut HeaderMap, transport: Option<Transport>) {
    for (name, value) in ALWAYS {
        set_if_missing(headers, name, value);
    }
    if !is_part_of_a_page(headers) {
        for (name, value) in DOCUMENTS {
            set_if_missing(headers, name, value);
        }
    }
    if transport == Some(Transport::Tls) {
        set_if_missing(headers, header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(csp::NOTHING));
    }
    if framed_by_nobody(headers) {
        set_if_missing(headers, header::X_FRAME_OPTIONS, "DENY");
    }
}

/// Scripts and styles are never a document, for `nosniff` is on everything; a messenger is made of thirty of them.
fn is_part_of_a_page(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|media_type| media_type.to_str().ok());
    media_type.is_some_and(|one| ["text/javascript", "text/css"].iter().any(|part| one.starts_with(part)))
}

/// Whether the policy lets nobody frame the page, or says nothing of it.
fn framed_by_nobody(headers: &HeaderMap) -> bool {
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    policy
        .is_none_or(|policy| policy.contains("frame-ancestors 'none'") || !policy.contains("frame-ancestors"))
}

fn set_if_missing(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    if let Entry::Vacant(place) = headers.entry(name) {
        place.insert(HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_there_by_default() {
        let mut headers = HeaderMap::new();
        fill(&mut headers, Some(Transport::Tls));
        for (name, value) in ALWAYS.into_iter().chain(DOCUMENTS) {
            assert_eq!(headers[name], value);
        }
        assert_eq!(headers[header::STRICT_TRANSPORT_SECURITY], HSTS);
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], csp::NOTHING);
        assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY");
    }

    #[test]
    fn parts_of_a_page_go_without_what_only_documents_need() {
        for (media_type, part) in
            [("text/javascript; charset=utf-8", true), ("text/css", true), ("image/svg+xml", false)]
        {
            let mut headers =
                HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(media_type))]);
            fill(&mut headers, None);
            assert_eq!(headers.contains_key("permissions-policy"), !part, "{media_type}");
            assert!(ALWAYS.iter().all(|(name, _)| headers.contains_key(name)));
        }
    }

    #[test]
    fn what_a_handler_set_stays() {
        let mut headers = HeaderMap::new();
        let corp = HeaderName::from_static("cross-origin-resource-policy");
        headers.insert(corp.clone(), HeaderValue::from_static("cross-origin"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=60"));
        fill(&mut headers, Some(Transport::Tls));
        assert_eq!(
            (&headers[corp], &headers[header::CACHE_CONTROL]),
            (&"cross-origin".parse().unwrap(), &"max-age=60".parse().unwrap())
        );
    }

    #[test]
    fn only_a_page_with_other_ancestors_may_be_framed() {
        let frame = csp::frame(&["https://shop.example".to_owned()]).unwrap();
        let framable = |policy: HeaderValue| {
            let mut headers = HeaderMap::from_iter([(header::CONTENT_SECURITY_POLICY, policy)]);
            fill(&mut headers, None);
            !headers.contains_key(header::X_FRAME_OPTIONS)
        };
        assert!(framable(frame));
        assert!(!framable(csp::page()));
        assert!(!framable(HeaderValue::from_static("default-src 'none'; sandbox")));
    }

    #[test]
    fn plain_http_promises_no_tls() {
        let mut headers = HeaderMap::new();
        fill(&mut headers, Some(Transport::PlainLoopback));
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}
