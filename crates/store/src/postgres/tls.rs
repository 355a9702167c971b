//! TLS to PostgreSQL: 1.2 or 1.3, the server's certificate and name always verified.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::failure::OpenError;

/// Where systems keep the certificate authorities they trust.
const SYSTEM_FILES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// A connector that trusts the given file, or what the system trusts; `needed` makes a lack of both an error.
pub(super) fn connector(given: Option<&Path>, needed: bool) -> Result<MakeRustlsConnect, OpenError> {
    let roots = if needed { trusted_roots(given, "sslrootcert=FILE")? } else { RootCertStore::empty() };
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| OpenError(format!("TLS is not available: {error}")))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// The certificate authorities in a PEM file, or those that the system trusts; an error names the option for the file.
pub fn trusted_roots(given: Option<&Path>, option: &str) -> Result<RootCertStore, OpenError> {
    let system = || SYSTEM_FILES.iter().map(PathBuf::from).find(|path| path.is_file());
    let none =
        || OpenError(format!("no trusted certificate authorities were found: name a PEM file with {option}"));
    let file = given.map(Path::to_path_buf).or_else(system).ok_or_else(none)?;
    let failed = || OpenError(format!("{} is not a PEM file with certificates", file.display()));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(&file).map_err(|_| failed())? {
        roots.add_parsable_certificates(certificate.ok());
    }
    if roots.is_empty() { Err(failed()) } else { Ok(roots) }
}
