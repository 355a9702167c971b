//! Transport security: TLS 1.2 and 1.3 with forward secrecy and authenticated encryption, nothing older or weaker.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::{self, Ticketer, cipher_suite as suite};
use rustls::server::NoServerSessionStorage;
use rustls::version::{TLS12, TLS13};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

/// Why there is no TLS to serve.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file that cannot be read.
    #[error("cannot read {path}: {reason}")]
    Unreadable {
        /// As configured.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// A file without what it is for.
    #[error("{path} holds no {what} in PEM form")]
    Missing {
        /// As configured.
        path: PathBuf,
        /// `certificate` or `private key`.
        what: &'static str,
    },
    /// No certificate at all.
    #[error("the certificate chain is empty")]
    NoCertificate,
    /// A key of another certificate.
    #[error(
        "the private key does not belong to the certificate (the first of the chain must be the server's own)"
    )]
    KeyOfAnother,
    /// No certificate authorities to trust others by.
    #[error(transparent)]
    NoAuthorities(#[from] store::OpenError),
    /// Something that the TLS library refuses.
    #[error("TLS cannot be set up: {0}")]
    Refused(#[from] rustls::Error),
}

/// The versions of TLS that are spoken.
pub(crate) const VERSIONS: &[&rustls::SupportedProtocolVersion] = &[&TLS13, &TLS12];

/// TLS for a certificate chain, the server's own first. HTTP/2 and HTTP/1.1; session tickets under keys that
/// change every six hours and live in memory only; no early data.
pub fn server_config(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<Arc<ServerConfig>, TlsError> {
    if chain.is_empty() {
        return Err(TlsError::NoCertificate);
    }
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider()))
        .with_protocol_versions(VERSIONS)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => TlsError::KeyOfAnother,
            other => TlsError::Refused(other),
        })?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.ticketer = Ticketer::new()?;
    config.max_early_data_size = 0;
    Ok(Arc::new(config))
}

/// TLS for a chain and a key in PEM files.
pub fn from_pem_files(chain: &Path, key: &Path) -> Result<Arc<ServerConfig>, TlsError> {
    let (chain_pem, key_pem) = (read(chain)?, read(key)?);
    let no_chain = || TlsError::Missing { path: chain.to_owned(), what: "certificate" };
    let certificates: Vec<_> =
        CertificateDer::pem_slice_iter(&chain_pem).collect::<Result<_, _>>().map_err(|_| no_chain())?;
    if certificates.is_empty() {
        return Err(no_chain());
    }
    let key = PrivateKeyDer::from_pem_slice(&key_pem)
        .map_err(|_| TlsError::Missing { path: key.to_owned(), what: "private key" })?;
    server_config(certificates, key)
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    std::fs::read(path).map_err(|reason| TlsError::Unreadable { path: path.to_owned(), reason })
}

/// The suites, strongest first.
pub(crate) fn provider() -> CryptoProvider {
    let cipher_suites = vec![
        suite::TLS13_AES_256_GCM_SHA384,
        suite::TLS13_AES_128_GCM_SHA256,
        suite::TLS13_CHACHA20_POLY1305_SHA256,
        suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        suite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        suite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ];
    CryptoProvider { cipher_suites, ..aws_lc_rs::default_provider() }
}

#[cfg(test)]
mod tests;
