//! The lines of an exported log.

use std::fmt;

use crate::note::{SignedCheckpoint, VerifierKey, base64, decimal, unbase64, unbase64_hash};
use crate::tree::{Hash, MAX_LEVEL, leaf_hash};
use crate::{Action, Entry, EntryError, FactKey, FactValue, reading};

/// The longest line, in bytes without its newline.
pub const MAX_LINE_BYTES: usize = 524_288;
const FORMAT: &str = "troth log v1";

/// The first line: which log it is, which key signs it, and how many entries follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The log's name, as in its checkpoints.
    pub origin: String,
    /// The key that signs them.
    pub key: VerifierKey,
    /// How many entries the log has at the last checkpoint.
    pub size: u64,
}

/// Why a file has hashes in place of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The entries were kept as long as they had to be, and then removed.
    Expired,
    /// The entries are there, but were not asked for.
    NotSelected,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// The first one.
    Header(Header),
    /// An entry with its number and its leaf.
    Entry {
        /// The number, from 0.
        index: u64,
        /// The leaf in the tree.
        leaf: Hash,
        /// The canonical bytes.
        bytes: Vec<u8>,
        /// What they say.
        entry: Box<Entry>,
    },
    /// A perfect subtree of `2^level` entries that the file does not have.
    Hashes {
        /// The first entry's number, a multiple of `2^level`.
        index: u64,
        /// How large the subtree is.
        level: u8,
        /// The subtree's root; the leaf, if it is one entry.
        hash: Hash,
        /// Why there are no entries.
        why: Why,
    },
    /// A checkpoint; it stands after the last entry that it counts.
    Checkpoint(Box<SignedCheckpoint>),
}

/// What the log's check needs of a line: a line without its bytes and words, which `Line::parse` has judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// The first line.
    Header(Header),
    /// An entry.
    Entry {
        /// The number, from 0.
        index: u64,
        /// The leaf in the tree.
        leaf: Hash,
        /// When it was, in microseconds since 1970.
        at_us: i64,
        /// What it tells of the log itself; most entries tell nothing of it.
        told: Option<Told>,
    },
    /// A perfect subtree of `2^level` entries that the file does not have.
    Hashes {
        /// The first entry's number.
        index: u64,
        /// How large the subtree is.
        level: u8,
        /// The subtree's root.
        hash: Hash,
        /// Why there are no entries.
        why: Why,
    },
    /// A checkpoint.
    Checkpoint(Box<SignedCheckpoint>),
}

/// What an entry tells of the log in which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Bodies below this place went after their time.
    ExpiredBelow(u64),
    /// The log goes on from where it had so many entries; those after them were lost.
    CutBackTo(u64),
}

impl Told {
    fn by(entry: &Entry) -> Option<Self> {
        let Some(FactValue::Count(size)) = entry.facts().get(FactKey::Size) else { return None };
        match entry.action() {
            Action::LogBodiesExpired => Some(Self::ExpiredBelow(*size)),
            Action::LogCutBack => Some(Self::CutBackTo(*size)),
            _ => None,
        }
    }
}

impl From<Line> for Read {
    fn from(line: Line) -> Self {
        match line {
            Line::Header(header) => Self::Header(header),
            Line::Entry { index, leaf, entry, .. } => {
                Self::Entry { index, leaf, at_us: entry.stamp().at_us, told: Told::by(&entry) }
            }
            Line::Hashes { index, level, hash, why } => Self::Hashes { index, level, hash, why },
            Line::Checkpoint(checkpoint) => Self::Checkpoint(checkpoint),
        }
    }
}

/// Why a line cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// It is not in the form of any line.
    #[error("it is not in the form that it must have")]
    BadForm,
    /// It is an entry that has a code or version that is not known here.
    #[error("entry {0} has something that this version does not know")]
    Unknown(u64),
    /// It is an entry whose bytes are not those of its leaf.
    #[error("entry {0} was changed: its bytes do not give its hash")]
    Bytes(u64),
    /// It is an entry of which something else is told than its bytes say.
    #[error("entry {0} was changed: what can be read there is not what its bytes say")]
    Reading(u64),
}

impl Why {
    const fn code(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::NotSelected => "not_selected",
        }
    }
}

impl Line {
    /// The line for an entry of the log.
    pub fn entry(index: u64, entry: Entry) -> Result<Self, EntryError> {
        let bytes = entry.canonical_bytes()?;
        Ok(Self::Entry { index, leaf: leaf_hash(&bytes), bytes, entry: Box::new(entry) })
    }

    /// Reads a line without its newline. Nothing else is read than what `Display` writes.
    pub fn parse(line: &str) -> Result<Self, LineError> {
        if line.len() > MAX_LINE_BYTES {
            return Err(LineError::BadForm);
        }
        let read = if line.starts_with(r#"{"index":"#) {
            Self::numbered(line)?
        } else if let Some(rest) = line.strip_prefix(r#"{"checkpoint":""#) {
            let text = rest.strip_suffix(r#""}"#).and_then(unescape).ok_or(LineError::BadForm)?;
            Self::Checkpoint(Box::new(SignedCheckpoint::parse(&text).map_err(|_| LineError::BadForm)?))
        } else {
            header(line).map(Self::Header).ok_or(LineError::BadForm)?
        };
        let same = matches!(read, Self::Entry { .. }) || read.to_string() == line;
        if same { Ok(read) } else { Err(LineError::BadForm) }
    }

    /// A line that begins with a number: an entry, or hashes.
    fn numbered(line: &str) -> Result<Self, LineError> {
        let mut from = Cursor(line);
        let index = from.between(r#"{"index":"#, ",").and_then(decimal).ok_or(LineError::BadForm)?;
        if !from.0.starts_with(r#""leaf":"#) {
            return hashes(index, from).ok_or(LineError::BadForm);
        }
        let (leaf, bytes, reads) = parts(from).ok_or(LineError::BadForm)?;
        if leaf_hash(&bytes) != leaf {
            return Err(LineError::Bytes(index));
        }
        let entry = Entry::from_canonical_bytes(&bytes).map_err(|_| LineError::Unknown(index))?;
        if reading(&entry) != reads {
            return Err(LineError::Reading(index));
        }
        Ok(Self::Entry { index, leaf, bytes, entry: Box::new(entry) })
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(Header { origin, key, size }) => {
                let (origin, key) = (escape(origin), escape(&key.to_string()));
                write!(f, r#"{{"format":"{FORMAT}","origin":"{origin}","key":"{key}","size":{size}}}"#)
            }
            Self::Entry { index, leaf, bytes, entry } => {
                let (leaf, bytes, reads) = (base64(&leaf.0), base64(bytes), reading(entry));
                write!(f, r#"{{"index":{index},"leaf":"{leaf}","entry":"{bytes}","reads":{reads}}}"#)
            }
            Self::Hashes { index, level, hash, why } => {
                let (hash, why) = (base64(&hash.0), why.code());
                write!(f, r#"{{"index":{index},"level":{level},"hash":"{hash}","why":"{why}"}}"#)
            }
            Self::Checkpoint(checkpoint) => {
                write!(f, r#"{{"checkpoint":"{}"}}"#, escape(&checkpoint.to_string()))
            }
        }
    }
}

fn header(line: &str) -> Option<Header> {
    let mut from = Cursor(line);
    let format = from.between(r#"{"format":""#, r#"","#)?;
    let origin = unescape(from.between(r#""origin":""#, r#"","key":""#)?)?;
    let key = VerifierKey::parse(&unescape(from.between("", r#"","size":"#)?)?).ok()?;
    let size = decimal(from.between("", "}")?)?;
    (format == FORMAT && !origin.is_empty()).then_some(Header { origin, key, size })
}

/// An entry's leaf, its bytes, and what can be read.
fn parts(mut from: Cursor<'_>) -> Option<(Hash, Vec<u8>, &str)> {
    let leaf = from.between(r#""leaf":""#, r#"","#).and_then(unbase64_hash)?;
    let bytes = from.between(r#""entry":""#, r#"","reads":"#).and_then(unbase64)?;
    Some((leaf, bytes, from.0.strip_suffix('}')?))
}

fn hashes(index: u64, mut from: Cursor<'_>) -> Option<Line> {
    let level = decimal(from.between(r#""level":"#, ",")?).and_then(|level| u8::try_from(level).ok())?;
    let hash = unbase64_hash(from.between(r#""hash":""#, r#"","#)?)?;
    let why = match from.between(r#""why":""#, r#""}"#)? {
        "expired" => Why::Expired,
        "not_selected" => Why::NotSelected,
        _ => return None,
    };
    (level <= MAX_LEVEL).then_some(Line::Hashes { index, level, hash, why })
}

/// Reads a line from its front.
struct Cursor<'l>(&'l str);

impl<'l> Cursor<'l> {
    /// What stands between two marks; the first one comes next.
    fn between(&mut self, before: &str, after: &str) -> Option<&'l str> {
        let (found, rest) = self.0.strip_prefix(before)?.split_once(after)?;
        self.0 = rest;
        Some(found)
    }
}

/// As JSON writes a text without control characters but newlines.
pub(crate) fn escape(text: &str) -> String {
    text.replace('\\', r"\\").replace('"', r#"\""#).replace('\n', r"\n")
}

fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next()? {
                'n' => '\n',
                c @ ('"' | '\\') => c,
                _ => return None,
            },
            '"' => return None,
            c if c.is_control() => return None,
            c => c,
        });
    }
    Some(out)
}
