//! Making a backup: a copy of the database at one moment, then every file that it names, sealed into one new file.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use backup::{About, BackupError, Name, Writer};
use privacy::ids::Change;
use privacy::keys::RootKey;
use privacy::{Clock, Id, Random, Time};
use store::embedded::{self, Copy};
use store::vault::Vault;
use tempfile::{NamedTempFile, TempDir};
use tokio::runtime::Handle;

use super::failure::BackupFailed;
use super::inside;
use super::note::{self, Note};
use super::swap;
use super::vault_age::keys_at;
use super::watch::{Step, Watch};

/// A backup that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// Its name.
    pub id: Id<Change>,
    /// When the database was copied.
    pub made_at: Time,
    /// The bytes of the file.
    pub bytes: u64,
    /// The files in it, beside the database.
    pub files: u64,
    /// Files that were erased while it was made.
    pub gone: u64,
    /// Files that the database names, that are not there, and that nobody erased.
    pub missing: u64,
}

/// Makes a backup of the data folder at `out`, which must not exist. The data must belong to that vault. Called where
/// blocking is no harm, inside the runtime on which the vault was opened.
pub fn make(
    data: &Path,
    out: &Path,
    (root, vault): (&RootKey, &Vault),
    (clock, random): (&Clock, &Random),
    watch: &dyn Watch,
) -> Result<Made, BackupFailed> {
    swap::none_under_way(data)?;
    let folder = new_outside(data, out)?;
    let work = private_folder(&folder)?;
    let path = work.path().join("copy.db");
    watch.at(Step::Copying);
    let made_at = clock.now();
    let told = |done: u64, all: u64| {
        watch.done(done.saturating_mul(4096), all.saturating_mul(4096));
        !watch.stopped()
    };
    embedded::copy(&data.join("store"), &path, &mut { told }).map_err(BackupFailed::copy(&folder))?;
    let copy = Copy::open(&path)?;
    let name = vault.id().to_string();
    if copy.vault()?.as_ref() != Some(&name) {
        return Err(BackupFailed::OtherVault(name));
    }
    let workspaces = inside::workspaces(&copy)?;
    let about = About {
        made_at,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: copy.schema(),
        vault: name,
        keys: Handle::current().block_on(keys_at(vault, &workspaces))?,
        workspaces,
    };
    let file = NamedTempFile::new_in(work.path()).map_err(BackupFailed::place(out))?;
    let begun = Writer::begin(BufWriter::new(file), root, random, made_at, &about);
    let writer = begun.map_err(BackupFailed::backup(out))?;
    watch.at(Step::Writing);
    let mut packing = Packing { data, out, copy: &copy, writer, watch, done: 0, all: 0 };
    packing.database(&path)?;
    let made = packing.files(made_at)?;
    packing.end(made)
}

/// The folder, which must be there, and outside of the data.
pub fn outside(data: &Path, folder: &Path) -> Result<PathBuf, BackupFailed> {
    let folder = folder.canonicalize().map_err(BackupFailed::place(folder))?;
    let data = data.canonicalize().map_err(BackupFailed::place(data))?;
    if folder.starts_with(&data) { Err(BackupFailed::InsideData(data)) } else { Ok(folder) }
}

/// The folder of `out`, which must be outside of the data and not hold it yet.
fn new_outside(data: &Path, out: &Path) -> Result<PathBuf, BackupFailed> {
    let folder = match out.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = outside(data, folder)?;
    if out.symlink_metadata().is_ok() {
        return Err(BackupFailed::Exists(out.to_owned()));
    }
    Ok(folder)
}

/// A folder that goes with all that is in it, however the making ends short of a kill.
pub(super) fn private_folder(folder: &Path) -> Result<TempDir, BackupFailed> {
    tempfile::Builder::new()
        .prefix(".troth-backup-")
        .permissions(std::fs::Permissions::from_mode(0o700))
        .tempdir_in(folder)
        .map_err(BackupFailed::place(folder))
}

struct Packing<'a> {
    data: &'a Path,
    out: &'a Path,
    copy: &'a Copy,
    writer: Writer<BufWriter<NamedTempFile>>,
    watch: &'a dyn Watch,
    done: u64,
    all: u64,
}

impl Packing<'_> {
    fn database(&mut self, path: &Path) -> Result<(), BackupFailed> {
        let file = File::open(path).map_err(BackupFailed::place(path))?;
        let size = file.metadata().map_err(BackupFailed::place(path))?.len();
        self.all = size.saturating_add(inside::counts(self.copy)?.file_bytes);
        self.add(Name::Database, size, &file)
    }

    fn add(&mut self, name: Name, size: u64, file: &File) -> Result<(), BackupFailed> {
        let watched = Watched { file, watch: self.watch, done: &mut self.done, all: self.all };
        self.writer.add(name, size, watched).map_err(BackupFailed::backup(self.out))
    }

    /// Every file that the copy names, in the order of their names.
    fn files(&mut self, made_at: Time) -> Result<Made, BackupFailed> {
        let id = self.writer.header().id();
        let mut made = Made { id, made_at, bytes: 0, files: 0, gone: 0, missing: 0 };
        let mut after = None;
        loop {
            let page = inside::files(self.copy, after)?;
            let Some(last) = page.last() else { return Ok(made) };
            after = Some(*last);
            for file in page {
                self.file(file, &mut made)?;
            }
        }
    }

    fn file(&mut self, (workspace, id): inside::File, made: &mut Made) -> Result<(), BackupFailed> {
        let name = Name::File { workspace, id };
        let path = self.data.join(name.path());
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return self.absent((workspace, id), made);
            }
            Err(error) => return Err(BackupFailed::Place(path, error)),
        };
        let size = file.metadata().map_err(BackupFailed::place(&path))?.len();
        made.files += 1;
        self.add(name, size, &file)
    }

    /// The live store tells whether the file was erased since the copy, or got lost.
    fn absent(&mut self, (workspace, id): inside::File, made: &mut Made) -> Result<(), BackupFailed> {
        let live = Copy::open(&self.data.join("store").join(embedded::DATABASE))?;
        let name = Name::File { workspace, id };
        let noted = if inside::names(&live, (workspace, id))? {
            made.missing += 1;
            self.writer.missing(name)
        } else {
            made.gone += 1;
            self.writer.gone(name)
        };
        noted.map_err(BackupFailed::backup(self.out))
    }

    /// Makes the file durable, notes it for the log, and only then gives it its name.
    fn end(self, mut made: Made) -> Result<Made, BackupFailed> {
        let (buffer, bytes) = self.writer.finish().map_err(BackupFailed::backup(self.out))?;
        made.bytes = bytes;
        let mut file =
            buffer.into_inner().map_err(|error| BackupFailed::place(self.out)(error.into_error()))?;
        file.flush().and_then(|()| file.as_file().sync_all()).map_err(BackupFailed::place(self.out))?;
        let noted = note::leave(self.data, &Note::of(&made))?;
        if let Err(error) = file.persist_noclobber(self.out) {
            note::take_back(&noted);
            return Err(BackupFailed::place(self.out)(error.error));
        }
        swap::sync_folder_of(self.out).map_err(BackupFailed::place(self.out))?;
        Ok(made)
    }
}

/// Tells of every piece, and stops when told to.
pub(super) struct Watched<'a, R> {
    pub(super) file: R,
    pub(super) watch: &'a dyn Watch,
    pub(super) done: &'a mut u64,
    pub(super) all: u64,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.watch.stopped() {
            return Err(BackupError::Stopped.into());
        }
        let count = self.file.read(out)?;
        *self.done += count as u64;
        self.watch.done(*self.done, self.all);
        Ok(count)
    }
}
