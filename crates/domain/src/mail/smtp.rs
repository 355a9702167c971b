//! Speaking SMTP: one connection for one letter, by TLS or to this machine. What a server says before it is told to whom the
//! letter goes concerns the settings; only what it says after that can be the letter's own.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::message::MultiPart;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, MailParameter};
use lettre::transport::smtp::response::Response;
use lettre::{Address, Message};
use privacy::sealed::Disclosed;

use super::{Failure, Security, Server};

/// How long each step of a delivery may take: less than the lease under which it is done.
const PATIENCE: Duration = Duration::from_secs(10);
const LIST_UNSUBSCRIBE: &str = "List-Unsubscribe";
const LIST_POST: &str = "List-Unsubscribe-Post";
/// So much of what a server says is shown.
const SHOWN_CHARACTERS: usize = 300;

/// A letter, opened, on its way.
pub(super) struct Outgoing<'a> {
    pub(super) message_id: String,
    pub(super) recipient: &'a str,
    pub(super) subject: &'a str,
    pub(super) body: &'a str,
    pub(super) html: Option<&'a str>,
    pub(super) stop_link: Option<&'a str>,
}

/// Why a server did not take a letter.
#[derive(Debug)]
pub struct Told {
    /// The sort of failure.
    pub failure: Failure,
    /// Whether trying again is in vain, whatever the settings are.
    pub for_good: bool,
    /// What it said, or what went wrong, on one line; without the password.
    pub text: String,
}

/// Whether mail programs take this address.
pub(super) fn is_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

/// Hands the letter over; answers what the server said to it.
pub(super) async fn send(
    server: &Server,
    password: Option<&Disclosed<String>>,
    letter: &Outgoing<'_>,
) -> Result<String, Told> {
    let password = password.map(|password| password.shown().as_str());
    let message = message(server, letter)?;
    let clean = |text: &str| cleaned(text, &server.user, password.unwrap_or_default());
    match hand_over(server, password, &message).await {
        Ok(response) => {
            let said: Vec<&str> = response.message().collect();
            Ok(clean(&format!("{} {}", response.code(), said.join(" "))))
        }
        Err(stopped) => Err(told(&stopped, &clean)),
    }
}

/// What went wrong, and whether it can be the letter's own.
struct Stopped {
    error: Error,
    own: bool,
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self { error, own: false }
    }
}

async fn hand_over(server: &Server, password: Option<&str>, message: &Message) -> Result<Response, Stopped> {
    let mut connection = connect(server).await?;
    let said = async {
        if !server.user.is_empty() {
            let password = password.unwrap_or_default().to_owned();
            let credentials = Credentials::new(server.user.clone(), password);
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        dictate(&mut connection, message).await
    };
    let said = said.await;
    connection.abort().await;
    said
}

async fn connect(server: &Server) -> Result<AsyncSmtpConnection, Error> {
    let name = ClientId::Domain("troth.invalid".to_owned());
    let tls = || TlsParameters::new_rustls(server.host.clone());
    let at_once = if server.security == Security::Tls { Some(tls()?) } else { None };
    let address = (server.host.as_str(), server.port);
    let mut connection =
        AsyncSmtpConnection::connect_tokio1(address, Some(PATIENCE), &name, at_once, None).await?;
    if server.security == Security::StartTls {
        connection.starttls(tls()?, &name).await?;
    }
    Ok(connection)
}

/// From whom it comes, to whom it goes, and what it says.
async fn dictate(connection: &mut AsyncSmtpConnection, message: &Message) -> Result<Response, Stopped> {
    let own = |error| Stopped { error, own: true };
    let envelope = message.envelope();
    let wide = envelope.from().into_iter().chain(envelope.to()).any(|address| !is_ascii(address));
    let parameters = wide.then_some(MailParameter::SmtpUtfEight).into_iter().collect();
    connection.command(Mail::new(envelope.from().cloned(), parameters)).await?;
    for to in envelope.to() {
        let named = connection.command(Rcpt::new(to.clone(), Vec::new())).await;
        named.map_err(|error| Stopped { own: !is_not_from_here(&error), error })?;
    }
    connection.command(Data).await.map_err(own)?;
    connection.message(&message.formatted()).await.map_err(own)
}

fn is_ascii(address: &Address) -> bool {
    let text: &str = address.as_ref();
    text.is_ascii()
}

/// Whether the server passes nothing on for who sends so, whoever it goes to: some say it only once they hear to whom.
fn is_not_from_here(error: &Error) -> bool {
    let said = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    said.starts_with("5.7.") || said.to_lowercase().contains("relay")
}

fn message(server: &Server, letter: &Outgoing<'_>) -> Result<Message, Told> {
    let bad = |text: &str| Told { failure: Failure::Address, for_good: true, text: text.to_owned() };
    let from: Address = server.from.parse().map_err(|_| bad("the sender's address is not one for mail"))?;
    let to: Address =
        letter.recipient.parse().map_err(|_| bad("the recipient's address is not one for mail"))?;
    let mut builder = Message::builder()
        .from(from.into())
        .to(to.into())
        .subject(letter.subject)
        .message_id(Some(letter.message_id.clone()));
    if let Some(link) = letter.stop_link {
        // RFC 8058: a mail program ends such letters with one request, without a page.
        for (name, value) in
            [(LIST_UNSUBSCRIBE, format!("<{link}>")), (LIST_POST, "List-Unsubscribe=One-Click".to_owned())]
        {
            builder = builder.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
        }
    }
    let written = match letter.html {
        Some(html) => {
            builder.multipart(MultiPart::alternative_plain_html(letter.body.to_owned(), html.to_owned()))
        }
        None => builder.header(ContentType::TEXT_PLAIN).body(letter.body.to_owned()),
    };
    written.map_err(|_| bad("the letter cannot be written"))
}

fn told(Stopped { error, own }: &Stopped, clean: &dyn Fn(&str) -> String) -> Told {
    let (failure, for_good) = if error.is_permanent() {
        (if *own { Failure::Refused } else { Failure::NotFromHere }, *own)
    } else if error.is_transient() {
        (Failure::Deferred, false)
    } else if error.is_timeout() {
        (Failure::Timeout, false)
    } else if error.is_tls() || says_tls(error) {
        (Failure::Tls, false)
    } else if error.is_response() || error.is_client() {
        (Failure::Protocol, false)
    } else {
        (Failure::Unreachable, false)
    };
    Told { failure, for_good, text: clean(&error.to_string()) }
}

/// A handshake that fails is told as a broken connection, with the reason below.
fn says_tls(error: &Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(one) = source {
        let text = one.to_string();
        if text.contains("certificate") || text.contains("TLS") || text.contains("InvalidContentType") {
            return true;
        }
        source = one.source();
    }
    false
}

/// One line of what a server said, without the password in any form in which it was sent.
fn cleaned(text: &str, user: &str, password: &str) -> String {
    let mut line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if !password.is_empty() {
        let plain = STANDARD.encode(format!("\0{user}\0{password}"));
        for form in [plain, STANDARD.encode(password), password.to_owned()] {
            line = line.replace(&form, "…");
        }
    }
    line.trim().chars().take(SHOWN_CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_never_shows_the_password() {
        let plain = STANDARD.encode("\0desk\0s3cret pass");
        let coded = STANDARD.encode("s3cret pass");
        let said = format!("535 AUTH PLAIN {plain}\r\nno: s3cret pass / {coded}");
        let shown = cleaned(&said, "desk", "s3cret pass");
        assert_eq!(shown, "535 AUTH PLAIN …  no: … / …");
        assert_eq!(cleaned(&"x".repeat(900), "", "").len(), SHOWN_CHARACTERS);
    }

    #[test]
    fn no_header_is_smuggled_into_a_letter() {
        let server = Server {
            host: "localhost".into(),
            port: 25,
            security: Security::Plain,
            user: String::new(),
            from: "desk@example.com".into(),
        };
        let letter = |recipient: &'static str, subject: &'static str| Outgoing {
            message_id: "<1@example.com>".into(),
            recipient,
            subject,
            body: "Hello\r\n.\r\nQUIT",
            html: None,
            stop_link: Some("https://desk.example/no-mail/1"),
        };
        assert!(message(&server, &letter("a@b.example\r\nBcc: c@d.example", "Hi")).is_err());
        let written = message(&server, &letter("a@b.example", "Hi\r\nBcc: c@d.example")).unwrap();
        let written = String::from_utf8(written.formatted()).unwrap();
        let (head, _) = written.split_once("\r\n\r\n").unwrap();
        assert!(head.lines().all(|line| !line.starts_with("Bcc")), "{head}");
    }
}
