//! Where things lie by default, after the XDG base directory specification.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The folder for data: the one that was named, or the user's own.
pub(crate) fn data(named: Option<&Path>, demo: bool) -> Result<PathBuf> {
    if let Some(named) = named {
        return std::path::absolute(named).context("the data folder has no usable path");
    }
    let name = if demo { "troth-demo" } else { "troth" };
    let base = user_folder("XDG_DATA_HOME", ".local/share")
        .context("there is no home folder to keep data in: name one with --data DIR")?;
    Ok(base.join(name))
}

/// The file of the root key: the one that was named, or the user's own. Never inside the data folder.
pub(crate) fn root_key(named: Option<&Path>, data: &Path) -> Result<PathBuf> {
    let file = match named {
        Some(named) => named.to_owned(),
        None => user_folder("XDG_CONFIG_HOME", ".config")
            .context("there is no home folder to keep the root key in: name a file with --root-key FILE")?
            .join("troth/root.key"),
    };
    if absolute(&file).starts_with(absolute(data)) {
        bail!(
            "the root key must not lie in the data folder, for whoever copies the folder would have both: \
             name a file elsewhere with --root-key FILE"
        );
    }
    Ok(file)
}

fn absolute(path: &Path) -> PathBuf {
    let known = path.ancestors().find_map(|part| {
        let rest = path.strip_prefix(part).ok()?;
        let part = if part.as_os_str().is_empty() { Path::new(".") } else { part };
        Some(part.canonicalize().ok()?.join(rest))
    });
    known.unwrap_or_else(|| path.to_owned())
}

fn user_folder(variable: &str, under_home: &str) -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    set(variable).or_else(|| Some(set("HOME")?.join(under_home)))
}

/// Makes a folder that only its owner can enter.
pub(crate) fn make_private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("the folder {} cannot be made", folder.display()))
}
