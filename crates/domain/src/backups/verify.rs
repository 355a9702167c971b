//! Proving a backup readable without putting it back: it opens to its end, and the database inside is a sound one whose
//! every file is there. Nothing of it stays on the disk.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use backup::{About, Absent, BackupError, Name, Sink, Summary};
use privacy::keys::RootKey;
use store::embedded::Copy;

use super::failure::BackupFailed;
use super::inside;
use super::make::Watched;
use super::watch::{Step, Watch};

/// How much there is of everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Workspaces.
    pub workspaces: u64,
    /// Contacts.
    pub contacts: u64,
    /// Conversations.
    pub conversations: u64,
    /// Parts of conversations.
    pub messages: u64,
    /// Files that messages name.
    pub files: u64,
    /// Their bytes, before sealing.
    pub file_bytes: u64,
}

/// A backup that was read and found whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What is in it.
    pub summary: Summary,
    /// What its database holds.
    pub counts: Counts,
}

/// Reads the backup to its end and checks the database inside, on a copy in a private folder that goes afterwards.
pub fn verify(path: &Path, root: &RootKey, watch: &dyn Watch) -> Result<Checked, BackupFailed> {
    let work = super::make::private_folder(&std::env::temp_dir())?;
    let database = work.path().join("troth.db");
    let mut checking = Checking { database: &database, copy: None, held: 0, watch };
    let summary = read(path, root, &mut checking, watch)?;
    checking.end(summary)
}

/// Reads the backup through a sink.
pub(super) fn read(
    path: &Path,
    root: &RootKey,
    sink: &mut dyn Sink,
    watch: &dyn Watch,
) -> Result<Summary, BackupFailed> {
    watch.at(Step::Reading);
    let file = File::open(path).map_err(BackupFailed::place(path))?;
    let all = file.metadata().map_err(BackupFailed::place(path))?.len();
    let watched = Watched { file: BufReader::with_capacity(1 << 18, file), watch, done: &mut 0, all };
    backup::read(watched, root, sink).map_err(BackupFailed::backup(path))
}

/// Keeps the database, checks it, and looks for a row of each file.
pub(super) struct Checking<'a> {
    pub(super) database: &'a Path,
    pub(super) copy: Option<Copy>,
    pub(super) held: u64,
    pub(super) watch: &'a dyn Watch,
}

impl Checking<'_> {
    /// Whether each file that a row names was there; answers what there is.
    pub(super) fn end(self, summary: Summary) -> Result<Checked, BackupFailed> {
        let none = || BackupError::Form("it has no database");
        let copy = self.copy.ok_or_else(none).map_err(BackupFailed::backup(self.database))?;
        let counts = inside::counts(&copy)?;
        if self.held == counts.files {
            Ok(Checked { summary, counts })
        } else {
            Err(BackupFailed::Files { held: self.held, named: counts.files })
        }
    }

    /// The database is in its place: checks it.
    pub(super) fn database(&mut self, bytes: &mut dyn Read) -> Result<(), BackupError> {
        io::copy(bytes, &mut File::create_new(self.database)?)?;
        self.watch.at(Step::Checking);
        let told = |error: &dyn std::fmt::Display| BackupError::Taker(error.to_string());
        let copy = Copy::open(self.database).map_err(|error| told(&error))?;
        copy.check().map_err(|error| told(&error))?;
        self.copy = Some(copy);
        self.watch.at(Step::Reading);
        Ok(())
    }

    /// A file must be one that a row names.
    pub(super) fn named(&mut self, name: Name) -> Result<(), BackupError> {
        let (Name::File { workspace, id }, Some(copy)) = (name, &self.copy) else {
            return Err(BackupError::Form("its things are not in order"));
        };
        self.held += 1;
        match inside::names(copy, (workspace, id)) {
            Ok(true) => Ok(()),
            Ok(false) => Err(BackupError::Form("it has a file that no message names")),
            Err(error) => Err(BackupError::Taker(error.to_string())),
        }
    }
}

impl Sink for Checking<'_> {
    fn about(&mut self, _: &About) -> Result<(), BackupError> {
        Ok(())
    }

    fn thing(&mut self, name: Name, _: u64, bytes: &mut dyn Read) -> Result<(), BackupError> {
        if name == Name::Database { self.database(bytes) } else { self.named(name) }
    }

    fn absent(&mut self, name: Name, _: Absent) -> Result<(), BackupError> {
        self.named(name)
    }
}
