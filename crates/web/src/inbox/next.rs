//! Where somebody wanted to go when they were led to the door: they come there once they are in.

use std::fmt::Write as _;

use axum::http::Uri;
use serde::Deserialize;

/// A page of the inbox or of the settings, with what its address asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Next(String);

/// The longest such address, in bytes.
const LONGEST: usize = 2_000;

/// What the address of a door says of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    next: String,
}

impl Wanted {
    /// The page, where it is one of ours.
    pub(crate) fn next(&self) -> Option<Next> {
        Next::read(&self.next)
    }
}

impl Next {
    /// Reads an address within the inbox or the settings; nothing else is one, so that no door leads to another website.
    pub(crate) fn read(given: &str) -> Option<Self> {
        let path = given.split('?').next().unwrap_or_default();
        let under =
            |page: &str| path.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let plain = given.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let good = (under("/inbox") || under("/settings")) && plain && given.len() <= LONGEST;
        good.then(|| Self(given.to_owned()))
    }

    /// The page that was asked for.
    pub(crate) fn of(uri: &Uri) -> Option<Self> {
        Self::read(uri.path_and_query()?.as_str())
    }

    /// The address.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// A door's address that leads on to `next`.
    pub(crate) fn after(door: &str, next: Option<&Self>) -> String {
        next.map_or_else(|| door.to_owned(), |next| format!("{door}?next={}", next.encoded()))
    }

    fn encoded(&self) -> String {
        self.0.bytes().fold(String::new(), |mut text, byte| {
            if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
                text.push(char::from(byte));
            } else {
                // Writing to a String cannot fail.
                let _ = write!(text, "%{byte:02X}");
            }
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_ours_are_come_back_to_and_nothing_else() {
        for good in [
            "/inbox",
            "/inbox/12?folder=mine",
            "/settings",
            "/settings/mail",
            "/inbox?folder=all&status=open",
        ] {
            assert_eq!(Next::read(good).unwrap().as_str(), good);
        }
        let long = format!("/inbox?{}", "x".repeat(LONGEST));
        for bad in [
            "",
            "/",
            "//evil.example",
            "/inboxes",
            "https://evil.example/inbox",
            "/\\evil.example/inbox",
            "/inbox/\\evil",
            "/inbox\r\nx: y",
            "/inbox /",
            "/sign-in",
            "/settings\u{e9}",
            "javascript:/inbox",
            "@evil/inbox",
            &long,
        ] {
            assert_eq!(Next::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_door_leads_on_by_an_address_that_comes_back_whole() {
        let next = Next::read("/inbox/12?folder=mine&x=%20+").unwrap();
        let door = Next::after("/sign-in", Some(&next));
        assert_eq!(door, "/sign-in?next=/inbox/12%3Ffolder%3Dmine%26x%3D%2520%2B");
        assert_eq!(Next::after("/sign-in", None), "/sign-in");
    }
}
