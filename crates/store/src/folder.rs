//! The folder of an embedded store: private to its owner, and used by one server at a time.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use crate::failure::OpenError;

/// Makes the folder with mode 0700 where it is missing, and takes others' rights away where it is not.
pub(crate) fn make_private(folder: &Path) -> Result<(), OpenError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.and_then(|()| std::fs::set_permissions(folder, Permissions::from_mode(0o700)))
        .map_err(|error| OpenError(format!("cannot use the folder {}: {error}", folder.display())))
}

/// Opens a file of the folder for reading and writing, mode 0600, making it where it is missing.
pub(crate) fn private_file(path: &Path) -> io::Result<File> {
    let file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
    file.set_permissions(Permissions::from_mode(0o600))?;
    Ok(file)
}

/// Held as long as a server or a restore uses the folder; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct FolderLock(#[expect(dead_code, reason = "the open file is the lock")] File);

impl FolderLock {
    /// Takes the folder, or says which process has it.
    pub fn take(folder: &Path) -> Result<Self, OpenError> {
        let failed = |error| OpenError(format!("cannot lock the folder {}: {error}", folder.display()));
        let mut file = private_file(&folder.join("server.lock")).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Err(taken(folder, &mut file)),
            Err(std::fs::TryLockError::Error(error)) => return Err(failed(error)),
        }
        file.set_len(0).map_err(failed)?;
        file.rewind().map_err(failed)?;
        file.write_all(std::process::id().to_string().as_bytes()).map_err(failed)?;
        Ok(Self(file))
    }
}

fn taken(folder: &Path, file: &mut File) -> OpenError {
    let mut pid = String::new();
    let known =
        file.read_to_string(&mut pid).is_ok() && pid.bytes().all(|b| b.is_ascii_digit()) && !pid.is_empty();
    let who = if known { format!(" (process {pid})") } else { String::new() };
    OpenError(format!(
        "another server{who} uses the folder {}: stop it, or choose another folder",
        folder.display()
    ))
}
