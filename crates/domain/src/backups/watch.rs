//! Who is told how far a backup or a restore is, and may stop it.

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The database is copied.
    Copying,
    /// Database and files are sealed into the backup.
    Writing,
    /// The backup is read.
    Reading,
    /// The database inside is checked.
    Checking,
    /// All that was read lies whole beside the data, and is durable.
    Staged,
    /// The log's entries since the backup are in it too.
    Carried,
    /// It is noted that the store is about to be replaced: from here on it goes forward only.
    Noted,
    /// The old database is out of the way.
    StoreAside,
    /// The old files are out of the way.
    FilesAside,
    /// The restored files are in place.
    FilesIn,
    /// The restored database is in place.
    StoreIn,
    /// The note is gone.
    InPlace,
}

/// Told of the progress; asked whether to go on.
pub trait Watch {
    /// A step begins, or a moment is reached.
    fn at(&self, step: Step);
    /// So many bytes of so many are done in this step.
    fn done(&self, done: u64, all: u64);
    /// Whether to stop and leave everything as it was.
    fn stopped(&self) -> bool;
}
