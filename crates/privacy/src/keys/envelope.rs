//! The clear beginning of a sealed value: `01 || flags || ref1 [|| ref2]`. It stands in the key and in the
//! authenticated data, so that no other reading of it opens anything.

use super::aead::OVERHEAD;
use super::leaf::{Ref, Under};
use super::reader::Reader;

const VERSION: u8 = 1;
/// There is a second reference.
const TWO: u8 = 0b01;
/// The last reference names a part.
const PART: u8 = 0b10;

/// Bytes that do not begin like a sealed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the header of a sealed value")]
pub struct NotAHeader;

/// A header, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    under: Under,
    length: usize,
}

impl Header {
    /// Reads the header at the start of a sealed value, which must be long enough for nonce and tag too.
    pub fn read(sealed: &[u8]) -> Result<Self, NotAHeader> {
        Self::parse(sealed).ok_or(NotAHeader)
    }

    /// The references under which the value is sealed.
    pub const fn under(&self) -> Under {
        self.under
    }

    /// How many bytes the header has.
    pub const fn length(&self) -> usize {
        self.length
    }

    fn parse(sealed: &[u8]) -> Option<Self> {
        let mut from = Reader::new(sealed);
        let (version, flags) = (from.byte()?, from.byte()?);
        if version != VERSION || flags & !(TWO | PART) != 0 {
            return None;
        }
        let (two, part) = (flags & TWO != 0, flags & PART != 0);
        let first = Ref::read(&mut from, part && !two)?;
        let under =
            if two { Under::Two(first.leaf(), Ref::read(&mut from, part)?) } else { Under::One(first) };
        let length = sealed.len() - from.left();
        (from.left() >= OVERHEAD).then_some(Self { under, length })
    }
}

/// The header's bytes.
pub(super) fn write(under: Under) -> Vec<u8> {
    let (first, second) = under.refs();
    let last = second.unwrap_or(first);
    let mut out = Vec::with_capacity(32);
    let flags = if second.is_some() { TWO } else { 0 } | if last.part_number().is_some() { PART } else { 0 };
    out.extend([VERSION, flags]);
    first.write(&mut out);
    if let Some(second) = second {
        second.write(&mut out);
    }
    out
}
