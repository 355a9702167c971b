//! Compiles the preloaded library, in less than a second, wherever it is used.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{PowerLossError, Result, file};

const SOURCES: [(&str, &str); 3] = [
    ("image.h", include_str!("../../powerloss/image.h")),
    ("image.c", include_str!("../../powerloss/image.c")),
    ("calls.c", include_str!("../../powerloss/calls.c")),
];

/// Compiles the library to the file `to`, with its sources beside it.
pub(super) fn compile(to: &Path) -> Result<()> {
    let folder = to.parent().unwrap_or(to);
    for (name, source) in SOURCES {
        let path = folder.join(name);
        fs::write(&path, source).map_err(file("write", &path))?;
    }
    let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    let mut command = Command::new(compiler);
    command.current_dir(folder).args(["-std=gnu11", "-O2", "-fPIC", "-shared", "-Wall", "-o"]);
    let output = command.arg(to).args(["image.c", "calls.c"]).output().map_err(PowerLossError::NoCompiler)?;
    if output.status.success() {
        Ok(())
    } else {
        Err(PowerLossError::Compile(String::from_utf8_lossy(&output.stderr).into_owned()))
    }
}
