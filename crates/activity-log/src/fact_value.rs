//! The values that a fact can have, each with its one form in bytes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::EntryError;
use crate::frame::Reader;
use crate::name::checked;

/// The longest sealed fact, in bytes.
pub const MAX_SEALED_BYTES: usize = 4096;
/// The most ranges in one fact. What destroys more leaves several entries.
pub const MAX_RANGES: usize = 2048;
/// The most kinds that one fact counts.
pub const MAX_COUNTS: usize = 128;

/// The value of a fact. There is no free text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactValue {
    /// A number of things.
    Count(u64),
    /// An id.
    Id(String),
    /// One of a closed set of codes; new ones can only stand in the program's text.
    Code(Cow<'static, str>),
    /// Microseconds since 1970.
    Time(i64),
    /// A sealed value; it dies with its key, and the entry stays as it is.
    Sealed(Vec<u8>),
    /// A SHA-256 hash.
    Hash([u8; 32]),
    /// Ranges of keys, sorted, none overlapping another.
    Ranges(Vec<LeafRange>),
    /// How many of each kind; the kinds are named by codes.
    Counts(BTreeMap<String, u64>),
}

/// Keys of one tree that stand side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeafRange {
    /// The tree's number.
    pub tree: u32,
    /// The first key.
    pub first: u64,
    /// The last key; the first one if there is but one.
    pub last: u64,
}

impl FactValue {
    pub(crate) fn check(&self) -> Result<(), EntryError> {
        match self {
            Self::Id(id) => checked("a fact's id", id).map(|_| ()),
            Self::Code(code) => checked("a fact's code", code).map(|_| ()),
            Self::Sealed(sealed) if sealed.len() > MAX_SEALED_BYTES => Err(EntryError::SealedTooLong),
            Self::Ranges(ranges) => check_ranges(ranges),
            Self::Counts(counts) if counts.len() > MAX_COUNTS => Err(EntryError::TooManyCounts),
            Self::Counts(counts) => {
                counts.keys().try_for_each(|kind| checked("a counted kind", kind).map(|_| ()))
            }
            Self::Count(_) | Self::Time(_) | Self::Sealed(_) | Self::Hash(_) => Ok(()),
        }
    }

    /// How many bytes `write` appends.
    pub(crate) fn size(&self) -> usize {
        1 + match self {
            Self::Count(_) | Self::Time(_) => 8,
            Self::Id(text) => 1 + text.len(),
            Self::Code(text) => 1 + text.len(),
            Self::Sealed(sealed) => 2 + sealed.len(),
            Self::Hash(_) => 32,
            Self::Ranges(ranges) => 2 + 20 * ranges.len(),
            Self::Counts(counts) => 1 + counts.keys().map(|kind| 9 + kind.len()).sum::<usize>(),
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.push(self.tag());
        match self {
            Self::Count(count) => out.extend(count.to_be_bytes()),
            Self::Id(id) => short(out, id),
            Self::Code(code) => short(out, code),
            Self::Time(at_us) => out.extend(at_us.to_be_bytes()),
            Self::Sealed(sealed) => {
                length(out, sealed.len());
                out.extend(sealed);
            }
            Self::Hash(hash) => out.extend(hash),
            Self::Ranges(ranges) => write_ranges(ranges, out),
            Self::Counts(counts) => {
                out.push(u8::try_from(counts.len()).unwrap_or(u8::MAX));
                for (kind, count) in counts {
                    short(out, kind);
                    out.extend(count.to_be_bytes());
                }
            }
        }
    }

    const fn tag(&self) -> u8 {
        match self {
            Self::Count(_) => 1,
            Self::Id(_) => 2,
            Self::Code(_) => 3,
            Self::Time(_) => 4,
            Self::Sealed(_) => 5,
            Self::Hash(_) => 6,
            Self::Ranges(_) => 7,
            Self::Counts(_) => 8,
        }
    }

    pub(crate) fn read(from: &mut Reader<'_>) -> Result<Self, EntryError> {
        match from.byte()? {
            1 => Ok(Self::Count(u64::from_be_bytes(from.array()?))),
            2 => Ok(Self::Id(from.short_text()?.to_owned())),
            3 => Ok(Self::Code(Cow::Owned(from.short_text()?.to_owned()))),
            4 => Ok(Self::Time(i64::from_be_bytes(from.array()?))),
            5 => {
                let length = usize::from(u16::from_be_bytes(from.array()?));
                Ok(Self::Sealed(from.take(length)?.to_vec()))
            }
            6 => Ok(Self::Hash(from.array()?)),
            7 => read_ranges(from).map(Self::Ranges),
            8 => read_counts(from).map(Self::Counts),
            _ => Err(EntryError::UnknownCode("a fact's type")),
        }
    }
}

fn check_ranges(ranges: &[LeafRange]) -> Result<(), EntryError> {
    if ranges.len() > MAX_RANGES {
        return Err(EntryError::TooManyRanges);
    }
    let mut before: Option<(u32, u64)> = None;
    for range in ranges {
        let follows = before.is_none_or(|end| end < (range.tree, range.first));
        if !follows || range.first > range.last {
            return Err(EntryError::RangesNotSorted);
        }
        before = Some((range.tree, range.last));
    }
    Ok(())
}

fn write_ranges(ranges: &[LeafRange], out: &mut Vec<u8>) {
    length(out, ranges.len());
    for range in ranges {
        out.extend(range.tree.to_be_bytes());
        out.extend(range.first.to_be_bytes());
        out.extend(range.last.to_be_bytes());
    }
}

fn read_ranges(from: &mut Reader<'_>) -> Result<Vec<LeafRange>, EntryError> {
    let count = u16::from_be_bytes(from.array()?);
    if usize::from(count) > MAX_RANGES {
        return Err(EntryError::TooManyRanges);
    }
    (0..count)
        .map(|_| {
            Ok(LeafRange {
                tree: u32::from_be_bytes(from.array()?),
                first: u64::from_be_bytes(from.array()?),
                last: u64::from_be_bytes(from.array()?),
            })
        })
        .collect()
}

fn read_counts(from: &mut Reader<'_>) -> Result<BTreeMap<String, u64>, EntryError> {
    let mut counts = BTreeMap::new();
    for _ in 0..from.byte()? {
        let kind = from.short_text()?.to_owned();
        if counts.last_key_value().is_some_and(|(last, _)| *last >= kind) {
            return Err(EntryError::NotCanonical("the counted kinds are not sorted"));
        }
        counts.insert(kind, u64::from_be_bytes(from.array()?));
    }
    Ok(counts)
}

/// Appends a text of at most 64 bytes after its length in one byte.
pub(crate) fn short(out: &mut Vec<u8>, text: &str) {
    out.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
    out.extend(text.as_bytes());
}

/// Appends a length in two bytes.
fn length(out: &mut Vec<u8>, length: usize) {
    out.extend(u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
}
