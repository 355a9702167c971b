//! Mail that leaves: the workspace's own server, a queue that survives restarts, and deliveries that are tried again.
//! A letter waits sealed under the key of whom it goes to, so that it ends with them.

mod answers;
mod deliver;
mod links;
mod list;
mod queue;
mod settings;
mod smtp;

use std::time::Duration;

use privacy::access::Denied;
use privacy::{Id, Personal, Time, codes};
use serde::{Deserialize, Serialize};
use store::Statement;

use crate::Trouble;

pub use answers::{Answer, Answers, WritingAnswers, answers_wait, tell_next, with_server};
pub use deliver::{deliver_next, due, expire};
pub(crate) use links::ending;
pub use links::{ReplyLink, expire_links, is_stop_link, reply_link, stop};
pub use list::{WaitingMail, discard, list, try_again};
pub use queue::to_contact;
pub(crate) use queue::{To, forgetting, forgetting_contact, queueing};
pub use settings::{SettingsShown, change, is_set_up, remove, shown, test};
pub use smtp::Told;

pub(crate) static STATEMENTS: &[&[&Statement]] = &[
    answers::STATEMENTS,
    deliver::STATEMENTS,
    links::STATEMENTS,
    list::STATEMENTS,
    queue::STATEMENTS,
    settings::STATEMENTS,
];

/// What somebody is written.
#[derive(Clone)]
pub struct Letter {
    /// The line above it.
    pub subject: Personal<String>,
    /// Plain text.
    pub body: Personal<String>,
    /// The same as HTML.
    pub html: Option<Personal<String>>,
    /// Where a mail program asks for no more letters of this kind.
    pub stop_link: Option<Personal<String>>,
}

impl Letter {
    /// A letter in plain text.
    pub const fn plain(subject: Personal<String>, body: Personal<String>) -> Self {
        Self { subject, body, html: None, stop_link: None }
    }
}

/// How the connection to the server is kept from listeners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, without which nothing is sent.
    StartTls,
    /// None: to this machine only.
    Plain,
}

impl Security {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Tls, Self::StartTls, Self::Plain];

    /// The permanent code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::StartTls => "start_tls",
            Self::Plain => "plain",
        }
    }

    /// The one of that code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// A workspace's mail server, but for the password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept from listeners.
    pub security: Security,
    /// Who signs in there; empty: nobody does.
    pub user: String,
    /// From which address mail comes.
    pub from: String,
}

/// What is wrong with a mail server's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not a name or address of a host.
    #[error("a host is a name such as smtp.example.com, or an address, of at most 253 characters")]
    Host,
    /// Zero.
    #[error("a port is a number from 1 to 65535")]
    Port,
    /// Plain text to another machine.
    #[error("without TLS mail goes to this machine only: localhost, 127.0.0.1 or ::1")]
    Plain,
    /// Too long, or with a line break.
    #[error("a user name and a password have at most 512 bytes and no line break")]
    Credentials,
    /// A user without a password: none is kept for that host, port and user.
    #[error("whoever signs in needs a password, and none is kept for this host, port and user")]
    NoPassword,
    /// Not an address.
    #[error("mail comes from an address such as desk@example.com")]
    From,
}

codes! {
    /// Why a letter has not left.
    Failure {
        /// No server answers there.
        Unreachable = "unreachable",
        /// The server answered too slowly.
        Timeout = "timeout",
        /// The server's TLS is not good enough, or not its own.
        Tls = "tls",
        /// The server cannot take it now.
        Deferred = "deferred",
        /// The server does not take it.
        Refused = "refused",
        /// The server takes nothing from whoever signs in so, or from that sender: a matter of the settings.
        NotFromHere = "not_from_here",
        /// The recipient's address is not one for mail.
        Address = "address",
        /// What the server said makes no sense.
        Protocol = "protocol",
    }
}

codes! {
    /// Where a letter is.
    State {
        /// It will be tried.
        Waiting = "waiting",
        /// It was tried often enough, or refused for good.
        Dead = "dead",
    }
}

/// Why mail or its settings stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The settings are not good.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// There is no server to send with.
    #[error("no mail server is set up")]
    NoServer,
    /// Somebody else changed it in between.
    #[error("it was changed at the same time")]
    ChangedMeanwhile,
    /// Not there.
    #[error("there is no such mail")]
    NotFound,
    /// The policy forbids it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

impl From<privacy::keys::KeyError> for MailError {
    fn from(error: privacy::keys::KeyError) -> Self {
        Self::Trouble(error.into())
    }
}

/// So long before a time.
fn before(now: Time, ago: Duration) -> Time {
    let ago = i64::try_from(ago.as_micros()).unwrap_or(i64::MAX);
    Time::from_micros(now.micros().saturating_sub(ago))
}

/// The id of a letter, as mail programs see it: the same at every try, so that a second copy is known as one.
fn message_id(id: &Id<privacy::ids::Mail>, from: &str) -> String {
    let domain = from.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    format!("<{id}@{domain}>")
}
