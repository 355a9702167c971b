//! What is written for Python: the second of Intercom's own clients, against the REST API over TLS.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::place::{Engine, Outcome, Place};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/python-intercom")
}

on_both_engines!(intercoms_client_for_python);

/// `python-intercom`, trusting the development certificate authority alone.
async fn intercoms_client_for_python(engine: Engine) -> Outcome {
    let python = folder().join(".venv/bin/python");
    if !python.is_file() {
        return Err("tests/python-intercom/.venv is not there: run `cargo xtask test`".into());
    }
    let place = Place::new(engine)?;
    let server = place.start()?;
    let mut command = Command::new(python);
    command.args(["-I", "-B"]).arg(folder().join("slice.py"));
    command.env("TROTH_API", server.field("api")).env("TROTH_TOKEN", server.field("token"));
    command.env("SSL_CERT_FILE", server.field("ca"));
    assert_passes(command)?;
    assert!(server.stop()?.success());
    Ok(())
}

/// Runs it, shows what it says, and counts: there must be tests, all must pass, none be skipped.
fn assert_passes(mut command: Command) -> Outcome {
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let ran = said.lines().find_map(|line| line.strip_prefix("Ran ")?.split(' ').next()?.parse().ok());
    let all = said.lines().last() == Some("OK") && ran.is_some_and(|ran: usize| ran > 0);
    assert!(output.status.success() && all, "{}:\n{said}", output.status);
    Ok(())
}
