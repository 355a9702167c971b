//! A PostgreSQL database dumped and put back with PostgreSQL's own tools.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use testkit::look;

use crate::place::Outcome;

/// Writes what the database holds into a file.
pub(crate) fn dump(url: &str, file: &Path) -> Outcome {
    done(Command::new("pg_dump").args(["--no-owner", "--dbname", url]).stdout(File::create(file)?))
}

/// Puts in the database what the file holds, and nothing else.
pub(crate) fn put_back(url: &str, file: &Path) -> Outcome {
    look::postgres(url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")?;
    let quiet = ["--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--dbname", url, "--file"];
    done(Command::new("psql").args(quiet).arg(file).stdout(Stdio::null()))
}

fn done(command: &mut Command) -> Outcome {
    let output = command.stderr(Stdio::piped()).output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(()) } else { Err(said.into()) }
}
