//! What a scan found, by label: a report never shows a planted value.

use std::fmt;
use std::path::PathBuf;

use super::form::{Form, Layer};

/// More lines than this help nobody.
const SHOWN: usize = 40;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Byte offset: of the value, or of the outermost thing that it is inside of.
    pub offset: usize,
    /// The planted value's label.
    pub name: String,
    /// How it is written.
    pub form: Form,
    /// Whether all of it is there, or a part.
    pub whole: bool,
    /// What it is inside of, outermost first; empty if it lies open.
    pub layers: Vec<Layer>,
}

impl fmt::Display for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = if self.whole { "" } else { "a part of " };
        write!(f, "at byte {}: {part}{} as {}", self.offset, self.name, self.form)?;
        self.layers.iter().rev().try_for_each(|layer| write!(f, " in {layer}"))
    }
}

/// A finding and the file it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The file.
    pub path: PathBuf,
    /// The finding.
    pub hit: Hit,
}

/// The outcome of a scan of a file or folder.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// How many files were read.
    pub files: u64,
    /// How many bytes were read.
    pub bytes: u64,
    /// The findings.
    pub hits: Vec<Located>,
}

impl Report {
    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.hits.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} findings in {} files, {} bytes", self.hits.len(), self.files, self.bytes)?;
        for Located { path, hit } in self.hits.iter().take(SHOWN) {
            writeln!(f, "  {} {hit}", path.display())?;
        }
        match self.hits.len().checked_sub(SHOWN) {
            None | Some(0) => Ok(()),
            Some(more) => writeln!(f, "  and {more} more"),
        }
    }
}
