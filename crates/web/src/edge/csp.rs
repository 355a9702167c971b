//! Content security policies, one for each kind of page. None has `unsafe-*`, a wildcard, or a place to put one.

use axum::http::HeaderValue;

use super::origin::{BadOrigin, Origin};

/// For answers that are not pages: nothing may be loaded, nobody may frame it.
pub const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ";

/// For a page of ours: everything from this server, framed by nobody.
pub fn page() -> HeaderValue {
    policy(&format!("{PAGE}'none'"))
}

/// For a page of ours that frames another page of ours.
pub fn framing() -> HeaderValue {
    policy(&format!("frame-src 'self'; {PAGE}'none'"))
}

/// For a page that only our own pages frame.
pub fn framed_here() -> HeaderValue {
    policy(&format!("{PAGE}'self'"))
}

/// For the messenger's frame: as a page, and framed by these origins; by nobody if there are none.
pub fn frame(origins: &[String]) -> Result<HeaderValue, BadOrigin> {
    let origins: Vec<String> = origins.iter().map(|origin| source(origin)).collect::<Result<_, _>>()?;
    let ancestors = if origins.is_empty() { "'none'".to_owned() } else { origins.join(" ") };
    Ok(policy(&format!("{PAGE}{ancestors}")))
}

/// For the demo website: its own files, and the messenger's script and frame from the server's origin.
pub fn demo_site(server_origin: &str) -> Result<HeaderValue, BadOrigin> {
    let server = source(server_origin)?;
    Ok(policy(&format!(
        "default-src 'none'; script-src 'self' {server}; style-src 'self' {server}; img-src 'self' {server} data:; \
         font-src 'self'; connect-src 'self' {server}; frame-src {server}; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    )))
}

/// An origin as a policy's source; the grammar of policies has no IPv6 addresses.
fn source(text: &str) -> Result<String, BadOrigin> {
    let origin = Origin::parse(text)?;
    if origin.as_str().contains('[') { Err(BadOrigin) } else { Ok(origin.to_string()) }
}

/// All parts are visible ASCII by construction; were one not, the strictest policy stands in.
fn policy(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(NOTHING))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_policy_is_loose() {
        let frame = frame(&["https://shop.example".to_owned(), "http://localhost:9".to_owned()]).unwrap();
        let demo = demo_site("http://127.0.0.1:8080").unwrap();
        for policy in [page(), framing(), framed_here(), frame.clone(), demo] {
            let text = policy.to_str().unwrap();
            assert!(text.contains("default-src 'none'") && text.contains("frame-ancestors"), "{text}");
            assert!(!text.contains("unsafe") && !text.contains('*'), "{text}");
        }
        assert!(frame.to_str().unwrap().ends_with("frame-ancestors https://shop.example http://localhost:9"));
        assert!(page().to_str().unwrap().ends_with("frame-ancestors 'none'"));
    }

    #[test]
    fn a_bad_origin_is_refused_and_no_origin_is_none() {
        for bad in ["*", "https://a.example; script-src *", "https://[::1]", "http://a.example"] {
            assert_eq!(frame(&["https://a.example".to_owned(), bad.to_owned()]), Err(BadOrigin), "{bad}");
            assert_eq!(demo_site(bad), Err(BadOrigin), "{bad}");
        }
        assert_eq!(frame(&[]), Ok(page()));
    }
}
