//! The log learns of a backup by a note in the data folder, which the server takes in: the command cannot write beside
//! the one writer. The note is durable before the backup has its name, and names the change, so that it is entered once.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use activity_log::{Action, FactKey, Facts, Object, ObjectKind};
use privacy::ids::Change as ChangeKind;
use privacy::{Id, Time};
use serde::{Deserialize, Serialize};
use store::{Act, Change};

use super::failure::BackupFailed;
use super::make::Made;
use super::swap;
use crate::{Deployment, Trouble};

/// The folder for notes, in the data folder.
const FOLDER: &str = "notes";
const SUFFIX: &str = ".backup-made";
/// Longer is no note.
const MOST_BYTES: u64 = 1024;

/// That a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Note {
    id: Id<ChangeKind>,
    made_at: Time,
    files: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    backup: String,
    made_at_us: i64,
    files: u64,
}

impl Note {
    pub(super) const fn of(made: &Made) -> Self {
        Self { id: made.id, made_at: made.made_at, files: made.files }
    }

    fn to_bytes(self) -> io::Result<Vec<u8>> {
        let written =
            Written { backup: self.id.to_string(), made_at_us: self.made_at.micros(), files: self.files };
        serde_json::to_vec(&written).map_err(io::Error::other)
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let read: Written = serde_json::from_slice(bytes).ok()?;
        let made_at = Time::from_micros(read.made_at_us);
        Some(Self { id: read.backup.parse().ok()?, made_at, files: read.files })
    }
}

/// Leaves a note in the data folder, durable when this returns.
pub(super) fn leave(data: &Path, note: &Note) -> Result<PathBuf, BackupFailed> {
    let folder = data.join(FOLDER);
    let path = folder.join(format!("{}{SUFFIX}", note.id));
    let write = || -> io::Result<()> {
        swap::private_folder(&folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&folder)?;
        file.write_all(&note.to_bytes()?)?;
        file.as_file().sync_all()?;
        file.persist_noclobber(&path).map_err(|error| error.error)?;
        swap::sync_folder_of(&path)?;
        swap::sync_folder_of(&folder)
    };
    write().map_err(BackupFailed::place(&folder))?;
    Ok(path)
}

/// Takes a note back whose backup did not get its name.
pub(super) fn take_back(path: &Path) {
    let _ = fs::remove_file(path);
}

/// Enters the backups that notes tell of; answers how many. A file that is no note is left alone.
pub async fn take_in(d: &Deployment, data: &Path) -> Result<usize, Trouble> {
    let mut entered = 0;
    for path in notes(&data.join(FOLDER)) {
        let Some(note) = read(&path) else { continue };
        let facts = Facts::new().count(FactKey::Attachments, note.files);
        let object = Object::new(ObjectKind::Backup, note.id.to_string());
        let act = Act { action: Action::BackupMade, object, facts };
        d.store.commit(Change::for_operator(note.id, note.made_at, act)).await?;
        if fs::remove_file(&path).is_ok() {
            entered += 1;
        }
    }
    Ok(entered)
}

fn notes(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    files.map(|file| file.path()).filter(|path| path.to_string_lossy().ends_with(SUFFIX)).collect()
}

fn read(path: &Path) -> Option<Note> {
    let small = fs::metadata(path).ok()?.len() <= MOST_BYTES;
    if small { Note::read(&fs::read(path).ok()?) } else { None }
}

#[cfg(test)]
mod tests {
    use privacy::ids::Hex;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_note_reads_back(id: [u8; 16], at: i64, files: u64) {
            let note = Note { id: Id::of(Hex::new(id)), made_at: Time::from_micros(at), files };
            prop_assert_eq!(Note::read(&note.to_bytes().unwrap()), Some(note));
        }

        #[test]
        fn anything_can_be_looked_at(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0..100_usize) {
            if let Some(note) = Note::read(&bytes) {
                prop_assert_eq!(Note::read(&note.to_bytes().unwrap()), Some(note));
            }
            let whole = Note { id: Id::of(Hex::new([3; 16])), made_at: Time::from_micros(1), files: 2 };
            let whole = whole.to_bytes().unwrap();
            let cut = cut.min(whole.len() - 1);
            prop_assert_eq!(Note::read(&whole[..cut]), None);
        }
    }

    #[test]
    fn what_is_no_note_is_left_alone() {
        let data = tempfile::tempdir().unwrap();
        let note = Note { id: Id::of(Hex::new([3; 16])), made_at: Time::from_micros(1), files: 2 };
        let left = leave(data.path(), &note).unwrap();
        let folder = data.path().join(FOLDER);
        fs::write(folder.join("other.txt"), "{}").unwrap();
        fs::write(folder.join(format!("long{SUFFIX}")), vec![b' '; 5000]).unwrap();
        let found = notes(&folder);
        assert_eq!(found.len(), 2);
        assert_eq!(found.iter().filter_map(|path| read(path)).collect::<Vec<_>>(), [note]);
        assert!(leave(data.path(), &note).is_err(), "a note is left once");
        take_back(&left);
        assert_eq!(notes(&folder).len(), 1);
    }
}
