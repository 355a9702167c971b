//! How a workspace's messenger greets, and when somebody answers: what the customer chose.

use serde::{Deserialize, Serialize};

use crate::contacts::Language;

/// What the messenger says of the team.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Messenger {
    /// How soon an answer may be expected while the office is open; nothing is promised without it.
    pub reply_time: Option<ReplyTime>,
    /// When somebody is there; always, without it.
    pub office_hours: Option<OfficeHours>,
    /// The time zone of the office, also before it has hours; empty where none was named.
    pub time_zone: String,
    /// Whom to write to about one's data: the data protection officer's address, or the like. Empty for none.
    pub data_contact: String,
    /// Whether it tells on which page somebody began to write.
    pub share_page: bool,
    /// What the team is called; after the workspace, where it is empty.
    pub team_name: String,
    /// The language it speaks: `en` or `ja`; the one that the visitor's browser asks for, without it.
    pub language: Option<Language>,
    /// Whether an answer sounds for who has not chosen.
    pub sound: bool,
    /// When whoever cannot be reached is asked for an address.
    pub ask_email: AskEmail,
}

/// When whoever cannot be reached is asked for an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskEmail {
    /// Never; none is taken from visitors who type one.
    Never,
    /// When nobody is there to answer at once.
    #[default]
    Away,
    /// Once they have written.
    Always,
}

/// How soon an answer may be expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyTime {
    /// Within some minutes.
    Minutes,
    /// Within some hours.
    Hours,
    /// Within a day.
    Day,
}

/// When the office is open, by the clock of one time zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeHours {
    /// The time zone's name in the IANA database, as `Asia/Tokyo`.
    pub time_zone: String,
    /// The hours, on each day that has some.
    pub hours: Vec<Hours>,
}

/// From when until when on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// The day of the week: 1 for Monday to 7 for Sunday.
    pub day: u8,
    /// From this minute of the day on.
    pub from_minute: u16,
    /// Until this one, at most 1440.
    pub until_minute: u16,
}

/// Settings that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadMessenger {
    /// Not the name of a time zone.
    #[error("a time zone is named as in the IANA database, such as Europe/Berlin")]
    TimeZone,
    /// Hours that are none.
    #[error(
        "office hours are 1 to 21 spans, each on a day from 1 (Monday) to 7, from one minute of the day to a later one"
    )]
    Hours,
    /// A name that is too long, or has control characters.
    #[error("a team's name is one line of at most 100 characters")]
    TeamName,
    /// An address that is too long, or has control characters.
    #[error("whom to write to about one's data is one line of at most 200 bytes")]
    DataContact,
}

impl Messenger {
    /// Whether these settings can be.
    pub fn check(&self) -> Result<(), BadMessenger> {
        if self.data_contact.len() > 200 || self.data_contact.contains(char::is_control) {
            return Err(BadMessenger::DataContact);
        }
        if self.team_name.chars().count() > 100 || self.team_name.contains(char::is_control) {
            return Err(BadMessenger::TeamName);
        }
        if !self.time_zone.is_empty() && !is_zone(&self.time_zone) {
            return Err(BadMessenger::TimeZone);
        }
        self.office_hours.as_ref().map_or(Ok(()), OfficeHours::check)
    }
}

/// Whether a time zone may be named so.
fn is_zone(zone: &str) -> bool {
    let named = zone.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'+' | b'-'));
    !zone.is_empty() && zone.len() <= 64 && named
}

impl OfficeHours {
    fn check(&self) -> Result<(), BadMessenger> {
        if !is_zone(&self.time_zone) {
            return Err(BadMessenger::TimeZone);
        }
        let span = |hours: &Hours| {
            (1..=7).contains(&hours.day)
                && hours.from_minute < hours.until_minute
                && hours.until_minute <= 1440
        };
        let fits = (1..=21).contains(&self.hours.len()) && self.hours.iter().all(span);
        if fits { Ok(()) } else { Err(BadMessenger::Hours) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(time_zone: &str, day: u8, from_minute: u16, until_minute: u16) -> Messenger {
        let hours = vec![Hours { day, from_minute, until_minute }];
        let office_hours = Some(OfficeHours { time_zone: time_zone.to_owned(), hours });
        Messenger { office_hours, ..Messenger::default() }
    }

    #[test]
    fn hours_are_hours_of_a_week() {
        assert_eq!(Messenger::default().check(), Ok(()));
        assert_eq!(open("Asia/Tokyo", 7, 0, 1440).check(), Ok(()));
        for (day, from, until) in [(0, 0, 1), (8, 0, 1), (1, 5, 5), (1, 6, 5), (1, 0, 1441)] {
            assert_eq!(
                open("Asia/Tokyo", day, from, until).check(),
                Err(BadMessenger::Hours),
                "{day} {from} {until}"
            );
        }
        for zone in ["", "Asia/Tokyo ", "<b>", "Etc/GMT+1\n"] {
            assert_eq!(open(zone, 1, 0, 1).check(), Err(BadMessenger::TimeZone), "{zone:?}");
        }
        let contact =
            |text: &str| Messenger { data_contact: text.to_owned(), ..Messenger::default() }.check();
        assert_eq!(contact("privacy@shop.example"), Ok(()));
        assert_eq!(contact("a\nb"), Err(BadMessenger::DataContact));
        let team = |text: &str| Messenger { team_name: text.to_owned(), ..Messenger::default() }.check();
        assert_eq!(team(&"円".repeat(100)), Ok(()));
        for bad in ["a\nb", &"n".repeat(101)] {
            assert_eq!(team(bad), Err(BadMessenger::TeamName));
        }
    }

    #[test]
    fn settings_of_before_are_read() {
        let read: crate::workspaces::Settings = serde_json::from_str(r#"{"greeting":"Hi"}"#).unwrap();
        assert_eq!((read.greeting.as_str(), read.messenger), ("Hi", Messenger::default()));
    }
}
