//! Debian packages: PostgreSQL, Chromium and fonts for Japanese and emoji, sslscan, Node, Python and its Ed25519, OpenSSL's
//! command for test certificates.

use std::process::Command;

use anyhow::bail;

use crate::install::chromium;
use crate::postgres::bin_folder;
use crate::process::{self, Interrupt};
use crate::report::note;
use crate::workspace::find_program;

/// A package and how to see that it is not needed.
struct Package {
    name: &'static str,
    present: fn() -> bool,
}

const POSTGRES: &[Package] = &[
    Package { name: "postgresql-15", present: || bin_folder().is_ok() },
    Package { name: "openssl", present: || find_program("openssl").is_some() },
];

const OTHERS: &[Package] = &[
    Package { name: "chromium", present: || chromium().is_ok() },
    // Without such fonts the pictures of screens are of empty boxes.
    Package { name: "fontconfig", present: || find_program("fc-list").is_some() },
    Package { name: "fonts-noto-cjk", present: || has_font(":lang=ja") },
    Package { name: "fonts-noto-color-emoji", present: || has_font(":lang=und-zsye") },
    Package { name: "sslscan", present: || find_program("sslscan").is_some() },
    Package { name: "nodejs", present: || find_program("node").is_some() },
    Package { name: "python3", present: || find_program("python3").is_some() },
    Package { name: "python3-venv", present: || process::read(&mut venv()).is_ok() },
    // For the independent witness of tests/log.
    Package { name: "python3-cryptography", present: has_cryptography },
    Package { name: "npm", present: || find_program("npm").is_some() },
];

/// What makes a Python environment of one's own.
fn venv() -> Command {
    let mut command = Command::new("python3");
    command.args(["-c", "import ensurepip, venv"]);
    command
}

/// Whether a browser can draw what that pattern names.
fn has_font(pattern: &str) -> bool {
    process::read(Command::new("fc-list").arg(pattern)).is_ok_and(|fonts| !fonts.is_empty())
}

/// Whether one of the Pythons that the tests try has it.
fn has_cryptography() -> bool {
    let imports =
        |python: &&str| process::read(Command::new(python).args(["-c", "import cryptography"])).is_ok();
    ["python3", "/usr/bin/python3"].iter().any(imports)
}

/// Installs every package that is missing.
pub(crate) fn install(interrupt: &Interrupt) -> anyhow::Result<()> {
    install_missing(POSTGRES.iter().chain(OTHERS), interrupt)
}

/// Installs PostgreSQL if it is missing.
pub(crate) fn install_postgres(interrupt: &Interrupt) -> anyhow::Result<()> {
    install_missing(POSTGRES.iter(), interrupt)
}

fn install_missing(
    packages: impl Iterator<Item = &'static Package>,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    let missing: Vec<&str> = packages.filter(|p| !(p.present)()).map(|p| p.name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("apt-get install --no-install-recommends {}", missing.join(" "));
    if find_program("apt-get").is_none() {
        bail!("missing: {}. There is no apt-get here: install them your system's way", missing.join(", "));
    }
    let Some(prefix) = root_prefix() else {
        bail!("missing: {}. Run, as root: {by_hand}", missing.join(", "));
    };
    note(&format!("installing {}", missing.join(", ")));
    let apt = |arguments: &[&str]| {
        let mut command = Command::new(prefix.first().copied().unwrap_or("env"));
        command.args(prefix.iter().skip(1)).args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command.args(["--quiet", "--yes", "--no-install-recommends"]).args(arguments);
        process::run(&mut command, interrupt)
    };
    apt(&["update"])?;
    apt(&[&["install"], missing.as_slice()].concat())
}

/// How to become root without being asked: nothing to do, `sudo -n`, or not at all.
fn root_prefix() -> Option<Vec<&'static str>> {
    if process::read(Command::new("id").arg("-u")).is_ok_and(|id| id == "0") {
        return Some(vec!["env"]);
    }
    let sudo = process::read(Command::new("sudo").args(["-n", "true"]));
    sudo.is_ok().then(|| vec!["sudo", "-n", "env"])
}
