//! The names that may stand in a backup. There are no others, so that nothing can be written outside its place.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use privacy::Id;
use privacy::ids::{Attachment, Workspace};

/// One thing in a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// The database.
    Database,
    /// The sealed content of a file.
    File {
        /// Its workspace.
        workspace: Id<Workspace>,
        /// Its id.
        id: Id<Attachment>,
    },
}

impl Name {
    /// Where it lies below the data folder.
    pub fn path(&self) -> PathBuf {
        Path::new(&self.to_string()).to_path_buf()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database => f.write_str("store/troth.db"),
            Self::File { workspace, id } => write!(f, "files/{workspace}/{}/{id}", day(*id)),
        }
    }
}

/// Not a name that may stand in a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a thing in a backup")]
pub struct NotAName;

impl FromStr for Name {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        let name = match *text.split('/').collect::<Vec<_>>() {
            ["store", "troth.db"] => Self::Database,
            ["files", workspace, _, id] => Self::File {
                workspace: workspace.parse().map_err(|_| NotAName)?,
                id: id.parse().map_err(|_| NotAName)?,
            },
            _ => return Err(NotAName),
        };
        if name.to_string() == text { Ok(name) } else { Err(NotAName) }
    }
}

/// The day on which an id was made, counted from 1970.
fn day(id: Id<Attachment>) -> u32 {
    let [a, b, c, d, ..] = *id.raw().bytes();
    u32::from_be_bytes([a, b, c, d]) / 86_400
}
