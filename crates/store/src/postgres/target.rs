//! Which PostgreSQL, and whether the way to it must be encrypted.

use std::net::IpAddr;
use std::path::PathBuf;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};

use crate::address::BadAddress;

/// A PostgreSQL by its URL. Takes `sslrootcert=FILE` beside what the driver takes.
#[derive(Debug, Clone)]
pub struct Target {
    pub(super) config: Box<Config>,
    pub(super) root_certificates: Option<PathBuf>,
}

impl Target {
    /// Reads a URL, which may name several hosts. TLS is required unless every host is a socket or loopback.
    pub(crate) fn parse(url: &str) -> Result<Self, BadAddress> {
        let (address, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut kept, mut mode, mut root_certificates) = (Vec::new(), None, None);
        for option in query.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value),
                Some(("sslrootcert", value)) => root_certificates = Some(PathBuf::from(decoded(value))),
                _ => kept.push(option),
            }
        }
        let unread =
            |_| BadAddress("the address is not postgres://USER@HOST:PORT/DATABASE?OPTIONS".to_owned());
        let mut config: Config = format!("{address}?{}", kept.join("&")).parse().map_err(unread)?;
        config.ssl_mode(encryption(mode, all_local(&config))?);
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        Ok(Self { config: Box::new(config), root_certificates })
    }
}

fn encryption(mode: Option<&str>, local: bool) -> Result<SslMode, BadAddress> {
    match mode {
        Some("require" | "verify-ca" | "verify-full") => Ok(SslMode::Require),
        None | Some("prefer" | "allow") => Ok(if local { SslMode::Disable } else { SslMode::Require }),
        Some("disable") if local => Ok(SslMode::Disable),
        Some("disable") => Err(BadAddress(
            "PostgreSQL on another machine is used over TLS only: leave sslmode=disable away".to_owned(),
        )),
        Some(_) => Err(BadAddress("sslmode is one of disable, prefer, require, verify-full".to_owned())),
    }
}

fn all_local(config: &Config) -> bool {
    let addresses = config.get_hostaddrs();
    let mut hosts = config.get_hosts().iter().enumerate();
    addresses.iter().all(IpAddr::is_loopback)
        && hosts.all(|(at, host)| addresses.get(at).is_some_and(IpAddr::is_loopback) || is_local(host))
}

fn is_local(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()),
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = code.and_then(|pair| u8::from_str_radix(pair, 16).ok()).filter(|_| *first == b'%');
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> Result<SslMode, BadAddress> {
        Target::parse(url).map(|target| target.config.get_ssl_mode())
    }

    #[test]
    fn another_machine_is_reached_over_tls_only() {
        assert_eq!(mode("postgres://u@db.example/x"), Ok(SslMode::Require));
        assert_eq!(mode("postgres://u@db.example/x?sslmode=prefer"), Ok(SslMode::Require));
        assert_eq!(mode("postgres://u@127.0.0.1,10.0.0.7/x"), Ok(SslMode::Require));
        assert_eq!(mode("postgres://u@localhost/x?hostaddr=10.0.0.7"), Ok(SslMode::Require));
        let refused = mode("postgres://u:geheim@10.0.0.7/x?sslmode=disable").unwrap_err();
        assert!(refused.to_string().contains("over TLS only") && !refused.to_string().contains("geheim"));
    }

    #[test]
    fn this_machine_needs_no_tls_but_may_have_it() {
        assert_eq!(mode("postgres://u@127.0.0.1:5432/x"), Ok(SslMode::Disable));
        assert_eq!(mode("postgres://u@%2Fvar%2Frun%2Fpostgresql/x"), Ok(SslMode::Disable));
        assert_eq!(mode("postgres://u@localhost/x?sslmode=verify-full"), Ok(SslMode::Require));
    }

    #[test]
    fn a_certificate_file_is_taken_and_nonsense_refused_without_repeating_it() {
        let target = Target::parse("postgres://u@db.example/x?sslrootcert=%2Fetc%2Fmy%20ca.pem").unwrap();
        assert_eq!(target.root_certificates, Some(PathBuf::from("/etc/my ca.pem")));
        assert!(Target::parse("postgres://u@h/x?sslmode=perhaps").is_err());
        let refused = Target::parse("postgres://u:geheim@h:port/x").unwrap_err();
        assert!(!refused.to_string().contains("geheim"));
        assert!(!format!("{:?}", Target::parse("postgres://u:geheim@h/x").unwrap()).contains("geheim"));
    }
}
