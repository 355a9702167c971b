//! Cargo's tools: nextest, which runs the tests, and deny, which checks the dependencies.

use std::process::Command;

use crate::process::{self, Interrupt};
use crate::report::note;
use crate::workspace;

/// A Cargo subcommand and the oldest version that will do, which is also the one installed.
struct Tool {
    subcommand: &'static str,
    package: &'static str,
    version: [u32; 3],
}

const TOOLS: [Tool; 2] = [
    Tool { subcommand: "nextest", package: "cargo-nextest", version: [0, 9, 143] },
    Tool { subcommand: "deny", package: "cargo-deny", version: [0, 20, 2] },
];

/// Builds and installs each tool that is missing or too old.
pub(crate) fn install(interrupt: &Interrupt) -> anyhow::Result<()> {
    for tool in &TOOLS {
        if installed_version(tool.subcommand).is_some_and(|version| version >= tool.version) {
            continue;
        }
        let [major, minor, patch] = tool.version;
        let version = format!("{major}.{minor}.{patch}");
        note(&format!("installing {} {version}; it is compiled, which takes minutes", tool.package));
        let mut command = Command::new("cargo");
        command.current_dir(workspace::root());
        command.args(["install", "--locked", "--force", tool.package, "--version", &version]);
        process::run(&mut command, interrupt)?;
    }
    Ok(())
}

fn installed_version(subcommand: &str) -> Option<[u32; 3]> {
    let text = process::read(Command::new("cargo").args([subcommand, "--version"])).ok()?;
    parse_version(&text)
}

/// The first word that reads as three numbers with dots between.
fn parse_version(text: &str) -> Option<[u32; 3]> {
    text.split_whitespace().find_map(|word| {
        let numbers: Result<Vec<u32>, _> = word.split('.').map(str::parse).collect();
        numbers.ok()?.try_into().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::parse_version;

    #[test]
    fn a_version_is_found_among_other_words() {
        assert_eq!(parse_version("cargo-nextest 0.9.143 (60fa45f63 2026-08-04)"), Some([0, 9, 143]));
        assert_eq!(parse_version("cargo-deny 0.20.2"), Some([0, 20, 2]));
        assert_eq!(parse_version("error: no such command"), None);
    }

    #[test]
    fn versions_compare_by_number() {
        assert!(parse_version("x 0.10.0") > parse_version("x 0.9.143"));
    }
}
