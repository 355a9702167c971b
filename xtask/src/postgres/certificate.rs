//! A throw-away certificate authority and server certificate, so that TLS to PostgreSQL can be tested.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::process;

const NEW_KEY: [&str; 8] =
    ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days"];

/// Writes `ca.pem`, `server.pem` and `server.key` (for localhost and 127.0.0.1) into `folder`.
pub(crate) fn write(folder: &Path) -> anyhow::Result<()> {
    let mut authority = openssl(folder);
    authority.args(["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Troth test authority"]);
    authority.args(["-addext", "keyUsage=critical,keyCertSign"]);
    process::read(&mut authority).context("cannot make a certificate authority")?;

    let mut server = openssl(folder);
    server.args(["-CA", "ca.pem", "-CAkey", "ca.key", "-keyout", "server.key", "-out", "server.pem"]);
    server.args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]);
    server.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    process::read(&mut server).context("cannot make a server certificate")?;
    Ok(())
}

fn openssl(folder: &Path) -> Command {
    let mut command = Command::new("openssl");
    command.current_dir(folder).args(NEW_KEY).arg("30");
    command
}
