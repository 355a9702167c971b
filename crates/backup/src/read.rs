//! Reading a backup: everything opens, stands in its order, and is what the manifest says; or it is refused.

use std::io::{self, Read};

use privacy::Id;
use privacy::ids::Change;
use privacy::keys::RootKey;

use crate::about::ABOUT_BYTES;
use crate::about::About;
use crate::counted::Counted;
use crate::failure::BackupError;
use crate::manifest::{self, LINES, Line, PART_BYTES};
use crate::name::Name;
use crate::opening::OpenReader;

/// Why a thing that the database names is not in the backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// It was erased while the backup was made.
    Gone,
    /// It was not there, and nobody erased it.
    Missing,
}

/// Takes what a backup holds, in order. An error ends the reading.
pub trait Sink {
    /// What the backup is about; before all else.
    fn about(&mut self, about: &About) -> Result<(), BackupError>;
    /// A thing and its bytes: the database first, then the files by workspace and id.
    fn thing(&mut self, name: Name, size: u64, bytes: &mut dyn Read) -> Result<(), BackupError>;
    /// A file that the database names and the backup does not hold.
    fn absent(&mut self, name: Name, why: Absent) -> Result<(), BackupError>;
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The backup's name, which names the change that enters it too.
    pub id: Id<Change>,
    /// What it is about.
    pub about: About,
    /// Files, beside the database.
    pub files: u64,
    /// Bytes of database and files.
    pub bytes: u64,
    /// Files that were erased while it was made.
    pub gone: u64,
    /// Files that were missing when it was made.
    pub missing: u64,
}

/// Reads a backup to its end. What the sink got stands only if this answers well.
pub fn read(from: impl Read, root: &RootKey, sink: &mut dyn Sink) -> Result<Summary, BackupError> {
    let opening = OpenReader::begin(from, root)?;
    let id = opening.header().id();
    let mut archive = tar::Archive::new(opening);
    let mut state = State::default();
    for entry in archive.entries()? {
        state.entry(entry?, sink)?;
    }
    nothing_left(archive.into_inner())?;
    state.summary(id)
}

/// Reads a backup to its end without keeping anything: every chunk authenticates, and everything is what the manifest
/// says. Whether the database is a sound one is not looked at.
pub fn verify(from: impl Read, root: &RootKey) -> Result<Summary, BackupError> {
    read(from, root, &mut Nothing)
}

struct Nothing;

impl Sink for Nothing {
    fn about(&mut self, _: &About) -> Result<(), BackupError> {
        Ok(())
    }
    fn thing(&mut self, _: Name, _: u64, bytes: &mut dyn Read) -> Result<(), BackupError> {
        io::copy(bytes, &mut io::sink())?;
        Ok(())
    }
    fn absent(&mut self, _: Name, _: Absent) -> Result<(), BackupError> {
        Ok(())
    }
}

/// Where the reading is.
#[derive(Default)]
struct State {
    about: Option<About>,
    /// Things since the last part of the manifest.
    held: Vec<Line>,
    latest: Option<Name>,
    parts: u32,
    things: u64,
    bytes: u64,
    gone: u64,
    missing: u64,
    ended: bool,
}

impl State {
    fn entry(&mut self, entry: tar::Entry<'_, impl Read>, sink: &mut dyn Sink) -> Result<(), BackupError> {
        let (size, path) = (entry.size(), entry.path_bytes().into_owned());
        if !entry.header().entry_type().is_file() || self.ended {
            return Err(BackupError::Form("there is something that does not belong there"));
        }
        let path = String::from_utf8(path).map_err(|_| BackupError::Form("a name is not text"))?;
        if self.about.is_none() {
            return self.described(&path, entry, sink);
        }
        if path == format!("manifest/{:06}", self.parts + 1) {
            self.parts += 1;
            return self.compared(manifest::read(&small(entry, PART_BYTES)?)?, sink);
        }
        let name: Name =
            path.parse().map_err(|_| BackupError::Form("there is a thing of an unknown name"))?;
        self.taken(name, size, entry, sink)
    }

    fn described(&mut self, path: &str, entry: impl Read, sink: &mut dyn Sink) -> Result<(), BackupError> {
        if path != "about.json" {
            return Err(BackupError::Form("it does not say what it is about"));
        }
        let about = About::read(&small(entry, ABOUT_BYTES)?)?;
        sink.about(&about)?;
        self.about = Some(about);
        Ok(())
    }

    fn taken(
        &mut self,
        name: Name,
        size: u64,
        entry: impl Read,
        sink: &mut dyn Sink,
    ) -> Result<(), BackupError> {
        self.in_order(name)?;
        if self.held.len() >= LINES {
            return Err(BackupError::Form("its manifest is too far away"));
        }
        let mut digested = Counted::new(entry);
        sink.thing(name, size, &mut digested)?;
        io::copy(&mut digested, &mut io::sink())?;
        if digested.count() != size {
            return Err(BackupError::Form("it ends too early"));
        }
        self.things += 1;
        self.bytes += size;
        self.held.push(Line::Held { name, size, digest: digested.end() });
        Ok(())
    }

    /// The database comes first, the files in the order of their names, and nothing twice.
    fn in_order(&mut self, name: Name) -> Result<(), BackupError> {
        let right = match self.latest {
            None => name == Name::Database,
            Some(latest) => latest < name,
        };
        self.latest = Some(name);
        if right { Ok(()) } else { Err(BackupError::Form("its things are not in order")) }
    }

    /// The part must name what came since the last one, and what did not come.
    fn compared(&mut self, part: Vec<Line>, sink: &mut dyn Sink) -> Result<(), BackupError> {
        let mut held = std::mem::take(&mut self.held).into_iter();
        for line in part {
            match line {
                _ if self.ended => return Err(BackupError::Form("its manifest goes on after its end")),
                Line::Held { name, .. } if held.next().as_ref() != Some(&line) => {
                    return Err(BackupError::Manifest(name));
                }
                Line::Held { .. } => {}
                Line::Gone(name) => {
                    self.gone += 1;
                    sink.absent(name, Absent::Gone)?;
                }
                Line::Missing(name) => {
                    self.missing += 1;
                    sink.absent(name, Absent::Missing)?;
                }
                Line::End { things, bytes } => {
                    self.ended = true;
                    if (things, bytes) != (self.things, self.bytes) {
                        return Err(BackupError::Form("its manifest counts otherwise"));
                    }
                }
            }
        }
        match held.next() {
            Some(Line::Held { name, .. }) => Err(BackupError::Manifest(name)),
            _ => Ok(()),
        }
    }

    fn summary(self, id: Id<Change>) -> Result<Summary, BackupError> {
        let (Some(about), true, Some(files)) = (self.about, self.ended, self.things.checked_sub(1)) else {
            return Err(BackupError::Form("its manifest has no end"));
        };
        Ok(Summary { id, about, files, bytes: self.bytes, gone: self.gone, missing: self.missing })
    }
}

/// The bytes of a description or a part of the manifest.
fn small(entry: impl Read, most: u64) -> Result<Vec<u8>, BackupError> {
    let mut bytes = Vec::new();
    entry.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(BackupError::Form("its description is too long"));
    }
    Ok(bytes)
}

/// After the archive there are zeros to the end of the last chunk.
fn nothing_left(mut rest: impl Read) -> Result<(), BackupError> {
    let mut bytes = [0; 4096];
    loop {
        let count = rest.read(&mut bytes)?;
        if count == 0 {
            return Ok(());
        }
        if bytes.iter().take(count).any(|byte| *byte != 0) {
            return Err(BackupError::Form("something follows the archive"));
        }
    }
}
