//! The version of the API that a client asks for. Between 2.11 and 2.16 these endpoints differ in few fields: those
//! of which the published descriptions of 2.14 and 2.16 say so.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use super::error::Problem;

/// The header in which it is asked for and answered.
pub(super) static HEADER: HeaderName = HeaderName::from_static("intercom-version");

/// A version of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    V2_11,
    V2_12,
    V2_13,
    V2_14,
    V2_15,
    V2_16,
}

impl Version {
    const ALL: [(&'static str, Self); 6] = [
        ("2.11", Self::V2_11),
        ("2.12", Self::V2_12),
        ("2.13", Self::V2_13),
        ("2.14", Self::V2_14),
        ("2.15", Self::V2_15),
        ("2.16", Self::V2_16),
    ];

    /// The version that the headers name; 2.14 where they name none.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let Some(asked) = headers.get(&HEADER) else { return Ok(Self::V2_14) };
        let found = Self::ALL.iter().find(|(name, _)| name.as_bytes() == asked.as_bytes());
        found.map(|(_, version)| *version).ok_or_else(Problem::version)
    }

    /// How the header says it.
    pub(super) fn header(self) -> HeaderValue {
        let found = Self::ALL.iter().find(|(_, version)| *version == self);
        HeaderValue::from_static(found.map_or("2.14", |(name, _)| name))
    }

    /// Whether admins are shown with their role.
    pub(super) fn has_admin_roles(self) -> bool {
        self >= Self::V2_16
    }

    /// Whether nobody is `0` where a conversation says who has it.
    pub(super) fn has_zero_for_nobody(self) -> bool {
        self >= Self::V2_16
    }

    /// How a conversation's priority is said.
    pub(super) fn priority(self, first: bool) -> &'static str {
        match (self >= Self::V2_16, first) {
            (false, true) => "priority",
            (false, false) => "not_priority",
            (true, true) => "high",
            (true, false) => "none",
        }
    }

    /// Whether a contact's owner is named by a text.
    pub(super) fn has_owners_as_text(self) -> bool {
        self >= Self::V2_16
    }

    /// Whether only contacts who share an address or a phone number are merged, unless it is asked for.
    pub(super) fn merges_only_the_same(self) -> bool {
        self >= Self::V2_16
    }
}
