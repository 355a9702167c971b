//! Web origins (`https://host:port`), parsed strictly: they end in headers, where a stray character is an attack.

use std::fmt;
use std::net::Ipv6Addr;

use axum::http::{HeaderMap, HeaderValue, Uri, header};

use super::Transport;

/// The origin of a page: `https`, or `http` on this machine only. Lower case, the scheme's own port left out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin(String);

/// Not an origin that may be used here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an origin is https://host or https://host:port, without a path; http only for localhost and 127.0.0.1"
)]
pub struct BadOrigin;

impl Origin {
    /// Reads an origin as a person or a browser writes it; without path, user or wildcard.
    pub fn parse(text: &str) -> Result<Self, BadOrigin> {
        let lower = text.to_ascii_lowercase();
        let (secure, rest) = match lower.split_once("://") {
            Some(("https", rest)) => (true, rest),
            Some(("http", rest)) => (false, rest),
            _ => return Err(BadOrigin),
        };
        let place = HostPort::parse(rest).ok_or(BadOrigin)?;
        if !secure && !place.is_loopback() {
            return Err(BadOrigin);
        }
        Ok(Self::of(secure, &place))
    }

    /// The origin that a request was sent to, by its `Host` or `:authority`.
    pub fn of_request(transport: Transport, uri: &Uri, headers: &HeaderMap) -> Option<Self> {
        let place = HostPort::of_request(uri, headers)?;
        Some(Self::of(transport == Transport::Tls, &place))
    }

    fn of(secure: bool, place: &HostPort) -> Self {
        let (scheme, usual) = if secure { ("https", 443) } else { ("http", 80) };
        match place.port {
            Some(port) if port != usual => Self(format!("{scheme}://{}:{port}", place.host)),
            _ => Self(format!("{scheme}://{}", place.host)),
        }
    }

    /// As in an `Origin` header.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A host, in lower case, and perhaps a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HostPort {
    pub(super) host: String,
    pub(super) port: Option<u16>,
}

impl HostPort {
    /// Reads `host`, `host:port`, `[ipv6]` or `[ipv6]:port`; nothing else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let end =
            if text.starts_with('[') { text.find(']')? + 1 } else { text.find(':').unwrap_or(text.len()) };
        let (host, rest) = text.split_at_checked(end)?;
        if !is_host(host) {
            return None;
        }
        let port = match rest.strip_prefix(':') {
            Some(digits) => Some(parse_port(digits)?),
            None if rest.is_empty() => None,
            None => return None,
        };
        Some(Self { host: host.to_owned(), port })
    }

    /// What a request was sent to: the target's authority (HTTP/2, absolute form), else the only `Host`.
    pub(super) fn of_request(uri: &Uri, headers: &HeaderMap) -> Option<Self> {
        if let Some(authority) = uri.authority() {
            return Self::parse(authority.as_str());
        }
        let mut hosts = headers.get_all(header::HOST).iter();
        let only = hosts.next().filter(|_| hosts.next().is_none());
        Self::parse(only.and_then(|host: &HeaderValue| host.to_str().ok())?)
    }

    /// Whether the name means this machine, to every browser.
    pub(super) fn is_loopback(&self) -> bool {
        matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "[::1]")
    }
}

fn is_host(host: &str) -> bool {
    if let Some(inner) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return inner.parse::<Ipv6Addr>().is_ok();
    }
    host.len() <= 253 && host.strip_suffix('.').unwrap_or(host).split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let fits = (1..=63).contains(&label.len());
    let inside = !label.starts_with('-') && !label.ends_with('-');
    fits && inside && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn parse_port(digits: &str) -> Option<u16> {
    let plain = (1..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|port| plain && *port > 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn origins_are_read_in_one_form() {
        let read = |text| Origin::parse(text).map(|origin| origin.to_string());
        assert_eq!(read("https://Example.COM:443").as_deref(), Ok("https://example.com"));
        assert_eq!(read("https://a.b-c.example:8443").as_deref(), Ok("https://a.b-c.example:8443"));
        assert_eq!(read("http://127.0.0.1:8080").as_deref(), Ok("http://127.0.0.1:8080"));
        assert_eq!(read("https://[2001:db8::1]:1").as_deref(), Ok("https://[2001:db8::1]:1"));
    }

    #[test]
    fn what_could_mean_more_than_an_origin_is_refused() {
        for text in [
            "",
            "null",
            "*",
            "https://",
            "https://*",
            "https://*.example.com",
            "https://a.example/",
            "https://a.example/path",
            "https://user@a.example",
            "https://a.example; script-src *",
            "https://a.example https://b.example",
            "https://a..example",
            "https://-a.example",
            "https://a:0",
            "https://a:65536",
            "https://a:+80",
            "https://a:",
            "https://[::1",
            "https://[zz]",
            "https://a\n",
            "http://example.com",
            "ftp://a.example",
            "//a.example",
            "https://a'b",
            "https://é.example",
        ] {
            assert_eq!(Origin::parse(text), Err(BadOrigin), "{text:?}");
        }
    }

    #[test]
    fn a_request_with_two_hosts_was_sent_to_none() {
        let mut headers = HeaderMap::new();
        headers.append(header::HOST, HeaderValue::from_static("a.example:8443"));
        let uri = Uri::from_static("/path");
        let origin = Origin::of_request(Transport::Tls, &uri, &headers).unwrap();
        assert_eq!(origin.as_str(), "https://a.example:8443");
        headers.append(header::HOST, HeaderValue::from_static("b.example"));
        assert_eq!(Origin::of_request(Transport::Tls, &uri, &headers), None);
    }

    proptest! {
        #[test]
        fn whatever_passes_holds_only_harmless_characters(text in "https?://[ -~é]{0,40}") {
            if let Ok(origin) = Origin::parse(&text) {
                prop_assert!(origin.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric() || b":/.-[]".contains(&byte)));
                prop_assert_eq!(Origin::parse(origin.as_str()), Ok(origin));
            }
        }
    }
}
