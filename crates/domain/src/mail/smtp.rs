//! Speaking SMTP: one connection for one letter, by TLS or to this machine.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::message::MultiPart;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{AsyncSmtpTransport, Error};
use lettre::{Address, AsyncTransport as _, Message, Tokio1Executor};
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
    /// Whether trying again is in vain.
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
    let transport = transport(server, password).map_err(|error| told(&error, &clean))?;
    match transport.send(message).await {
        Ok(response) => {
            let said: Vec<&str> = response.message().collect();
            Ok(clean(&format!("{} {}", response.code(), said.join(" "))))
        }
        Err(error) => Err(told(&error, &clean)),
    }
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

fn transport(server: &Server, password: Option<&str>) -> Result<AsyncSmtpTransport<Tokio1Executor>, Error> {
    let tls = match server.security {
        Security::Tls => Tls::Wrapper(TlsParameters::new_rustls(server.host.clone())?),
        Security::StartTls => Tls::Required(TlsParameters::new_rustls(server.host.clone())?),
        Security::Plain => Tls::None,
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
        .port(server.port)
        .tls(tls)
        .hello_name(ClientId::Domain("troth.invalid".to_owned()))
        .timeout(Some(PATIENCE));
    if !server.user.is_empty() {
        let password = password.unwrap_or_default().to_owned();
        builder = builder.credentials(Credentials::new(server.user.clone(), password));
    }
    Ok(builder.build())
}

fn told(error: &Error, clean: &dyn Fn(&str) -> String) -> Told {
    let (failure, for_good) = if error.is_permanent() {
        (Failure::Refused, true)
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
