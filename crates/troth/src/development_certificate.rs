//! A certificate for localhost and 127.0.0.1 by a certificate authority made for it alone, whose key is thrown away.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use privacy::Clock;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};

/// The files of a development certificate.
pub(crate) struct Files {
    /// The authority's certificate, for clients to trust.
    pub(crate) ca: PathBuf,
    /// The server's certificate.
    pub(crate) certificate: PathBuf,
    /// The server's private key.
    pub(crate) key: PathBuf,
}

/// The certificate in `folder`, made anew when it is not there or has less than a month to go.
pub(crate) fn find_or_make(folder: &Path, clock: &Clock) -> Result<Files> {
    let files = Files {
        ca: folder.join("ca.pem"),
        certificate: folder.join("certificate.pem"),
        key: folder.join("key.pem"),
    };
    let made = std::fs::metadata(&files.ca).and_then(|known| known.modified()).ok();
    let age = made.and_then(|made| made.duration_since(std::time::UNIX_EPOCH).ok()).unwrap_or_default();
    let days = (clock.now().seconds() - i64::try_from(age.as_secs()).unwrap_or_default()) / 86_400;
    let all = [&files.ca, &files.certificate, &files.key].iter().all(|file| file.is_file());
    if !all || days > 300 {
        crate::folders::make_private(folder)?;
        make(&files, clock).context("the development certificate cannot be made")?;
    }
    Ok(files)
}

fn make(files: &Files, clock: &Clock) -> Result<()> {
    let mut authority = params(clock, "Troth development certificate authority")?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
    let mut server =
        CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()])?;
    let dates = params(clock, "localhost")?;
    (server.not_before, server.not_after) = (dates.not_before, dates.not_after);
    server.distinguished_name = dates.distinguished_name;
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.use_authority_key_identifier_extension = true;
    let key = KeyPair::generate()?;
    let certificate = server.signed_by(&key, &authority)?;
    write(&files.key, &key.serialize_pem())?;
    write(&files.certificate, &certificate.pem())?;
    write(&files.ca, &authority.pem())
}

fn params(clock: &Clock, name: &str) -> Result<CertificateParams> {
    let mut params = CertificateParams::default();
    let today = clock.now().seconds() / 86_400;
    let epoch = date_time_ymd(1970, 1, 1);
    let day = Duration::from_hours(24);
    params.not_before = epoch + day * u32::try_from(today - 1)?;
    params.not_after = epoch + day * u32::try_from(today + 360)?;
    params.distinguished_name.push(DnType::CommonName, name);
    Ok(params)
}

fn write(file: &Path, text: &str) -> Result<()> {
    let mut open = std::fs::OpenOptions::new();
    let mut out = open.write(true).create(true).truncate(true).mode(0o600).open(file)?;
    out.write_all(text.as_bytes())?;
    Ok(out.sync_all()?)
}
