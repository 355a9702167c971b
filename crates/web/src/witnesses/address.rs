//! Who a witness is and where: `NAME+ID+KEY=URL`.

use std::net::IpAddr;
use std::str::FromStr;

use activity_log::note::{KeyKind, VerifierKey};
use axum::http::Uri;

/// A witness as it is configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its public key.
    pub key: VerifierKey,
    /// Where it is asked.
    pub(super) url: Address,
}

/// Where a witness is asked: the submission prefix, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) tls: bool,
    /// Without the brackets of an IPv6 address.
    pub(super) host: String,
    pub(super) port: u16,
    /// As it stands in the `Host` header.
    pub(super) authority: String,
    /// Of `add-checkpoint`.
    pub(super) path: String,
}

/// What is wrong with a witness as it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadWitness {
    /// No key and URL.
    #[error("it must be the witness's key and where to ask it: NAME+ID+KEY=https://witness.example")]
    Form,
    /// No key.
    #[error("the part before the = is not a key in the form NAME+ID+KEY, or its id is not that of the key")]
    Key,
    /// A key of another kind.
    #[error(
        "the key is that of a log, not of a witness: it must be one for cosignatures (tlog-cosignature, Ed25519)"
    )]
    NotAWitness,
    /// No URL.
    #[error("the part after the = is not a URL like https://witness.example/prefix")]
    Url,
    /// A URL that is not encrypted.
    #[error(
        "a witness is asked over https; http is for one on this machine only (localhost, 127.0.0.1, [::1])"
    )]
    NotHttps,
    /// A URL with more than scheme, host, port and path.
    #[error("the URL must have no user, no ? and no #")]
    TooMuch,
}

impl Witness {
    /// The witness's name.
    pub fn name(&self) -> &str {
        self.key.name()
    }

    /// Whether it is asked over TLS.
    pub const fn is_over_tls(&self) -> bool {
        self.url.tls
    }
}

impl FromStr for Witness {
    type Err = BadWitness;

    fn from_str(text: &str) -> Result<Self, BadWitness> {
        // A name may have a =, the key after the second + has none: its base64 is of 33 bytes, which need no padding.
        let at = text.match_indices('+').nth(1).map_or(0, |(at, _)| at);
        let (head, tail) = text.split_at_checked(at).ok_or(BadWitness::Form)?;
        let (tail, url) = tail.split_once('=').ok_or(BadWitness::Form)?;
        let key = VerifierKey::parse(&format!("{head}{tail}")).map_err(|_| BadWitness::Key)?;
        if key.kind() != KeyKind::Cosignature {
            return Err(BadWitness::NotAWitness);
        }
        Ok(Self { key, url: url.parse()? })
    }
}

impl FromStr for Address {
    type Err = BadWitness;

    fn from_str(text: &str) -> Result<Self, BadWitness> {
        if text.contains(['@', '?', '#']) {
            return Err(BadWitness::TooMuch);
        }
        let uri: Uri = text.parse().map_err(|_| BadWitness::Url)?;
        let (scheme, host, authority) =
            match (uri.scheme_str(), uri.host().filter(|host| !host.is_empty()), uri.authority()) {
                (Some(scheme), Some(host), Some(authority)) => (scheme, host, authority.to_string()),
                _ => return Err(BadWitness::Url),
            };
        let bare = authority == host;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let tls = scheme == "https";
        let open = scheme == "http" && is_loopback(&host);
        if !(tls || open) {
            return Err(if matches!(scheme, "http" | "https") {
                BadWitness::NotHttps
            } else {
                BadWitness::Url
            });
        }
        let port = match uri.port() {
            Some(port) => port.as_str().parse().map_err(|_| BadWitness::Url)?,
            None if !bare => return Err(BadWitness::Url),
            None if tls => 443,
            None => 80,
        };
        let path = format!("{}/add-checkpoint", uri.path().trim_end_matches('/'));
        Ok(Self { tls, host, port, authority, path })
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use activity_log::note::NoteKey;

    use super::*;

    fn key(name: &str, kind: KeyKind) -> String {
        NoteKey::from_seed(name, kind, &[2; 32]).unwrap().verifier().to_string()
    }

    fn read(url: &str) -> Result<Witness, BadWitness> {
        format!("{}={url}", key("w.example/1", KeyKind::Cosignature)).parse()
    }

    #[test]
    fn where_a_witness_is_asked() {
        let at = |url: &str| {
            let Address { tls, host, port, authority, path } = read(url).unwrap().url;
            (tls, host, port, authority, path)
        };
        let add = "/add-checkpoint".to_owned();
        assert_eq!(at("https://w.example"), (true, "w.example".into(), 443, "w.example".into(), add.clone()));
        let long = at("https://w.example:8443/a/b=c/");
        assert_eq!(
            long,
            (true, "w.example".into(), 8443, "w.example:8443".into(), "/a/b=c/add-checkpoint".into())
        );
        assert_eq!(
            at("http://127.0.0.1:1/"),
            (false, "127.0.0.1".into(), 1, "127.0.0.1:1".into(), add.clone())
        );
        assert_eq!(at("http://[::1]:9"), (false, "::1".into(), 9, "[::1]:9".into(), add.clone()));
        assert_eq!(at("http://localhost"), (false, "localhost".into(), 80, "localhost".into(), add));
        let odd: Witness = format!("{}=https://w.example", key("a=b", KeyKind::Cosignature)).parse().unwrap();
        assert_eq!(odd.name(), "a=b");
    }

    #[test]
    fn what_is_no_witness_is_told() {
        for url in
            ["http://w.example", "http://10.0.0.1", "http://localhost.example", "http://127.0.0.1.example"]
        {
            assert_eq!(read(url), Err(BadWitness::NotHttps), "{url}");
        }
        for url in [
            "https://u:p@w.example",
            "https://w.example?a",
            "https://w.example#a",
            "http://127.0.0.1@w.example",
        ] {
            assert_eq!(read(url), Err(BadWitness::TooMuch), "{url}");
        }
        for url in [
            "",
            "w.example",
            "https://",
            "ftp://w.example",
            "https://w.example:99999",
            "https:///x",
            "/x",
            "https://a b",
        ] {
            assert_eq!(read(url), Err(BadWitness::Url), "{url}");
        }
        let log = format!("{}=https://w.example", key("w.example", KeyKind::Ed25519));
        assert_eq!(log.parse::<Witness>(), Err(BadWitness::NotAWitness));
        for text in ["", "a", "a+b", "a+b+c", &key("w", KeyKind::Cosignature)] {
            assert_eq!(text.parse::<Witness>(), Err(BadWitness::Form), "{text}");
        }
        assert_eq!("a+00000000+BBBB=https://w.example".parse::<Witness>(), Err(BadWitness::Key));
        assert_eq!("a=b=https://w.example".parse::<Witness>(), Err(BadWitness::Key));
    }
}
