//! Writing a backup: what it is about, the database, the files, and a part of the manifest after each stretch of them.

use std::io::{Read, Write};

use privacy::keys::{BackupHeader, RootKey};
use privacy::{Random, Time};

use crate::about::About;
use crate::counted::Counted;
use crate::failure::BackupError;
use crate::manifest::{self, LINES, Line};
use crate::name::Name;
use crate::sealing::SealWriter;

/// Writes one backup.
pub struct Writer<W: Write> {
    archive: tar::Builder<SealWriter<W>>,
    header: BackupHeader,
    lines: Vec<Line>,
    parts: u32,
    things: u64,
    bytes: u64,
}

impl<W: Write> Writer<W> {
    /// Begins a backup on `out`.
    pub fn begin(
        out: W,
        root: &RootKey,
        random: &Random,
        now: Time,
        about: &About,
    ) -> Result<Self, BackupError> {
        let (header, sealing) = SealWriter::begin(out, root, random, now)?;
        let archive = tar::Builder::new(sealing);
        let mut writer = Self { archive, header, lines: Vec::new(), parts: 0, things: 0, bytes: 0 };
        writer.put("about.json", &about.to_bytes()?)?;
        Ok(writer)
    }

    /// The backup's header.
    pub const fn header(&self) -> &BackupHeader {
        &self.header
    }

    /// Adds a thing of `size` bytes.
    pub fn add(&mut self, name: Name, size: u64, from: impl Read) -> Result<(), BackupError> {
        let mut counted = Counted::new(from.take(size));
        let mut head = head(size);
        self.archive.append_data(&mut head, name.to_string(), &mut counted)?;
        if counted.count() != size {
            return Err(BackupError::Changing(name));
        }
        self.things += 1;
        self.bytes += size;
        self.line(Line::Held { name, size, digest: counted.end() })
    }

    /// Notes that a thing which the database names was erased meanwhile.
    pub fn gone(&mut self, name: Name) -> Result<(), BackupError> {
        self.line(Line::Gone(name))
    }

    /// Notes that a thing which the database names is not there.
    pub fn missing(&mut self, name: Name) -> Result<(), BackupError> {
        self.line(Line::Missing(name))
    }

    /// Ends the backup; answers what was written to, and how many bytes.
    pub fn finish(mut self) -> Result<(W, u64), BackupError> {
        self.lines.push(Line::End { things: self.things, bytes: self.bytes });
        self.part()?;
        self.archive.into_inner()?.finish()
    }

    fn line(&mut self, line: Line) -> Result<(), BackupError> {
        self.lines.push(line);
        if self.lines.len() < LINES { Ok(()) } else { self.part() }
    }

    fn part(&mut self) -> Result<(), BackupError> {
        let text = manifest::to_text(&self.lines);
        self.lines.clear();
        self.parts += 1;
        self.put(&format!("manifest/{:06}", self.parts), text.as_bytes())
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
        Ok(self.archive.append_data(&mut head(bytes.len() as u64), name, bytes)?)
    }
}

fn head(size: u64) -> tar::Header {
    let mut head = tar::Header::new_gnu();
    head.set_size(size);
    head.set_mode(0o600);
    head
}
