//! The marker of a restored store: it lies in the store's own folder, comes into place with it, and bars serving until
//! everyone was erased again.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use privacy::ids::{Change, Hex};
use privacy::secret::Digest;
use privacy::{Id, Time};
use serde::{Deserialize, Serialize};

const NAME: &str = "restored.json";

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

    pub(super) fn take_away(store: &Path) -> io::Result<()> {
        fs::remove_file(store.join(NAME))?;
        File::open(store)?.sync_all()
    }

    /// The change that enters this restore: the same, however often it is tried.
    pub(crate) fn change(&self) -> Id<Change> {
        let told = format!("troth/restored/v1\n{}\n{}", self.backup, self.at.micros());
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
        Restored::take_away(folder.path()).unwrap();
        assert!(Restored::find(folder.path()).unwrap().is_none());
    }
}
