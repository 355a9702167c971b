//! The root key from the environment or a file. A missing one is made only where nothing is sealed yet.

use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use anyhow::{Context, Result, bail};
use privacy::Random;
use privacy::keys::RootKey;
use zeroize::Zeroizing;

/// The variable that may hold the key itself: 64 hexadecimal digits.
const VARIABLE: &str = "TROTH_ROOT_KEY";

/// Reads the key, or makes one if `may_make`: then nothing has been sealed with another.
pub(crate) fn read_or_make(file: &Path, random: &Random, may_make: bool) -> Result<RootKey> {
    if let Some(text) = std::env::var(VARIABLE).ok().map(Zeroizing::new) {
        return RootKey::read(text.trim())
            .with_context(|| format!("the environment variable {VARIABLE} holds no root key"));
    }
    in_file(file, random, may_make)
}

/// The same, whatever the environment holds.
pub(crate) fn in_file(file: &Path, random: &Random, may_make: bool) -> Result<RootKey> {
    match std::fs::metadata(file) {
        Ok(known) => {
            let mode = known.permissions().mode() & 0o777;
            if mode & 0o077 != 0 {
                bail!(
                    "the root key {} can be read by others (mode {mode:o}): run chmod 600 on it",
                    file.display()
                );
            }
            read(file)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && may_make => make(file, random),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => bail!(
            "the root key {} is not there, but the data was sealed with one: put it back, or name it with \
             --root-key FILE. Nothing was touched; without that key nothing can be opened",
            file.display()
        ),
        Err(error) => Err(error).with_context(|| format!("the root key {} cannot be read", file.display())),
    }
}

fn read(file: &Path) -> Result<RootKey> {
    let text = std::fs::read_to_string(file).map(Zeroizing::new);
    let text = text.with_context(|| format!("the root key {} cannot be read", file.display()))?;
    RootKey::read(text.trim()).with_context(|| format!("{} holds no root key", file.display()))
}

/// Writes a new key beside its place and links it there, so that of two servers starting at once one key stays.
fn make(file: &Path, random: &Random) -> Result<RootKey> {
    let what = || format!("the root key {} cannot be made", file.display());
    let folder = file.parent().with_context(what)?;
    crate::folders::make_private(folder)?;
    let draft = folder.join(format!(".root.key.{}", std::process::id()));
    let mut open = std::fs::OpenOptions::new();
    let mut out = open.write(true).create(true).truncate(true).mode(0o600).open(&draft).with_context(what)?;
    writeln!(out, "{}", *RootKey::create(random).to_text()).with_context(what)?;
    out.sync_all().with_context(what)?;
    let linked = std::fs::hard_link(&draft, file);
    std::fs::remove_file(&draft).with_context(what)?;
    match linked {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error).with_context(what),
    }
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).with_context(what)?;
    read(file)
}
