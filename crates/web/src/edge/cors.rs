//! Which pages of other origins may call the messenger's JSON: listed ones, by name, and never with cookies.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Origin;

const METHODS: &str = "GET, POST";
const HEADERS: &str = "authorization, content-type";
/// Ten minutes: a change of the list is felt soon.
const MAX_AGE: &str = "600";

/// The answer to a preflight (`OPTIONS`): 204 for a listed origin, else 403 and no permission.
pub fn preflight(asked: &HeaderMap, allowed: &[Origin]) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if mark(asked, response.headers_mut(), allowed) {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(HEADERS));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(MAX_AGE));
    } else {
        *response.status_mut() = StatusCode::FORBIDDEN;
    }
    response
}

/// Marks an answer as readable by the origin that asked, if it is listed; `false` if it is not.
pub fn mark(asked: &HeaderMap, answer: &mut HeaderMap, allowed: &[Origin]) -> bool {
    answer.append(header::VARY, HeaderValue::from_static("origin"));
    let origin = asked.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let Some(origin) = origin.and_then(|origin| Origin::parse(origin).ok()) else { return false };
    let Some(listed) = allowed.iter().find(|listed| **listed == origin) else { return false };
    let Ok(value) = HeaderValue::from_str(listed.as_str()) else { return false };
    answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, value);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(origin: Option<&'static str>) -> Response {
        let listed =
            [Origin::parse("https://shop.example").unwrap(), Origin::parse("http://localhost:9").unwrap()];
        let origin = origin.map(|origin| (header::ORIGIN, HeaderValue::from_static(origin)));
        preflight(&HeaderMap::from_iter(origin), &listed)
    }

    #[test]
    fn a_listed_origin_may_call_by_name_and_without_cookies() {
        let response = ask(Some("https://shop.example"));
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        let headers = response.headers();
        assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://shop.example");
        assert_eq!(headers[header::VARY], "origin");
        assert!(!headers.contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
    }

    #[test]
    fn nobody_else_may() {
        for origin in [
            None,
            Some("null"),
            Some("*"),
            Some("https://shop.example.evil.example"),
            Some("http://shop.example"),
        ] {
            let response = ask(origin);
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{origin:?}");
            assert!(!response.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN), "{origin:?}");
            assert_eq!(response.headers()[header::VARY], "origin");
        }
    }
}
