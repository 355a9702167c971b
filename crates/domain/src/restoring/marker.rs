//! The marker of a restored store: it lies in the store's own folder, comes into place with it, and bars serving until
//! everyone was erased again.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use privacy::ids::{Change, Hex, Workspace};
use privacy::secret::Digest;
use privacy::{Id, Time};
use serde::{Deserialize, Serialize};

const NAME: &str = "restored.json";
/// Lies beside the marker once it is known which logs were carried over.
const LOST: &str = "lost-logs.json";

/// The logs of which what came after the backup is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LostLogs {
    /// All: there was nothing to read them from, or nobody tried.
    All,
    /// These.
    These(Vec<Id<Workspace>>),
}

impl LostLogs {
    /// Whether that log is one of them.
    pub fn has(&self, workspace: Id<Workspace>) -> bool {
        match self {
            Self::All => true,
            Self::These(lost) => lost.contains(&workspace),
        }
    }
}

/// From which backup a store was restored, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// The backup.
    pub backup: Id<Change>,
    /// When it was made.
    pub made_at: Time,
    /// When the store was restored from it.
    pub at: Time,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    backup: String,
    made_at_us: i64,
    restored_at_us: i64,
}

impl Restored {
    /// Marks the store in this folder.
    pub fn leave(&self, store: &Path) -> io::Result<()> {
        let written = Written {
            backup: self.backup.to_string(),
            made_at_us: self.made_at.micros(),
            restored_at_us: self.at.micros(),
        };
        let mut file = File::create_new(store.join(NAME))?;
        file.write_all(&serde_json::to_vec(&written)?)?;
        file.sync_all()
    }

    /// The marker of the store in this folder. One that cannot be read bars serving too.
    pub fn find(store: &Path) -> io::Result<Option<Self>> {
        match fs::read(store.join(NAME)) {
            Ok(bytes) => {
                Self::read(&bytes).map(Some).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Says of the store in this folder of which logs what came after the backup is lost.
    pub(crate) fn tell_lost(store: &Path, lost: &LostLogs) -> io::Result<()> {
        let LostLogs::These(lost) = lost else { return Ok(()) };
        let lost: Vec<String> = lost.iter().map(ToString::to_string).collect();
        let mut file = File::create(store.join(LOST))?;
        file.write_all(&serde_json::to_vec(&lost)?)?;
        file.sync_all()
    }

    /// What `tell_lost` said; all of them where it said nothing.
    pub(super) fn lost(store: &Path) -> io::Result<LostLogs> {
        let bytes = match fs::read(store.join(LOST)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(LostLogs::All),
            read => read?,
        };
        let bad = || io::Error::from(io::ErrorKind::InvalidData);
        let lost: Vec<String> = serde_json::from_slice(&bytes).map_err(|_| bad())?;
        let lost: Result<_, _> = lost.iter().map(|id| id.parse()).collect();
        lost.map(LostLogs::These).map_err(|_| bad())
    }

    pub(super) fn take_away(store: &Path) -> io::Result<()> {
        fs::remove_file(store.join(NAME))?;
        match fs::remove_file(store.join(LOST)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        File::open(store)?.sync_all()
    }

    /// The change that enters this restore: the same, however often it is tried.
    pub(crate) fn change(&self) -> Id<Change> {
        let told = format!("troth/restored/v1\n{}\n{}", self.backup, self.at.micros());
        let mut id = [0; 16];
        id.iter_mut().zip(Digest::of(told.as_bytes()).as_bytes()).for_each(|(place, byte)| *place = *byte);
        Id::of(Hex::new(id))
    }

    /// The change that enters it in a log of its own.
    pub(super) fn change_in(&self, workspace: Id<Workspace>) -> Id<Change> {
        let told = format!("troth/cut-back/v1\n{}\n{workspace}", self.change());
        let mut id = [0; 16];
        id.iter_mut().zip(Digest::of(told.as_bytes()).as_bytes()).for_each(|(place, byte)| *place = *byte);
        Id::of(Hex::new(id))
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let read: Written = serde_json::from_slice(bytes).ok()?;
        let (made_at, at) = (Time::from_micros(read.made_at_us), Time::from_micros(read.restored_at_us));
        Some(Self { backup: read.backup.parse().ok()?, made_at, at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_found_and_a_damaged_one_is_no_absence() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Restored::find(folder.path()).unwrap().is_none());
        let backup = Id::of(Hex::new([7; 16]));
        let marker = Restored { backup, made_at: Time::from_micros(5), at: Time::from_micros(9) };
        marker.leave(folder.path()).unwrap();
        assert_eq!(Restored::find(folder.path()).unwrap(), Some(marker));
        let whole = fs::read(folder.path().join(NAME)).unwrap();
        for cut in 0..whole.len() {
            fs::write(folder.path().join(NAME), &whole[..cut]).unwrap();
            assert!(Restored::find(folder.path()).is_err(), "cut after {cut} bytes");
        }
        assert_eq!(Restored::lost(folder.path()).unwrap(), LostLogs::All, "nobody said of which");
        let these = LostLogs::These(vec!["eu4k7m2pqx".parse().unwrap(), Id::<Workspace>::OPERATOR]);
        Restored::tell_lost(folder.path(), &these).unwrap();
        assert_eq!(Restored::lost(folder.path()).unwrap(), these);
        fs::write(folder.path().join(LOST), "[\"no id\"]").unwrap();
        assert!(Restored::lost(folder.path()).is_err());
        Restored::take_away(folder.path()).unwrap();
        assert!(Restored::find(folder.path()).unwrap().is_none());
        assert_eq!(Restored::lost(folder.path()).unwrap(), LostLogs::All);
    }
}
